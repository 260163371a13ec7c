"""Files on their way into a workspace, piece by piece: what was announced, what is here, where to go on after a lost connection."""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from outreach.errors import Problem
from outreach.imports import workspace as limits
from outreach.imports.workspace import Workspace

PIECE = 4 << 20
"""Bytes a browser sends at once: well below what the server and the proxies before it let through."""
ROOM = 3
"""Times the size of the files that must be free on the disk: the files, their checked rows, the database."""


@dataclass(frozen=True)
class Announced:
    """A file that is to come: its name, its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Arrived:
    """A file that is coming: its name, its size in bytes, how many of them are here."""

    name: str
    size: int
    here: int


def check_announced(home: Path, files: Sequence[Announced]) -> None:
    """Refuse what is too much, before anything is sent.

    Raises:
        Problem: `no_file`, `too_many_files`, `same_name`, `upload_too_large`, `disk_full`.
    """
    size = sum(file.size for file in files)
    names = {file.name.casefold() for file in files}
    if not files or any(file.size < 0 for file in files):
        raise Problem("no_file", "Aucun fichier n’a été choisi. Rien n’a été importé. Choisissez un fichier, puis envoyez-le.")
    if len(files) > limits.MOST_FILES:
        sentence = f"{len(files)} fichiers, c’est trop : {limits.MOST_FILES} au plus à la fois (les parties d’un même shapefile). Rien n’a été importé."
        raise Problem("too_many_files", sentence, 413)
    if len(names) < len(files):
        raise Problem("same_name", "Deux fichiers portent le même nom. Rien n’a été importé. Renommez-en un, ou ne choisissez que ceux d’un même dossier.")
    if size > limits.LARGEST_UPLOAD:
        sentence = (
            f"Ces fichiers pèsent {in_words(size)} ; {in_words(limits.LARGEST_UPLOAD)} au plus à la fois. Rien n’a été importé. "
            "Découpez-les, ou demandez à la personne qui s’occupe du serveur de les importer avec « palier import »."
        )
        raise Problem("upload_too_large", sentence, 413)
    if shutil.disk_usage(home).free < ROOM * size:
        raise Problem("disk_full", "Le serveur n’a pas assez de place pour ces fichiers. Rien n’a été importé. Prévenez la personne qui s’en occupe.", 507)


def announce(workspace: Workspace, files: Sequence[Announced]) -> None:
    """Note what is to come. The names are checked.

    Raises:
        Problem: `file_name`, for a name that is no plain file name.
    """
    kept = [Announced(workspace.file(file.name).name, file.size) for file in files]
    workspace.write("announced", {"files": [asdict(file) for file in kept]})
    for file in kept:
        workspace.file(file.name).touch(mode=0o600)


def arrived(workspace: Workspace) -> list[Arrived]:
    """How far every file is, in the order in which they were announced."""
    files = [Announced(**file) for file in workspace.read("announced")["files"]]
    return [Arrived(file.name, file.size, workspace.file(file.name).stat().st_size) for file in files]


def take_piece(workspace: Workspace, place: int, position: int, piece: bytes) -> int:
    """Write a piece at its position (in bytes). A piece that is here already may come again. Returns how much of the file is here.

    Raises:
        Problem: `not_uploading` (409), `no_such_file` (404), `wrong_position` (409, its details tell how much is `here`), `piece_too_large` (413).
    """
    files = arrived(workspace)
    if workspace.standing.state != "uploading":
        raise Problem("not_uploading", "Cet envoi est déjà terminé : le fichier est en cours de lecture. Rien n’a été changé.", 409)
    if not 0 <= place < len(files):
        raise Problem("no_such_file", "Ce fichier n’a pas été annoncé. Rien n’a été gardé. Recommencez l’envoi.", 404)
    file = files[place]
    if not 0 <= position <= file.here:
        raise Problem("wrong_position", "Un morceau du fichier manque. Ce qui est arrivé est gardé : reprenez l’envoi.", 409, {"here": file.here})
    if position + len(piece) > file.size:
        raise Problem("piece_too_large", "Le fichier est plus long qu’annoncé : il a sans doute changé pendant l’envoi. Recommencez l’envoi.", 413)
    with workspace.file(file.name).open("r+b") as out:
        out.seek(position)
        out.write(piece)
    return max(file.here, position + len(piece))


def check_complete(workspace: Workspace) -> None:
    """Refuse to read what is not here yet.

    Raises:
        Problem: `upload_incomplete` (409).
    """
    missing = [file.name for file in arrived(workspace) if file.here < file.size]
    if missing:
        raise Problem("upload_incomplete", f"« {missing[0]} » n’est pas arrivé en entier. Ce qui est arrivé est gardé : reprenez l’envoi.", 409)


def in_words(size: int) -> str:
    """A size in bytes as people say it: « 3,2 Mo »."""
    for unit, step in (("Go", 1 << 30), ("Mo", 1 << 20), ("Ko", 1 << 10)):
        if size >= step:
            amount = size / step
            return f"{amount:.0f}\u00a0{unit}" if amount >= 10 or amount == int(amount) else f"{amount:.1f}\u00a0{unit}".replace(".", ",")
    return f"{size}\u00a0octet{'s' if size > 1 else ''}"
