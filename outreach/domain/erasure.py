"""What is erased, why, and the record that stays of it: an id, a day and a reason, chained and signed. See JOURNAL.md, "Erasure"."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "palier-destruction/1"
NOTHING_BEFORE = bytes(32)
"""What the first record comes after."""

HOUSEHOLD_KINDS = frozenset({"visit", "opposition_lifted", "encounter"})
"""The kinds of the log lane that say something of a household; everything else there is about places and teams, and is not erased."""


class ErasureReason(StrEnum):
    """Why something is erased, by the code that stays with its id."""

    WITHDRAWN_BY_RESIDENT = "withdrawn_by_resident"
    REQUEST = "request"
    RETENTION = "retention"


class What(StrEnum):
    """What was erased: an entry whole (of one of the lanes), the sealed part of an entry that stays, what waited in quarantine, was handed on or exchanged."""

    LOG = "log"
    ANSWERS = "answers"
    SEALED = "sealed"
    QUARANTINE = "quarantine"
    REFERRAL = "referral"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Destruction:
    """One line of the destruction log. `target` is an entry's id; of what waited in quarantine, was handed on or exchanged, its digest (hex). Nothing else."""

    number: int
    day: date
    organisation: UUID
    what: What
    target: str
    reason: ErasureReason
    previous: bytes
    """`digest` of the line before."""

    def text(self) -> bytes:
        """What is signed."""
        said = asdict(self) | {"day": self.day.isoformat(), "organisation": str(self.organisation), "previous": self.previous.hex()}
        return json.dumps({"format": FORMAT} | said, sort_keys=True, separators=(",", ":")).encode()

    @property
    def digest(self) -> bytes:
        """SHA-256 of the text: what the next line names."""
        return hashlib.sha256(self.text()).digest()


@dataclass(frozen=True, slots=True)
class SignedDestruction:
    """A line with its Ed25519 signature."""

    said: Destruction
    signature: bytes

    def line(self) -> bytes:
        """As the copy outside of the database has it: the text, its signature."""
        return json.dumps({"record": self.said.text().decode(), "signature": self.signature.hex()}).encode()


def read_line(line: bytes) -> SignedDestruction:
    """A line of the copy.

    Raises:
        ValueError: if it is none.
    """
    try:
        content = json.loads(line)
        said = json.loads(content["record"])
        read = Destruction(
            number=int(said["number"]),
            day=date.fromisoformat(said["day"]),
            organisation=UUID(said["organisation"]),
            what=What(said["what"]),
            target=str(said["target"]),
            reason=ErasureReason(said["reason"]),
            previous=bytes.fromhex(said["previous"]),
        )
        signed = SignedDestruction(read, bytes.fromhex(content["signature"]))
    except (KeyError, TypeError) as error:
        raise ValueError("not a line of the destruction log") from error
    if signed.line() != line.strip():
        raise ValueError("not a line of the destruction log")
    return signed


def sign(said: Destruction, key: Ed25519PrivateKey) -> SignedDestruction:
    """The line, signed."""
    return SignedDestruction(said, key.sign(said.text()))


def first_fault(lines: Iterable[SignedDestruction], key: Ed25519PublicKey) -> int | None:
    """The number that the first wrong line should have: not signed by this key, changed, missing or out of place. None if all are right."""
    previous = NOTHING_BEFORE
    for number, one in enumerate(lines, start=1):
        if one.said.number != number or one.said.previous != previous:
            return number
        try:
            key.verify(one.signature, one.said.text())
        except InvalidSignature:
            return number
        previous = one.said.digest
    return None
