"""Is it open? OSM opening_hours read for a moment and a place, and said in French.

Rules that say nothing of public holidays are not believed on them: an office that is « Mo-Fr 09:00-17:00 » may well be shut on 14 July. School holidays (`SH`)
are unknown to the library and depend on the zone: a note says so. The two holidays of Alsace and Moselle are not known either.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

import opening_hours as osm

PARIS = ZoneInfo("Europe/Paris")
HORIZON = timedelta(days=370)
"""How far an opening is looked for."""
SOON = timedelta(minutes=30)
LONGEST = 500
"""Characters: longer hours are texts that nobody checked."""

MAINLAND = (-6.0, 41.0, 10.0, 51.5)
"""West, south, east, north, degrees: inside, the time is that of Paris."""
APPOINTMENT = re.compile(r"rendez[ -]?vous|\brdv\b|appointment", re.IGNORECASE)
SUN = re.compile(r"sun|dawn|dusk")
HOLIDAY = "jour férié"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")

Place: TypeAlias = tuple[float, float]
"""(lon, lat) in degrees, EPSG:4326."""


class State(StrEnum):
    """Whether somebody can go there."""

    OPEN = "open"
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Opening:
    """What is known of a moment.

    Attributes:
        state: at that moment.
        until: when the state changes, in the place's time; None if it never does, or is unknown.
        then: the state after that, if it is when somebody can go there.
        comment: what the hours themselves say of this time.
        note: what the reader should know of the hours as a whole.
    """

    state: State
    until: datetime | None = None
    then: State | None = None
    comment: str = ""
    note: str = ""


@dataclass(frozen=True)
class Slot:
    """A stretch of a day, from `start` to `end` (24:00 is 00:00), when somebody can go there, or may (`UNKNOWN`)."""

    start: time
    end: time
    state: State
    comment: str


@lru_cache(maxsize=8_192)
def is_opening_hours(hours: str) -> bool:
    """Whether a text is OSM opening_hours that can be evaluated."""
    return 0 < len(hours) <= LONGEST and bool(osm.validate(hours))


def state_at(hours: str | None, moment: datetime, place: Place | None = None) -> State:
    """The state alone, for thousands of places at once. Without valid hours: unknown."""
    if not hours or not is_opening_hours(hours):
        return State.UNKNOWN
    return next(stretches(hours, moment, place, moment + timedelta(days=1)))[2]


def opening_at(hours: str | None, moment: datetime, place: Place | None = None) -> Opening:
    """Whether it is open at an aware moment. Without valid hours: unknown."""
    if not hours or not is_opening_hours(hours):
        return Opening(State.UNKNOWN)
    note = "Sauf vacances scolaires\u00a0: à vérifier." if re.search(r"\bSH\b", hours) else ""
    told = stretches(hours, moment, place, moment + HORIZON)
    _, end, state, comment = next(told)
    after = None
    for _, later, follows, _ in told:
        if follows is not state and (state is not State.CLOSED or follows in (State.OPEN, State.APPOINTMENT)):
            after = follows
            break
        end = later
    return Opening(state, None if after is None else end, after, comment, note)


def week(hours: str | None, moment: datetime, place: Place | None = None) -> list[tuple[datetime, list[Slot]]]:
    """The seven days from that of `moment`: each midnight, and the day's slots in order. Empty without valid hours."""
    if not hours or not is_opening_hours(hours):
        return []
    zone = zone_of(hours, place)
    first = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    days = [first + timedelta(days=count) for count in range(8)]
    return [(day, list(_slots(hours, day, following, place))) for day, following in pairwise(days)]


def say_opening(opening: Opening, moment: datetime) -> str:
    """The opening in a few words of French, without the note: « Ouvert jusqu’à 17 h », « Ouvre demain à 9 h »."""
    if opening.state is State.UNKNOWN:
        return "Jour férié\u00a0: horaires à vérifier" if opening.comment == HOLIDAY else "Horaires inconnus"
    if opening.until is None:
        return {State.OPEN: "Ouvert en permanence", State.APPOINTMENT: "Sur rendez-vous"}.get(opening.state, "Fermé")
    left = opening.until.astimezone(UTC) - moment.astimezone(UTC)
    minutes = max(1, round(left / timedelta(minutes=1)))
    here = moment.astimezone(opening.until.tzinfo)
    if opening.state is State.CLOSED:
        by_appointment = opening.then is State.APPOINTMENT
        when = f"dans {minutes}\u00a0min" if left <= SOON else _from(opening.until, here)
        return f"Sur rendez-vous {when}" if by_appointment else f"Ouvre {when}"
    if opening.state is State.OPEN and left <= SOON:
        return f"Ferme dans {minutes}\u00a0min"
    start = "Sur rendez-vous" if opening.state is State.APPOINTMENT else "Ouvert"
    return f"{start} {_to(opening.until, here)}"


def say_time(moment: datetime | time) -> str:
    """« 9 h », « 9 h 30 »."""
    return f"{moment.hour}\u00a0h" + (f"\u00a0{moment.minute:02}" if moment.minute else "")


def _from(when: datetime, here: datetime) -> str:
    """« à 14 h », « demain à 9 h », « jeudi à 9 h », « le 3 janvier à 9 h »."""
    days = (when.date() - here.date()).days
    if days == 0:
        return f"à {say_time(when)}"
    day = "demain" if days == 1 else DAYS[when.weekday()] if days < 7 else f"le {_date(when)}"
    return f"{day} à {say_time(when)}"


def _to(when: datetime, here: datetime) -> str:
    """« jusqu’à 17 h », « jusqu’à minuit », « jusqu’à demain, 2 h », « jusqu’au 3 janvier, 17 h »."""
    last = when - timedelta(minutes=1)  # midnight belongs to the day that ends
    hour = "minuit" if when.time() == time(0) else say_time(when)
    days = (last.date() - here.date()).days
    if days == 0:
        return f"jusqu’à {hour}"
    day = "à demain" if days == 1 else f"à {DAYS[last.weekday()]}" if days < 7 else f"au {_date(last)}"
    return f"jusqu’{day}, {hour}"


def _date(day: datetime) -> str:
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


def _slots(hours: str, day: datetime, following: datetime, place: Place | None) -> Iterator[Slot]:
    for start, end, state, comment in stretches(hours, day, place, following):
        if state is not State.CLOSED:
            yield Slot(start.time(), end.time() if end < following else time(0), state, comment)


def stretches(hours: str, start: datetime, place: Place | None, end: datetime) -> Iterator[tuple[datetime, datetime, State, str]]:
    """From when, until when, which state, and what the hours say of it, for valid hours; in the place's time."""
    compiled, zone = _compiled(hours, place_that_matters(hours, place))
    # the library takes and gives the wall clock of the zone: both turns of the hour that comes twice in October are the same to it
    for begins, ends, state, comment in compiled.intervals(start.astimezone(zone).replace(fold=0), end.astimezone(zone)):
        yield begins.astimezone(zone), ends.astimezone(zone), _state(state, comment), comment


def _state(state: osm.State, comment: str) -> State:
    if state == osm.State.CLOSED:
        return State.CLOSED
    if APPOINTMENT.search(comment):
        return State.APPOINTMENT
    return State.OPEN if state == osm.State.OPEN else State.UNKNOWN


def zone_of(hours: str, place: Place | None) -> ZoneInfo:
    """Whose wall clock valid hours are told by."""
    return _compiled(hours, place_that_matters(hours, place))[1]


def place_that_matters(hours: str, place: Place | None) -> Place | None:
    """The place, where the hours depend on it: overseas, or by the sun."""
    if place is None:
        return None
    west, south, east, north = MAINLAND
    inside = west <= place[0] <= east and south <= place[1] <= north
    return None if inside and not SUN.search(hours) else (round(place[0], 1), round(place[1], 1))


@lru_cache(maxsize=8_192)
def _compiled(hours: str, place: Place | None) -> tuple[osm.OpeningHours, ZoneInfo]:
    told = hours if re.search(r"\bPH\b", hours) or hours.strip() == "24/7" else f'{hours.rstrip(" ;")}; PH unknown "{HOLIDAY}"'
    if place is None:
        return osm.OpeningHours(told, timezone=PARIS, country="FR", auto_country=False, auto_timezone=False), PARIS
    here = osm.OpeningHours(told, country="FR", coords=(place[1], place[0]), auto_country=False)
    zone = next(iter(here.intervals(datetime(2026, 1, 1, tzinfo=PARIS))))[0].tzinfo
    return here, zone if isinstance(zone, ZoneInfo) else PARIS
