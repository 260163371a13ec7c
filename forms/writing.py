"""From a definition to a file that a coordinator opens, changes and brings back: Excel or Markdown."""

import io
from typing import Final

from forms.book import SHEETS, Book, Sheet

_WIDTHS: Final = {"type": 26, "name": 24, "list_name": 20, "label": 48, "hint": 36}
_OTHER_WIDTH: Final = 22


def write_workbook(book: Book) -> bytes:
    """Write .xlsx: every cell is text, so that no spreadsheet makes a date, a number or a formula of it."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    workbook.remove(workbook.active)
    for name in _written(book):
        sheet, page = book.sheet(name), workbook.create_sheet(name)
        for number, texts in enumerate(_table(sheet), start=1):
            for place, text in enumerate(texts, start=1):
                cell = page.cell(number, place)
                cell.number_format = "@"
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if text:
                    cell.value = text
                    cell.data_type = "s"
                if number == 1:
                    cell.font = Font(bold=True)
                    cell.fill = PatternFill("solid", fgColor="FFE9E2D3")
        for place, column in enumerate(sheet.columns, start=1):
            page.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.split("::")[0].lower(), _OTHER_WIDTH)
        page.freeze_panes = "C2" if name == "survey" else "A2"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def write_markdown(book: Book) -> str:
    """Write Markdown tables, one per sheet, with columns under one another."""
    return "\n".join(_markdown_table(name, book.sheet(name)) for name in _written(book))


def _written(book: Book) -> list[str]:
    return [name for name in SHEETS if book.sheet(name).columns]


def _table(sheet: Sheet) -> list[list[str]]:
    return [list(sheet.columns), *([row.get(column, "") for column in sheet.columns] for row in sheet.rows)]


def _markdown_table(name: str, sheet: Sheet) -> str:
    # pyxform's reader leaves empty rows out: they say nothing, and only move the numbers of those below.
    rows = [[_cell(text) for text in row] for row in _table(sheet) if any(row)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(sheet.columns))]
    margin = " " * len(name)
    lines = [f"| {name} |", *(f"| {margin} | " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |" for row in rows)]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\r\n", "\n").replace("\n", "<br>")
