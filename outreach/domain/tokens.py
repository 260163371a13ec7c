"""Bearer tokens: 256 random bits that only the holder keeps; the server keeps a digest."""

import hashlib
import secrets


def new_token() -> str:
    """A fresh token, safe in a URL."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """SHA-256 of the token's text: it is as random as a key, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()
