"""A file of areas in: looked at, checked row by row, stored, entrances assigned."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import geopandas
import shapely

from outreach.domain.imported import NeighbourhoodRow, Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.columns import Columns, as_text, choose_columns, keep_rows
from outreach.imports.kind import Choices, Column, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.polygons import FIELD, REFUSED, as_polygon
from outreach.imports.progress import Progress
from outreach.imports.vector import VectorFile, read_vector
from outreach.services.assign_entrances import assign_entrances
from outreach.services.import_neighbourhoods import import_neighbourhoods
from outreach.store.journal import chunks

LONGEST_CODE, LONGEST_NAME, LONGEST_LAYER = 80, 200, 40
CHUNK = 200


class Neighbourhoods(Kind[NeighbourhoodRow]):
    """Quartiers, IRIS, QPV, communes, cantons: any file of polygons."""

    name: ClassVar[str] = "neighbourhoods"
    title: ClassVar[str] = "Quartiers"
    lead: ClassVar[str] = "Les contours des quartiers, des IRIS, des QPV ou des communes : GeoJSON, GeoPackage, shapefile, FlatGeobuf, KML ou CSV."
    suffixes: ClassVar[tuple[str, ...]] = (
        *(".geojson", ".json", ".gpkg", ".zip", ".shp", ".dbf", ".shx", ".prj", ".cpg", ".fgb", ".gml", ".kml", ".csv", ".xlsx"),
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field("code", "Code", hint="Ce qui distingue chaque contour, d’une édition à l’autre : code IRIS, code QPV, code INSEE…"),
        Field("name", "Nom", hint="Le nom qui sera affiché."),
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option(
            "layer",
            "Couche",
            (("quartier", "Quartiers"), ("iris", "IRIS"), ("qpv", "QPV"), ("commune", "Communes"), ("canton", "Cantons")),
            "Des contours d’une même couche ne se remplacent pas par ceux d’une autre.",
        ),
        Option("where", "Ne garder que", hint="colonne=valeur ; plusieurs conditions se séparent par un retour à la ligne ou « et »."),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        read = _open(files, choices)
        frame = read.features
        columns = _columns(frame, files[0], choices)
        shown = tuple(
            Column(str(name), tuple(dict.fromkeys(as_text(v) for v in frame[name].head(50)))[:5]) for name in frame.columns if name != frame.geometry.name
        )
        return Look(
            files[0].suffix.lstrip("."),
            rows=len(frame),
            columns=shown,
            mapping={"code": columns.code, "name": columns.name},
            layer=read.layer,
            options={"layer": columns.layer},
        )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[NeighbourhoodRow | RowReport]:
        read = _open(files, choices)
        frame = keep_rows(read.features, [line for line in choices.options.get("where", "").splitlines() if line.strip()])
        columns = _columns(frame, files[0], choices)
        notes += [*read.notes, *columns.notes]
        progress.step("Lecture", 0, len(frame))
        yield from _check_rows(frame, columns)

    def store(self, storing: Storing, rows: Iterable[NeighbourhoodRow]) -> Iterator[RowReport]:
        layer = storing.choices.options.get("layer") or "quartier"
        for chunk in chunks(rows, CHUNK):
            yield from import_neighbourhoods(storing.session, storing.changes, layer, chunk)
        if storing.changes.writes:
            assign_entrances(storing.session, layer)

    def sketch(self, row: NeighbourhoodRow) -> Sketch:
        return Sketch(row.name, shapely.from_wkb(row.geometry))


def _open(files: Sequence[Path], choices: Choices) -> VectorFile:
    path = next((file for file in files if file.suffix.lower() == ".shp"), files[0])
    return read_vector(path, choices.layer, choices.crs)


def _columns(frame: geopandas.GeoDataFrame, path: Path, choices: Choices) -> Columns:
    mapping = choices.mapping
    return choose_columns(frame, path.stem, mapping.get("code") or None, mapping.get("name") or None, choices.options.get("layer") or None)


def _check_rows(frame: geopandas.GeoDataFrame, columns: Columns) -> Iterator[NeighbourhoodRow | RowReport]:
    first: dict[str, int] = {}
    table = zip(frame.index, frame[columns.code], frame[columns.name], frame.geometry, strict=True)
    for index, raw_code, raw_name, geometry in table:
        number, code, name = int(index) + 1, as_text(raw_code), as_text(raw_name)
        problem = _text_problem(columns, code, name)
        if problem is None and code in first:
            problem = Remark(columns.code, f"code « {code} » déjà vu à la ligne {first[code]}", REFUSED)
        if problem is not None:
            yield RowReport(number, name or code, Status.REFUSED, (problem,))
            continue
        first[code] = number
        try:
            polygon, remarks = as_polygon(geometry)
        except Problem as error:
            yield RowReport(number, name, Status.REFUSED, (Remark(FIELD, error.details["problem"], REFUSED),))
            continue
        yield NeighbourhoodRow(number, code, name, shapely.to_wkb(polygon), remarks)


def _text_problem(columns: Columns, code: str, name: str) -> Remark | None:
    for column, text, longest in ((columns.code, code, LONGEST_CODE), (columns.name, name, LONGEST_NAME)):
        if not text:
            return Remark(column, "vide", REFUSED)
        if len(text) > longest:
            return Remark(column, f"plus de {longest} caractères", REFUSED)
        if not text.isprintable():
            return Remark(column, "caractères illisibles", REFUSED)
    return None
