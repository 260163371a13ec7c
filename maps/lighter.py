"""Outlines of neighbourhoods as light as a screen needs them, with where their names go. Remembered: they hardly ever change, and every page draws them."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

DETAIL = 1_500
"""How many steps across the whole map its outlines keep: finer than a screen shows."""

PRECISION = 1e-5
"""Degrees; about one metre."""

KEPT = 8
"""Layers remembered at once."""

Shapes = npt.NDArray[np.object_]


class Light(NamedTuple):
    """The areas, in their order, and the border of them all, as GeoJSON geometries; for each the latitude and longitude where a text has most room."""

    areas: list[dict[str, Any]]
    outline: dict[str, Any]
    spots: list[list[float]]


_kept: "OrderedDict[bytes, Light]" = OrderedDict()
_lock = Lock()


def lighter(shapes: gpd.GeoSeries) -> Light:
    """The outlines with fewer points, shared borders kept shared; an area too small for it keeps its own.

    Args:
        shapes: (multi)polygons, EPSG:4326, degrees.
    """
    digest = hashlib.sha256(b"".join(shapely.to_wkb(np.asarray(shapes.array)))).digest()
    with _lock:
        if digest in _kept:
            _kept.move_to_end(digest)
            return _kept[digest]
    made = _made(shapes)
    with _lock:
        _kept[digest] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _made(shapes: gpd.GeoSeries) -> Light:
    light = _simplified(shapes)
    outline = shapely.union_all(light).boundary
    return Light([shapely.geometry.mapping(shape) for shape in light], shapely.geometry.mapping(outline), [_spot(shape) for shape in light])


def _spot(shape: shapely.Polygon | shapely.MultiPolygon) -> list[float]:
    """Where a text has most room: the centre of the largest ellipse, twice as wide as high, inside the shape. Latitude, longitude, degrees."""
    squeeze = 2 / np.cos(np.radians(shapely.get_y(shapely.centroid(shape))))
    tall = shapely.transform(shape, lambda points: points * np.array([1, squeeze]))
    lon, lat = shapely.maximum_inscribed_circle(tall).coords[0]
    return [round(lat / squeeze, 5), round(lon, 5)]


def _simplified(shapes: gpd.GeoSeries) -> Shapes:
    west, south, east, north = shapes.total_bounds
    step = max(east - west, north - south) / DETAIL
    before = shapely.make_valid(np.asarray(shapes.array))
    snapped = shapely.set_precision(before, PRECISION)
    # Only where neighbours have the same points on their borders can these be kept shared; else each outline by itself, less than a pixel off.
    together = shapely.coverage_is_valid(snapped)
    after = shapely.coverage_simplify(snapped, step) if together else shapely.set_precision(shapely.simplify(snapped, step / 2), PRECISION)
    found: Shapes = np.where(shapely.is_empty(after) | (shapely.get_dimensions(after) < 2), before, after)
    return found
