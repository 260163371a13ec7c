"""What a round is made of: places, how much time each asks for, and how far they are from each other on foot."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self
from uuid import UUID

import numpy as np
import numpy.typing as npt

from outreach.domain.streets.graph import StreetGraph
from outreach.domain.streets.walking import METRES_PER_MINUTE, place, walks_among

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spot:
    """A place people walk from or to, such as a meeting point. `lon`, `lat`: degrees, EPSG:4326."""

    id: UUID
    lon: float
    lat: float


@dataclass(frozen=True)
class Entrance(Spot):
    """An entrance: how many doors are behind it, and the minutes expected at each. Nothing about who lives there.

    Raises:
        ValueError: if a number is below zero.
    """

    doors: int
    minutes: float

    def __post_init__(self) -> None:
        if self.doors < 0 or self.minutes < 0:
            raise ValueError("doors and minutes are not below zero")

    @property
    def weight(self) -> float:
        """Minutes of work: doors × expected minutes."""
        return self.doors * self.minutes


@dataclass(frozen=True, eq=False)
class WalkTimes:
    """How far places are from each other on foot, the same both ways.

    Attributes:
        ids: the places, in the order of rows and columns.
        metres: (n, n), ≥ 0, zero from a place to itself.
        by_street: (n, n), whether the walk follows the streets; else straight line × 1.3.
    """

    ids: Sequence[UUID]
    metres: Floats
    by_street: npt.NDArray[np.bool_]

    @classmethod
    def between(cls, spots: Sequence[Spot], graph: StreetGraph | None) -> Self:
        """Walks between all these places: along the streets where they are known, else straight line × 1.3."""
        lon = np.array([spot.lon for spot in spots], dtype=np.float64)
        lat = np.array([spot.lat for spot in spots], dtype=np.float64)
        found = walks_among(graph, place(graph, lon, lat))
        return cls([spot.id for spot in spots], found.metres, found.by_street)

    @cached_property
    def rows(self) -> dict[UUID, int]:
        """The row and column of each place."""
        return {spot: row for row, spot in enumerate(self.ids)}

    @cached_property
    def seconds(self) -> npt.NDArray[np.int64]:
        """(n, n), whole seconds at 4.5 km/h."""
        return np.rint(self.metres * (60 / METRES_PER_MINUTE)).astype(np.int64)

    def among(self, ids: Sequence[UUID]) -> "WalkTimes":
        """The walks between some of the places, in the order asked. Raises `KeyError` for one that is not there."""
        rows = np.array([self.rows[spot] for spot in ids], dtype=np.int64)
        return WalkTimes(list(ids), self.metres[np.ix_(rows, rows)], self.by_street[np.ix_(rows, rows)])
