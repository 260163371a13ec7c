"""What a file of tables is, by its first bytes; and archives that would fill the memory, refused before they are opened."""

import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal, cast
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from outreach.errors import Problem
from outreach.imports.table_source import NOTHING_DONE, unreadable

LARGEST_PART = 4 << 30
"""Bytes of an unpacked sheet or text: they are read as a stream."""
LARGEST_KEPT = 256 << 20
"""Bytes of an unpacked part that is kept in memory (the texts of a workbook)."""
LARGEST_RATIO = 200
"""Real sheets shrink 5 to 50 times; a bomb a thousand times."""
ANY_RATIO = 8 << 20
"""Bytes below which nobody minds how well a part was packed."""
MOST_PARTS = 10_000
FAULTS = (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError, ValueError)
"""What a damaged archive raises."""

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True)
class Packed:
    """A file, what it is, and, for texts in an archive, their names."""

    path: Path
    what: Literal["text", "gzip", "zip", "xlsx", "ods"]
    members: tuple[str, ...] = ()

    def member(self, name: str) -> Opener:
        """How to open the text (of this name, in an archive)."""
        if self.what == "gzip":
            return lambda: cast("IO[bytes]", gzip.open(self.path, "rb"))
        if self.what == "zip":
            return lambda: ZipFile(self.path).open(name)
        return lambda: self.path.open("rb")


def opened(path: Path) -> Packed:
    """Tell what a file is.

    Raises:
        Problem: `file_unreadable`, `file_encrypted`, for what is no table or must not be opened.
    """
    with path.open("rb") as file:
        start = file.read(8)
        rest = file.read(1 << 16) if start.startswith(b"\xd0\xcf\x11\xe0") else b""
    if rest:
        raise _old(path, rest)
    if start.startswith(b"\x1f\x8b"):
        return Packed(path, "gzip")
    return _archive(path) if start.startswith(b"PK\x03\x04") else Packed(path, "text")


def _old(path: Path, start: bytes) -> Problem:
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 1 << 16), 2)
        content = start + file.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        sentence = (
            f"« {path.name} » est protégé par un mot de passe. {NOTHING_DONE} Ouvrez-le dans le tableur, enregistrez-le sans mot de passe, et recommencez."
        )
        return Problem("file_encrypted", sentence)
    sentence = f"« {path.name} » est dans l’ancien format d’Excel (.xls). {NOTHING_DONE} Enregistrez-le en .xlsx dans le tableur, et recommencez."
    return Problem("file_unreadable", sentence)


def _encrypted(path: Path) -> Problem:
    sentence = f"« {path.name} » est protégé par un mot de passe. {NOTHING_DONE} Enregistrez-le sans mot de passe, et recommencez."
    return Problem("file_encrypted", sentence)


def _archive(path: Path) -> Packed:
    try:
        with ZipFile(path) as archive:
            parts = archive.infolist()
            mimetype = archive.read("mimetype")[:100] if any(part.filename == "mimetype" and part.file_size < 100 for part in parts) else b""
    except FAULTS as error:
        raise unreadable(path, "est une archive abîmée ou incomplète") from error
    _check(path, parts)
    names = {part.filename for part in parts}
    if "xl/workbook.xml" in names:
        return Packed(path, "xlsx")
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet") and "content.xml" in names:
        return Packed(path, "ods")
    texts = [part for part in parts if part.filename.lower().endswith((".csv", ".tsv", ".txt")) and not part.filename.startswith("__MACOSX/")]
    if not texts:
        raise unreadable(path, "est une archive sans tableau" if "xl/workbook.bin" not in names else "est un classeur .xlsb : enregistrez-le en .xlsx")
    texts.sort(key=lambda part: part.file_size, reverse=True)
    return Packed(path, "zip", tuple(part.filename for part in texts))


def _check(path: Path, parts: list[ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise unreadable(path, "contient trop de fichiers")
    for part in parts:
        if part.flag_bits & 1:
            raise Problem(
                "file_encrypted", f"« {path.name} » est protégé par un mot de passe. {NOTHING_DONE} Enregistrez-le sans mot de passe, et recommencez."
            )
        streamed = part.filename.startswith("xl/worksheets/") or part.filename == "content.xml" or not part.filename.endswith((".xml", ".rels"))
        if part.file_size > (LARGEST_PART if streamed else LARGEST_KEPT):
            raise unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
        if part.file_size > ANY_RATIO and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
