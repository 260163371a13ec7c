"""A BAN file in: streamed, checked row by row, stored in chunks. All of it in the caller's transaction."""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from sqlalchemy.orm import Session

from outreach.domain.imported import AddressRow, Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.ban import check_columns, parse_row
from outreach.imports.report import Report
from outreach.imports.table import Table, open_table
from outreach.services.assign_entrances import Areas, load_areas
from outreach.services.import_addresses import import_addresses, layer_in_use

SOURCE = "ban"
CHUNK = 500
"""Rows per statement: a database takes a limited number of parameters."""


def load_addresses(session: Session, path: Path, report: Report, layer: str | None = None) -> Report:
    """Import a BAN file into the caller's transaction: commit it if the report pleases, roll back otherwise.

    Each entrance is given its neighbourhood of `layer` (by default the layer in use). Memory: one chunk of rows, and about
    100 bytes per address to tell repeated ones. Raises `Problem` when the file as a whole cannot be used.
    """
    table = open_table(path)
    check_columns(table.columns)
    report.notes += table.notes
    areas = _areas(session, layer, report)
    chunk: list[AddressRow] = []
    for row in _rows(table):
        if isinstance(row, RowReport):
            report.add(row)
            continue
        chunk.append(row)
        if len(chunk) == CHUNK:
            _store(session, chunk, areas, report)
            chunk = []
    _store(session, chunk, areas, report)
    if not report.total:
        raise Problem("nothing_kept", f"« {path.name} » ne contient que ses en-têtes. Rien n’a été importé. Téléchargez-le à nouveau.")
    return report


def _areas(session: Session, layer: str | None, report: Report) -> Areas | None:
    chosen = layer or layer_in_use(session)
    if chosen is None:
        report.notes.append("Aucun quartier n’est encore connu : les entrées sont importées sans quartier, et le recevront à l’import des quartiers.")
        return None
    areas = load_areas(session, chosen)
    if not areas.ids:
        raise Problem(
            "layer_unclear", f"Aucun quartier de la couche « {chosen} » n’est connu. Rien n’a été importé. Importez-la d’abord, ou choisissez-en une autre."
        )
    return areas


def _store(session: Session, chunk: list[AddressRow], areas: Areas | None, report: Report) -> None:
    for line in import_addresses(session, SOURCE, chunk, areas):
        report.add(line)


def _rows(table: Table) -> Iterator[AddressRow | RowReport]:
    seen: set[int] = set()
    for number, cells in table.rows():
        row = parse_row(number, cells)
        if isinstance(row, AddressRow):
            mark = int.from_bytes(blake2b(row.key.encode(), digest_size=8).digest())
            if mark in seen:
                yield RowReport(
                    number, row.address, Status.IGNORED, (Remark("id", f"identifiant « {row.key} » déjà vu plus haut", "la première ligne est gardée"),)
                )
                continue
            seen.add(mark)
        yield row
