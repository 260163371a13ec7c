"""A form definition as its author wrote it: sheets of text, whatever file they came in."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

SHEETS: Final = ("settings", "survey", "choices", "external_choices", "entities", "osm")
"""The sheets of a definition, in the order in which they are written down; any other sheet is a note of its author's."""

_ALIASES: Final = {
    "command": "type",
    "tag": "name",
    "value": "name",
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
_SPACE: Final = re.compile(r"\s+")

Cells = Mapping[str, str]


def canonical(header: str) -> str:
    """The one name of a column that authors spell in several ways: `List name` → `list_name`, `relevance` → `relevant`."""
    plain = header if ":" in header else _SPACE.sub("_", header.strip())
    return _ALIASES.get(plain.lower(), plain.lower())


@dataclass(frozen=True)
class Line:
    """A row of a sheet."""

    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: Cells
    headers: Mapping[str, str]
    """Written header by canonical name."""

    def get(self, column: str) -> str:
        """The text in a column, by its canonical name; empty where there is none."""
        return self.cells.get(self.headers.get(column, column), "").strip()

    def header(self, column: str) -> str:
        """What the author calls this column."""
        return self.headers.get(column, column)


@dataclass(frozen=True)
class Sheet:
    """A table of texts under its headers."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    """Empty rows between others are kept: row numbers stay those of the author's file."""

    @cached_property
    def headers(self) -> dict[str, str]:
        """Written header by canonical name; of two spellings the first."""
        found: dict[str, str] = {}
        for column in self.columns:
            found.setdefault(canonical(column), column)
        return found

    def lines(self) -> Iterator[Line]:
        """The rows that say something."""
        for number, cells in enumerate(self.rows, start=2):
            if cells:
                yield Line(number, cells, self.headers)

    def with_column(self, column: str, values: Mapping[int, str]) -> "Sheet":
        """This sheet with these texts in a column, by row number; other rows keep what they have."""
        written = self.headers.get(canonical(column), column)
        rows = tuple({**cells, written: values[number]} if number in values else cells for number, cells in enumerate(self.rows, start=2))
        return Sheet(self.columns if written in self.columns else (*self.columns, written), rows)

    def without(self, numbers: Collection[int]) -> "Sheet":
        """This sheet with these rows emptied; all others keep their numbers."""
        return Sheet(self.columns, tuple({} if number in numbers else cells for number, cells in enumerate(self.rows, start=2)))


EMPTY: Final = Sheet((), ())


@dataclass(frozen=True)
class Book:
    """A definition: its sheets by name."""

    sheets: Mapping[str, Sheet] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet:
        """A sheet, empty if there is none of that name."""
        return self.sheets.get(name, EMPTY)

    @property
    def settings(self) -> Line:
        """The one row of settings."""
        sheet = self.sheet("settings")
        return Line(2, sheet.rows[0] if sheet.rows else {}, sheet.headers)

    def with_sheet(self, name: str, sheet: Sheet) -> "Book":
        """This definition with another sheet of that name."""
        return replace(self, sheets={**self.sheets, name: sheet})

    def with_setting(self, name: str, value: str) -> "Book":
        """This definition with one setting changed."""
        sheet = self.sheet("settings")
        first = sheet if sheet.rows else Sheet(sheet.columns, ({},))
        return self.with_sheet("settings", first.with_column(name, {2: value}))

    def to_json(self) -> dict[str, Any]:
        """As plain data, to be kept; `from_json` reads it."""
        return {name: {"columns": list(sheet.columns), "rows": [dict(row) for row in sheet.rows]} for name, sheet in self.sheets.items()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Book":
        """Read what `to_json` gave."""
        return cls({name: Sheet(tuple(sheet["columns"]), tuple(sheet["rows"])) for name, sheet in data.items()})

    def for_pyxform(self) -> dict[str, Any]:
        """As pyxform's own readers would give it."""
        book: dict[str, Any] = {"sheet_names": list(self.sheets)}
        for name, sheet in self.sheets.items():
            book[name] = [dict(row) for row in sheet.rows]
            book[f"{name}_header"] = [dict.fromkeys(sheet.columns)]
        return book
