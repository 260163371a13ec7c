"""Open, closed, by appointment or unknown: on known days, over holidays and changes of the clock, in the words that are shown."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.opening_hours import PARIS, Opening, State, is_opening_hours, opening_at, say_opening, week

OFFICE = "Mo-Fr 09:00-12:00,13:30-17:00"
REUNION = (55.45, -20.88)
MOMENTS = st.integers(0, 60 * 24 * 365 * 60).map(lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes))


def at(day: str, zone: ZoneInfo = PARIS, fold: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=zone, fold=fold)


def said(hours: str | None, day: str) -> str:
    return say_opening(opening_at(hours, at(day)), at(day)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("hours", "day", "words"),
    [
        (OFFICE, "2026-11-23 10:00", "Ouvert jusqu’à 12 h"),
        (OFFICE, "2026-11-23 16:40", "Ferme dans 20 min"),
        (OFFICE, "2026-11-23 12:00", "Ouvre à 13 h 30"),
        (OFFICE, "2026-11-23 13:05", "Ouvre dans 25 min"),
        (OFFICE, "2026-11-23 18:00", "Ouvre demain à 9 h"),
        (OFFICE, "2026-11-20 18:00", "Ouvre lundi à 9 h"),
        ("Fr,Sa 20:00-02:00", "2026-11-20 22:00", "Ouvert jusqu’à demain, 2 h"),
        ("Mo 00:00-24:00", "2026-11-23 18:00", "Ouvert jusqu’à minuit"),
        ("Sa-Mo 00:00-24:00", "2026-11-21 09:00", "Ouvert jusqu’à lundi, minuit"),
        ("Th[3] 09:00-12:00", "2026-11-23 18:00", "Ouvre le 17 décembre à 9 h"),
        ("Th[3] 09:00-12:00", "2026-12-17 09:30", "Ouvert jusqu’à 12 h"),
        ("Th[3] 09:00-12:00", "2026-12-10 09:30", "Ouvre le 17 décembre à 9 h"),
        ("Mo-Fr 09:00-17:00; Th[3] off", "2026-12-17 10:00", "Ouvre demain à 9 h"),
        ("Mar-Oct: Mo-Su 09:00-12:00", "2026-11-23 18:00", "Ouvre le 1er mars à 9 h"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "2026-11-23 10:00", "Sur rendez-vous jusqu’à 12 h"),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "2026-11-23 18:00", "Sur rendez-vous demain à 9 h"),
        ('"sur rendez-vous"; PH off', "2026-11-23 18:00", "Sur rendez-vous jusqu’au 24 décembre, minuit"),
        ("24/7", "2026-07-14 10:00", "Ouvert en permanence"),
        ("off", "2026-11-23 18:00", "Fermé"),
        (None, "2026-11-23 18:00", "Horaires inconnus"),
        ("", "2026-11-23 18:00", "Horaires inconnus"),
        ("lundi 9h-12h", "2026-11-23 10:00", "Horaires inconnus"),
    ],
)
def test_in_words(hours: str | None, day: str, words: str) -> None:
    assert said(hours, day) == words


@pytest.mark.parametrize("day", ["2026-07-14", "2026-04-06", "2026-05-14", "2026-05-25", "2026-05-01", "2026-11-11", "2026-12-25", "2027-03-29"])
def test_a_public_holiday_closes_only_those_who_say_so(day: str) -> None:
    hours = "Mo-Su 09:00-17:00"
    assert said(f"{hours}; PH off", f"{day} 10:00") == "Ouvre demain à 9 h"
    assert said(f"{hours}; PH 10:00-11:00", f"{day} 10:00") == "Ouvert jusqu’à 11 h"
    assert said(hours, f"{day} 10:00") == "Jour férié : horaires à vérifier"


def test_an_opening_is_not_promised_for_a_holiday() -> None:
    assert said(OFFICE, "2026-07-13 18:00") == "Ouvre mercredi à 9 h"


def test_no_holiday_in_between() -> None:
    assert said("Mo-Fr 09:00-17:00", "2026-04-03 10:00") == "Ouvert jusqu’à 17 h"  # Good Friday is one only in Alsace and Moselle


@pytest.mark.parametrize(
    ("hours", "now", "left"),
    [
        ("Mo-Su 01:00-04:00", at("2026-03-29 01:30"), timedelta(hours=1, minutes=30)),
        ("Mo-Su 01:00-04:00", at("2026-10-25 01:30"), timedelta(hours=3, minutes=30)),
        ("Mo-Su 01:00-04:00", at("2026-10-25 02:30", fold=1), timedelta(hours=1, minutes=30)),
        ("Mo-Su 01:00-04:00", at("2026-10-25 02:30"), timedelta(hours=2, minutes=30)),
    ],
)
def test_the_nights_when_the_clock_changes(hours: str, now: datetime, left: timedelta) -> None:
    opening = opening_at(hours, now)
    assert opening.state is State.OPEN
    assert opening.until is not None
    assert opening.until.astimezone(UTC) - now.astimezone(UTC) == left


def test_soon_is_counted_in_real_minutes() -> None:
    now = at("2026-03-29 01:45")
    assert say_opening(opening_at("Mo-Su 03:00-04:00", now), now).replace("\u00a0", " ") == "Ouvre dans 15 min"


def test_overseas_has_its_own_time() -> None:
    now = datetime(2026, 11, 23, 4, 59, tzinfo=UTC)
    assert opening_at("Mo-Fr 09:00-17:00", now, REUNION).state is State.CLOSED
    opening = opening_at("Mo-Fr 09:00-17:00", now + timedelta(hours=1), REUNION)
    assert (opening.state, str(opening.until)) == (State.OPEN, "2026-11-23 17:00:00+04:00")
    assert opening_at("Mo-Fr 09:00-17:00", now + timedelta(hours=1), (-0.57, 44.85)).state is State.CLOSED
    assert opening_at("Mo-Su 09:00-17:00; PH off", datetime(2026, 7, 14, 8, tzinfo=UTC), REUNION).state is State.CLOSED


def test_school_holidays_are_not_known_and_it_is_said() -> None:
    opening = opening_at("Mo-Fr 09:00-17:00; SH off; PH off", at("2026-12-22 10:00"))
    assert (opening.state, opening.note) == (State.OPEN, "Sauf vacances scolaires\u00a0: à vérifier.")


def test_a_week_in_slots() -> None:
    days = week(f"{OFFICE}; Sa 20:00-02:00", at("2026-11-09 15:00"))
    assert [day.strftime("%d %H:%M") for day, _ in days] == [f"{day:02} 00:00" for day in range(9, 16)]
    assert [(slot.start, slot.end) for slot in days[0][1]] == [(time(9), time(12)), (time(13, 30), time(17))]
    assert [(slot.state, slot.comment) for slot in days[2][1]] == [(State.UNKNOWN, "jour férié")]
    assert [(slot.start, slot.end) for slot in days[5][1]] == [(time(20), time(0))]
    assert [(slot.start, slot.end) for slot in days[6][1]] == [(time(0), time(2))]
    assert week("n’importe quoi", at("2026-11-09 15:00")) == []


def test_a_week_over_the_change_of_the_clock() -> None:
    days = week("Mo-Su 00:00-24:00; PH 00:00-24:00", at("2026-10-23 15:00"))
    assert all([(slot.start, slot.end) for slot in slots] == [(time(0), time(0))] for _, slots in days)


@given(st.text(max_size=60), MOMENTS)
def test_no_text_breaks_it(hours: str, moment: datetime) -> None:
    now = moment.astimezone(PARIS)
    opening = opening_at(hours, now)
    assert isinstance(opening, Opening)
    assert say_opening(opening, now)
    assert is_opening_hours(hours) or opening == Opening(State.UNKNOWN)


RULES = st.lists(
    st.builds(
        "{} {:02}:{:02}-{:02}:{:02}{}".format,
        st.sampled_from(["Mo-Fr", "Sa", "Su,PH", "We[1]", "Jan-Mar Tu", "PH", ""]),
        st.integers(0, 23),
        st.sampled_from([0, 15, 59]),
        st.integers(0, 24),
        st.just(0),
        st.sampled_from(["", ' "sur rendez-vous"', " off", " unknown"]),
    ),
    min_size=1,
    max_size=4,
).map("; ".join)


@given(RULES, MOMENTS)
def test_the_state_changes_when_it_is_said_to(hours: str, moment: datetime) -> None:
    now = moment.astimezone(PARIS)
    opening = opening_at(hours, now)
    if opening.until is not None:
        assert opening.until > now
        assert opening_at(hours, opening.until.astimezone(UTC)).state is opening.then
        assert opening_at(hours, opening.until.astimezone(UTC) - timedelta(minutes=1)).state is not opening.then or opening.state is State.CLOSED
    assert say_opening(opening, now)
