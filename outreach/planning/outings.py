"""What can be walked in one go: a whole shift, or the half before or after a break; and what still fits into one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

import numpy as np
import numpy.typing as npt

from outreach.domain.joint_plan import Window
from outreach.planning.plan import Visit
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Team
from outreach.planning.words import hour_words

DAY = 24 * 3600


Days = Sequence[date | None]
"""Of a round, in order: seconds are counted from the first midnight as if no day lay between. One day that nobody named is `(None,)`."""


@dataclass(frozen=True)
class Outing:
    """One go of one team. `part`: 0; 1 after a break. `start`, `end`: rows of the walk times; `midnight`, `opens`, `closes`: seconds of the round."""

    team: Team
    day: date | None
    part: int
    start: int
    end: int
    midnight: int
    opens: int
    closes: int
    most_doors: int | None

    def may_visit(self, visit: Visit) -> bool:
        """Whether the visit is not another team's."""
        return visit.team is None or visit.team == self.team.id


def outings(teams: Sequence[Team], walks: WalkTimes, days: Days) -> list[Outing]:
    """All of them, by day and in the order of the teams. A bound on doors is shared between the halves of a shift as its time is."""
    return [outing for number, day in enumerate(days) for team in teams if team.walks_on(day) for outing in _of_team(team, walks, day, number * DAY)]


def _of_team(team: Team, walks: WalkTimes, day: date | None, midnight: int) -> Iterator[Outing]:
    start, end = walks.rows[team.start], walks.rows[team.end]
    opens, closes = midnight + seconds_of(team.shift.start), midnight + seconds_of(team.shift.end)
    if team.pause is None:
        yield Outing(team, day, 0, start, end, midnight, opens, closes, team.most_doors)
        return
    meets, during = walks.rows[team.pause.spot], team.pause.during
    parts, resumes = midnight + seconds_of(during.start), midnight + seconds_of(during.end)
    before = None if team.most_doors is None else round(team.most_doors * (parts - opens) / (parts - opens + closes - resumes))
    after = None if team.most_doors is None or before is None else team.most_doors - before
    yield Outing(team, day, 0, start, meets, midnight, opens, parts, before)
    yield Outing(team, day, 1, meets, end, midnight, resumes, closes, after)


@dataclass(frozen=True)
class Timed:
    """A visit that keeps to one of its windows on one day: it begins from `opens` to `closes`, seconds of the round."""

    visit: Visit
    opens: int
    closes: int


def timed(visit: Visit, days: Days) -> list[Timed]:
    """Every way to keep to the windows of a visit; none if no window counts for any of these days. Whole days that follow each other are one."""
    if not visit.windows:
        return [Timed(visit, 0, len(days) * DAY)]
    found: list[Timed] = []
    for number, day in enumerate(days):
        for window in visit.windows:
            if window.on(day):
                opens = number * DAY + seconds_of(window.start)
                closes = number * DAY + (DAY if window.whole_day else seconds_of(window.end))
                if found and window.whole_day and found[-1].closes == opens:
                    found[-1] = Timed(visit, found[-1].opens, closes)
                else:
                    found.append(Timed(visit, opens, closes))
    return found


@dataclass(frozen=True)
class Fit:
    """What it takes to bring a visit into an outing.

    Attributes:
        short: seconds by which it fails; it fits if this is not above zero.
        detour: seconds of walk that it adds.
        arrival: seconds of the round, at the place where it fits best.
        place: how many stops come before it.
        kept: the visit with the window that it would keep to.
        in_window: whether the arrival is in time for the window, so that what fails is the time after it.
    """

    outing: Outing
    short: int
    detour: int
    arrival: int
    place: int
    kept: Timed
    in_window: bool


class Day:
    """An outing with the visits it has, in order: when each can begin at the earliest and at the latest.

    Args:
        stops: with the row of each in `seconds`.
        seconds: (n, n) walking times at this team's pace.
    """

    def __init__(self, outing: Outing, stops: Sequence[tuple[Timed, int]], seconds: npt.NDArray[np.int64]) -> None:
        self.outing, self._stops, self._seconds = outing, stops, seconds
        self._rows = [outing.start, *(row for _timed, row in stops), outing.end]
        self.doors = sum(one.visit.doors for one, _row in stops)
        self._free = self._earliest()
        self._latest = self._latest_begins()

    def best_fit(self, ways: Sequence[Timed], row: int) -> Fit | None:
        """Where the visit fits best: with the least detour where it fits at all, else where the least is missing. None without a window on this day.

        Args:
            ways: what `timed` makes of the visit.
            row: its place in `seconds`.
        """
        of_day = [one for one in ways if one.opens < self.outing.midnight + DAY and one.closes > self.outing.midnight]
        return min(self._fits(of_day, row), key=lambda fit: (max(fit.short, 0), fit.detour), default=None)

    def _fits(self, ways: Sequence[Timed], row: int) -> Iterator[Fit]:
        seconds = self._seconds
        for place, free in enumerate(self._free):
            before, after = self._rows[place], self._rows[place + 1]
            arrival = free + int(seconds[before, row])
            onward = int(seconds[row, after])
            detour = int(seconds[before, row]) + onward - int(seconds[before, after])
            for way in ways:
                begin = max(arrival, way.opens)
                late, then_late = begin - way.closes, begin + seconds_for(way.visit) + onward - self._latest[place]
                yield Fit(self.outing, max(late, then_late), detour, arrival, place, way, late <= 0)

    def _earliest(self) -> list[int]:
        """When the team is free again: at the start, and after each stop."""
        free = [self.outing.opens]
        for place, (one, row) in enumerate(self._stops):
            arrival = free[-1] + int(self._seconds[self._rows[place], row])
            free.append(max(arrival, one.opens) + seconds_for(one.visit))
        return free

    def _latest_begins(self) -> list[int]:
        """At the latest when each stop must begin, and the end be reached, for all that follows to be in time."""
        latest = [self.outing.closes]
        for place in range(len(self._stops) - 1, -1, -1):
            one, row = self._stops[place]
            bound = latest[0] - int(self._seconds[row, self._rows[place + 2]]) - seconds_for(one.visit)
            latest.insert(0, min(one.closes, bound))
        return latest


def seconds_for(visit: Visit) -> int:
    """Whole seconds of work at an entrance."""
    return round(visit.minutes * 60)


def seconds_of(moment: time) -> int:
    """Seconds of the day."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def moment_of(seconds: int) -> time:
    """A time of the day, whichever day of the round."""
    return time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)


def at_pace(walks: WalkTimes, pace: float) -> npt.NDArray[np.int64]:
    """(n, n) whole seconds of walk at a pace."""
    return np.rint(walks.seconds / pace).astype(np.int64)


def words_of(windows: Sequence[Window]) -> str:
    """« entre 9 h et 12 h ou entre 14 h et 16 h »."""
    return " ou ".join(f"entre {hour_words(window.start)} et {hour_words(window.end)}" for window in windows)
