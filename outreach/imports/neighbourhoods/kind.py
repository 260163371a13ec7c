"""A file of areas in: looked at, checked row by row, stored, entrances assigned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import ClassVar

import shapely

from outreach.domain.imported import NeighbourhoodRow, Remark, RowReport, Status
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.geodata.cells import TableFile, shape_column
from outreach.imports.geodata.feature import NOTHING_DONE, Feature, FeatureFile
from outreach.imports.geodata.source import opened
from outreach.imports.geodata.vector import VectorFile
from outreach.imports.kind import Choices, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.neighbourhoods.columns import Columns, Condition, choose_columns, conditions, keeps, kept, unclear
from outreach.imports.neighbourhoods.polygons import FIELD, REFUSED, as_polygon, misplaced
from outreach.imports.samples import columns as sampled_columns
from outreach.services.assign_entrances import assign_entrances
from outreach.services.import_addresses import most_used_layer
from outreach.services.import_neighbourhoods import import_neighbourhoods
from outreach.store.journal import chunks

LONGEST_CODE, LONGEST_NAME, LONGEST_LAYER = 80, 200, 40
MOST_AREAS = 100_000
"""There are 49,000 IRIS in France."""
CHUNK = 200
LOOKED_AT = 5_000
LAYERS = (("quartier", "Quartiers"), ("iris", "IRIS"), ("qpv", "QPV"), ("commune", "Communes"), ("canton", "Cantons"))
ASSIGN = (("auto", "si aucune autre couche ne sert déjà"), ("yes", "oui"), ("no", "non"))


class Neighbourhoods(Kind[NeighbourhoodRow]):
    """Quartiers, IRIS, QPV, communes, cantons: any file of polygons."""

    name: ClassVar[str] = "neighbourhoods"
    title: ClassVar[str] = "Quartiers"
    lead: ClassVar[str] = "Les contours des quartiers, des IRIS, des QPV ou des communes : GeoJSON, GeoPackage, shapefile, FlatGeobuf, KML, GML, ou tableau."
    suffixes: ClassVar[tuple[str, ...]] = (
        *(".geojson", ".json", ".gpkg", ".zip", ".shp", ".dbf", ".shx", ".prj", ".cpg", ".fgb", ".gml", ".kml", ".kmz", ".csv", ".xlsx", ".ods"),
    )
    fields: ClassVar[tuple[Field, ...]] = (
        Field("name", "Nom", hint="Le nom qui sera affiché."),
        Field("code", "Code", hint="Ce qui distingue chaque contour, d’une édition à l’autre : code IRIS, code QPV, code INSEE…"),
        Field("geometry", "Contour", hint="Dans un tableau : la colonne où il est écrit en GeoJSON ou en WKT."),
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("layer", "Couche", LAYERS, "Les contours d’une couche ne remplacent jamais ceux d’une autre."),
        Option("where", "Ne garder que", hint="colonne=valeur, par exemple insee=33063 ; plusieurs conditions se séparent par un point-virgule."),
        Option("assign", "Rattacher les entrées à cette couche", ASSIGN),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """See `Kind`."""
        with _opened(files, choices) as source:
            columns, _ = _columns(source, files[0], choices)
            notes = [*source.notes, *source.coordinates().notes, *columns.notes]
            if source.columns and columns.code is None and columns.name is None and not _said(choices):
                notes.append(unclear(source.columns))
            in_table = isinstance(source, TableFile)
            mapping = {"name": columns.name, "code": columns.code, "geometry": source.column if isinstance(source, TableFile) else None}
            shown = [*source.columns, source.column] if isinstance(source, TableFile) else source.columns
            return Look(
                source.format,
                columns.profile,
                None if in_table else source.count,
                sampled_columns(shown, source.rows()),
                {field: column for field, column in mapping.items() if column is not None},
                source.layers,
                source.layer,
                source.crs,
                {"layer": columns.layer, "assign": choices.options.get("assign") or "auto"},
                tuple(notes),
            )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[NeighbourhoodRow | RowReport]:
        """See `Kind`."""
        with _opened(files, choices) as source:
            columns, wanted = _columns(source, files[0], choices)
            if columns.code is None and columns.name is None and source.columns and not _said(choices):
                raise Problem("column_unclear", f"{unclear(source.columns)} {NOTHING_DONE}")
            if columns.code is None and columns.name is None:
                notes.append(f"Aucune colonne ne donne de nom : le nom du fichier (« {files[0].stem} ») en tient lieu.")
            count, seen = 0, _Seen(columns, files[0].stem, source.count or 0)
            for feature in source.features():
                progress.step("Lecture", feature.number, source.count)
                if keeps(feature.cells, wanted) or (feature.problem and not feature.cells):
                    count += 1
                    if count > MOST_AREAS:
                        raise Problem("too_many", f"Plus de {MOST_AREAS // 1000} 000 contours. {NOTHING_DONE} Ne gardez que votre territoire.")
                    yield seen.check(feature)
            if not count and wanted:
                said = " et ".join(f"{column}={value}" for column, value in wanted)
                raise Problem("nothing_kept", f"Aucune ligne du fichier ne répond à {said}. {NOTHING_DONE}")

    def store(self, storing: Storing, rows: Iterable[NeighbourhoodRow]) -> Iterator[RowReport]:
        """See `Kind`. Entrances are assigned afterwards, in an import only."""
        layer = (storing.choices.options.get("layer") or LAYERS[0][0]).strip()
        if not 0 < len(layer) <= LONGEST_LAYER:
            raise Problem("layer_name", f"Le nom de la couche doit avoir de 1 à {LONGEST_LAYER} caractères. {NOTHING_DONE}")
        assigns = _assigns(storing, layer)
        for chunk in chunks(rows, CHUNK):
            yield from import_neighbourhoods(storing.session, storing.changes, layer, chunk)
        if storing.changes.writes and assigns:
            assigned = assign_entrances(storing.session, layer)
            if assigned.inside or assigned.outside:
                storing.notes.append(
                    f"Entrées : {assigned.inside} dans cette couche, {assigned.outside} en dehors, {assigned.changed} rattachées autrement qu’avant."
                )

    def sketch(self, row: NeighbourhoodRow) -> Sketch:
        """See `Kind`."""
        return Sketch(row.name, shapely.from_wkb(row.geometry))


@contextmanager
def _opened(files: Sequence[Path], choices: Choices) -> Iterator[VectorFile | TableFile]:
    with opened(files, choices.layer, choices.crs) as source:
        if isinstance(source, VectorFile):
            yield source
            return
        column = shape_column(source, choices.mapping.get("geometry"))
        if column is None:
            sentence = f"« {files[0].name} » est un tableau sans contour : aucune de ses colonnes n’est du GeoJSON ou du WKT."
            raise Problem("no_geometry", f"{sentence} {NOTHING_DONE} Prenez le fichier des contours (GeoJSON, shapefile, GeoPackage).")
        yield TableFile(source, column, choices.crs)


def _columns(source: FeatureFile, path: Path, choices: Choices) -> tuple[Columns, list[Condition]]:
    wanted = conditions(source.columns, choices.options.get("where", ""))
    sample = list(islice(kept(source.rows(), wanted), LOOKED_AT))
    words = f"{path.stem} {source.layer or ''}"
    return choose_columns(source.columns, sample, words, choices.mapping, choices.options.get("layer") or None), wanted


def _said(choices: Choices) -> bool:
    """Whether a person said that no column gives a name or a code."""
    return choices.mapping.get("name") == "" and choices.mapping.get("code") == ""


def _assigns(storing: Storing, layer: str) -> bool:
    """Whether entrances go to this layer: never away from one that already serves, unless asked to."""
    wanted = storing.choices.options.get("assign") or "auto"
    if wanted != "auto":
        return wanted == "yes"
    used = most_used_layer(storing.session)
    if used not in (None, layer):
        storing.notes.append(f"Les entrées restent rattachées à la couche « {used} », qui sert déjà.")
    return used in (None, layer)


class _Seen:
    """Checks features one by one, and remembers their codes."""

    def __init__(self, columns: Columns, stem: str, count: int) -> None:
        self._columns, self._stem, self._count = columns, stem, count
        self._first: dict[str, int] = {}

    def check(self, feature: Feature) -> NeighbourhoodRow | RowReport:
        code, name = self._texts(feature.number, feature.cells)
        problem = Remark(FIELD, feature.problem, REFUSED) if feature.problem else self._text_problem(feature.number, code, name)
        if problem is not None:
            return RowReport(feature.number, (name or code)[:LONGEST_NAME], Status.REFUSED, (problem,))
        self._first[code] = feature.number
        try:
            polygon, remarks = as_polygon(feature.geometry)
        except Problem as error:
            return RowReport(feature.number, name, Status.REFUSED, (Remark(FIELD, error.details["problem"], REFUSED),))
        if (elsewhere := misplaced(polygon)) is not None:
            return RowReport(feature.number, name, Status.REFUSED, (Remark(FIELD, elsewhere, REFUSED),))
        return NeighbourhoodRow(feature.number, code, name, shapely.to_wkb(polygon), remarks)

    def _texts(self, number: int, cells: Mapping[str, str]) -> tuple[str, str]:
        code, name = self._columns.code, self._columns.name
        if code is None and name is None:
            text = self._stem[: LONGEST_CODE - 10] if self._count == 1 else f"{self._stem[: LONGEST_CODE - 10]} {number}"
            return text, text
        return cells.get(code or name or "", ""), cells.get(name or code or "", "")

    def _text_problem(self, number: int, code: str, name: str) -> Remark | None:
        code_column, name_column = self._columns.code or self._columns.name or "nom", self._columns.name or self._columns.code or "nom"
        for column, text, longest in ((code_column, code, LONGEST_CODE), (name_column, name, LONGEST_NAME)):
            if not text:
                return Remark(column, "vide", REFUSED)
            if len(text) > longest:
                return Remark(column, f"plus de {longest} caractères", REFUSED)
            if not text.isprintable():
                return Remark(column, "caractères illisibles", REFUSED)
        if code in self._first and self._first[code] != number:
            return Remark(code_column, f"code « {code} » déjà vu à la ligne {self._first[code]}", REFUSED)
        return None
