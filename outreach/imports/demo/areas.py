"""Twelve invented neighbourhoods: avenues that meet near a square, a ring boulevard that cuts them, a railway at the edge."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize

from outreach.domain.imported import NeighbourhoodRow
from outreach.imports.demo.plane import Point, bend, to_degrees

LAYER = "quartier"
STEP = 45.0
"""Metres between points of a border, so that it can bend."""

SQUARE: Point = (-60.0, 40.0)
RING = 720.0
AVENUES = (8.0, 62.0, 97.0, 141.0, 186.0, 229.0, 273.0, 322.0)
"""Directions of the avenues from the square, degrees from the east; every second one starts at the square, the others at the boulevard."""


@dataclass(frozen=True)
class AreaPlan:
    """What an invented neighbourhood is like.

    `estate`: share of its buildings that are towers and slabs rather than old houses; `isolation`: share of households
    with a sign of isolation; `presence`: how much more often than elsewhere somebody opens.
    """

    name: str
    entrances: int
    estate: float
    isolation: float
    presence: float


PLANS = (
    AreaPlan("Le Grand Mail", 8, 1.0, 0.30, 0.96),
    AreaPlan("Les Aubépines", 7, 1.0, 0.22, 1.02),
    AreaPlan("La Plaine Haute", 7, 1.0, 0.35, 0.92),
    AreaPlan("Les Quatre-Vents", 7, 1.0, 0.17, 1.05),
    AreaPlan("La Verrerie", 4, 0.5, 0.12, 1.10),
    AreaPlan("Le Clos Vermeil", 4, 0.5, 0.10, 1.12),
    AreaPlan("Les Passereaux", 5, 0.8, 0.19, 1.00),
    AreaPlan("Le Moulin Blanc", 4, 0.75, 0.26, 0.95),
    AreaPlan("La Fontaine-aux-Merles", 4, 0.75, 0.14, 1.06),
    AreaPlan("Les Cordiers", 3, 0.34, 0.09, 1.08),
    AreaPlan("Belle-Lisière", 4, 0.75, 0.24, 0.98),
    AreaPlan("Le Haut-Verger", 3, 0.67, 0.28, 0.94),
)
"""The four inside the boulevard first, then the eight around them, counter-clockwise from the east."""


@dataclass(frozen=True)
class Area:
    """A neighbourhood on the sheet (metres)."""

    plan: AreaPlan
    shape: shapely.Polygon

    @property
    def code(self) -> str:
        """A stable code: its place in the list."""
        return f"GM{PLANS.index(self.plan) + 1:02d}"


def draw_areas() -> list[Area]:
    """The neighbourhoods in the order of `PLANS`: they share their borders and leave no gap."""
    pieces = sorted(polygonize(shapely.get_parts(shapely.union_all(_lines()))), key=_place)
    return [Area(plan, _bent(piece)) for plan, piece in zip(PLANS, pieces, strict=True)]


def as_rows(areas: list[Area]) -> list[NeighbourhoodRow]:
    """As rows ready to be stored, EPSG:4326."""
    return [NeighbourhoodRow(number, area.code, area.plan.name, shapely.to_wkb(to_degrees(area.shape))) for number, area in enumerate(areas, start=1)]


def _lines() -> list[BaseGeometry]:
    edge = _loop([(angle, _reach(angle)) for angle in range(0, 360, 4)])
    ring = _loop([(angle, RING * (1 + 0.07 * math.sin(math.radians(2 * angle + 40)))) for angle in range(0, 360, 5)])
    rails = shapely.LineString([(-2000, -1115), (2000, -860)])
    town = shapely.Polygon(edge).difference(shapely.Polygon([*rails.coords, (2000, -3000), (-2000, -3000)])).boundary
    avenues = [_avenue(angle, 0.0 if place % 2 == 0 else 0.8 * RING) for place, angle in enumerate(AVENUES)]
    return [shapely.segmentize(line, STEP) for line in shapely.get_parts(shapely.union_all([ring, *avenues, town]))]


def _reach(angle: float) -> float:
    """How far the town goes in a direction, metres."""
    turn = math.radians(angle)
    return 1390 + 190 * math.cos(2 * turn + 0.3) + 75 * math.sin(3 * turn) + 40 * math.cos(5 * turn + 1)


def _loop(polar: list[tuple[float, float]]) -> shapely.LinearRing:
    return shapely.LinearRing([_from_square(angle, distance) for angle, distance in polar])


def _avenue(angle: float, start: float) -> shapely.LineString:
    """It leaves the square, or the boulevard (where what lies inside of it borders nothing), and runs out of town."""
    return shapely.LineString([_from_square(angle, start), _from_square(angle, 1.02 * RING), _from_square(angle + 5, 2100)])


def _from_square(angle: float, distance: float) -> Point:
    turn = math.radians(angle)
    return SQUARE[0] + distance * math.cos(turn), SQUARE[1] + distance * math.sin(turn)


def _place(piece: shapely.Polygon) -> tuple[bool, float]:
    centre = piece.representative_point()
    east, north = centre.x - SQUARE[0], centre.y - SQUARE[1]
    return math.hypot(east, north) > 0.9 * RING, math.atan2(north, east) % math.tau


def _bent(piece: shapely.Polygon) -> shapely.Polygon:
    bent = shapely.transform(piece, bend)
    return shapely.Polygon(np.round(shapely.get_coordinates(bent), 2))
