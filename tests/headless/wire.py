"""The journal's wire format, written a second time from JOURNAL.md alone: nothing here comes from `outreach`."""

import base64
import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5

import pyrage

Json = dict[str, Any]


def b64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def to_bytes(content: Json) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def draw_receipt() -> str:
    """80 random bits as 16 characters."""
    return "".join(secrets.choice(RECEIPT_ALPHABET) for _ in range(16))


def receipt_check(code: str) -> str:
    """The check character, by a table of multiplications by x in GF(32)."""
    double = [value * 2 if value < 16 else (value * 2) ^ 37 for value in range(32)]
    rest = 0
    for character in code:
        rest = double[rest] ^ RECEIPT_ALPHABET.index(character)
    return RECEIPT_ALPHABET[double[rest]]


def receipt_mark(kind: str, number: int, code: str) -> str:
    """What an entry of the exchange carries in clear."""
    return b64url(hashlib.sha256(f"palier-receipt/1 {kind} {number % 256} {code}".encode()).digest()[:16])


def salt() -> str:
    return b64url(secrets.token_bytes(16))


def moment(epoch_ms: int, offset_minutes: int = 60) -> str:
    """The tablet's clock as ISO 8601 with milliseconds and offset."""
    zone = timezone(timedelta(minutes=offset_minutes))
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=epoch_ms)).astimezone(zone).isoformat(timespec="milliseconds")


def milliseconds(text: str) -> int:
    """A moment of the wire as milliseconds since 1970."""
    return round((datetime.fromisoformat(text) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def uuid7(epoch_ms: int) -> str:
    """RFC 9562 version 7: 48 bits of milliseconds, the rest random."""
    number = (max(epoch_ms, 0) & (2**48 - 1)) << 80 | secrets.randbits(80)
    number = number & ~(0xF << 76) | 0x7 << 76
    return str(UUID(int=number & ~(0x3 << 62) | 0x2 << 62))


def door_id(entrance: str, label: Json) -> str:
    """UUIDv5 of the entrance and the first label, null written as the empty string."""
    parts = [label["floor"], label["side"], label["number"], label["letter"]]
    return str(uuid5(UUID(entrance), "|".join("" if part is None else str(part) for part in parts)))


def recipient(text: str) -> pyrage.x25519.Recipient:
    return pyrage.x25519.Recipient.from_str(text)


def seal(text: Json, recipients: list[str]) -> bytes:
    sealed: bytes = pyrage.encrypt(to_bytes(text), [recipient(one) for one in recipients])
    return sealed


def envelope(entry: str, clear: bytes, sealed: bytes | None) -> bytes:
    return to_bytes({"format": "palier-envelope/1", "id": entry, "clear": b64url(clear), "sealed": None if sealed is None else b64url(sealed)})


def carrier(envelope_bytes: bytes, transport_recipient: str) -> bytes:
    sealed: bytes = pyrage.encrypt(envelope_bytes, [recipient(transport_recipient)])
    return sealed
