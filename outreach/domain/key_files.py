"""Keys as browsers hand them in: age files that the server keeps without being able to open them. A private key in clear is refused."""

import base64
import binascii
import re

from outreach.errors import Problem

ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
ARMOR_END = "-----END AGE ENCRYPTED FILE-----"
PASSPHRASE_LOCKED = b"age-encryption.org/v1\n-> scrypt "
SEALED = b"age-encryption.org/v1\n-> X25519 "
MOST_LENGTH = 4096
PROOF = re.compile(r"[A-Za-z0-9_-]{43}")


def check_wrapped(text: str) -> str:
    """An armored age file that a passphrase locks. Raises `Problem`: `bad_wrapped_key`."""
    if not _begins(text, PASSPHRASE_LOCKED):
        raise Problem("bad_wrapped_key", "La clé verrouillée reçue est illisible. Rien n’a été enregistré. Recommencez la création des clés.")
    return text


def check_copy(text: str) -> str:
    """An armored age file for a recipient. Raises `Problem`: `bad_key_copy`."""
    if not _begins(text, SEALED):
        raise Problem("bad_key_copy", "La copie scellée de la clé est illisible. Rien n’a été enregistré. Rechargez la page et recommencez.")
    return text


def check_proof(text: str) -> str:
    """An HMAC-SHA-256, base64url. Raises `Problem`: `bad_proof`."""
    if PROOF.fullmatch(text) is None:
        raise Problem("bad_proof", "La preuve reçue avec la clé est illisible. Rien n’a été enregistré. Rechargez la page et recommencez.")
    return text


def _begins(text: str, header: bytes) -> bool:
    text = text.strip()
    if len(text) > MOST_LENGTH or not (text.startswith(ARMOR_BEGIN) and text.endswith(ARMOR_END)):
        return False
    try:
        body = base64.b64decode("".join(text.splitlines()[1:-1]), validate=True)
    except (binascii.Error, ValueError):
        return False
    return body.startswith(header)
