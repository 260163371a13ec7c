"""Copies that tablets hand to each other without a network, written a second time from JOURNAL.md alone."""

import hashlib
import json
import re
from dataclasses import dataclass

import pyrage

from tests.headless.wire import Json, b64url, recipient, salt, to_bytes

KEPT_FOR_MS = 30 * 86_400_000
BLOCK = re.compile(r"palier-copy/1 ([0-9a-f]{16})\s+(-----BEGIN AGE ENCRYPTED FILE-----.*?-----END AGE ENCRYPTED FILE-----)", re.DOTALL)


@dataclass
class MadeCopy:
    """A copy that its maker waits to see confirmed."""

    text: str
    entries: list[str]
    digits: str


@dataclass
class Carried:
    """A copy of another tablet, and what the server said of it."""

    text: str
    digits: str
    answered_epoch: str | None = None
    answered_ms: int = 0
    origin: Json | None = None
    receipts: str | None = None


def digits_of(text: str) -> str:
    kept = "palier-copy-kept/1" + "".join(text.split())
    return f"{int.from_bytes(hashlib.sha256(kept.encode()).digest()[:4], 'big') % 10**8:08d}"


def make_copy(bundle: Json, lane: str, entries: list[tuple[str, bytes]]) -> MadeCopy:
    text: Json = {
        "format": "palier-copy/1",
        "device": bundle["device"]["id"],
        "lane": lane,
        "entries": [{"id": entry, "carrier": b64url(carrier)} for entry, carrier in entries],
        "salt": salt(),
    }
    armored = pyrage.encrypt(to_bytes(text), [recipient(bundle["transport_recipient"])], armored=True).decode()
    return MadeCopy(armored, [entry for entry, _ in entries], digits_of(armored))


def tag_of(bundle: Json) -> str:
    return hashlib.sha256((bundle["organisation"]["id"] + bundle["transport_recipient"]).encode()).hexdigest()[:16]


def handed_over(bundle: Json, copies: list[str]) -> str:
    return "".join(f"palier-copy/1 {tag_of(bundle)}\n{copy}\n" for copy in copies)


def taken_over(bundle: Json, text: str) -> list[Carried]:
    return [Carried(armored, digits_of(armored)) for tag, armored in BLOCK.findall(text) if tag == tag_of(bundle)]


def opened_receipts(receipts: str, identity: pyrage.x25519.Identity) -> Json | None:
    try:
        text: Json = json.loads(pyrage.decrypt(receipts.encode(), [identity]))
    except (pyrage.DecryptError, ValueError):
        return None
    return text if text.get("format") == "palier-receipts/1" else None
