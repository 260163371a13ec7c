"""A file of areas in: read, checked row by row, stored, entrances assigned. All of it in the caller's transaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas
import shapely
from sqlalchemy.orm import Session

from outreach.domain.imported import NeighbourhoodRow, Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.columns import Columns, as_text, choose_columns, keep_rows
from outreach.imports.polygons import FIELD, REFUSED, as_polygon
from outreach.imports.report import Report
from outreach.imports.vector import read_vector
from outreach.services.assign_entrances import Assigned, assign_entrances
from outreach.services.import_neighbourhoods import import_neighbourhoods

LONGEST_CODE, LONGEST_NAME, LONGEST_LAYER = 80, 200, 40


@dataclass(frozen=True)
class NeighbourhoodOptions:
    """What the person chose; None is guessed. `where`: conditions `column=value`; `crs`: such as `EPSG:2154`."""

    layer: str | None = None
    file_layer: str | None = None
    code: str | None = None
    name: str | None = None
    crs: str | None = None
    where: tuple[str, ...] = ()


@dataclass(frozen=True)
class NeighbourhoodImport:
    """What was found in the file, and what became of it. `assigned` is None when nothing was stored."""

    report: Report
    columns: Columns
    assigned: Assigned | None


def load_neighbourhoods(session: Session, path: Path, options: NeighbourhoodOptions, report: Report, *, skip_refused: bool = False) -> NeighbourhoodImport:
    """Import a file of areas into the caller's transaction: commit it if the report pleases, roll back otherwise.

    Nothing is stored if a row is refused, unless `skip_refused`. Raises `Problem` when the file as a whole cannot be used.
    """
    read = read_vector(path, options.file_layer, options.crs)
    frame = keep_rows(read.features, list(options.where))
    columns = choose_columns(frame, path.stem, options.code, options.name, options.layer)
    if not 0 < len(columns.layer) <= LONGEST_LAYER:
        raise Problem("layer_name", f"Le nom de la couche doit avoir de 1 à {LONGEST_LAYER} caractères. Rien n’a été importé.")
    report.notes += [*read.notes, *columns.notes]
    good: list[NeighbourhoodRow] = []
    refused: list[RowReport] = []
    for row in _check_rows(frame, columns):
        if isinstance(row, RowReport):
            refused.append(row)
        else:
            good.append(row)
    stored = import_neighbourhoods(session, columns.layer, good)
    for line in sorted([*stored, *refused], key=lambda line: line.row):
        report.add(line)
    wanted = skip_refused or not refused
    return NeighbourhoodImport(report, columns, assign_entrances(session, columns.layer) if wanted else None)


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
