"""A second factor: six digits of an authenticator (TOTP, RFC 6238), or a recovery code, each taken once."""

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.passwords import generate_password
from outreach.services.people import find_person
from outreach.store.tables import SecondFactor, User

RECOVERY_CODES = 8
STEP_SECONDS = 30
NONCE_BYTES = 12


def begin_second_factor(session: Session, scope: Scope, server_secret: str) -> str:
    """Make a secret for the person's authenticator; it counts once `confirm_second_factor` has seen a code of it. Returns it (base32).

    Raises `Problem` (`factor_exists`) while there is one: it is taken away first.
    """
    row = session.get(SecondFactor, scope.user_id)
    if row is not None and row.confirmed_at is not None:
        raise Problem("factor_exists", "La double vérification est déjà en place. Rien n’a été changé.", 409)
    secret = pyotp.random_base32()
    if row is None:
        assert scope.user_id is not None  # noqa: S101 -- only people have a second factor
        row = SecondFactor(user_id=scope.user_id, secret=b"", confirmed_at=None, last_step=0, recovery=[])
        session.add(row)
    row.secret = _encrypted(secret, row.user_id, server_secret)
    session.flush()
    return secret


def pending_secret(session: Session, scope: Scope, server_secret: str) -> str | None:
    """The secret that waits to be confirmed."""
    row = session.get(SecondFactor, scope.user_id)
    return None if row is None or row.confirmed_at is not None else _decrypted(row.secret, row.user_id, server_secret)


def authenticator_uri(secret: str, login: str) -> str:
    """What the QR code says to an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Palier")


def confirm_second_factor(session: Session, now: datetime, scope: Scope, server_secret: str, code: str) -> list[str]:
    """Put the second factor in place. Returns the recovery codes, of which only digests are kept.

    Raises `Problem`: `nothing_to_confirm`, `wrong_code`.
    """
    row = session.get(SecondFactor, scope.user_id)
    if row is None or row.confirmed_at is not None:
        raise Problem("nothing_to_confirm", "Il n’y a rien à confirmer. Rien n’a été changé. Recommencez depuis votre page.", 409)
    step = _step_of(_decrypted(row.secret, row.user_id, server_secret), code, now, after=0)
    if step is None:
        raise Problem("wrong_code", "Ce code n’est pas celui de l’application en ce moment. Rien n’a été changé. Attendez le suivant et réessayez.")
    codes = [generate_password() for _ in range(RECOVERY_CODES)]
    row.confirmed_at, row.last_step, row.recovery = now, step, [_digest(one) for one in codes]
    session.flush()
    return codes


def has_second_factor(session: Session, user_id: UUID) -> bool:
    """Whether a password alone does not open this account."""
    row = session.get(SecondFactor, user_id)
    return row is not None and row.confirmed_at is not None


def recovery_codes_left(session: Session, user_id: UUID) -> int:
    """How many recovery codes were not used yet."""
    row = session.get(SecondFactor, user_id)
    return len(row.recovery) if row is not None else 0


def check_second_factor(session: Session, now: datetime, user_id: UUID, server_secret: str, code: str) -> bool:
    """Whether this is a code of the person's authenticator, or one of their recovery codes; it is used up."""
    row = session.get(SecondFactor, user_id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return False
    step = _step_of(_decrypted(row.secret, row.user_id, server_secret), code, now, after=row.last_step)
    if step is not None:
        row.last_step = step
        return True
    digest = _digest(code)
    if digest in row.recovery:
        row.recovery = [one for one in row.recovery if one != digest]
        return True
    return False


def remove_second_factor(session: Session, scope: Scope, user_id: UUID) -> User:
    """Take a person's second factor away: their own, or that of somebody who lost the telephone. Raises `Problem` (`unknown_person`)."""
    user = find_person(session, scope, user_id)
    row = session.get(SecondFactor, user_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return user


def _step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The time step of a code: now, or one before or after, since clocks differ; never one that was taken already."""
    digits, present = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in (present - 1, present, present + 1):
        if step > after and secrets.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            return step
    return None


def _digest(code: str) -> str:
    """Recovery codes are as random as keys (79 bits): no slow hash is needed."""
    return hashlib.sha256("".join(code.lower().replace("-", "").split()).encode()).hexdigest()


def _key(server_secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"palier second factor").derive(server_secret.encode()))


def _encrypted(secret: str, user_id: UUID, server_secret: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _key(server_secret).encrypt(nonce, secret.encode(), user_id.bytes)


def _decrypted(kept: bytes, user_id: UUID, server_secret: str) -> str:
    try:
        return _key(server_secret).decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], user_id.bytes).decode()
    except InvalidTag:
        sentence = "La double vérification de ce compte ne peut plus être lue : le secret du serveur a changé. Demandez à votre coordination de la retirer."
        raise Problem("factor_unreadable", sentence, 409) from None
