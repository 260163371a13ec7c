"""The seal of an exchange: an Ed25519 signature (RFC 8032) over the exact bytes of its payload, in a file that can be written in one way only."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from outreach.domain.exchange import FORMAT, NOTHING
from outreach.errors import Problem

LARGEST = 7 * 1024 * 1024
"""Bytes of a file: what a page takes at once."""
GROUPS, DIGITS = 8, 5


@dataclass(frozen=True)
class Opened:
    """A payload whose signature is right, and the 32 bytes of the key that it was made with: whose key that is, it does not say."""

    payload: bytes
    key: bytes


def seal(payload: bytes, private: bytes) -> bytes:
    """The file: one line of JSON. `private`: 32 bytes. Raises `Problem`: `too_large`."""
    key = Ed25519PrivateKey.from_private_bytes(private)
    file = _written(key.public_key().public_bytes_raw(), payload, key.sign(payload))
    if len(file) > LARGEST:
        raise Problem(
            "too_large", f"Ce fichier dépasserait {LARGEST // 1024 // 1024} Mo. Rien n’a été écrit. Choisissez moins, et faites plusieurs fichiers.", 413
        )
    return file


def unseal(file: bytes) -> Opened:
    """Check a file.

    Raises:
        Problem: `too_large`; `not_signed`, for anything that is not written as `seal` does; `altered`, if the signature is not that of these bytes.
    """
    if len(file) > LARGEST:
        raise Problem("too_large", f"Ce fichier dépasse {LARGEST // 1024 // 1024} Mo. {NOTHING}", 413)
    try:
        body = json.loads(file)
        key, payload, signature = (_bytes(body[name]) for name in ("key", "payload", "signature"))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_signed() from None
    if len(key) != 32 or len(signature) != 64 or _written(key, payload, signature) != file:
        raise _not_signed()
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, payload)
    except (InvalidSignature, ValueError):
        raise Problem("altered", f"Ce fichier a été modifié depuis sa signature, ou abîmé en route. {NOTHING} Demandez-le à nouveau.", 422) from None
    return Opened(payload, key)


def public_of(private: bytes) -> bytes:
    """The 32 bytes of the public key."""
    return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def new_private() -> bytes:
    """A fresh private key, 32 bytes."""
    return Ed25519PrivateKey.generate().private_bytes_raw()


def fingerprint(key: bytes) -> str:
    """A public key to be read out on the telephone: eight groups of five digits (of its SHA-256, 132 bits)."""
    number = int.from_bytes(hashlib.sha256(key).digest()) % 10 ** (GROUPS * DIGITS)
    digits = f"{number:0{GROUPS * DIGITS}d}"
    return " ".join(digits[start : start + DIGITS] for start in range(0, len(digits), DIGITS))


def _written(key: bytes, payload: bytes, signature: bytes) -> bytes:
    body = {"format": FORMAT, "key": _text(key), "payload": _text(payload), "signature": _text(signature)}
    return json.dumps(body, separators=(",", ":")).encode() + b"\n"


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise TypeError("base64url is a text")
    try:
        return base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("not base64url") from error


def _not_signed() -> Problem:
    return Problem("not_signed", f"Ce fichier n’est pas un échange signé de Palier, ou il a été modifié. {NOTHING} Demandez-le à nouveau.", 422)
