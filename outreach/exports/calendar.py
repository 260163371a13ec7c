"""Rounds as a calendar that others subscribe to (iCalendar, RFC 5545 and 7986)."""

import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from outreach.domain.moments import PARIS
from outreach.planning.appointments import Appointment

REFRESH = timedelta(hours=1)
"""How often a calendar program is asked to look again."""


def calendar(name: str, appointments: Iterable[Appointment]) -> bytes:
    """A calendar of these appointments, in the time zone Europe/Paris, whose rules it brings along.

    An appointment has the same UID in every calendar and through every change, so that programs replace what they have. One that is cancelled stays, as
    such: programs that ignore its status still show « Annulée » in its title.

    Args:
        name: « Tournées du centre social ».
        appointments: in any order; the same make the same bytes.
    """
    made = Calendar()
    for key, value in (("prodid", "-//Palier//FR"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        made.add(key, value)
    for key in ("name", "x-wr-calname"):
        made.add(key, vText(_plain(name)))  # extensions, which would not be escaped by themselves
    made.add("x-wr-timezone", PARIS.key)
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    made.add_component(_paris())
    for one in sorted(appointments, key=lambda one: (one.start, one.id)):
        made.add_component(_event(one))
    return bytes(made.to_ical())


def _paris() -> Timezone:
    """The rules of Europe/Paris since 1996: summer time from the last Sunday of March, 2 h, to the last of October, 3 h (directive 2000/84/CE).

    icalendar makes rules from the zone database, but has summer begin an hour late and lists each year by itself.
    """
    zone = Timezone()
    zone.add("tzid", PARIS.key)
    winter, summer = timedelta(hours=1), timedelta(hours=2)
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, winter, summer),  # noqa: DTZ001 - a wall clock, of the offset before
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, summer, winter),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        zone.add_component(part)
    return zone


def _event(one: Appointment) -> Event:
    event = Event()
    event.add("uid", str(one.id))
    event.add("sequence", one.revision)
    event.add("dtstamp", one.changed)
    event.add("last-modified", one.changed)
    event.add("dtstart", one.start.astimezone(PARIS))
    event.add("dtend", one.end.astimezone(PARIS))
    event.add("summary", _plain(f"Annulée : {one.title}" if one.cancelled else one.title))
    event.add("location", _plain(one.place))
    if one.note:
        event.add("description", _plain(one.note))
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if one.cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    return event


def _plain(text: str) -> str:
    """Without the control characters that the format forbids; line breaks stay, and the format escapes them."""
    return "".join(letter for letter in text.replace("\r\n", "\n").replace("\r", "\n") if letter == "\n" or unicodedata.category(letter) not in {"Cc", "Cs"})
