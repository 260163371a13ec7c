"""A flat sheet for drawing the invented territory: metres east and north of its centre, laid down on the globe at the end."""

import math

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

CENTRE_LON, CENTRE_LAT = -0.585, 44.863
METRES_PER_DEGREE = 111_320.0
DIGITS = 6
"""Decimals of a degree: about 10 cm."""

Point = tuple[float, float]


def bend(coordinates: np.ndarray) -> np.ndarray:
    """Pull a drawing of straight lines gently out of true, as streets are. Smooth, so nothing that touches comes apart.

    Takes and returns an (n, 2) array, metres.
    """
    east, north = coordinates[:, 0], coordinates[:, 1]
    return np.column_stack(
        [
            east + 38 * np.sin(north / 310 + 0.7) + 17 * np.sin((east + 1.7 * north) / 140),
            north + 34 * np.sin(east / 350 + 2.1) + 14 * np.sin((1.4 * east - north) / 125 + 1.0),
        ]
    )


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """From metres on the sheet to degrees, EPSG:4326."""
    return shapely.transform(geometry, _degrees)


def point_in_degrees(point: Point) -> Point:
    """(east, north) in metres as (lon, lat) in degrees, EPSG:4326."""
    lon, lat = _degrees(np.array([point]))[0]
    return float(lon), float(lat)


def _degrees(coordinates: np.ndarray) -> np.ndarray:
    lon = CENTRE_LON + coordinates[:, 0] / (METRES_PER_DEGREE * math.cos(math.radians(CENTRE_LAT)))
    lat = CENTRE_LAT + coordinates[:, 1] / METRES_PER_DEGREE
    return np.round(np.column_stack([lon, lat]), DIGITS)
