"""The calendar says, minute by minute, what the hours themselves say."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.opening_calendar import Calendar, calendar_of, holidays, window_around
from outreach.domain.opening_hours import PARIS, State, state_at

WINDOW = window_around(date(2026, 11, 27))
HOURS = [
    "24/7",
    "Mo-Fr 08:30-12:30,13:30-17:00; PH off",
    "Mo-Th 09:00-12:30",
    "Th[1],Th[3] 14:00-17:00; PH off",
    "Fr 22:00-02:00",
    "Fr 22:00-26:00; PH off",
    "Mo 08:00-24:00",
    "Apr-Sep Mo-Sa 10:00-19:00; Oct-Mar Mo-Fr 10:00-17:00; PH off",
    'Mo-Fr 09:00-17:00 "sur rendez-vous"; PH off',
    "Mo-Sa 08:00-20:00; Su,PH 09:00-12:30",
    "PH Mo-Fr 10:00-12:00; Tu 09:00-10:00",
    "week 1-53/2 We 14:00-17:00; PH off",
    "Dec 25 off; Mo-Su 10:00-12:00",
]


def state_in(calendar: Calendar, free: frozenset[date], moment: datetime) -> State:
    """What the tablet does: look up."""
    here = moment.astimezone(PARIS)
    day, minute = here.date(), here.hour * 60 + here.minute
    text = calendar.dates.get(day, calendar.holiday if day in free else calendar.week[day.weekday()])
    for part in text.split():
        start, _, end = part.rstrip("au").partition("-")
        if int(start) <= minute < int(end):
            return {"a": State.APPOINTMENT, "u": State.UNKNOWN}.get(part[-1], State.OPEN)
    return State.CLOSED


@settings(max_examples=300, deadline=None)
@given(hours=st.sampled_from(HOURS), minutes=st.integers(0, (WINDOW[1] - WINDOW[0]).days * 1_440))
def test_a_calendar_says_what_the_hours_say(hours: str, minutes: int) -> None:
    moment = datetime(2026, 11, 1, tzinfo=PARIS) + timedelta(minutes=minutes)
    calendar = calendar_of(hours, WINDOW)
    assert calendar is not None
    assert state_in(calendar, frozenset(holidays(WINDOW)), moment) is state_at(hours, moment)


@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("day", [date(2026, 12, 25), date(2027, 5, 1), date(2027, 3, 28), date(2027, 10, 31), date(2027, 7, 14)])
def test_on_holidays_and_on_the_days_when_the_clock_changes(hours: str, day: date) -> None:
    calendar = calendar_of(hours, WINDOW)
    assert calendar is not None
    for quarter in range(0, 1_440, 15):
        moment = datetime(day.year, day.month, day.day, quarter // 60, quarter % 60, tzinfo=PARIS)
        if moment.astimezone(PARIS).utcoffset() == (moment + timedelta(hours=1)).astimezone(PARIS).utcoffset():
            assert state_in(calendar, frozenset(holidays(WINDOW)), moment) is state_at(hours, moment), moment


def test_what_is_told_by_weekdays_needs_no_dates() -> None:
    calendar = calendar_of("Mo-Fr 08:30-12:30,13:30-17:00; PH off", WINDOW)
    assert calendar == Calendar((*("510-750 810-1020",) * 5, "", ""), "")


def test_the_first_thursday_is_a_date() -> None:
    calendar = calendar_of("Th[1] 14:00-17:00", WINDOW)
    assert calendar is not None
    assert [day for day in calendar.dates if day.month == 12] == [date(2026, 12, 3)]


def test_overseas_has_its_own_clock_and_school_holidays_are_not_known() -> None:
    overseas = calendar_of("Mo-Fr 08:00-12:00", WINDOW, (55.5, -21.1))
    assert overseas is not None
    assert (overseas.week[0], overseas.zone) == ("480-720", "Indian/Reunion")
    school = calendar_of("Mo-Fr 08:00-12:00; SH off", WINDOW)
    assert school is not None
    assert school.school


@pytest.mark.parametrize("hours", ["", None, "9h-12h", "lundi"])
def test_without_valid_hours_there_is_none(hours: str | None) -> None:
    assert calendar_of(hours, WINDOW) is None


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_window_is_the_same_all_month_and_covers_a_year(day: date) -> None:
    first, last = window_around(day)
    assert window_around(first) == (first, last)
    assert (last - day).days >= 365
    assert (last + timedelta(days=1)).day == 1
