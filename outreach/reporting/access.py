"""How far the entrances are, on foot, from the nearest place of a theme. Worked out once for the same streets, entrances and places, restarts included."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TypeVar, cast
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.opening_hours import State, is_opening_hours, stretches, zone_of
from outreach.domain.streets.walking import DETOUR, FURTHEST, REACH, Nearest, Spots, nearest, place, walks
from outreach.store.directory_index import Card, directory
from outreach.store.kept_walks import keep_walks, read_walks
from outreach.store.known_streets import Streets, known_streets
from outreach.store.tables import Entrance

Positions = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
"""Longitudes and latitudes, degrees, EPSG:4326."""

WEEK = timedelta(days=7)
METHOD = (1, DETOUR, REACH, FURTHEST)
"""How walks are worked out: others are not read again. Count on when `nearest` finds others."""

MOST_KEPT = 60
"""Results kept in memory: the themes of a directory, twice over."""

Kept = TypeVar("Kept")

_lock = Lock()
_kept: "OrderedDict[tuple[str, ...], object]" = OrderedDict()


@dataclass(frozen=True, eq=False)
class Places:
    """The places of a theme that count, with a position. `silent`: how many of them say nothing of their hours (they count)."""

    cards: Sequence[Card]
    silent: int
    closed: int
    """How many more are closed all week: they do not count."""


@dataclass(frozen=True, eq=False)
class Access:
    """Walks from entrances to the nearest of some places.

    Attributes:
        entrances: ids.
        nearest: for each of them.
        places: what `nearest.which` counts.
    """

    entrances: Sequence[UUID]
    nearest: Nearest
    places: Places

    @property
    def by_street(self) -> float:
        """Share of the walks that follow the streets; 0 without entrances."""
        return float(self.nearest.by_street.mean()) if len(self.entrances) else 0.0


def themes_of(card: Card) -> set[str]:
    """The categories of what a structure offers: `sante`, `numerique`."""
    return {code.partition("--")[0] for offer in card.offers for code in offer.codes if "--" in code}


def places_of(session: Session, themes: Iterable[str], moment: datetime) -> Places:
    """The structures that offer something in one of these themes and open at least once in the week from this moment on.

    One that nobody knows the hours of counts, and so does one that opens by appointment; one without a position cannot. Hours are those of the place.
    """
    wanted = frozenset(themes)
    found = [card for card in directory(session).cards if not np.isnan(card.lon) and not wanted.isdisjoint(themes_of(card))]
    states = [_opens(card, moment) for card in found]
    cards = [card for card, opens in zip(found, states, strict=True) if opens is not False]
    return Places(cards, states.count(None), states.count(False))


def access(session: Session, themes: Iterable[str], moment: datetime) -> Access:
    """Walks from every entrance of the territory to the nearest place of these themes."""
    streets, places = known_streets(session), places_of(session, themes, moment)
    ids, lon, lat = _entrances(session)
    here, there = (lon, lat), _positions(places.cards)
    key = ("nearest", streets.hash if streets else "", _mark(here), _mark(there))
    return Access(ids, _remembered(key, lambda: _nearest(streets, there, here)), places)


def metres_from(session: Session, lon: float, lat: float, cards: Sequence[Card]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Metres on foot from one position (degrees, EPSG:4326) to each of these structures, and which walks follow the streets; NaN without a position."""
    streets = known_streets(session)
    graph = streets.graph if streets else None
    metres, by_street = np.full(len(cards), np.nan), np.zeros(len(cards), dtype=np.bool_)
    placed = np.array([not np.isnan(card.lon) for card in cards], dtype=np.bool_)
    if placed.any():
        here = place(graph, np.array([lon]), np.array([lat]))
        there = _placed(streets, _positions([card for card, known in zip(cards, placed, strict=True) if known]))
        found = walks(graph, here, there)
        metres[placed], by_street[placed] = found.metres[0], found.by_street[0]
    return metres, by_street


def _opens(card: Card, moment: datetime) -> bool | None:
    """Whether a structure opens within a week; None if nobody knows."""
    if not card.hours or not is_opening_hours(card.hours):
        return None
    where = (card.lon, card.lat)
    start = moment.astimezone(zone_of(card.hours, where))
    states = {state for _from, _to, state, _comment in stretches(card.hours, start, where, start + WEEK)}
    if states & {State.OPEN, State.APPOINTMENT}:
        return True
    return None if State.UNKNOWN in states else False


def _entrances(session: Session) -> tuple[list[UUID], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    rows = session.execute(select(Entrance.id, Entrance.lon, Entrance.lat).order_by(Entrance.id)).all()
    positions = np.array([(row.lon, row.lat) for row in rows], dtype=np.float64).reshape(-1, 2)
    return [row.id for row in rows], positions[:, 0].copy(), positions[:, 1].copy()


def _positions(cards: Sequence[Card]) -> Positions:
    return np.array([card.lon for card in cards], dtype=np.float64), np.array([card.lat for card in cards], dtype=np.float64)


def _nearest(streets: Streets | None, places: Positions, entrances: Positions) -> Nearest:
    """What an earlier process worked out for the same streets and positions, or what is worked out and kept now. A straight line is quicker than a file."""
    if streets is None:
        return nearest(None, place(None, *places), place(None, *entrances))
    key = hashlib.sha256(f"{METHOD} {_mark(places)} {_mark(entrances)}".encode()).hexdigest()
    kept = read_walks(streets.path, key)
    if kept is not None and kept.keys() == {"metres", "which", "by_street"} and all(len(one) == len(entrances[0]) for one in kept.values()):
        return Nearest(kept["metres"].astype(np.float64), kept["which"].astype(np.int64), kept["by_street"].astype(np.bool_))
    found = nearest(streets.graph, _placed(streets, places), _placed(streets, entrances))
    keep_walks(streets.path, key, {"metres": found.metres, "which": found.which, "by_street": found.by_street})
    return found


def _mark(positions: Positions) -> str:
    """Changes with the positions, or their order."""
    return hashlib.sha256(positions[0].tobytes() + positions[1].tobytes()).hexdigest()


def _placed(streets: Streets | None, positions: Positions) -> Spots:
    """Positions on the streets."""
    key = ("spots", streets.hash if streets else "", _mark(positions))
    return _remembered(key, lambda: place(streets.graph if streets else None, *positions))


def _remembered(key: tuple[str, ...], make: Callable[[], Kept]) -> Kept:
    """What was made for this key, or made now. Two requests at once may make it twice: the same, and nobody waits for the other."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("Kept", _kept[key])
    made = make()
    with _lock:
        _kept[key] = made
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return made
