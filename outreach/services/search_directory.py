"""Search the directory: by word, theme, public, way in, opening, place, nearness, and by what a record lacks."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TypeAlias
from uuid import UUID

import numpy as np
import numpy.typing as npt
import shapely
from sqlalchemy.orm import Session

from outreach.domain.folding import begins, fold
from outreach.domain.moments import paris_day
from outreach.domain.opening_hours import Place, State, state_at
from outreach.store.directory_index import Card, Offer, Snapshot, directory

METRES_PER_DEGREE = 111_195.0
"""Along a meridian: 6,371,009 m × π / 180."""

Mask = npt.NDArray[np.bool_]


class Doubt(StrEnum):
    """Why somebody should look at a record again."""

    OLD = "ancienne"
    UNPLACED = "sans-position"
    INDICATIVE = "position-indicative"
    SILENT = "sans-contact"


@dataclass(frozen=True)
class Asked:
    """What is searched; empty means everything.

    Attributes:
        words: each must begin a word of a structure, of its names, or of its services.
        theme: a theme or a category of data.inclusion.
        public: a public; services for everybody answer it too.
        access: a way in (`modes_accueil`, `modes_mobilisation`).
        commune: its name.
        inside: a polygon, degrees, EPSG:4326.
        near: a point or a polygon, degrees, EPSG:4326.
        within: metres from `near`.
        doubts: any of them; `months` without a change make a record old.
    """

    words: str = ""
    theme: str = ""
    public: str = ""
    access: str = ""
    open_now: bool = False
    commune: str = ""
    inside: shapely.Geometry | None = None
    near: shapely.Geometry | None = None
    within: float = 1_000.0
    doubts: frozenset[Doubt] = frozenset()
    months: int = 12

    @cached_property
    def offered(self) -> frozenset[str]:
        """What one service must have, all at once."""
        return frozenset({self.theme, self.public, self.access} - {""})


@dataclass(frozen=True)
class Hit:
    """A structure that was found. `distance` in metres, if a place was named; `offers`: those of its services that answer."""

    card: Card
    distance: float | None
    offers: tuple[Offer, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Found:
    """All that was found, in order. The counters say how many there would be with another choice of one filter, by code."""

    hits: list[Hit]
    known: int
    themes: Counter[str] = field(default_factory=Counter)
    publics: Counter[str] = field(default_factory=Counter)
    access: Counter[str] = field(default_factory=Counter)
    communes: Counter[str] = field(default_factory=Counter)
    doubts: Counter[Doubt] = field(default_factory=Counter)


Counters: TypeAlias = tuple[Counter[str], Counter[str], Counter[str], Counter[str], Counter[Doubt]]


def search_directory(session: Session, now: datetime, asked: Asked) -> Found:
    """Search everything that is shown. `now` decides what is open and what is old."""
    snapshot = directory(session)
    doubts = _doubts(snapshot, months_before(paris_day(now), asked.months))
    masks = _masks(snapshot, asked, now, doubts)
    everything = _all(masks, ())
    distances = None if asked.near is None else distances_to(snapshot.lon, snapshot.lat, asked.near)
    order = _ordered(snapshot, np.flatnonzero(everything), asked, distances)
    hits = [
        Hit(
            card := snapshot.cards[place],
            None if distances is None else float(distances[place]),
            tuple(offer for offer in card.offers if _answers(offer, asked)) if asked.offered else (),
            tuple(doubt for doubt, mask in doubts.items() if mask[place]) if asked.doubts else (),
        )
        for place in order
    ]
    return Found(hits, len(snapshot.cards), *_counters(snapshot, masks, asked, doubts))


def _masks(snapshot: Snapshot, asked: Asked, now: datetime, doubts: Mapping[Doubt, Mask]) -> dict[str, Mask]:
    cards = snapshot.cards
    masks = {"offers": _that(any(_answers(offer, asked) for offer in card.offers) for card in cards) if asked.offered else _every(cards)}
    words = fold(asked.words).split()
    if words:
        masks["words"] = _that(begins(words, card.words) for card in cards)
    if asked.open_now:
        masks["open"] = _that(is_open(card, now) for card in cards)
    if asked.commune:
        wanted = fold(asked.commune)
        masks["commune"] = _that(fold(card.commune) == wanted for card in cards)
    if asked.inside is not None:
        shapely.prepare(asked.inside)
        masks["inside"] = np.asarray(shapely.contains_xy(asked.inside, snapshot.lon, snapshot.lat), dtype=np.bool_)
    if asked.near is not None:
        masks["near"] = distances_to(snapshot.lon, snapshot.lat, asked.near) <= asked.within
    if asked.doubts:
        masks["doubts"] = np.logical_or.reduce([doubts[doubt] for doubt in asked.doubts])
    return masks


def is_open(card: Card, now: datetime) -> bool:
    """Whether somebody can go to a structure in this minute. Remembered: many have the same hours."""
    if not card.hours:
        return False
    place = place_of(card)
    near = None if place is None else (round(place[0], 1), round(place[1], 1))
    return _open_in(card.hours, near, int(now.timestamp()) // 60)


@lru_cache(maxsize=16_384)
def _open_in(hours: str, place: Place | None, minute: int) -> bool:
    return state_at(hours, datetime.fromtimestamp(minute * 60, UTC), place) is State.OPEN


def place_of(card: Card) -> Place | None:
    """Where a structure is: (lon, lat), degrees, EPSG:4326."""
    return None if math.isnan(card.lon) else (card.lon, card.lat)


def _answers(offer: Offer, asked: Asked) -> bool:
    return asked.offered <= offer.codes


def _that(truths: Iterable[bool]) -> Mask:
    return np.fromiter(truths, dtype=np.bool_)


def _every(cards: object) -> Mask:
    return np.ones(len(cards), dtype=np.bool_)  # type: ignore[arg-type]


def _all(masks: dict[str, Mask], but: Iterable[str]) -> Mask:
    chosen = [mask for name, mask in masks.items() if name not in but]
    return np.logical_and.reduce(chosen) if chosen else np.ones_like(next(iter(masks.values())))


def distances_to(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], place: shapely.Geometry) -> npt.NDArray[np.float64]:
    """Metres from each position to a point or a polygon (0 inside); `nan` where there is no position. Degrees in, EPSG:4326.

    On a plane that is true at the place's own latitude: within 1 % up to 50 km.
    """
    squeeze = np.cos(np.radians(shapely.get_y(shapely.centroid(place))))
    flat = shapely.transform(place, lambda points: points * np.array([squeeze, 1.0]))
    shapely.prepare(flat)
    known = ~np.isnan(lon)
    metres = np.full(lon.shape, np.nan)
    metres[known] = shapely.distance(shapely.points(lon[known] * squeeze, lat[known]), flat) * METRES_PER_DEGREE
    return metres


def _doubts(snapshot: Snapshot, old_before: date) -> dict[Doubt, Mask]:
    """What should be looked at again about which structures."""
    return {
        Doubt.OLD: snapshot.updated < old_before.toordinal(),
        Doubt.UNPLACED: np.isnan(snapshot.lon),
        Doubt.INDICATIVE: snapshot.indicative & ~np.isnan(snapshot.lon),
        Doubt.SILENT: snapshot.silent,
    }


def months_before(day: date, months: int) -> date:
    """The same day so many months before, or the last of that month."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    for last in (day.day, 30, 29, 28):
        if last <= day.day:
            try:
                return date(year, month + 1, last)
            except ValueError:
                continue
    raise AssertionError("every month has a 28th")


def _ordered(snapshot: Snapshot, places: npt.NDArray[np.intp], asked: Asked, distances: npt.NDArray[np.float64] | None) -> list[int]:
    cards, found = snapshot.cards, [int(place) for place in places]
    if distances is not None:
        return sorted(found, key=lambda place: (distances[place], place))
    words = fold(asked.words).split()
    if not words:
        return found
    whole = " ".join(words)
    return sorted(found, key=lambda place: (_rank(cards[place], whole, words), place))


def _rank(card: Card, whole: str, words: list[str]) -> int:
    if card.title.startswith(whole):
        return 0
    if begins(words, f" {card.title}"):
        return 1
    return 2 if any(begins(words, f" {fold(alias)}") for alias in card.aliases) else 3


def _cards(snapshot: Snapshot, masks: dict[str, Mask], but: str) -> list[Card]:
    return [snapshot.cards[place] for place in np.flatnonzero(_all(masks, (but,))).tolist()]


def _codes(snapshot: Snapshot, mask: Mask, asked: Asked) -> Counter[str]:
    if not asked.offered:
        return Counter({code: int(np.count_nonzero(mask & having)) for code, having in snapshot.codes.items()})
    counter: Counter[str] = Counter()
    for place in np.flatnonzero(mask).tolist():
        answering = [offer.codes for offer in snapshot.cards[place].offers if _answers(offer, asked)]
        if answering:
            counter.update(frozenset().union(*answering))
    return counter


def _counters(snapshot: Snapshot, masks: dict[str, Mask], asked: Asked, doubted: Mapping[Doubt, Mask]) -> Counters:
    others = _all(masks, ("offers",))
    by_filter = []
    for name in ("theme", "public", "access"):
        rest = replace(asked, **{name: ""})  # type: ignore[arg-type]
        by_filter.append(_codes(snapshot, others, rest))
    communes = Counter(card.commune for card in _cards(snapshot, masks, "commune"))
    communes.pop("", None)
    others = _all(masks, ("doubts",))
    doubts = Counter({doubt: int(np.count_nonzero(mask & others)) for doubt, mask in doubted.items()})
    return by_filter[0], by_filter[1], by_filter[2], communes, doubts


def shown_id(session: Session, structure_id: UUID) -> UUID:
    """The structure that is shown for this one: itself, unless it was merged."""
    return directory(session).merged.get(structure_id, structure_id)
