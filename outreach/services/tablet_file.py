"""One file that tablets carry, and what provides it: see `tablet_files`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope

Content: TypeAlias = bytes | Path


@dataclass(frozen=True)
class Carrier:
    """The tablet that a file is for."""

    scope: Scope
    device_id: UUID


@dataclass(frozen=True)
class FileCard:
    """A file as the bundle names it. `hash`: SHA-256 of its bytes, hex."""

    name: str
    hash: str
    bytes: int


@dataclass(frozen=True)
class Provider:
    """One kind of file. `name` is the file's, or what stands before the `/` in the names of several.

    `cards` is asked at every exchange of every tablet: it must cost little. `content` gives the bytes of the name and hash, or None when it is another by now.
    """

    name: str
    cards: Callable[[Session, datetime, Carrier], Iterable[FileCard]]
    content: Callable[[Session, datetime, Carrier, FileCard], Content | None]


def small_file(name: str, content: Callable[[Session, Scope], bytes]) -> Provider:
    """A file of the whole organisation that is quickly made, each time."""

    def cards(session: Session, _now: datetime, carrier: Carrier) -> list[FileCard]:
        made = content(session, carrier.scope)
        return [FileCard(name, sha256(made).hexdigest(), len(made))]

    return Provider(name, cards, lambda session, _now, carrier, _card: content(session, carrier.scope))
