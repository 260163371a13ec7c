"""Who walks: the people of one or several organisations, from when to when, from where to where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from outreach.errors import Problem


@dataclass(frozen=True)
class Stretch:
    """A stretch of one day, Europe/Paris. Raises `ValueError` unless it starts before it ends."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a stretch starts before it ends")


@dataclass(frozen=True)
class Member:
    """Somebody who walks, known by id, and when they can."""

    person: UUID
    organisation: UUID
    free: Stretch


@dataclass(frozen=True)
class Pause:
    """A break at a meeting point: the first half of the shift ends there, the second starts there."""

    spot: UUID
    during: Stretch


@dataclass(frozen=True)
class Team:
    """People who walk together, whatever their organisations.

    Attributes:
        label: « Équipe A ».
        members: one or more.
        start, end: places (ids of the walk times) where the round begins and ends.
        shift: from when to when.
        pause: none, or a break within the shift.
        pace: 1 for 4.5 km/h; 0.8 walks at four fifths of it.
        most_doors: how many doors it can do in one go, if there is a bound.
        days: those on which it walks; none named: every day of the round.

    Raises:
        ValueError: if the break is not within the shift, or a number is not above zero.
    """

    id: UUID
    label: str
    members: tuple[Member, ...]
    start: UUID
    end: UUID
    shift: Stretch
    pause: Pause | None = None
    pace: float = 1.0
    most_doors: int | None = None
    days: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.pause and not (self.shift.start < self.pause.during.start and self.pause.during.end < self.shift.end):
            raise ValueError("a break lies within the shift")
        if self.pace <= 0 or (self.most_doors is not None and self.most_doors <= 0):
            raise ValueError("pace and doors are above zero")

    def walks_on(self, day: date | None) -> bool:
        """Whether it walks on this day of the round."""
        return not self.days or day in self.days

    @property
    def organisations(self) -> tuple[UUID, ...]:
        """The organisations of its members, each once, in the order of the members."""
        return tuple(dict.fromkeys(member.organisation for member in self.members))


def together(members: Sequence[Member]) -> Stretch:
    """When all of them can walk. Raises `Problem` if they have no time in common, `ValueError` without members."""
    start, end = max(member.free.start for member in members), min(member.free.end for member in members)
    if start >= end:
        raise Problem(
            "planning.no_common_time",
            f"Ces personnes ne sont jamais libres en même temps : l’une arrive à {start:%H:%M}, une autre part à {end:%H:%M}. L’équipe n’a pas été "
            "changée. Changez les heures de l’une d’elles, ou faites deux équipes.",
        )
    return Stretch(start, end)
