"""The copy of the destruction log that lives outside of the database, beside its key: a restored database is held against it.

`<home>/destruction/log.jsonl` is append only, one signed line per row; `<home>/destruction/key.pub` is the Ed25519 public key (hex).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, Engine, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import Destruction, SignedDestruction, read_line
from outreach.errors import Problem
from outreach.store import engine as engines
from outreach.store.tables import DestructionLine

OPTION = "palier_ledger"
"""Execution option of an engine: its ledger."""

_LOCK = Lock()
_TAIL: Final = 4096
"""Bytes: more than a line."""


class Ledger:
    """The key that signs, and the file that stays when the database goes."""

    def __init__(self, home: Path) -> None:
        self._secret = home / "secrets" / "destruction-key"
        self.folder = home / "destruction"
        self.file = self.folder / "log.jsonl"

    @cached_property
    def key(self) -> Ed25519PrivateKey:
        """The private key. Raises `Problem` `no_destruction_key`."""
        try:
            return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self._secret.read_text(encoding="ascii").strip()))
        except (FileNotFoundError, ValueError):
            sentence = f"La clé qui signe le journal des destructions manque ou est abîmée ({self._secret}). Rien n’a été effacé. Lancez « palier upgrade »."
            raise Problem("no_destruction_key", sentence, 500) from None

    @property
    def public_key(self) -> Ed25519PublicKey:
        """What the lines are verified with."""
        return self.key.public_key()

    def lines(self, beyond: int = 0) -> Iterator[SignedDestruction]:
        """The lines of the file after this number. Raises `Problem` `damaged_destruction_log`."""
        if not self.file.exists():
            return
        with self.file.open("rb") as file:
            for place, line in enumerate(file, start=1):
                if place > beyond and line.endswith(b"\n"):
                    yield self._read(line, place)

    def last(self) -> SignedDestruction | None:
        """The last whole line of the file."""
        if not self.file.exists():
            return None
        with self.file.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL))
            whole = file.read().rpartition(b"\n")[0]
        return self._read(whole.rpartition(b"\n")[2], 0) if whole else None

    def _read(self, line: bytes, place: int) -> SignedDestruction:
        try:
            return read_line(line)
        except ValueError:
            where = f" à la ligne {place}" if place else ""
            sentence = f"Le journal des destructions ({self.file}) est abîmé{where}. Rien n’a été modifié. Remettez sa dernière copie."
            raise Problem("damaged_destruction_log", sentence, 500) from None

    def copy_from(self, engine: Engine) -> int:
        """Append every line that the database has and the file has not yet. Returns how many."""
        with self._held(), Session(engines.for_reading(engine)) as session:
            last = self.last()
            fresh = read_lines(session, 0 if last is None else last.said.number)
            self._append(fresh)
        return len(fresh)

    def make_up(self, engine: Engine) -> None:
        """The same, where the database has anything to tell: what a crash between commit and copy left out."""
        with Session(engines.for_reading(engine)) as session:
            told = session.scalars(select(DestructionLine.number).limit(1)).first()
        if told is not None:
            self.copy_from(engine)

    def _append(self, lines: list[SignedDestruction]) -> None:
        if not lines:
            return
        data = b"".join(one.line() + b"\n" for one in lines)
        with self.file.open("r+b" if self.file.exists() else "w+b") as file:
            start = max(0, file.seek(0, os.SEEK_END) - _TAIL)
            file.seek(start)
            # What a crash left of a line is written again, whole.
            file.seek(start + file.read().rfind(b"\n") + 1)
            file.truncate()
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _held(self) -> Iterator[None]:
        """One process and one thread at a time."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._publish_key()
        with _LOCK, (self.folder / "lock").open("w", encoding="ascii") as lock:
            with suppress(ImportError):  # not on Windows, where one process serves
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _publish_key(self) -> None:
        path = self.folder / "key.pub"
        if not path.exists():
            path.write_text(f"{self.public_key.public_bytes_raw().hex()}\n", encoding="ascii")


def ledger_of(bind: Engine | Connection) -> Ledger:
    """The ledger of the installation whose database this is."""
    found = bind.get_execution_options().get(OPTION)
    if not isinstance(found, Ledger):
        raise TypeError("this engine was not opened by an app: it has no ledger")
    return found


def attach(engine: Engine, home: Path) -> None:
    """Tell an engine where its destruction log is copied to."""
    engine.update_execution_options(**{OPTION: Ledger(home)})


def read_lines(session: Session, beyond: int = 0) -> list[SignedDestruction]:
    """The lines of the database after this number, in order."""
    rows = session.scalars(select(DestructionLine).where(DestructionLine.number > beyond).order_by(DestructionLine.number))
    return [_signed(row) for row in rows]


def _signed(row: DestructionLine) -> SignedDestruction:
    said = Destruction(row.number, row.day, row.organisation_id, row.what, row.target, row.reason, row.previous)
    return SignedDestruction(said, row.signature)
