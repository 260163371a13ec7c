"""Small directory files in their real formats, and an import of one from end to end."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from outreach.domain.imported import RowReport, Status
from outreach.domain.progress import Silent
from outreach.domain.resources import ResourceRow, ServiceRow, StructureRow
from outreach.imports.engine import Origin, apply, read_into
from outreach.imports.kind import Choices
from outreach.imports.report import Report
from outreach.imports.resources import KIND
from outreach.store.sessions import write_transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BORDEAUX = {"longitude": -0.5792, "latitude": 44.8378}
THEME = "numerique--acceder-a-des-services-en-ligne"


def structure(number: int = 1, **more: Any) -> dict[str, Any]:
    """A data.inclusion v1 structure. A field that is None is absent."""
    record = {"source": "essai", "id": f"essai--{number}", "nom": f"Structure {number}", "date_maj": "2026-01-10", **BORDEAUX, **more}
    return {name: value for name, value in record.items() if value is not None}


def service(number: int = 1, of: int = 1, **more: Any) -> dict[str, Any]:
    """A data.inclusion v1 service."""
    record = {"source": "essai", "id": f"essai--s{number}", "structure_id": f"essai--{of}", "nom": f"Service {number}", "description": "Une aide utile"}
    return {name: value for name, value in {**record, "date_maj": "2026-01-10", **more}.items() if value is not None}


def json_file(folder: Path, content: object, name: str = "annuaire.json", encoding: str = "utf-8") -> Path:
    """`content` as JSON."""
    path = folder / name
    path.write_bytes(json.dumps(content, ensure_ascii=False).encode(encoding))
    return path


def csv_file(folder: Path, rows: Sequence[Mapping[str, object]], name: str = "annuaire.csv", encoding: str = "utf-8", delimiter: str = ";") -> Path:
    """Rows of the same columns as CSV."""
    path = folder / name
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def xlsx_file(folder: Path, sheets: Mapping[str, Sequence[Mapping[str, object]]], name: str = "annuaire.xlsx") -> Path:
    """Sheets of rows."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append([", ".join(value) if isinstance(value, list) else value for value in row.values()])
    book.save(folder / name)
    return folder / name


def rows_of(path: Path | Sequence[Path], choices: Choices | None = None) -> list[ResourceRow | RowReport]:
    """What reading gives."""
    return list(KIND.read([path] if isinstance(path, Path) else path, choices or Choices(), [], Silent()))


def one(path: Path, choices: Choices | None = None) -> StructureRow:
    """The only row, a structure."""
    (row,) = rows_of(path, choices)
    assert isinstance(row, StructureRow), row
    return row


def refused(path: Path, choices: Choices | None = None) -> RowReport:
    """The only row, refused."""
    (row,) = rows_of(path, choices)
    assert isinstance(row, RowReport), row
    assert row.status is Status.REFUSED
    return row


def told(row: StructureRow | ServiceRow | RowReport) -> str:
    """All remarks in one text."""
    return " | ".join(f"{remark.field}: {remark.problem} → {remark.done}" for remark in row.remarks)


@dataclass
class Done:
    """An import, with every line of its report."""

    report: Report
    lines: list[RowReport]
    notes: list[str]


def load(folder: Path, path: Path | Sequence[Path], choices: Choices | None = None) -> Done:
    """Import a file. Needs an app context."""
    chosen, spool = choices or Choices(), folder / "rows.spool"
    notes = read_into(spool, KIND, [path] if isinstance(path, Path) else path, chosen, Silent())
    lines: list[RowReport] = []
    report = Report(lines.append)
    with write_transaction() as session:
        apply(session, KIND, spool, chosen, Origin("annuaire", NOW), report, Silent())
    return Done(report, lines, [*notes, *report.notes])
