"""When the invented team goes out: three past rounds and a current one, session after session, up to the day of the demo."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from outreach.domain.moments import PARIS
from outreach.imports.demo.buildings import EntrancePlan

SLOTS = {1: time(14, 30), 2: time(10, 0), 3: time(17, 30), 4: time(17, 15), 5: time(10, 30)}
"""Outings of a week by weekday (Monday is 0): Tuesday afternoon, Wednesday morning, Thursday and Friday evening, Saturday morning."""

TABLETS = 3
BREAK = timedelta(minutes=10)
LONGEST = timedelta(hours=3)


@dataclass(frozen=True)
class Part:
    """What one tablet does in a session: part of the floors of an entrance, for the `passage`-th time in this round."""

    entrance: EntrancePlan
    floors: range
    passage: int


@dataclass
class Session:
    """One outing: at most `TABLETS` parts, side by side."""

    starts_at: datetime
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class RoundPlan:
    """A round with the sessions that took place. `entrances` in the order of the walk."""

    name: str
    starts_on: date
    ends_on: date
    entrances: list[EntrancePlan]
    sessions: list[Session]


@dataclass(frozen=True)
class _Outline:
    name: str
    areas: tuple[int, ...]
    weeks: tuple[int, int]
    """First and last week, counted back from the day of the demo."""
    passages: int


PAST = (
    _Outline("Grand Mail et Aubépines", (0, 1, 4), (26, 19), 3),
    _Outline("Plaine Haute et Quatre-Vents", (2, 3, 9), (18, 11), 3),
    _Outline("Autour du boulevard", (5, 6, 8, 10), (10, 4), 2),
)
LEFT_OUT = {1: (0,), 3: (1,), 4: (0,), 6: (0,), 8: (1, 3), 9: (2,), 10: (0,)}
"""Entrances of an area, by their place in it, that no past round has reached: a locked hall, a month that was too short."""

CURRENT = "Moulin Blanc, retour au Grand Mail"
CURRENT_WEEKS = 2


def plan_rounds(entrances: list[EntrancePlan], now: datetime) -> list[RoundPlan]:
    """The rounds, the current one last. Nothing takes place after `now` (aware)."""
    by_area: dict[int, list[EntrancePlan]] = {}
    for entrance in entrances:
        by_area.setdefault(int(entrance.area.code[2:]) - 1, []).append(entrance)
    today = now.astimezone(PARIS).date()
    rounds = []
    for outline in PAST:
        walk = [entrance for area in outline.areas for place, entrance in enumerate(by_area[area]) if place not in LEFT_OUT.get(area, ())]
        starts, ends = (today - timedelta(weeks=week) for week in outline.weeks)
        work = [_parts(entrance, passage) for passage in range(1, outline.passages + 1) for entrance in walk]
        rounds.append(RoundPlan(outline.name, starts, ends, walk, _fill(list(_outings(starts, ends)), work)))
    return [*rounds, _current(by_area, today, now)]


def _current(by_area: dict[int, list[EntrancePlan]], today: date, now: datetime) -> RoundPlan:
    """Four entrances done, four half done, the others not begun: what a team finds when it opens its tablet."""
    walk = [*by_area[7], *by_area[0][:5], *by_area[11]]
    starts = today - timedelta(weeks=CURRENT_WEEKS)
    work = [_parts(entrance, 1) for entrance in walk[:4]] + [_parts(entrance, 2) for entrance in walk[:2]]
    work += [_upper_half(entrance) for entrance in walk[4:8]]
    last = _last_outing(now)
    outings = [start for start in _outings(starts, today) if start + LONGEST < last]
    return RoundPlan(CURRENT, starts, today + timedelta(weeks=CURRENT_WEEKS), walk, _fill([*outings, last], work))


def _last_outing(now: datetime) -> datetime:
    """The start of an outing that is just over; before noon, or on a Sunday, it was on the day before."""
    local = now.astimezone(PARIS)
    start = local - BREAK - LONGEST
    if local.time() >= time(12, 30) and local.weekday() != 6:
        return min(start, datetime.combine(local.date(), time(17, 30), PARIS))
    before = local.date() - timedelta(days=1 if local.weekday() != 0 else 2)
    return datetime.combine(before, time(10, 30) if before.weekday() == 5 else time(17, 30), PARIS)


def _outings(first: date, last: date) -> Iterator[datetime]:
    for days in range((last - first).days + 1):
        day = first + timedelta(days=days)
        if day.weekday() in SLOTS:
            yield datetime.combine(day, SLOTS[day.weekday()], PARIS)


def _parts(entrance: EntrancePlan, passage: int) -> list[Part]:
    """A tower takes two tablets, which share its floors."""
    top = entrance.doors[-1].floor
    if entrance.kind != "tower":
        return [Part(entrance, range(top + 1), passage)]
    return [Part(entrance, range(top // 2 + 1, top + 1), passage), Part(entrance, range(top // 2 + 1), passage)]


def _upper_half(entrance: EntrancePlan) -> list[Part]:
    top = entrance.doors[-1].floor
    return [Part(entrance, range(top // 2 + 1, top + 1), 1)]


def _fill(outings: list[datetime], work: list[list[Part]]) -> list[Session]:
    """Give the work, in order, to outings spread evenly over the round, the last one included."""
    loads: list[list[Part]] = [[]]
    for parts in work:
        if len(loads[-1]) + len(parts) > TABLETS:
            loads.append([])
        loads[-1] += parts
    steps = max(len(loads) - 1, 1)
    starts = [outings[round(place * (len(outings) - 1) / steps)] for place in range(len(loads))] if len(loads) > 1 else [outings[-1]]
    if any(after <= before for before, after in pairwise(starts)):
        raise ValueError("more outings needed than the round has days")
    return [Session(start, parts) for start, parts in zip(starts, loads, strict=True)]
