"""An organisation gets its keys, once: the recipient that seals, and the private key as its coordinators' passphrase wrapped it."""

import base64
import binascii
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.sealing import check_recipient
from outreach.errors import Problem
from outreach.store.tables import Organisation

ARMOR_BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----"
ARMOR_END = "-----END AGE ENCRYPTED FILE-----"
HEADER = b"age-encryption.org/v1\n-> scrypt "
MOST_LENGTH = 4096


def set_keys(session: Session, now: datetime, scope: Scope, recipient: str, wrapped_key: str) -> None:
    """Keep the organisation's recipient and wrapped private key.

    Raises `Problem`: `bad_recipient`, `bad_wrapped_key` (anything but a passphrase-locked age file: a private key never comes here),
    `keys_exist` when there are keys already; they are never overwritten, not even by two browsers at once.
    """
    check_recipient(recipient)
    _check_wrapped(wrapped_key)
    made = session.execute(
        update(Organisation)
        .where(Organisation.id == scope.organisation_id, Organisation.recipient.is_(None))
        .values(recipient=recipient, wrapped_key=wrapped_key, keys_made_on=paris_day(now))
        .returning(Organisation.id)
    ).all()
    if not made:
        raise Problem("keys_exist", "Cette organisation a déjà ses clés : elles n’ont pas été remplacées. Rechargez la page.", 409)


def find_organisation(session: Session, scope: Scope) -> Organisation:
    """The organisation of a scope."""
    return session.get_one(Organisation, scope.organisation_id)


def _check_wrapped(wrapped_key: str) -> None:
    text = wrapped_key.strip()
    problem = Problem("bad_wrapped_key", "La clé verrouillée reçue est illisible. Rien n’a été enregistré. Recommencez la création des clés.")
    if len(text) > MOST_LENGTH or not (text.startswith(ARMOR_BEGIN) and text.endswith(ARMOR_END)):
        raise problem
    try:
        body = base64.b64decode("".join(text.splitlines()[1:-1]), validate=True)
    except (binascii.Error, ValueError):
        raise problem from None
    if not body.startswith(HEADER):
        raise problem
