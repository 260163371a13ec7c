"""Is a point in France? A coarse outline, to catch swapped, shifted or absent coordinates; it decides nothing finer."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

MAINLAND = (
    *((2.4, 51.25), (1.3, 50.95), (1.3, 50.1), (-0.2, 49.6), (-0.9, 49.6), (-1.2, 49.85), (-2.15, 49.85), (-2.0, 48.9), (-3.2, 49.05)),
    *((-5.35, 48.65), (-5.35, 47.95), (-4.2, 47.55), (-3.4, 47.15), (-2.5, 46.55), (-1.7, 45.95), (-1.45, 44.6), (-1.95, 43.45), (-1.6, 42.95)),
    *((0.6, 42.55), (1.9, 42.25), (3.4, 42.25), (3.4, 43.0), (4.6, 43.15), (6.3, 42.8), (7.8, 43.6), (7.9, 44.3), (7.2, 45.3), (7.25, 46.0)),
    *((6.3, 46.6), (7.8, 47.4), (8.5, 49.1), (6.6, 49.65), (4.9, 50.3), (4.3, 50.4), (2.9, 51.0)),
)
"""Mainland France with 10 to 30 km around it, (lon, lat) in degrees."""

BOXES = (
    (8.4, 41.2, 9.7, 43.2),
    (-61.9, 14.3, -60.7, 16.6),
    (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8),
    (44.9, -13.1, 45.4, -12.5),
    (-63.2, 17.8, -62.7, 18.2),
    (-56.5, 46.7, -56.0, 47.2),
)
"""Corsica, the Antilles, Guyane, La Réunion, Mayotte, Saint-Martin and Saint-Barthélemy, Saint-Pierre-et-Miquelon."""


@cache
def _outline() -> shapely.MultiPolygon:
    outline = shapely.MultiPolygon([shapely.Polygon(MAINLAND), *(shapely.box(*box) for box in BOXES)])
    shapely.prepare(outline)
    return outline


def in_france(lon: float, lat: float) -> bool:
    """Whether a point, in degrees, is on or near French land."""
    return bool(shapely.contains_xy(_outline(), lon, lat))


def are_in_france(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """`in_france` for many points at once; false for what is not finite."""
    inside: NDArray[np.bool_] = shapely.contains_xy(_outline(), lon, lat)
    return inside


@cache
def lambert93() -> Callable[[float, float], tuple[float, float]]:
    """A function from (x, y) in EPSG:2154, metres, to (lon, lat) in EPSG:4326, degrees."""
    transform = pyproj.Transformer.from_crs(2154, 4326, always_xy=True).transform

    def convert(x: float, y: float) -> tuple[float, float]:
        lon, lat = transform(x, y)
        return float(lon), float(lat)

    return convert
