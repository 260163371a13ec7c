"""A backup: the database, its destruction log and the secrets, as one age file that only the operator's key opens.

    backup = age(tar: manifest.json, database, destruction.jsonl, secrets/<name>)

`age --decrypt -i key.txt palier.age | tar -x` takes it apart without Palier.
"""

import io
import json
import os
import tarfile
import tempfile
from datetime import date
from pathlib import Path
from threading import Thread

import pyrage

from outreach.domain.sealing import check_recipient
from outreach.settings import SECRETS, Settings
from outreach.store.ledger import Ledger
from outreach.store.snapshot import BACKUP_FORMAT, take_snapshot


def write_backup(settings: Settings, recipient: str, today: date, path: Path) -> int:
    """Back up a server, running or not, into one new file. Returns its bytes.

    Raises:
        Problem: `bad_recipient`, and what `take_snapshot` says.
    """
    to = pyrage.x25519.Recipient.from_str(check_recipient(recipient))
    fresh = path.with_name(f".{path.name}.new")
    try:
        # Beside the database, on the same disk, for nobody else: what the server itself keeps there in clear.
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.home) as folder, fresh.open("wb") as output:
            fresh.chmod(0o600)
            # The log first: what is destroyed from now on is in the database at the latest when the log's next line is.
            ledger = Ledger(settings.home)
            log = ledger.file.read_bytes() if ledger.file.exists() else b""
            database = Path(folder) / "database"
            take_snapshot(settings.database_url, database)
            manifest = {"format": BACKUP_FORMAT, "made_on": today.isoformat(), "database": settings.database_url.partition(":")[0].partition("+")[0]}
            _seal(output, to, database, {"manifest.json": json.dumps(manifest).encode(), "destruction.jsonl": log, **_secrets(settings.home)})
            output.flush()
            os.fsync(output.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    return path.stat().st_size


def _secrets(home: Path) -> dict[str, bytes]:
    return {f"secrets/{name}": (home / "secrets" / name).read_bytes() for name in SECRETS}


def _seal(output: io.BufferedWriter, to: pyrage.x25519.Recipient, database: Path, small: dict[str, bytes]) -> None:
    """The tar never lies on the disk in clear: it goes through a pipe into age."""
    receiving, sending = os.pipe()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with os.fdopen(sending, "wb") as stream, tarfile.open(fileobj=stream, mode="w|") as tar:
                for name, content in small.items():
                    member = tarfile.TarInfo(name)
                    member.size, member.mode = len(content), 0o600
                    tar.addfile(member, io.BytesIO(content))
                tar.add(database, "database", filter=_nobody)
        except BaseException as error:  # noqa: BLE001 (told below, in the thread that waits)
            failed.append(error)

    writer = Thread(target=write)
    writer.start()
    with os.fdopen(receiving, "rb") as stream:
        pyrage.encrypt_io(stream, output, [to])
    writer.join()
    if failed:
        raise failed[0]


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
