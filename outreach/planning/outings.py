"""What can be walked in one go: a whole shift, or the half before or after a break; and what still fits into one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

import numpy as np
import numpy.typing as npt

from outreach.domain.joint_plan import Window
from outreach.planning.plan import Visit
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Team
from outreach.planning.words import hour_words

DAY = 24 * 3600


@dataclass(frozen=True)
class Outing:
    """One go of one team. `part`: 0; 1 after a break. `start`, `end`: rows of the walk times; `opens`, `closes`: seconds of the day."""

    team: Team
    part: int
    start: int
    end: int
    opens: int
    closes: int
    most_doors: int | None

    def may_visit(self, visit: Visit) -> bool:
        """Whether the visit is not another team's."""
        return visit.team is None or visit.team == self.team.id


def outings(teams: Iterable[Team], walks: WalkTimes) -> list[Outing]:
    """All of them, in the order of the teams. A bound on doors is shared between the halves of a shift as its time is."""
    return [outing for team in teams for outing in _of_team(team, walks)]


def _of_team(team: Team, walks: WalkTimes) -> Iterator[Outing]:
    start, end = walks.rows[team.start], walks.rows[team.end]
    opens, closes = seconds_of(team.shift.start), seconds_of(team.shift.end)
    if team.pause is None:
        yield Outing(team, 0, start, end, opens, closes, team.most_doors)
        return
    meets, parts, resumes = walks.rows[team.pause.spot], seconds_of(team.pause.during.start), seconds_of(team.pause.during.end)
    before = None if team.most_doors is None else round(team.most_doors * (parts - opens) / (parts - opens + closes - resumes))
    yield Outing(team, 0, start, meets, opens, parts, before)
    yield Outing(team, 1, meets, end, resumes, closes, None if team.most_doors is None or before is None else team.most_doors - before)


@dataclass(frozen=True)
class Fit:
    """What it takes to bring a visit into an outing.

    Attributes:
        short: seconds by which it fails; it fits if this is not above zero.
        detour: seconds of walk that it adds.
        arrival: seconds of the day, at the place where it fits best.
        place: how many stops come before it.
        window: the one of its windows that it would keep to; none if it has none.
        in_window: whether the arrival is in time for the window, so that what fails is the time after it.
    """

    outing: Outing
    short: int
    detour: int
    arrival: int
    place: int
    window: tuple[Window, ...]
    in_window: bool


class Day:
    """An outing with the visits it has, in order: when each can begin at the earliest and at the latest.

    Args:
        stops: with the row of each in `seconds`; each keeps to the first of its windows.
        seconds: (n, n) walking times at this team's pace.
    """

    def __init__(self, outing: Outing, stops: Sequence[tuple[Visit, int]], seconds: npt.NDArray[np.int64]) -> None:
        self.outing, self._stops, self._seconds = outing, stops, seconds
        self._rows = [outing.start, *(row for _visit, row in stops), outing.end]
        self.doors = sum(visit.doors for visit, _row in stops)
        self._free = self._earliest()
        self._latest = self._latest_begins()

    def best_fit(self, visit: Visit, row: int) -> Fit:
        """Where the visit fits best: with the least detour where it fits at all, else where the least is missing."""
        return min(self._fits(visit, row), key=lambda fit: (max(fit.short, 0), fit.detour))

    def _fits(self, visit: Visit, row: int) -> Iterator[Fit]:
        seconds, work = self._seconds, seconds_for(visit)
        for place, free in enumerate(self._free):
            before, after = self._rows[place], self._rows[place + 1]
            arrival = free + int(seconds[before, row])
            onward = int(seconds[row, after])
            detour = int(seconds[before, row]) + onward - int(seconds[before, after])
            for number, (opens, closes) in enumerate(windows_of(visit)):
                begin = max(arrival, opens)
                late, then_late = begin - closes, begin + work + onward - self._latest[place]
                yield Fit(self.outing, max(late, then_late), detour, arrival, place, visit.windows[number : number + 1], late <= 0)

    def _earliest(self) -> list[int]:
        """When the team is free again: at the start, and after each stop."""
        free = [self.outing.opens]
        for place, (visit, row) in enumerate(self._stops):
            arrival = free[-1] + int(self._seconds[self._rows[place], row])
            free.append(max(arrival, windows_of(visit)[0][0]) + seconds_for(visit))
        return free

    def _latest_begins(self) -> list[int]:
        """At the latest when each stop must begin, and the end be reached, for all that follows to be in time."""
        latest = [self.outing.closes]
        for place in range(len(self._stops) - 1, -1, -1):
            visit, row = self._stops[place]
            bound = latest[0] - int(self._seconds[row, self._rows[place + 2]]) - seconds_for(visit)
            latest.insert(0, min(windows_of(visit)[0][1], bound))
        return latest


def windows_of(visit: Visit) -> list[tuple[int, int]]:
    """Seconds of the day between which a visit may begin."""
    return [(seconds_of(window.start), seconds_of(window.end)) for window in visit.windows] or [(0, DAY)]


def seconds_for(visit: Visit) -> int:
    """Whole seconds of work at an entrance."""
    return round(visit.minutes * 60)


def seconds_of(moment: time) -> int:
    """Seconds of the day."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def moment_of(seconds: int) -> time:
    """A time of the day."""
    return time(seconds // 3600 % 24, seconds // 60 % 60, seconds % 60)


def at_pace(walks: WalkTimes, pace: float) -> npt.NDArray[np.int64]:
    """(n, n) whole seconds of walk at a pace."""
    return np.rint(walks.seconds / pace).astype(np.int64)


def words_of(windows: Sequence[Window]) -> str:
    """« entre 9 h et 12 h ou entre 14 h et 16 h »."""
    return " ou ".join(f"entre {hour_words(window.start)} et {hour_words(window.end)}" for window in windows)
