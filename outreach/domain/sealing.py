"""Sealing with age (https://age-encryption.org/v1): carriers to the server, sealed texts to an organisation.

Keys are X25519 as text: identities `AGE-SECRET-KEY-1…`, recipients `age1…`.
"""

from functools import lru_cache
from typing import Literal
from uuid import UUID

import pyrage
from pydantic import ValidationError

from outreach.domain.wire import Code, Day, EntryProblem, Fields, Id, Moment, ReceiptCode, Salt, Wire
from outreach.errors import Problem

AGE_HEADER = b"age-encryption.org/v1\n"


class AgreedText(Wire):
    """What the resident was told, and agreed to, at the exchange in which a case began: codes of the contact form, and the day."""

    informed: Code | None
    consent: Code | None
    day: Day


class SealedText(Wire):
    """Which door and visit answers belong to, and what identifies: only the organisation and the tablet of origin can read it."""

    format: Literal["palier-sealed/1"]
    entry: Id
    organisation: Id
    door: Id | None
    visit: Id
    device: Id
    author: Id
    made_at: Moment
    identity: Fields
    salt: Salt
    receipt: ReceiptCode | None = None
    agreed: AgreedText | None = None


def new_identity() -> str:
    """A fresh private key."""
    return str(pyrage.x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """The public key of a private one."""
    return str(_identity(identity).to_public())


def check_recipient(recipient: str) -> str:
    """The recipient, if it is one.

    Raises:
        Problem: `bad_recipient`.
    """
    try:
        _recipient(recipient)
    except pyrage.RecipientError:
        raise Problem("bad_recipient", "La clé publique reçue n’est pas une clé age valable. Rien n’a été modifié. Recommencez l’opération.") from None
    return recipient


def seal(data: bytes, *recipients: str) -> bytes:
    """An age file that any of the recipients can open."""
    sealed: bytes = pyrage.encrypt(data, [_recipient(one) for one in recipients])
    return sealed


def seal_armored(data: bytes, recipient: str) -> str:
    """An age file as text, for what people carry."""
    armored: bytes = pyrage.encrypt(data, [_recipient(recipient)], armored=True)
    return armored.decode("ascii")


def open_sealed(data: bytes, identity: str) -> bytes:
    """What an age file holds, armored or not.

    Raises:
        EntryProblem: `undecipherable`: damaged, no age file, or sealed to somebody else.
    """
    try:
        opened: bytes = pyrage.decrypt(data, [_identity(identity)])
    except (pyrage.DecryptError, ValueError):
        raise EntryProblem("undecipherable") from None
    return opened


def is_sealed_for_one(data: bytes) -> bool:
    """Whether this is an age file for exactly one X25519 recipient (which one can't be seen) and no passphrase. Grease of other implementations is nobody."""
    if not is_age_file(data):
        return False
    header, found, _ = data.partition(b"\n---")
    kinds = [line.split(b" ")[1] for line in header.split(b"\n") if line.startswith(b"-> ")]
    return bool(found) and kinds.count(b"X25519") == 1 and all(kind == b"X25519" or kind.endswith(b"-grease") for kind in kinds)


def is_age_file(data: bytes) -> bool:
    """Whether this begins like an age file; more can't be known without a key."""
    return data.startswith(AGE_HEADER)


def seal_text(text: SealedText, *recipients: str) -> bytes:
    """The sealed part of an answers entry."""
    return seal(text.model_dump_json().encode(), *recipients)


def open_text(sealed: bytes, identity: str, entry: UUID, organisation: UUID) -> SealedText:
    """The sealed text that belongs to this entry of this organisation.

    Raises:
        EntryProblem: `undecipherable`, `invalid_sealed`, or `swapped`: it was made for another entry or organisation.
    """
    try:
        text = SealedText.model_validate_json(open_sealed(sealed, identity))
    except ValidationError:
        raise EntryProblem("invalid_sealed") from None
    if (text.entry, text.organisation) != (entry, organisation):
        raise EntryProblem("swapped")
    return text


@lru_cache(maxsize=64)
def _recipient(text: str) -> pyrage.x25519.Recipient:
    return pyrage.x25519.Recipient.from_str(text)


def _identity(text: str) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(text)
