"""Read a table row by row, whatever it is kept in: text with any delimiter and encoding, XLSX, ODS, alone or compressed. Memory does not grow with the file.

Cells are texts, as the person sees them. What looks like a formula is a text like any other: nothing here computes anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import Problem
from outreach.imports import table_ods, table_text, table_workbook
from outreach.imports.table_archive import Packed, opened
from outreach.imports.table_header import SAMPLE, Header, find_header
from outreach.imports.table_source import MOST_COLUMNS, MOST_ROWS, NOTHING_DONE, Source, unreadable


@dataclass(frozen=True)
class Table:
    """A sheet of a file known to be a table, with its columns. Column names are lower-case and distinct.

    Attributes:
        format: in words: « CSV (points-virgules, Windows-1252) », « XLSX ».
        columns: in the file's order.
        notes: sentences about the file as a whole.
        sheets: what there is to choose from: sheets of a workbook, tables of an archive; empty if there is only one.
        sheet: the one that is read, if there are several.
        header_line: the line of the file on which the names of the columns stand, from 1.
    """

    path: Path
    format: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    sheets: tuple[str, ...]
    sheet: str | None
    header_line: int
    _source: Source
    _header: Header

    def rows(self) -> Iterator[tuple[int, dict[str, str] | None]]:
        """Each row with its number: 1 is the line below the header. Empty rows are left out; None for a row without the right number of cells.

        Raises:
            Problem: `file_unreadable` where the file stops being a table, or grows beyond what can be imported.
        """
        for line, cells in enumerate(self._source.records()):
            number = line - self._header.line
            if number > MOST_ROWS:
                raise unreadable(self.path, f"a plus de {MOST_ROWS:,} lignes : découpez-le, ou ne gardez que votre territoire".replace(",", "\u202f"))
            if number > 0 and any(cells):
                yield number, self._cells(cells)

    def _cells(self, cells: list[str]) -> dict[str, str] | None:
        width = self._header.width
        if len(cells) < width:
            if not self._source.ragged:
                return None
            cells += [""] * (width - len(cells))
        elif len(cells) > width and not self._source.ragged and any(cells[width:]):
            return None
        return {name: cells[place] for name, place in zip(self.columns, self._header.places, strict=True)}


def open_table(path: Path, sheet: str | None = None, *, strict: bool = False) -> Table:
    """Look at a file once: what is it, in which encoding, with which columns?

    Args:
        path: the file; what it is is told from its content, not from its name.
        sheet: one of `Table.sheets`; the first that is a table if absent.
        strict: refuse columns of the same name instead of telling them apart.

    Raises:
        Problem: `file_missing`, `file_unreadable`, `sheet_unknown`.
    """
    if not path.is_file():
        raise Problem("file_missing", f"Le fichier « {path} » n’existe pas. {NOTHING_DONE} Vérifiez son chemin.")
    packed = opened(path)
    names = _names(packed)
    if sheet is not None and sheet not in names:
        known = ", ".join(f"« {name} »" for name in names) or "aucune"
        raise Problem("sheet_unknown", f"« {path.name} » n’a pas de feuille « {sheet} ». {NOTHING_DONE} Choisissez parmi : {known}.")
    problem = unreadable(path, "ne contient aucune feuille")
    for name in names if sheet is None else (sheet,):
        try:
            return _table(packed, name, names if len(names) > 1 else (), strict=strict)
        except Problem as error:
            problem = problem if name != names[0] and sheet is None else error
    raise problem


def _names(packed: Packed) -> tuple[str, ...]:
    if packed.what == "xlsx":
        return table_workbook.sheets(packed.path)
    if packed.what == "ods":
        return table_ods.sheets(packed.path)
    return packed.members or ("",)


def _table(packed: Packed, name: str, sheets: tuple[str, ...], *, strict: bool) -> Table:
    source: Source
    if packed.what == "xlsx":
        source = table_workbook.Workbook(packed.path, name)
    elif packed.what == "ods":
        source = table_ods.OpenDocument(packed.path, name)
    else:
        source = table_text.open_text(packed.path, packed.member(name))
    sample = []
    for cells in source.records():
        sample.append(cells)
        if len(sample) == SAMPLE:
            break
    header = find_header(packed.path, sample, strict=strict)
    if len(header.names) > MOST_COLUMNS:
        raise unreadable(packed.path, f"a plus de {MOST_COLUMNS} colonnes")
    notes = [*source.notes, *header.notes]
    if sheets:
        notes.append(f"Ce fichier contient {len(sheets)} tableaux ({', '.join(f'« {one} »' for one in sheets[:8])}) : « {name} » est lu.")
    return Table(packed.path, source.format, header.names, tuple(notes), sheets, name if sheets else None, header.line + 1, source, header)
