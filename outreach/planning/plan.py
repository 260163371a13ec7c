"""A round worked out, and why it is as it is."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from uuid import UUID

from outreach.domain.joint_plan import Window
from outreach.planning.teams import Team

Key = tuple[UUID, date | None, int]
"""A walk of a plan: its team, its day and its part."""


@dataclass(frozen=True)
class Visit:
    """An entrance to go to.

    Attributes:
        entrance: id, one of the walk times.
        minutes: of work there.
        doors: counted against what a team can do (`Team.most_doors`).
        windows: when the visit may begin, on the days that each counts for; any time without one.
        required: whether it must be done.
        worth: for an optional one, the minutes of detour and of waiting it is worth.
        team: the only team that may go there, if there is one.

    Raises:
        ValueError: if a number is below zero.
    """

    entrance: UUID
    minutes: float
    doors: int = 0
    windows: tuple[Window, ...] = ()
    required: bool = True
    worth: float = 30.0
    team: UUID | None = None

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.worth < 0 or self.doors < 0:
            raise ValueError("minutes and doors are not below zero")


@dataclass(frozen=True)
class Stop:
    """An entrance on a walk: arrival, begin (after waiting for its window, if need be) and end; the walk there from the place before."""

    entrance: UUID
    arrival: time
    begin: time
    end: time
    walk_metres: int
    walk_minutes: float

    @property
    def waiting_minutes(self) -> float:
        """Minutes between arrival and begin."""
        return (_seconds(self.begin) - _seconds(self.arrival)) / 60


@dataclass(frozen=True)
class Walk:
    """What one team does in one go: the whole shift of a day, or the half before or after its break.

    Attributes:
        day: which; none where the round has a day that nobody named.
        part: 0; 1 after the break.
        start, end: places where it begins and ends.
        leaves, returns: when.
        stops: in order; may be none.
        metres, walking_minutes: on foot, the way back included.
        visiting_minutes, waiting_minutes: at the entrances.
    """

    team: Team
    day: date | None
    part: int
    start: UUID
    end: UUID
    leaves: time
    returns: time
    stops: tuple[Stop, ...]
    metres: int
    walking_minutes: float
    visiting_minutes: float
    waiting_minutes: float

    @property
    def key(self) -> "Key":
        """What tells it from the others of its plan."""
        return self.team.id, self.day, self.part

    @property
    def minutes(self) -> float:
        """From leaving to returning."""
        return self.walking_minutes + self.visiting_minutes + self.waiting_minutes


class Why(StrEnum):
    """Why an entrance is left out."""

    OUT_OF_REACH = "out_of_reach"  # nobody can be there in its windows on any day, whatever else they do
    NO_TIME = "no_time"  # it would fit into no walk that is left
    TOO_MANY_DOORS = "too_many_doors"  # there is time, but the team does no more doors
    NOT_WORTH = "not_worth"  # it would fit, and costs more than it is worth
    NOT_FOUND = "not_found"  # it would fit, and the search was stopped before it saw


@dataclass(frozen=True)
class LeftOut:
    """An entrance that is on no walk.

    Attributes:
        why: see `Why`.
        team: who comes nearest to doing it; none if nobody can walk at all.
        short_minutes: by how much it fails (`OUT_OF_REACH`, `NO_TIME`), or costs more than it is worth (`NOT_WORTH`).
        sentence: in French, without the name of the entrance.
    """

    visit: Visit
    why: Why
    team: Team | None
    short_minutes: float
    sentence: str


@dataclass(frozen=True)
class Plan:
    """A round worked out.

    Attributes:
        walks: by day, team and part, in the order the days and teams were given.
        left_out: in the order the visits were given.
        cost: what was minimised: seconds of the teams (or metres), and what the optional visits that are left out were worth.
        seed, iterations: what makes the same plan again.
        sentences: the plan in French, one sentence a thing to know.
    """

    walks: tuple[Walk, ...]
    left_out: tuple[LeftOut, ...]
    cost: int
    seed: int
    iterations: int
    sentences: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether everything that is required is done."""
        return not any(left.visit.required for left in self.left_out)

    @property
    def metres(self) -> int:
        """On foot, all teams."""
        return sum(walk.metres for walk in self.walks)

    @property
    def minutes(self) -> float:
        """All teams, from leaving to returning."""
        return sum(walk.minutes for walk in self.walks)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second
