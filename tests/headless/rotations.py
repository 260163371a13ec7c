"""How a second client checks that a new recipient comes from who held the old key, written from JOURNAL.md alone."""

import base64
import hmac
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECKSUM = 6


def key_bytes(text: str) -> bytes:
    """The 32 bytes of an age key, private or public (bech32; the checksum was checked by who made the key)."""
    values = [LETTERS.index(letter) for letter in text.lower().rpartition("1")[2][:-CHECKSUM]]
    number = 0
    for value in values:
        number = number << 5 | value
    return (number >> len(values) * 5 % 8).to_bytes(32, "big")


def authenticate(secret: bytes, use: str, text: str) -> str:
    """HMAC-SHA-256 under a key derived for this use, base64url."""
    key = HKDF(SHA256(), 32, b"", use.encode()).derive(secret)
    return base64.urlsafe_b64encode(hmac.digest(key, text.encode(), "sha256")).rstrip(b"=").decode()


def rotation_proof(private_key: str, recipient: str, said: dict[str, str]) -> str:
    """The same for the office (its old key, the tablet's recipient) and the tablet (its own key, the old recipient)."""
    secret = X25519PrivateKey.from_private_bytes(key_bytes(private_key)).exchange(X25519PublicKey.from_public_bytes(key_bytes(recipient)))
    text = "\n".join(["palier-rotation/1", *(said[name] for name in ("organisation", "device", "from", "to"))])
    return authenticate(secret, "palier-rotation/1", text)


def recipient_after(bundle: dict[str, Any], known: str, private_key: str) -> str:
    """The recipient to seal to from now on: as far as the notices lead from the one that is known."""
    device, organisation = bundle["device"]["id"], bundle["organisation"]
    notices = {one["from"]: one for one in organisation.get("rotations", [])}
    while known in notices:
        notice = notices.pop(known)
        said = {"organisation": organisation["id"], "device": device, "from": known, "to": notice["to"]}
        if not hmac.compare_digest(notice["proof"], rotation_proof(private_key, known, said)):
            break
        known = notice["to"]
    return known
