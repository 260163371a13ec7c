from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Timezone

from outreach.domain.moments import PARIS
from outreach.exports.calendar import calendar
from outreach.planning.appointments import Appointment, of_organisation, of_person
from tests.planning.generated import spot_id

ANNE, OLGA, CENTRE, STUDENTS = (spot_id(number) for number in range(1, 5))
SUMMER = Appointment(
    id=spot_id(10),
    revision=0,
    title="Tournée commune, quartier des Tilleuls",
    place="Devant l’école ; côté cour, 3",
    start=datetime(2027, 7, 6, 14, tzinfo=PARIS),
    end=datetime(2027, 7, 6, 17, 30, tzinfo=PARIS),
    people=frozenset({ANNE}),
    organisations=frozenset({CENTRE, STUDENTS}),
    changed=datetime(2027, 6, 1, 8, tzinfo=UTC),
    note="12 entrées\navec l’association",
)
WINTER = replace(SUMMER, id=spot_id(11), start=datetime(2027, 11, 2, 13, tzinfo=UTC), end=datetime(2027, 11, 2, 16, tzinfo=UTC), people=frozenset({OLGA}))


def test_a_calendar_says_when_and_where_in_the_time_of_paris() -> None:
    feed = calendar("Tournées du centre", [WINTER, SUMMER])
    read = Calendar.from_ical(feed)
    assert read["X-WR-CALNAME"] == "Tournées du centre"
    (zone,) = read.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Paris"
    assert feed.count(b";TZID=Europe/Paris:") == 4
    on_the_day = recurring_ical_events.of(read).at(date(2027, 7, 6))
    assert [(event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]) for event in on_the_day] == [(SUMMER.title, SUMMER.place, SUMMER.note)]
    summer, winter = recurring_ical_events.of(read).between(date(2027, 7, 1), date(2027, 12, 1))
    assert (summer.start, summer.end) == (SUMMER.start, SUMMER.end)
    assert winter.start.isoformat() == "2027-11-02T14:00:00+01:00"
    assert calendar("Tournées du centre", [SUMMER, WINTER]) == feed


def test_the_rules_of_the_zone_are_right_for_a_program_that_knows_no_zones() -> None:
    read = Calendar.from_ical(calendar("Tournées", [SUMMER, WINTER]))
    (rules,) = read.walk("VTIMEZONE")
    assert isinstance(rules, Timezone)
    zone = rules.to_tz(lookup_tzid=False)
    for moment in ("2026-01-15 12:00", "2026-03-29 01:59", "2026-03-29 03:00", "2027-07-06 14:00", "2027-10-31 03:00", "2040-08-01 09:00"):
        wall = datetime.fromisoformat(moment)
        assert wall.replace(tzinfo=zone).utcoffset() == wall.replace(tzinfo=PARIS).utcoffset(), moment


def test_changes_replace_what_a_program_has_and_a_cancelled_round_stays_as_such() -> None:
    later = replace(SUMMER, revision=1, start=SUMMER.start + timedelta(hours=1), changed=SUMMER.changed + timedelta(days=1))
    gone = replace(later, revision=2, cancelled=True)
    events = [Calendar.from_ical(calendar("Tournées", [one])).walk("VEVENT")[0] for one in (SUMMER, later, gone)]
    assert {str(event["UID"]) for event in events} == {str(SUMMER.id)}
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.last_modified for event in events] == [SUMMER.changed, later.changed, later.changed]
    assert str(events[2]["SUMMARY"]) == f"Annulée : {SUMMER.title}"
    assert str(events[2]["TRANSP"]) == "TRANSPARENT"


def test_each_person_and_organisation_has_its_own() -> None:
    both = (SUMMER, WINTER)
    assert of_person(both, ANNE) == (SUMMER,)
    assert of_person(both, OLGA) == (WINTER,)
    assert of_organisation(both, STUDENTS) == both
    assert of_organisation(both, spot_id(9)) == ()


def test_an_appointment_has_a_time_zone_and_starts_before_it_ends() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(SUMMER, start=datetime(2027, 7, 6, 14))  # noqa: DTZ001
    with pytest.raises(ValueError, match="starts before"):
        replace(SUMMER, end=SUMMER.start)


@given(st.text(max_size=200), st.text(max_size=200))
def test_whatever_is_typed_stays_in_its_field(title: str, note: str) -> None:
    (event,) = Calendar.from_ical(calendar(title, [replace(SUMMER, title=title, note=note)])).walk("VEVENT")
    assert set(event) <= {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "TRANSP", "CLASS",
    }  # fmt: skip
    assert str(event["UID"]) == str(SUMMER.id)
