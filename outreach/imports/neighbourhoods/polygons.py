"""Make a geometry a valid polygon in degrees, or say why it cannot be one."""

import shapely
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from outreach.domain.imported import Remark
from outreach.errors import Problem
from outreach.imports.france import in_france

FIELD = "contour"
REFUSED = "ligne refusée"
WORDS = {
    "Point": "c’est un point, pas une surface",
    "MultiPoint": "ce sont des points, pas une surface",
    "LineString": "c’est une ligne, pas une surface : elle ne dit pas ce qui est de chaque côté",
    "MultiLineString": "ce sont des lignes, pas une surface : elles ne disent pas ce qui est de chaque côté",
}


def as_polygon(geometry: BaseGeometry | None) -> tuple[BaseGeometry, tuple[Remark, ...]]:
    """The polygonal part of `geometry` (EPSG:4326, degrees), valid and flat, with remarks on what was repaired.

    Raises `Problem` (`no_polygon`, details `problem`) when there is none, or when it lies outside of the world.
    """
    if geometry is None or geometry.is_empty:
        raise _no_polygon("sans contour")
    if not _in_degrees(geometry):
        raise _no_polygon("coordonnées hors du monde ; indiquez le système de coordonnées du fichier")
    flat = shapely.force_2d(geometry)
    remarks = []
    if not flat.is_valid:
        remarks.append(Remark(FIELD, f"polygone invalide ({explain_validity(flat)})", "réparé"))
        flat = shapely.make_valid(flat)
    polygons = _polygons(flat)
    if not polygons:
        raise _no_polygon(WORDS.get(geometry.geom_type, "ce n’est pas une surface"))
    if flat.geom_type == "GeometryCollection" and not remarks:
        remarks.append(Remark(FIELD, "points ou lignes mêlés aux polygones", "seuls les polygones sont gardés"))
    merged: BaseGeometry = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    if not merged.is_valid:
        merged = shapely.union_all(polygons)
    return merged, tuple(remarks)


def _no_polygon(problem: str) -> Problem:
    return Problem("no_polygon", problem, details={"problem": problem})


def _in_degrees(geometry: BaseGeometry) -> bool:
    west, south, east, north = geometry.bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def _polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    if isinstance(geometry, shapely.Polygon):
        return [geometry] if geometry.area > 0 else []
    parts = getattr(geometry, "geoms", ())
    return [polygon for part in parts for polygon in _polygons(part)]


def misplaced(polygon: BaseGeometry) -> str | None:
    """Why a polygon (EPSG:4326, degrees) cannot be a French neighbourhood by its place; None if it can."""
    inside = polygon.representative_point()
    corner = shapely.get_coordinates(polygon)[0].tolist()
    places = [(inside.x, inside.y), (corner[0], corner[1])]
    if any(in_france(lon, lat) for lon, lat in places):
        return None
    if any(in_france(lat, lon) for lon, lat in places):
        return "longitude et latitude inversées"
    where = f"{inside.x:.4f} ; {inside.y:.4f}".replace(".", ",")
    return f"hors de France ou en mer ({where}) ; vérifiez le système de coordonnées"
