"""From a file to a definition: Excel (.xlsx, and .xls whatever its name ends in) or Markdown tables."""

import io
import zipfile
from collections.abc import Callable
from typing import Any, Final

from forms.book import SHEETS, Book, Sheet
from forms.problem import FormProblem

LARGEST: Final = 10_000_000
"""Bytes of a workbook: a form of 5,000 questions takes less than one million."""
LARGEST_UNPACKED: Final = 100_000_000

_OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
_UNREADABLE: Final = "Ce classeur ne peut pas être lu. Rien n’a été gardé. Ouvrez-le dans un tableur, enregistrez-le en .xlsx et envoyez-le à nouveau."


def read_definition(name: str, content: bytes) -> Book:
    """Read a definition from an uploaded file.

    Raises:
        FormProblem: when it cannot be read.
    """
    if name.lower().endswith((".md", ".markdown", ".txt")):
        return read_markdown(_text(content))
    return read_workbook(content)


def read_markdown(text: str) -> Book:
    """Read Markdown tables, one per sheet, whose first cell names the sheet. `<br>` in a cell stands for a new line.

    Raises:
        FormProblem: when there is no such table.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import md_to_dict

    try:
        return _book(md_to_dict(text), lambda cell: cell.replace("\u00a0", " ").replace("<br>", "\n"))
    except (PyXFormError, IndexError) as error:
        raise FormProblem("Ce texte n’est pas un formulaire : il faut les tableaux settings, survey et choices.", detail=str(error)) from error


def read_workbook(content: bytes) -> Book:
    """Read an Excel workbook, told by its bytes and not by its name.

    Raises:
        FormProblem: when it is none, or too large.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import xls_to_dict, xlsx_to_dict

    if len(content) > LARGEST:
        raise FormProblem("Ce classeur est trop grand pour un formulaire (10 Mo au plus). Rien n’a été gardé. Retirez-en les images et les feuilles inutiles.")
    reader = xls_to_dict if content.startswith(_OLD_EXCEL) else xlsx_to_dict
    if reader is xlsx_to_dict:
        _check_archive(content)
    try:
        return _book(reader(io.BytesIO(content)), str)
    except PyXFormError as error:
        if "Duplicate column header" in str(error):
            raise FormProblem("Deux colonnes d’une même feuille ont le même titre. Renommez ou retirez l’une d’elles.", detail=str(error)) from error
        raise FormProblem(_UNREADABLE, detail=str(error)) from error
    except Exception as error:  # a damaged workbook fails in as many ways as there are libraries under its reader
        raise FormProblem(_UNREADABLE, detail=type(error).__name__) from error


def _check_archive(content: bytes) -> None:
    """Refuse what is no archive, or would unpack to more than memory should hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(one.file_size for one in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise FormProblem(_UNREADABLE, detail=str(error)) from error
    if unpacked > LARGEST_UNPACKED:
        raise FormProblem("Ce classeur se déplie en plus de 100 Mo. Rien n’a été gardé. Retirez-en les feuilles inutiles.")


def _book(read: dict[str, Any], clean: Callable[[str], str]) -> Book:
    sheets: dict[str, Sheet] = {}
    for name in SHEETS:
        if name not in read:
            continue
        headers = read.get(f"{name}_header") or [{}]
        columns = tuple(header.strip() for header in headers[0] if header not in (None, "None"))
        rows = [{str(column).strip(): clean(str(text)) for column, text in row.items() if column is not None and text is not None} for row in read[name]]
        while rows and not rows[-1]:
            rows.pop()
        sheets[name] = Sheet(columns, tuple(rows))
    return Book(sheets)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormProblem("Ce texte n’est pas en UTF-8. Rien n’a été gardé. Enregistrez-le en UTF-8 et envoyez-le à nouveau.") from error
