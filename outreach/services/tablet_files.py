"""Files that tablets carry beside rounds and forms: named in the bundle by their hash, fetched whole when it is another. See JOURNAL.md."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.find_cards import cards_file

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


PROVIDERS: tuple[Provider, ...] = (small_file("cards", cards_file),)


def list_files(session: Session, now: datetime, carrier: Carrier) -> list[FileCard]:
    """Every file that this tablet is to carry, by name."""
    cards = [card for provider in PROVIDERS for card in provider.cards(session, now, carrier)]
    return sorted(cards, key=lambda card: card.name)


def read_file(session: Session, now: datetime, carrier: Carrier, name: str, hash_: str) -> Content | None:
    """The content of a file that this tablet is to carry, or None when there is none of that name and hash."""
    provider = next((one for one in PROVIDERS if one.name == name.partition("/")[0]), None)
    if provider is None:
        return None
    card = next((card for card in provider.cards(session, now, carrier) if (card.name, card.hash) == (name, hash_)), None)
    return None if card is None else provider.content(session, now, carrier, card)
