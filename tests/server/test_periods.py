"""The days that figures are made of, and how the map's address writes them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from outreach.domain.periods import EVERYTHING, Period, day_of
from outreach.errors import Problem
from outreach.web.coordination.map_asked import Days

DAYS = st.dates(date(2001, 1, 1), date(2099, 12, 31))


@given(DAYS)
def test_twelve_months_end_today_and_begin_the_day_after_a_year_ago(today: date) -> None:
    period = Period.twelve_months_to(today)
    assert period.first
    assert period.last == today
    assert (today - period.first).days in (364, 365)
    assert period.first.day == (today + timedelta(days=1)).day or today.month == 2


@given(DAYS)
def test_a_month_holds_exactly_its_days(day: date) -> None:
    period = Period.month_of(f"{day:%Y-%m}")
    assert period.first
    assert period.last
    assert period.first <= day <= period.last
    assert period.first.day == 1
    assert (period.last + timedelta(days=1)).day == 1


def test_the_leap_day_is_no_exception() -> None:
    assert Period.twelve_months_to(date(2028, 2, 29)) == Period(date(2027, 3, 1), date(2028, 2, 29))
    assert Period.month_of("2028-02").last == date(2028, 2, 29)


@pytest.mark.parametrize("text", ["2026-13", "2026", "mars", "2026-3-1-4", "0000-01", "1999-12", "99999-01"])
def test_what_is_no_month_is_said(text: str) -> None:
    with pytest.raises(Problem) as problem:
        Period.month_of(text)
    assert len(problem.value.sentence) > 30


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({"du": "2026-02-30"}, "n’est pas une date"),
        ({"du": "hier", "au": "2026-03-01"}, "n’est pas une date"),
        ({"du": "2026-03-02", "au": "2026-03-01"}, "finit avant"),
        ({"du": "0001-01-01"}, "entre 2000 et 2099"),
        ({"periode": "siecle"}, "n’est pas un mois"),
        ({"periode": "<script>alert(1)</script>"}, "n’est pas un mois"),
    ],
)
def test_an_impossible_period_gives_a_sentence_and_everything(args: dict[str, str], said: str) -> None:
    days = Days.read(MultiDict(args), date(2026, 3, 5))
    assert days.period == EVERYTHING
    assert said in days.wrong


@pytest.mark.parametrize(
    ("args", "period"),
    [
        ({}, EVERYTHING),
        ({"periode": "tout"}, EVERYTHING),
        ({"periode": "annee"}, Period(date(2026, 1, 1), date(2026, 3, 5))),
        ({"periode": "12-mois"}, Period(date(2025, 3, 6), date(2026, 3, 5))),
        ({"periode": "2026-02"}, Period(date(2026, 2, 1), date(2026, 2, 28))),
        ({"du": "2026-02-03"}, Period(date(2026, 2, 3), None)),
        ({"du": "", "au": "2026-02-03"}, Period(None, date(2026, 2, 3))),
        ({"du": "2026-02-03", "au": "2026-02-03"}, Period(date(2026, 2, 3), date(2026, 2, 3))),
    ],
)
def test_an_address_says_a_period_and_is_written_again_the_same(args: dict[str, str], period: Period) -> None:
    days = Days.read(MultiDict(args), date(2026, 3, 5))
    assert (days.period, days.wrong) == (period, "")
    assert Days.read(MultiDict(days.args), date(2026, 3, 5)) == days


def test_an_empty_field_is_no_day() -> None:
    assert day_of("") is None
