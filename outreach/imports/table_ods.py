"""A sheet of an OpenDocument spreadsheet, as a stream of lines. Parsed by defusedxml: entities are refused, nothing is computed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from outreach.imports.table_archive import FAULTS
from outreach.imports.table_source import LONGEST_CELL, MOST_COLUMNS, unreadable

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
MOST_LINES = 1 << 20
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")


@dataclass(frozen=True)
class OpenDocument:
    """A sheet of a document."""

    path: Path
    sheet: str
    notes: tuple[str, ...] = ()
    ragged: bool = True

    @property
    def format(self) -> str:
        """« ODS »."""
        return "ODS"

    def records(self) -> Iterator[list[str]]:
        """Every line of the sheet. Raises `Problem` (`file_unreadable`)."""
        lines = 0
        for name, row in _rows(self.path):
            if name != self.sheet or row is None:
                continue
            cells = _cells(self.path, row)
            times = _times(row.get(TABLE + "number-rows-repeated"))
            lines += times
            if lines > MOST_LINES:
                if not cells:
                    return  # a sheet is filled up to its last possible line
                raise unreadable(self.path, "a plus de lignes qu’une feuille ne peut en contenir")
            for _ in range(times):
                yield list(cells)


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets. Raises `Problem` (`file_unreadable`)."""
    return tuple(name for name, row in _rows(path) if row is None)


def _rows(path: Path) -> Iterator[tuple[str, Element | None]]:
    """Each sheet's name alone, then with each of its rows. What was given is emptied."""
    from defusedxml.ElementTree import iterparse

    try:
        with ZipFile(path) as archive, archive.open("content.xml") as content:
            name, parents = "", []
            for event, element in iterparse(content, events=("start", "end")):
                if event == "start":
                    parents.append(element)
                    if element.tag == TABLE + "table":
                        name = element.get(TABLE + "name", "")
                        yield name, None
                    continue
                parents.pop()
                if element.tag == TABLE + "table-row":
                    yield name, element
                    parents[-1].remove(element)
    except (*FAULTS, ParseError) as error:
        raise unreadable(path, "est un classeur abîmé") from error


def _cells(path: Path, row: Element) -> list[str]:
    cells: list[str] = []
    waiting = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        text, times = _text(cell), _times(cell.get(TABLE + "number-columns-repeated"))
        if not text:
            waiting += times  # rows end with empty cells up to the last possible column
            continue
        if len(cells) + waiting + times > MOST_COLUMNS + 1 or len(text) > LONGEST_CELL:
            raise unreadable(path, f"a une cellule démesurée, ou plus de {MOST_COLUMNS} colonnes")
        cells += [""] * waiting + [text] * times
        waiting = 0
    return cells


def _text(cell: Element) -> str:
    kind = cell.get(OFFICE + "value-type")
    if kind in ("float", "percentage", "currency") and (value := cell.get(OFFICE + "value")):
        shown = "".join(paragraph.text or "" for paragraph in cell.iter(TEXT + "p"))
        return shown if shown.isdecimal() and shown.startswith("0") else value
    if kind == "date" and (value := cell.get(OFFICE + "date-value")):
        return value.removesuffix("T00:00:00").replace("T", " ")
    return "\n".join("".join(_words(paragraph)) for paragraph in cell.iter(TEXT + "p")).strip()


def _words(element: Any) -> Iterator[str]:  # noqa: ANN401 (recursive over an untyped parser's elements)
    if element.text:
        yield element.text
    for child in element:
        if child.tag == TEXT + "s":
            yield " " * min(_times(child.get(TEXT + "c")), 1_000)
        elif child.tag in (TEXT + "tab", TEXT + "line-break"):
            yield " "
        else:
            yield from _words(child)
        if child.tail:
            yield child.tail


def _times(count: str | None) -> int:
    return max(int(count), 1) if count and count.isdecimal() and len(count) < 10 else 1
