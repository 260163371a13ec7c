"""Squares of a grid, apportioned by area to the neighbourhoods they lie on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.figures import Figure, SquareRow
from outreach.store.tables import Neighbourhood

SLIVER = 1e-3
"""Share of a square below which a neighbour only touches it."""
Area = tuple[str, str]
"""Layer and code."""


@dataclass
class Apportioned:
    """Sums by area, indicator, source and year."""

    sums: dict[tuple[Area, str, str, int], float] = field(default_factory=lambda: defaultdict(float))
    imputed: float = 0.0
    households: float = 0.0
    """Of the squares that lie on the territory: to tell how much was imputed by the publisher."""

    def figures(self) -> list[tuple[str, str, list[Figure]]]:
        """Figures of each area, all estimated: nobody published them for it."""
        found: dict[Area, list[Figure]] = defaultdict(list)
        for (area, indicator, source, year), total in self.sums.items():
            found[area].append(Figure(indicator, round(total, 1), year, source, estimated=True))
        return [(layer, code, figures) for (layer, code), figures in found.items()]


class Outlines:
    """Every neighbourhood of every layer, in EPSG:3035 (metres, equal areas)."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(Neighbourhood.layer, Neighbourhood.code, Neighbourhood.name, Neighbourhood.geometry)).all()
        self.areas: list[Area] = [(row.layer, row.code) for row in rows]
        self.names = [row.name for row in rows]
        self._geometries = [_projected(row.geometry) for row in rows]
        self._tree = shapely.STRtree(self._geometries)

    def share(self, squares: Sequence[SquareRow], into: Apportioned) -> list[list[str]]:
        """Add each square's figures to the areas it lies on, by the share of its area there. Returns the names of these, square by square."""
        boxes = [shapely.box(square.x, square.y, square.x + square.side, square.y + square.side) for square in squares]
        names: list[list[str]] = [[] for _ in squares]
        if not self.areas:
            return names
        which, where = self._tree.query(boxes, predicate="intersects")
        overlaps = shapely.area(shapely.intersection([boxes[index] for index in which], [self._geometries[index] for index in where]))
        for index, area, overlap in zip(which.tolist(), where.tolist(), overlaps.tolist(), strict=True):
            square = squares[index]
            part = overlap / square.side**2
            if part < SLIVER:
                continue
            names[index].append(self.names[area])
            for figure in square.figures:
                into.sums[self.areas[area], figure.indicator, figure.source, figure.year] += figure.value * part
        for square, touched in zip(squares, names, strict=True):
            households = next((figure for figure in square.figures if figure.indicator == "households"), None)
            if touched and households:
                into.households += households.value
                into.imputed += households.value * households.estimated
        return names


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, 3035, always_xy=True)


def _projected(geometry: bytes) -> BaseGeometry:
    """A (multi)polygon as WKB in EPSG:4326, in EPSG:3035."""

    def project(points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.column_stack(_transformer().transform(points[:, 0], points[:, 1]))

    return shapely.make_valid(shapely.transform(shapely.from_wkb(geometry), project))
