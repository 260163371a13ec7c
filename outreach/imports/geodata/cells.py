"""A table with a shape in one of its columns: GeoJSON, WKT, EWKT, WKB in hexadecimal, or « latitude, longitude »."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from outreach.errors import Problem
from outreach.imports.geodata.coordinates import Coordinates, decide, words
from outreach.imports.geodata.feature import LARGEST_SHAPE, Feature
from outreach.imports.table import Table

SHAPE_COLUMNS = (
    "geo shape",
    "geo_shape",
    "geoshape",
    "geometry",
    "geometrie",
    "geom",
    "the_geom",
    "wkt",
    "geom_wkt",
    "geojson",
    "shape",
    "contour",
    "wkb_geometry",
)
POINT_COLUMNS = ("point", "geo point", "geo_point", "geo_point_2d", "geopoint", "coordonnees", "coordonnées", "coordinates")
KINDS = "POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION"
WKT = re.compile(rf"(?:SRID=(\d{{1,6}});)?\s*((?:{KINDS})\b.*)", re.IGNORECASE | re.DOTALL)
WKB = re.compile(r"0[01][0-9a-fA-F]{40,}")
PAIR = re.compile(r"\(?\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?")
SAMPLED, LOOKED_AT = 200, 50
BATCH = 500


class TableFile:
    """A table whose rows have shapes, in degrees. See `FeatureFile`."""

    def __init__(self, table: Table, column: str, asked_crs: str | None) -> None:
        self._table, self._asked_crs = table, asked_crs
        self.column = column
        self.format = table.format
        self.columns = tuple(name for name in table.columns if name != column)
        self.layers = table.sheets
        self.layer = table.sheet
        self.count: int | None = None
        self.notes = (*table.notes, f"Les contours sont lus dans la colonne « {column} ».")
        first = [parsed for _, cells in islice(table.rows(), SAMPLED) if cells and (parsed := parse_shape(cells[column]))]
        self._sample = [shape for shape, _ in first]
        self._declared = _declared([srid for _, srid in first])
        self.crs = words(self._declared)
        self._coordinates: Coordinates | None = None

    def coordinates(self) -> Coordinates:
        """How its coordinates become degrees, decided on its first shapes."""
        if self._coordinates is None:
            self._coordinates = decide(self._table.path.name, self._declared, self._asked_crs, self._sample)
        return self._coordinates

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The attributes of every row that has its cells."""
        return (cells for _, cells in self._table.rows() if cells is not None)

    def features(self) -> Iterator[Feature]:
        """Every row. See `FeatureFile`."""
        coordinates, rows = self.coordinates(), self._table.rows()
        while batch := list(islice(rows, BATCH)):
            parsed = [self._parse(cells) for _, cells in batch]
            shapes = np.full(len(batch), None, dtype=object)
            shapes[:] = [shape for shape, _ in parsed]
            converted = coordinates.to_degrees(shapes)
            for (number, cells), shape, (_, problem) in zip(batch, converted, parsed, strict=True):
                yield Feature(number, cells or {}, shape, problem)

    def _parse(self, cells: Mapping[str, str] | None) -> tuple[BaseGeometry | None, str]:
        if cells is None:
            return None, "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)"
        text = cells[self.column]
        if len(text) > LARGEST_SHAPE:
            return None, "contour démesuré"
        parsed = parse_shape(text)
        if parsed is None:
            return None, "contour illisible (ni GeoJSON, ni WKT)" if text else ""
        shape, srid = parsed
        if srid and not self._asked_crs and srid != (self._declared.to_epsg() if self._declared else 4326):
            return None, f"contour dans un autre système (SRID {srid}) que les autres"
        return shape, ""


def shape_column(table: Table, wanted: str | None = None, *, points: bool = False) -> str | None:
    """The column that holds shapes: the one asked for; else one with a known name or one whose first cells are shapes. None without any.

    Args:
        table: a table.
        wanted: a column's name; an empty text means none.
        points: whether « latitude, longitude » counts.

    Raises:
        Problem: `column_unknown`.
    """
    if wanted is not None:
        if wanted and wanted.lower() not in table.columns:
            known = ", ".join(table.columns)
            raise Problem("column_unknown", f"Le fichier n’a pas de colonne « {wanted} ». Rien n’a été importé. Choisissez parmi : {known}.")
        return str(wanted.lower()) or None
    rows = [cells for _, cells in islice(table.rows(), LOOKED_AT) if cells]
    known_names = [name for name in (*SHAPE_COLUMNS, *(POINT_COLUMNS if points else ())) if name in table.columns]
    for name in dict.fromkeys([*known_names, *table.columns]):
        texts = [cells[name] for cells in rows if cells[name]]
        found = [parse_shape(text) for text in texts[:5]]
        enough = any(found) if name in known_names else all(found)
        if texts and enough and (points or not all(PAIR.fullmatch(text) for text in texts[:5])):
            return str(name)
    return None


def parse_shape(text: str) -> tuple[BaseGeometry, int] | None:
    """A shape written in a cell, with its SRID (0 where none is written); None if it is none."""
    try:
        if text.startswith("{"):
            shape = shapely.from_geojson(text)
            return None if shape is None else (shape, 4326)
        if (written := WKT.fullmatch(text)) is not None:
            return shapely.from_wkt(written[2]), int(written[1] or 0)
        if (pair := PAIR.fullmatch(text)) is not None:
            return shapely.Point(float(pair[2]), float(pair[1])), 4326
        if WKB.fullmatch(text):
            shape = shapely.from_wkb(text)
            return shapely.set_srid(shape, 0), int(shapely.get_srid(shape))
    except (shapely.errors.GEOSException, ValueError):
        return None
    return None


def _declared(srids: Sequence[int]) -> pyproj.CRS | None:
    written = Counter(srids).most_common(1)[0][0] if srids else 0
    try:
        return pyproj.CRS.from_epsg(written) if written else None
    except pyproj.exceptions.CRSError:
        return None
