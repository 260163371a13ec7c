"""Opening hours evaluated in advance, for who has no network and no library: an ordinary week, a public holiday, and the days that are otherwise.

Hours that are said by weekdays and times alone (nearly all) hold for ever. Others (seasons, the first Thursday, the sun) are evaluated day by day,
and known for a window of time only.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

import opening_hours as osm

from outreach.domain.opening_hours import PARIS, Place, State, is_opening_hours, place_that_matters, stretches, zone_of

Day: TypeAlias = str
"""The stretches of a day: minutes from and to, then nothing if it is open, `a` if by appointment, `u` if nobody knows: « 540-750 810-1050a ». Empty: closed."""

Window: TypeAlias = tuple[date, date]
"""The first day and the last one."""

MARKS = {State.OPEN: "", State.APPOINTMENT: "a", State.UNKNOWN: "u"}
TOLD_BY_WEEKDAYS = re.compile(r"(?:24/7|off|closed|open|Mo|Tu|We|Th|Fr|Sa|Su|PH|\d\d?:\d\d|[-,; ]|\"[^\"]*\")*")
HOLIDAY_AND_WEEKDAY = re.compile(r"PH +[MTWFS]|[a-u] +PH")
SCHOOL = re.compile(r"\bSH\b")
TIMES = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
ORDINARY, HOLIDAY = date(2027, 2, 1), date(2026, 11, 11)
"""A Monday whose week is like any other, and a public holiday."""


@dataclass(frozen=True)
class Calendar:
    """When a place is open.

    Attributes:
        week: the seven days of an ordinary week, from Monday.
        holiday: every public holiday.
        dates: the days of the window that are neither.
        zone: whose wall clock this is.
        school: it is otherwise in the school holidays, and nobody knows how.
    """

    week: tuple[Day, ...]
    holiday: Day
    dates: Mapping[date, Day] = field(default_factory=dict)
    zone: str = PARIS.key
    school: bool = False


def window_around(day: date) -> Window:
    """From the month of this day to the end of the one a year later: the same for a whole month."""
    return day.replace(day=1), day.replace(year=day.year + 1 + day.month // 12, month=day.month % 12 + 1, day=1) - timedelta(days=1)


def calendar_of(hours: str | None, window: Window, place: Place | None = None) -> Calendar | None:
    """The calendar of OSM opening_hours; None without valid ones."""
    if not hours or not is_opening_hours(hours):
        return None
    nearby = place_that_matters(hours, place)
    return _weekly(hours, nearby) if _told_by_weekdays(hours) else _daily(hours, window, nearby)


@lru_cache(maxsize=8)
def holidays(window: Window) -> list[date]:
    """The public holidays of France, in order."""
    first, last = (datetime.combine(day, time(), PARIS) for day in (window[0], window[1] + timedelta(days=1)))
    found = osm.OpeningHours("PH", timezone=PARIS, country="FR", auto_country=False, auto_timezone=False)
    days: list[date] = []
    for begins, ends, state, _ in found.intervals(first, last):
        if state == osm.State.OPEN:
            days.extend(begins.date() + timedelta(days=count) for count in range((ends.date() - begins.date()).days))
    return days


def _told_by_weekdays(hours: str) -> bool:
    if not TOLD_BY_WEEKDAYS.fullmatch(hours) or HOLIDAY_AND_WEEKDAY.search(hours):
        return False
    # A night that goes on into a holiday is another one.
    return all((int(one[1]), int(one[2])) < (int(one[3]), int(one[4])) <= (24, 0) for one in TIMES.finditer(hours))


@lru_cache(maxsize=16_384)
def _weekly(hours: str, place: Place | None) -> Calendar:
    week = _days(hours, (ORDINARY, ORDINARY + timedelta(days=6)), place)
    (holiday,) = _days(hours, (HOLIDAY, HOLIDAY), place).values()
    return Calendar(tuple(week.values()), holiday, zone=zone_of(hours, place).key)


@lru_cache(maxsize=1_024)
def _daily(hours: str, window: Window, place: Place | None) -> Calendar:
    days, free = _days(hours, window, place), set(holidays(window))
    week = tuple(_most(text for day, text in days.items() if day.weekday() == number and day not in free) for number in range(7))
    holiday = _most(text for day, text in days.items() if day in free)
    dates = {day: text for day, text in days.items() if text != (holiday if day in free else week[day.weekday()])}
    return Calendar(week, holiday, dates, zone_of(hours, place).key, SCHOOL.search(hours) is not None)


def _most(texts: object) -> Day:
    """The commonest day, the same whatever the order."""
    return min(Counter(texts).items(), key=lambda one: (-one[1], one[0]))[0]  # type: ignore[call-overload, no-any-return]


def _days(hours: str, window: Window, place: Place | None) -> dict[date, Day]:
    zone = zone_of(hours, place)
    first, last = (datetime.combine(day, time(), zone) for day in (window[0], window[1] + timedelta(days=1)))
    days: dict[date, list[str]] = {window[0] + timedelta(days=count): [] for count in range((window[1] - window[0]).days + 1)}
    for begins, ends, state, _ in stretches(hours, first, place, last):
        if state is State.CLOSED:
            continue
        for day, start, end in _by_day(begins, ends, zone):
            days[day].append(f"{start}-{end}{MARKS[state]}")
    return {day: " ".join(parts) for day, parts in days.items()}


def _by_day(begins: datetime, ends: datetime, zone: ZoneInfo) -> list[tuple[date, int, int]]:
    """A stretch cut at every midnight: the day, and the minutes of its wall clock."""
    found, start, end = [], begins.astimezone(zone), ends.astimezone(zone)
    day = start.date()
    while day <= end.date():
        since = start.hour * 60 + start.minute if day == start.date() else 0
        until = end.hour * 60 + end.minute if day == end.date() else 24 * 60
        if until > since:
            found.append((day, since, until))
        day += timedelta(days=1)
    return found
