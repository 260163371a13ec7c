"""Passwords: hashed with argon2id, checked in the same time whether or not the account exists."""

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from outreach.errors import Problem

LEAST_LENGTH = 12
MOST_LENGTH = 200
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters and figures that are read for one another."""

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password. Raises `Problem` (`weak_password`) when it is too short, too long or too monotonous."""
    if not LEAST_LENGTH <= len(password) <= MOST_LENGTH or len(set(password)) < 5:
        raise Problem(
            "weak_password",
            f"Ce mot de passe est trop simple : il faut au moins {LEAST_LENGTH} caractères variés. Quatre mots sans rapport entre eux conviennent très bien.",
        )
    return _hasher.hash(password)


def rehash(password: str) -> str:
    """Hash a password that is known to be right, whatever today's rule says of it."""
    return _hasher.hash(password)


def verify_password(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Without a hash (unknown login, person without account) it takes as long and says no."""
    try:
        matched = _hasher.verify(password_hash or _nobody(), password[: MOST_LENGTH + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matched and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def generate_password() -> str:
    """Make a first password: four groups of four, about 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def new_session_key() -> str:
    """Make the random that a person's sessions name; another one signs them out everywhere."""
    return secrets.token_hex(32)


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(32))
