"""Is an entrance of one source already known from another? By its key in the Base Adresse Nationale, by its address, or because it stands in the building."""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, cast
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import AddressRow
from outreach.domain.place_words import street_key
from outreach.store.tables import Entrance

NEAR = 30.0
"""Metres within which the same address is the same entrance."""
INTEROP_SOURCES = ("ban", "bal")
"""Sources whose keys are those of the Base Adresse Nationale."""
NUMBERED = re.compile(r"\s*(\d{1,5})\s*(bis|ter|quater|quinquies|[a-z])?\b[\s,]+(.+)", re.IGNORECASE)
READ_AT_ONCE = 5_000


@dataclass(frozen=True)
class KnownEntrance:
    """An entrance of another source."""

    id: UUID
    place: int
    """Which one, in the order in which they were read."""
    metres: float


class KnownEntrances:
    """The entrances of every source but one, compactly: some 60 bytes each, so that a million of them fit."""

    def __init__(self, session: Session, source: str) -> None:
        columns = [Entrance.id, Entrance.source, Entrance.source_key, Entrance.address, Entrance.postcode, Entrance.city, Entrance.lon, Entrance.lat]
        query = select(*columns, Entrance.building).where(Entrance.source != source)
        parts = list(_parts(session, query))
        self._ids = b"".join(part.ids for part in parts)
        self._points = np.concatenate([part.points for part in parts]) if parts else np.empty((0, 2))
        self._towns = np.concatenate([part.towns for part in parts]) if parts else np.empty((0, 2), dtype=np.uint32)
        self._buildings = np.concatenate([part.buildings for part in parts]) if parts else np.empty(0, dtype=bool)
        self._addresses = _Index([part.addresses for part in parts])
        self._references = _Index([part.references for part in parts])
        self._tree: shapely.STRtree | None = None
        self._claimed: set[int] = set()

    def same_as(self, row: AddressRow) -> KnownEntrance | None:
        """The entrance that `row` is, if another source knows it. No two rows are told the same one."""
        if not len(self._points):
            return None
        if row.reference and (found := self._nearest(row, self._references.of(_mark(row.reference)), math.inf)):
            return self._claim(found)
        key = address_key(row.address)
        candidates = [place for place in self._addresses.of(_mark(key)) if self._same_town(place, row)] if key else []
        found = self._nearest(row, candidates, NEAR)
        return self._claim(found) if found else None

    def inside(self, footprint: bytes) -> list[KnownEntrance]:
        """The entrances that stand in a building (WKB, EPSG:4326), or on its walls within a metre or so."""
        if not len(self._points):
            return []
        if self._tree is None:
            self._tree = shapely.STRtree(cast("NDArray[np.object_]", shapely.points(self._points)))
        outline = shapely.from_wkb(footprint)
        found = self._tree.query(outline if outline.is_valid else shapely.make_valid(outline), predicate="dwithin", distance=1.5e-5)
        return [self._known(place, 0.0) for place in sorted(found.tolist())]

    def learns_building(self, known: KnownEntrance) -> bool:
        """Whether the entrance's building was not known: from now on it is."""
        learns = not self._buildings[known.place]
        self._buildings[known.place] = True
        return bool(learns)

    def _nearest(self, row: AddressRow, places: Sequence[int], within: float) -> KnownEntrance | None:
        free = [(self._metres(place, row.lon, row.lat), place) for place in places if place not in self._claimed]
        metres, place = min(free, default=(math.inf, -1))
        return self._known(place, metres) if free and metres <= within else None

    def _claim(self, found: KnownEntrance) -> KnownEntrance:
        self._claimed.add(found.place)
        return found

    def _known(self, place: int, metres: float) -> KnownEntrance:
        return KnownEntrance(UUID(bytes=self._ids[16 * place : 16 * place + 16]), place, metres)

    def _metres(self, place: int, lon: float, lat: float) -> float:
        x, y = self._points[place].tolist()
        return math.hypot((x - lon) * math.cos(math.radians(lat)), y - lat) * 111_320

    def _same_town(self, place: int, row: AddressRow) -> bool:
        """Whether postcode or town agree, or one side says neither."""
        own, theirs = (_town(row.postcode), _town(row.city)), self._towns[place].tolist()
        return not any(own) or not any(theirs) or any(mine and mine == other for mine, other in zip(own, theirs, strict=True))


@lru_cache(maxsize=20_000)
def _street(text: str) -> str:
    return street_key(text)


def address_key(address: str) -> str:
    """What is the same for the same address however it is written: « 12 B, av. Gal Leclerc » and « 12 b avenue du Général Leclerc ». Empty without a number."""
    found = NUMBERED.fullmatch(address)
    return f"{int(found[1])}|{(found[2] or '').lower()}|{_street(found[3])}" if found else ""


@dataclass(frozen=True)
class _Part:
    ids: bytes
    points: NDArray[np.float64]
    towns: NDArray[np.uint32]
    buildings: NDArray[np.bool_]
    addresses: NDArray[np.uint64]
    references: NDArray[np.uint64]


class _Index:
    """Places by mark: two sorted arrays."""

    def __init__(self, parts: Sequence[NDArray[np.uint64]]) -> None:
        marks = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)
        self._order = np.argsort(marks, kind="stable").astype(np.uint32)
        self._marks = marks[self._order]

    def of(self, mark: int) -> list[int]:
        low, high = np.searchsorted(self._marks, np.uint64(mark), "left"), np.searchsorted(self._marks, np.uint64(mark), "right")
        return [int(place) for place in self._order[low:high].tolist()]


def _parts(session: Session, query: Any) -> Iterator[_Part]:  # noqa: ANN401 (a query for these columns)
    for rows in session.execute(query.execution_options(yield_per=READ_AT_ONCE)).partitions():
        keys = [row.source_key.partition("#")[0].lower() if row.source in INTEROP_SOURCES else "" for row in rows]
        yield _Part(
            b"".join(row.id.bytes for row in rows),
            np.array([(row.lon, row.lat) for row in rows]),
            np.array([(_town(row.postcode), _town(row.city)) for row in rows], dtype=np.uint32),
            np.array([row.building is not None for row in rows]),
            np.array([_mark(address_key(row.address)) for row in rows], dtype=np.uint64),
            np.array([_mark(key) for key in keys], dtype=np.uint64),
        )


def _mark(key: str) -> int:
    """A short number for a text; 0 for none."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest()) if key else 0


@lru_cache(maxsize=20_000)
def _town(text: str | None) -> int:
    return zlib.crc32(street_key(text).encode()) if text else 0
