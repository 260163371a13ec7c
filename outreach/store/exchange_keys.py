"""The key with which an organisation of this server signs its exchanges: never in the database, made from one secret of the server's home."""

from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from outreach.errors import Problem


def exchange_key(home: Path, organisation_id: UUID) -> bytes:
    """The 32 bytes of its private key: HKDF-SHA256 (RFC 5869) of the secret and the organisation's id, so that it is there as soon as the organisation is.

    Raises:
        Problem: `no_exchange_key`.
    """
    path = home / "secrets" / "exchange-key"
    try:
        secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        sentence = f"La clé qui signe les échanges manque ou est abîmée ({path}). Rien n’a été écrit. Lancez « palier upgrade »."
        raise Problem("no_exchange_key", sentence, 500) from None
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"palier-exchange/1 " + organisation_id.bytes).derive(secret)
