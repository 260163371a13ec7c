"""Lists of records in a JSON file, streamed: an array, an object that holds arrays, GeoJSON; alone or zipped. Memory: one record."""

import codecs
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import ijson

from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.table_archive import ANY_RATIO, FAULTS, LARGEST_RATIO

NOTHING_DONE = "Rien n’a été importé."
BLOCK = 1 << 20
LONGEST_TEXT = 1 << 22
"""Characters of one value."""
MOST_VALUES = 100_000
"""Values of one record."""
ENDINGS = (".json", ".geojson")

Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True)
class JsonLists:
    """A readable JSON file: its encoding in words, and each list of records with its prefix (as ijson writes it) and length."""

    path: Path
    encoding: str
    lists: dict[str, int]
    _open: Opener
    _codec: str | None

    def records(self, prefix: str) -> Iterator[Any]:
        """Every item of a list."""
        with self._open() as file, _sentences(self.path):
            yield from ijson.items(_utf8(file, self._codec), f"{prefix}.item" if prefix else "item", use_float=True)


def is_json(path: Path) -> bool:
    """Whether a file starts as JSON, or is an archive that holds some."""
    if _members(path):
        return True
    with path.open("rb") as file:
        start = file.read(64)
    return start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1] in (b"[", b"{")


def open_json(path: Path, progress: Progress) -> list[JsonLists]:
    """Read the whole of a file, or of each of an archive's, once: is it JSON, and what lists are there?

    Raises:
        Problem: `file_unreadable`, with a sentence for each way of being none.
    """
    members = _members(path)
    if not members:
        return [_opened(path, lambda: path.open("rb"), progress)]
    return [_opened(path, _member(path, name), progress) for name in members]


def _members(path: Path) -> list[str]:
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return []
    try:
        with ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if part.filename.lower().endswith(ENDINGS) and not part.filename.startswith("__MACOSX/")]
    except FAULTS as error:
        raise _unreadable(path, "est une archive abîmée ou incomplète") from error
    for part in parts:
        if part.flag_bits & 1:
            raise _unreadable(path, "est protégé par un mot de passe")
        if part.file_size > ANY_RATIO and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise _unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
    return sorted(part.filename for part in parts)


def _member(path: Path, name: str) -> Opener:
    return lambda: ZipFile(path).open(name)


def _opened(path: Path, opener: Opener, progress: Progress) -> JsonLists:
    with _sentences(path):
        codec, words = _encoding(path, opener)
        with opener() as file:
            lists = _lists(path, _utf8(file, codec), progress)
    if not lists:
        raise _unreadable(path, "ne contient aucune liste de fiches (un tableau « [ … ] », ou un objet qui en contient)")
    return JsonLists(path, words, lists, opener, codec)


def _lists(path: Path, file: "IO[bytes] | _Recoded", progress: Progress) -> dict[str, int]:
    """Arrays of objects that are in no other array, with their lengths. Every value is looked at, so a damaged file is known before anything is stored."""
    found: Counter[str] = Counter()
    values = 0
    for count, (prefix, event, value) in enumerate(ijson.parse(file, use_float=True)):
        if count % 50_000 == 0:
            progress.step("Ouverture", found.total())
        values += 1
        if event == "start_map" and (prefix == "item" or prefix.endswith(".item")):
            array = prefix[: -len(".item")] if prefix != "item" else ""
            if prefix.split(".").count("item") == 1:
                found[array] += 1
                values = 0
        if values > MOST_VALUES or (isinstance(value, str) and len(value) > LONGEST_TEXT):
            raise _unreadable(path, "contient une fiche démesurée")
    return dict(found)


def _encoding(path: Path, opener: Opener) -> tuple[str | None, str]:
    """The codec to read with (None for UTF-8), and its name in words."""
    with opener() as file:
        start = file.read(64)
        if not start.strip():
            raise _unreadable(path, "est vide")
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", "UTF-16"
        if len(start) > 3 and start[1:4:2] == b"\x00\x00":
            return "utf-16-le", "UTF-16"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(start)
            while block := file.read(BLOCK):
                decoder.decode(block)
        except UnicodeDecodeError:
            return "cp1252", "Windows-1252"
    return (None if not start.startswith(codecs.BOM_UTF8) else "utf-8-sig"), "UTF-8"


def _utf8(file: IO[bytes], codec: str | None) -> "IO[bytes] | _Recoded":
    return file if codec is None else _Recoded(file, codec)


class _Recoded:
    """Another encoding, read as UTF-8."""

    def __init__(self, file: IO[bytes], codec: str) -> None:
        self._text = io.TextIOWrapper(file, codec, newline="")

    def read(self, size: int = -1) -> bytes:
        """Some bytes; none at the end."""
        return self._text.read(size).encode("utf-8", "ignore") if size else b""


@contextmanager
def _sentences(path: Path) -> Iterator[None]:
    try:
        yield
    except ijson.IncompleteJSONError as error:
        raise _unreadable(path, _why(str(error))) from error
    except (ijson.JSONError, UnicodeDecodeError) as error:
        raise _unreadable(path, "n’est pas du JSON lisible") from error
    except (BadZipFile, zlib.error, EOFError) as error:
        raise _unreadable(path, "est une archive abîmée ou incomplète") from error


def _why(told: str) -> str:
    if "premature EOF" in told or "Incomplete" in told:
        return "s’arrête au milieu : le téléchargement est incomplet"
    if "NaN" in told or "Infinity" in told:
        return "contient « NaN » ou « Infinity », qui n’est pas du JSON : exportez-le à nouveau avec des valeurs vides"
    return "n’est pas du JSON valide (virgule, guillemet ou accolade mal placés)"


def _unreadable(path: Path, what: str) -> Problem:
    sentence = f"« {path.name} » {what}. {NOTHING_DONE} Il faut un JSON complet : une liste de structures, de services, ou les deux."
    return Problem("file_unreadable", sentence)
