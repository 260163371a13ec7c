"""Tables as a workbook that Excel and LibreOffice open: what somebody typed stays a text, whatever it begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from outreach.domain.spreadsheet import harmless

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Attributes:
        title: of its tab, at most 31 letters.
        heads: of the columns.
        rows: as many cells each as there are heads; None for an empty one.
        notes: lines above the heads: what this is, for whom.
        widths: of the columns, in letters; the last holds for those after it.
        percents: places of the columns whose numbers are proportions 0…1.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()
    widths: Sequence[int] = (22,)
    percents: Sequence[int] = ()


def workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The sheets as one .xlsx file."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator, book.properties.language = title, "Palier", "fr"
    for sheet in sheets:
        page = book.create_sheet(sheet.title[:31])
        for note in sheet.notes:
            page.append([harmless(note)])
        page.append([harmless(head) for head in sheet.heads])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
        page.freeze_panes = f"A{page.max_row + 1}"
        for row in sheet.rows:
            page.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
            for place in sheet.percents:
                page.cell(page.max_row, place + 1).number_format = "0 %"
            for cell in page[page.max_row]:
                cell.alignment = Alignment(wrap_text=isinstance(cell.value, str), vertical="top")
        for place in range(len(sheet.heads)):
            page.column_dimensions[get_column_letter(place + 1)].width = sheet.widths[min(place, len(sheet.widths) - 1)]
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """A sheet as CSV that a French spreadsheet opens by itself: UTF-8 with its mark, semicolons, decimal commas."""
    import csv
    from io import StringIO

    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([harmless(note)] for note in sheet.notes)
    writer.writerow([harmless(head) for head in sheet.heads])
    writer.writerows([_written(cell) for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.6g}".replace(".", ",")
    return harmless(str(cell)) if cell is not None else ""
