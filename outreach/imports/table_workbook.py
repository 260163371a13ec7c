"""A sheet of an XLSX workbook, as a stream of lines. openpyxl parses it, with defusedxml: entities are refused, nothing is computed.

openpyxl's own `load_workbook` reads every sheet of a workbook that does not tell their sizes, only to open it; so its parts are called one by one here.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from outreach.imports.table_archive import FAULTS
from outreach.imports.table_source import LONGEST_CELL, unreadable

MOST_LINES = 1 << 20
"""A sheet has no more."""
FORMULAS_SEEN = 200
"""Lines that are looked at for formulas without a value."""
LOOKED_AT = 1 << 18
"""Bytes of a sheet that are looked at for formulas."""
ZEROS = re.compile(r"0{2,15}")
"""A number's format that only pads it: postcodes."""

UNSAVED = "Des formules n’ont pas de valeur enregistrée : leurs cellules sont lues vides. Enregistrez le classeur dans un tableur, et recommencez."

_FAULTS = (*FAULTS, ParseError, TypeError, AttributeError, IndexError, AssertionError, ArithmeticError)

Cell = dict[str, Any]
"""openpyxl's: `column`, `value`, `data_type`, `style_id`."""


@dataclass(frozen=True)
class Workbook:
    """A sheet of a workbook."""

    path: Path
    sheet: str
    ragged: bool = True

    @property
    def format(self) -> str:
        """« XLSX »."""
        return "XLSX"

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Whether the sheet was saved without the values of its formulas."""
        with _opened(self.path) as book:
            if not book.has_formulas(self.sheet):
                return ()
            formulas, values = (islice(book.rows(self.sheet, data_only=data_only), FORMULAS_SEEN) for data_only in (False, True))
            pairs = [pair for (_, one), (_, two) in zip(formulas, values, strict=False) for pair in zip(one, two, strict=False)]
            return (UNSAVED,) if any(one["data_type"] == "f" and two["value"] is None for one, two in pairs) else ()

    def records(self) -> Iterator[list[str]]:
        """Every line of the sheet. Raises `Problem` (`file_unreadable`)."""
        with _opened(self.path) as book:
            line = 0
            for number, cells in book.rows(self.sheet):
                if number > MOST_LINES:
                    raise unreadable(self.path, "a une ligne numérotée au-delà de ce qu’une feuille peut contenir")
                if number <= line:
                    continue  # a line out of its place
                for _ in range(line + 1, number):
                    yield []
                line = number
                yield self._line(book, cells)

    def _line(self, book: "_Book", cells: list[Cell]) -> list[str]:
        texts = [""] * max((cell["column"] for cell in cells), default=0)
        for cell in cells:
            text = book.text(cell)
            if len(text) > LONGEST_CELL:
                raise unreadable(self.path, "a une cellule démesurée")
            texts[cell["column"] - 1] = text
        return texts


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets that hold cells, visible ones first. Raises `Problem` (`file_unreadable`)."""
    with _opened(path, texts=False) as book:
        return tuple(book.parts)


class _Book:
    """A workbook without its sheets' content. `parts`: name of a sheet → its place in the archive."""

    def __init__(self, path: Path, file: Any, *, texts: bool) -> None:  # noqa: ANN401 (openpyxl has no types)
        from openpyxl.reader.excel import ExcelReader
        from openpyxl.styles.stylesheet import apply_stylesheet

        self._path = path
        self._reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        self._reader.read_manifest()
        if texts:
            self._reader.read_strings()
        self._reader.read_workbook()
        self._styles = self._reader.wb
        apply_stylesheet(self._reader.archive, self._styles)
        found = [(sheet.state != "visible", sheet.name, link.target) for sheet, link in self._reader.parser.find_sheets() if "chartsheet" not in link.Type]
        self.parts = {name: target for _, name, target in sorted(found, key=lambda one: one[0]) if target in self._reader.valid_files}
        self._zeros: dict[int, int] = {}

    def rows(self, sheet: str, *, data_only: bool = True) -> Iterator[tuple[int, list[Cell]]]:
        """Each line that has cells, with its number."""
        from openpyxl.worksheet._reader import WorkSheetParser

        kinds = {"date_formats": self._styles._date_formats, "timedelta_formats": self._styles._timedelta_formats}  # noqa: SLF001 (nowhere public)
        with self._reader.archive.open(self.parts[sheet]) as content:
            parser = WorkSheetParser(content, self._reader.shared_strings, data_only=data_only, epoch=self._styles.epoch, **kinds)
            yield from parser.parse()

    def has_formulas(self, sheet: str) -> bool:
        """Whether a formula stands in the beginning of a sheet."""
        with self._reader.archive.open(self.parts[sheet]) as content:
            return re.search(rb"<(\w+:)?f[ >/]", content.read(LOOKED_AT)) is not None

    def text(self, cell: Cell) -> str:
        """A cell as the person sees it."""
        value = cell["value"]
        if isinstance(value, str):
            return value.strip()
        if value is None:
            return ""
        if isinstance(value, bool):
            return "VRAI" if value else "FAUX"
        if isinstance(value, int | float):
            return _number(value).zfill(self._width(cell["style_id"]))
        return _moment(value)

    def _width(self, style: int) -> int:
        """To how many digits a style pads numbers."""
        if style not in self._zeros:
            from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

            id_ = self._styles._cell_styles[style].numFmtId  # noqa: SLF001 (nowhere public)
            own = id_ >= BUILTIN_FORMATS_MAX_SIZE
            shown = self._styles._number_formats[id_ - BUILTIN_FORMATS_MAX_SIZE] if own else BUILTIN_FORMATS.get(id_, "")  # noqa: SLF001
            self._zeros[style] = len(shown) if ZEROS.fullmatch(shown) else 0
        return self._zeros[style]


@contextmanager
def _opened(path: Path, *, texts: bool = True) -> Iterator[_Book]:
    from openpyxl.utils.exceptions import InvalidFileException

    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of every feature of Excel that it does not keep
        try:
            yield _Book(path, file, texts=texts)
        except (*_FAULTS, InvalidFileException) as error:
            raise unreadable(path, "est un classeur abîmé") from error


def _moment(value: date | time | timedelta) -> str:
    """A date as 2026-11-23, with its hour unless it is midnight."""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else str(value)


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)
