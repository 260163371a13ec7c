"""Read a CSV file row by row, whatever its delimiter and encoding, with memory that does not grow with the file."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.errors import Problem

BLOCK = 1 << 20
LONGEST_LINE = 1 << 20
NOTHING_DONE = "Rien n’a été importé."


@dataclass(frozen=True)
class Table:
    """A CSV file known to be text, with its columns. Header names are lower-case."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, dict[str, str] | None]]:
        """Each row with its number, from 1 (the header is not one); None for a row without the right number of cells.

        Raises `Problem` (`file_unreadable`) where the text stops being a table.
        """
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(_lines(file, self.path), delimiter=self.delimiter, strict=True)
            try:
                next(reader)
                for number, cells in enumerate((cells for cells in reader if cells), start=1):
                    fits = len(cells) == len(self.columns)
                    yield number, dict(zip(self.columns, (cell.strip() for cell in cells), strict=True)) if fits else None
            except csv.Error as error:
                raise _unreadable(self.path, f"s’arrête au milieu d’une ligne (ligne {reader.line_num})") from error


def open_table(path: Path) -> Table:
    """Look at a whole file once: is it text, in which encoding, with which columns?

    UTF-8 (with or without BOM), else Windows-1252 with a note. Raises `Problem` (`file_missing`, `file_unreadable`).
    """
    if not path.is_file():
        raise Problem("file_missing", f"Le fichier « {path} » n’existe pas. {NOTHING_DONE} Vérifiez son chemin.")
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline(LONGEST_LINE).strip("\r\n")
    if not header.strip():
        raise _unreadable(path, "est vide")
    delimiter = max(";,\t|", key=header.count)
    columns = tuple(name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter)))
    if len(columns) < 2 or len(set(columns)) != len(columns):
        raise _unreadable(path, "n’est pas un tableau avec une ligne d’en-têtes distincts")
    notes = ("Le fichier n’est pas en UTF-8 : il a été lu en Windows-1252. Vérifiez les accents.",) if encoding == "cp1252" else ()
    return Table(path, encoding, delimiter, columns, notes)


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    utf8, cp1252, size = True, True, 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if size == 0 and block.startswith((b"\x1f\x8b", b"PK\x03\x04")):
                raise _unreadable(path, "est compressé : décompressez-le d’abord")
            if b"\x00" in block:
                raise _unreadable(path, "n’est pas du texte (ou pas en UTF-8)")
            size += len(block)
            utf8 = utf8 and _decodes(decoder, block, last=False)
            cp1252 = cp1252 and not any(byte in block for byte in b"\x81\x8d\x8f\x90\x9d")
    if utf8 and _decodes(decoder, b"", last=True):
        return "utf-8-sig"
    if cp1252:
        return "cp1252"
    raise _unreadable(path, "n’est pas du texte lisible, ni en UTF-8 ni en Windows-1252")


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, last: bool) -> bool:
    try:
        decoder.decode(block, final=last)
    except UnicodeDecodeError:
        return False
    return True


def _lines(file: Iterator[str], path: Path) -> Iterator[str]:
    for line in file:
        if len(line) > LONGEST_LINE:
            raise _unreadable(path, "n’est pas un tableau (une ligne est démesurée)")
        yield line


def _unreadable(path: Path, what: str) -> Problem:
    return Problem("file_unreadable", f"« {path.name} » {what}. {NOTHING_DONE} Il faut un CSV d’adresses (Base Adresse Nationale), téléchargé en entier.")
