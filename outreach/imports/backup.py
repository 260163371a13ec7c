"""A backup is put back: its database, its secrets, its destruction log, which is applied before anybody is served."""

import io
import json
import os
import tarfile
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pyrage

from outreach.errors import Problem
from outreach.settings import SECRETS
from outreach.store.ledger import Ledger
from outreach.store.snapshot import BACKUP_FORMAT

LATER = "secrets/exchange-key"
"""Backups of before do not have it; the next upgrade makes it."""
NAMES = {"manifest.json", "destruction.jsonl", "database", *(f"secrets/{name}" for name in SECRETS)}


@dataclass(frozen=True)
class OpenedBackup:
    """A backup, taken apart in a private folder."""

    folder: Path
    made_on: str
    kind: str
    """`sqlite` or `postgresql`."""

    @property
    def database(self) -> Path:
        """The database as one file."""
        return self.folder / "database"

    def secret(self, name: str) -> bytes:
        """One of the secrets."""
        return (self.folder / "secrets" / name).read_bytes()


def open_backup(path: Path, key: Path, folder: Path) -> OpenedBackup:
    """Take a backup apart.

    Raises:
        Problem: `bad_backup_key`, `bad_backup`: nothing was changed anywhere.
    """
    (folder / "secrets").mkdir(mode=0o700)
    receiving, sending = os.pipe()
    failed: list[Exception] = []
    identities = _identities(key)

    def read() -> None:
        try:
            with os.fdopen(sending, "wb") as stream, path.open("rb") as sealed:
                pyrage.decrypt_io(sealed, stream, identities)
        except (pyrage.DecryptError, OSError) as error:
            failed.append(error)

    reader = Thread(target=read)
    reader.start()
    try:
        with os.fdopen(receiving, "rb") as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
            _extract(tar, folder)
            while stream.read(1 << 16):
                pass
    except tarfile.TarError as error:
        failed.append(error)
    reader.join()
    missing = [name for name in NAMES - {LATER} if not (folder / name).is_file()]
    if failed or missing:
        sentence = f"« {path.name} » ne s’ouvre pas avec cette clé, ou n’est pas entier. Rien n’a été modifié. Vérifiez la clé, ou prenez une autre sauvegarde."
        raise Problem("bad_backup", sentence)
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    if manifest.get("format") != BACKUP_FORMAT:
        raise Problem("bad_backup", f"« {path.name} » vient d’une version de Palier que celle-ci ne connaît pas. Rien n’a été modifié.")
    return OpenedBackup(folder, str(manifest["made_on"]), str(manifest["database"]))


def keep_secrets(backup: OpenedBackup, home: Path, *, replace: bool) -> None:
    """Write the secrets where they are missing. Raises `Problem` `other_installation` where they are others, unless these are to be replaced."""
    folder = home / "secrets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = [name for name in SECRETS if (backup.folder / "secrets" / name).exists()]
    others = [name for name in kept if (folder / name).exists() and (folder / name).read_bytes() != backup.secret(name)]
    if others and not replace:
        sentence = f"{home} est une autre installation : ses secrets ne sont pas ceux de la sauvegarde. Rien n’a été modifié."
        raise Problem("other_installation", f"{sentence} Choisissez un autre PALIER_HOME, ou ajoutez --replace pour prendre ceux de la sauvegarde.")
    for name in kept:
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(backup.secret(name))


def join_logs(backup: OpenedBackup, home: Path, more: Path | None) -> None:
    """Leave in the home the longest of the destruction logs that tell one story: its own, the backup's, and one that was kept elsewhere.

    Raises:
        Problem: `parted_destruction_log`.
    """
    ledger = Ledger(home)
    ledger.folder.mkdir(mode=0o700, exist_ok=True)
    known = [path.read_bytes() for path in (ledger.file, backup.folder / "destruction.jsonl", more) if path is not None and path.exists()]
    whole = [log[: log.rfind(b"\n") + 1] for log in known]
    longest = max(whole, key=len)
    if not all(longest.startswith(log) for log in whole):
        sentence = "Les journaux des destructions ne racontent pas la même histoire : ils viennent d’installations différentes. Rien n’a été modifié."
        raise Problem("parted_destruction_log", sentence)
    fresh = ledger.file.with_suffix(".new")
    fresh.write_bytes(longest)
    fresh.replace(ledger.file)


def _identities(key: Path) -> list[pyrage.x25519.Identity]:
    lines = key.read_text(encoding="utf-8", errors="replace").split()
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith("AGE-SECRET-KEY-")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise Problem("bad_backup_key", f"« {key.name} » ne contient pas de clé age (AGE-SECRET-KEY-1…). Rien n’a été modifié.")
    return found


def _extract(tar: tarfile.TarFile, folder: Path) -> None:
    """Only files, only under the names that a backup has."""
    for member in tar:
        content = tar.extractfile(member) if member.isfile() and member.name in NAMES else None
        if content is not None:
            descriptor = os.open(folder / member.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                while chunk := content.read(io.DEFAULT_BUFFER_SIZE * 16):
                    file.write(chunk)
