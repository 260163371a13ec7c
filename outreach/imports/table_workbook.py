"""A sheet of an XLSX workbook, as a stream of lines. openpyxl parses it, with defusedxml: entities are refused, nothing is computed."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from outreach.imports.table_archive import FAULTS
from outreach.imports.table_source import LONGEST_CELL, unreadable

MOST_LINES = 1 << 20
"""A sheet has no more."""
FORMULAS_SEEN = 200
"""Lines that are looked at for formulas without a value."""
ZEROS = re.compile(r"0{2,15}")
"""A number's format that only pads it: postcodes."""
UNSAVED = "Des formules n’ont pas de valeur enregistrée : leurs cellules sont lues vides. Enregistrez le classeur dans un tableur, et recommencez."

_FAULTS = (*FAULTS, ParseError, TypeError, AttributeError, IndexError, AssertionError, ArithmeticError)


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
        """Whether the workbook was saved without the values of its formulas."""
        if not _has_formulas(self.path):
            return ()
        with _loaded(self.path, data_only=False) as formulas, _loaded(self.path) as values:
            pairs = zip(formulas[self.sheet].iter_rows(max_row=FORMULAS_SEEN), values[self.sheet].iter_rows(max_row=FORMULAS_SEEN), strict=False)
            lost = any(one.data_type == "f" and two.value is None for row, same in pairs for one, two in zip(row, same, strict=False))
        told = (
            "Des formules n’ont pas de valeur enregistrée : leurs cellules sont lues vides. Ouvrez le classeur dans un tableur, enregistrez-le, et recommencez."
        )
        return (told,) if lost else ()

    def records(self) -> Iterator[list[str]]:
        """Every line of the sheet. Raises `Problem` (`file_unreadable`)."""
        with _loaded(self.path) as workbook:
            sheet = workbook[self.sheet]
            sheet.reset_dimensions()  # what a workbook says of its own size is often wrong
            try:
                for number, cells in enumerate(sheet.iter_rows(), start=1):
                    if number > MOST_LINES:
                        raise unreadable(self.path, "a une ligne numérotée au-delà de ce qu’une feuille peut contenir")
                    yield [_text(self.path, cell) for cell in cells]
            except _FAULTS as error:
                raise unreadable(self.path, "est un classeur abîmé") from error


def sheets(path: Path) -> tuple[str, ...]:
    """The names of the sheets that hold cells, visible ones first. Raises `Problem` (`file_unreadable`)."""
    with _loaded(path) as workbook:
        names = sorted(((sheet.sheet_state != "visible", place, sheet.title) for place, sheet in enumerate(workbook.worksheets)), key=lambda one: one[:2])
        return tuple(title for _, _, title in names)


@contextmanager
def _loaded(path: Path, *, data_only: bool = True) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with path.open("rb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of every feature of Excel that it does not keep
        try:
            workbook = load_workbook(file, read_only=True, data_only=data_only, keep_links=False)
        except (*_FAULTS, InvalidFileException) as error:
            raise unreadable(path, "est un classeur abîmé") from error
        try:
            yield workbook
        finally:
            workbook.close()


def _has_formulas(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    with archive.open(name) as sheet:
                        if re.search(rb"<(\w+:)?f[ >/]", sheet.read(1 << 18)):
                            return True
    except FAULTS:
        return False  # the reader will say it better
    return False


def _text(path: Path, cell: Any) -> str:  # noqa: ANN401 (openpyxl has no types)
    """A cell as the person sees it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise unreadable(path, "a une cellule démesurée")
        return value.strip()
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, int | float):
        shown = _number(value)
        return shown.zfill(len(cell.number_format)) if shown.isdecimal() and ZEROS.fullmatch(cell.number_format) else shown
    return moment(value)


def moment(value: date | time | timedelta) -> str:
    """A date as 2026-11-23, with its hour unless it is midnight."""
    if isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="minutes") if isinstance(value, datetime) else str(value)


def _number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value)
