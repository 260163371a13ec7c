"""A table kept as text: any delimiter, UTF-8, UTF-16 or Windows-1252, told from the whole file before anything is read."""

import codecs
import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from outreach.imports.table_archive import FAULTS, LARGEST_PART, Opener
from outreach.imports.table_header import SAMPLE
from outreach.imports.table_source import LONGEST_CELL, unreadable

BLOCK = 1 << 20
LONGEST_SAMPLE = 4 << 20
DELIMITERS = {";": "points-virgules", ",": "virgules", "\t": "tabulations", "|": "barres"}
ENCODINGS = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "cp1252": "Windows-1252"}
UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])
"""What Windows-1252 has no character for."""


@dataclass(frozen=True)
class Text:
    """A text file known to be readable."""

    path: Path
    opener: Opener
    encoding: str
    delimiter: str
    notes: tuple[str, ...]
    ragged: bool = False

    @property
    def format(self) -> str:
        """Such as « CSV (points-virgules, UTF-8) »."""
        return f"CSV ({DELIMITERS[self.delimiter]}, {ENCODINGS[self.encoding]})"

    def records(self) -> Iterator[list[str]]:
        """Every line. Raises `Problem` (`file_unreadable`) where the text stops being a table."""
        csv.field_size_limit(LONGEST_CELL)
        with self.opener() as binary, io.TextIOWrapper(binary, self.encoding, newline="") as file:
            reader = csv.reader(_lines(file, self.path), delimiter=self.delimiter, strict=True)
            try:
                for cells in reader:
                    yield [cell.strip() for cell in cells]
            except csv.Error as error:
                what = "a une cellule démesurée" if "field limit" in str(error) else "s’arrête au milieu d’une ligne"
                raise unreadable(self.path, f"{what} (ligne {reader.line_num})") from error


def open_text(path: Path, opener: Opener) -> Text:
    """Read a whole text once, to know its encoding, and look at its first lines, to know its delimiter.

    Raises:
        Problem: `file_unreadable`.
    """
    try:
        encoding = _encoding(path, opener)
        delimiter = _delimiter(opener, encoding)
    except (*FAULTS, zlib.error) as error:
        raise unreadable(path, "est abîmé ou incomplet") from error
    notes = ("Le fichier n’est pas en UTF-8 : il a été lu en Windows-1252. Vérifiez les accents.",) if encoding == "cp1252" else ()
    return Text(path, opener, encoding, delimiter, notes)


def _encoding(path: Path, opener: Opener) -> str:
    with opener() as file:
        wide = _wide(file.read(4096))
    decoder = codecs.getincrementaldecoder(wide or "utf-8")()
    whole, cp1252, size = True, not wide, 0
    with opener() as file:
        while block := file.read(BLOCK):
            size += len(block)
            if size > LARGEST_PART:
                raise unreadable(path, "est démesuré")
            if not wide and b"\x00" in block:
                raise unreadable(path, "n’est pas du texte")
            whole = whole and _decodes(decoder, block, last=False)
            cp1252 = cp1252 and not any(byte in block for byte in UNDEFINED)
    if whole and _decodes(decoder, b"", last=True):
        return wide or "utf-8-sig"
    if cp1252:
        return "cp1252"
    raise unreadable(path, f"n’est pas du texte lisible, ni en {ENCODINGS[wide or 'utf-8-sig']} ni en Windows-1252")


def _wide(start: bytes) -> str | None:
    """UTF-16, told by its mark or, in a western text, by every other byte being zero."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd, half = start[::2].count(0), start[1::2].count(0), len(start) // 2
    if half >= 4 and odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if half >= 4 and even > 0.7 * half and odd < 0.05 * half else None


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, last: bool) -> bool:
    try:
        return "\x00" not in decoder.decode(block, final=last)
    except UnicodeDecodeError:
        return False


def _delimiter(opener: Opener, encoding: str) -> str:
    """The delimiter that cuts the largest share of the first records into the same number of cells, more than one; then the one that cuts them finest."""
    lines: list[str] = []
    with opener() as binary, io.TextIOWrapper(binary, encoding, newline="") as file:
        size = 0
        while len(lines) < SAMPLE and size < LONGEST_SAMPLE and (line := file.readline(LONGEST_SAMPLE)):
            lines.append(line)
            size += len(line)
    return max(DELIMITERS, key=lambda delimiter: _regularity(lines, delimiter))


def _regularity(lines: list[str], delimiter: str) -> tuple[float, int]:
    csv.field_size_limit(LONGEST_CELL)
    widths: Counter[int] = Counter()
    try:
        widths.update(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells)
    except csv.Error:
        return 0, 0
    total = widths.total()
    del widths[1]
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    return (round(count / total, 2), width) if count else (0, 0)


def _lines(file: io.TextIOWrapper, path: Path) -> Iterator[str]:
    while line := file.readline(LONGEST_CELL):
        if len(line) == LONGEST_CELL and not line.endswith("\n"):
            raise unreadable(path, "n’est pas un tableau (une ligne est démesurée)")
        yield line
