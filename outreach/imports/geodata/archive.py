"""The files that a person brought, laid out in a private folder where a library may open them: archives unpacked, nothing else beside them."""

import shutil
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from outreach.errors import Problem
from outreach.imports.geodata.feature import NOTHING_DONE, unreadable

LARGEST = 4 << 30
"""Bytes of everything that is unpacked."""
LARGEST_RATIO = 200
"""Real files shrink 3 to 30 times, a bomb a thousand times."""
ANY_RATIO = 16 << 20
"""Bytes below which nobody minds how well a part was packed."""
MOST_PARTS = 10_000
BLOCK = 1 << 20
MAIN = (".gpkg", ".shp", ".geojson", ".json", ".geojsonl", ".fgb", ".gml", ".kml")
BESIDE = (".dbf", ".shx", ".prj", ".cpg")
FAULTS = (BadZipFile, LargeZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, KeyError, ValueError)
"""What a damaged archive raises."""


@contextmanager
def laid_out(files: Sequence[Path]) -> Iterator[list[Path]]:
    """The files of shapes among `files` (and inside of archives among them), in a folder that is deleted afterwards.

    The parts of a shapefile stand side by side under one name; every file stands alone with its own parts. Order: by name.

    Raises:
        Problem: `file_missing`, `file_unreadable`, `file_encrypted`.
    """
    with TemporaryDirectory(prefix="palier-") as folder:
        found: list[Path] = []
        plain: list[Path] = []
        for number, path in enumerate(files):
            if not path.is_file():
                raise Problem("file_missing", f"Le fichier « {path} » n’existe pas. {NOTHING_DONE} Vérifiez son chemin.")
            if _is_archive(path):
                found += _unpack(path, Path(folder, f"archive{number}"))
            else:
                plain.append(path)
        found += _link(plain, Path(folder, "files"))
        if not found:
            raise unreadable(files[0], "est une archive sans fichier de contours" if not plain else "n’est qu’une partie d’un shapefile : il manque le .shp")
        yield found


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04" or path.suffix.lower() in (".zip", ".kmz")


def _link(files: Iterable[Path], folder: Path) -> list[Path]:
    """Links to the files. The .shp and its parts get one stem, whatever the case of their names."""
    folder.mkdir()
    found: list[Path] = []
    for path in files:
        suffix = path.suffix.lower()
        if suffix in BESIDE:
            continue
        own = folder / str(len(found))
        own.mkdir()
        _bring(path, own / f"{path.stem}{suffix}")
        found.append(own / f"{path.stem}{suffix}")
        if suffix == ".shp":
            for part in _parts(path, files):
                _bring(part, own / f"{path.stem}{part.suffix.lower()}")
    return found


def _parts(shape: Path, files: Iterable[Path]) -> list[Path]:
    """The parts of a shapefile: among the files brought with it; else beside it, where a command was given the .shp alone."""
    brought = [path for path in files if path.suffix.lower() in BESIDE]
    candidates = brought or [path for path in shape.parent.iterdir() if path.suffix.lower() in BESIDE and path.is_file()]
    same = [path for path in candidates if path.stem.lower() == shape.stem.lower()]
    alone = sum(path.suffix.lower() == ".shp" for path in files) == 1 and bool(brought)
    return same or (brought if alone else [])


def _bring(path: Path, to: Path) -> None:
    if to.exists():
        return
    try:
        to.symlink_to(path.resolve())
    except OSError:  # a system without links
        shutil.copyfile(path, to)


def _unpack(path: Path, folder: Path) -> list[Path]:
    try:
        with ZipFile(path) as archive:
            parts = [part for part in _checked(path, archive.infolist()) if PurePosixPath(part.filename).suffix.lower() in (*MAIN, *BESIDE)]
            return _unpack_parts(path, archive, parts, folder)
    except Problem:
        raise
    except FAULTS as error:
        raise unreadable(path, "est une archive abîmée ou incomplète") from error


def _checked(path: Path, parts: list[ZipInfo]) -> list[ZipInfo]:
    if len(parts) > MOST_PARTS:
        raise unreadable(path, "contient trop de fichiers")
    kept = []
    for part in parts:
        inner = PurePosixPath(part.filename.replace("\\", "/"))
        if inner.is_absolute() or ".." in inner.parts or ":" in part.filename:
            raise unreadable(path, "contient des chemins qui sortent de l’archive, et n’a pas été ouverte")
        if part.is_dir() or "__MACOSX" in inner.parts or inner.name.startswith("."):
            continue
        if part.flag_bits & 1:
            raise Problem("file_encrypted", f"« {path.name} » est protégé par un mot de passe. {NOTHING_DONE} Enregistrez-le sans mot de passe.")
        if part.file_size > ANY_RATIO and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
        kept.append(part)
    if sum(part.file_size for part in kept) > LARGEST:
        raise unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
    return kept


def _unpack_parts(path: Path, archive: ZipFile, parts: list[ZipInfo], folder: Path) -> list[Path]:
    folder.mkdir()
    found, left = [], LARGEST
    inner_folders: dict[str, Path] = {}
    for part in sorted(parts, key=lambda part: part.filename):
        inner = PurePosixPath(part.filename.replace("\\", "/"))
        own = inner_folders.setdefault(f"{inner.parent}/{inner.stem.lower()}", folder / str(len(inner_folders)))
        own.mkdir(exist_ok=True)
        suffix = inner.suffix.lower()
        stem = inner.stem.lower() if suffix in (".shp", *BESIDE) else inner.stem
        target = own / f"{stem}{suffix}"
        with archive.open(part) as packed, target.open("wb") as out:
            while block := packed.read(BLOCK):
                left -= len(block)
                if left < 0:
                    raise unreadable(path, "se déploie en un contenu démesuré et n’a pas été ouvert")
                out.write(block)
        if suffix in MAIN:
            found.append(target)
    return found
