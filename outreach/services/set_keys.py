"""An organisation gets its first keys, once: the recipient that seals, and the private key as its first coordinator holds it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.domain.key_files import check_copy, check_proof, check_wrapped
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.sealing import check_recipient
from outreach.errors import Problem
from outreach.store.tables import KeyCopy, Organisation, OrganisationKey, PersonKey


@dataclass(frozen=True)
class OwnKey:
    """A person's recipient, and its private key as their passphrase locked it."""

    recipient: str
    wrapped_key: str

    def checked(self) -> "OwnKey":
        """This, if it is what it says. Raises `Problem`: `bad_recipient`, `bad_wrapped_key` (a private key never comes here)."""
        return OwnKey(check_recipient(self.recipient), check_wrapped(self.wrapped_key))


@dataclass(frozen=True)
class Copy:
    """An organisation's private key sealed to a person's recipient, and the proof that it was compared."""

    sealed: str
    proof: str

    def checked(self) -> "Copy":
        """This, if it is what it says. Raises `Problem`: `bad_key_copy`, `bad_proof`."""
        return Copy(check_copy(self.sealed), check_proof(self.proof))


def set_keys(session: Session, now: datetime, scope: Scope, recipient: str, own: OwnKey, copy: Copy) -> None:
    """Keep the organisation's recipient, and what its first coordinator opens it with.

    Raises `Problem`: those of `checked`; `keys_exist` when there are keys already: they are never overwritten, not even by two browsers at once.
    """
    if scope.user_id is None:
        raise ValueError("keys are somebody's")
    check_recipient(recipient)
    own, copy, day = own.checked(), copy.checked(), paris_day(now)
    made = session.execute(
        update(Organisation)
        .where(Organisation.id == scope.organisation_id, Organisation.recipient.is_(None))
        .values(recipient=recipient, wrapped_key=None, keys_made_on=day)
        .returning(Organisation.id)
    ).all()
    if not made:
        raise Problem("keys_exist", "Cette organisation a déjà ses clés : elles n’ont pas été remplacées. Rechargez la page.", 409)
    session.add(
        OrganisationKey(recipient=recipient, organisation_id=scope.organisation_id, made_on=day, made_by_id=scope.user_id, follows=None, sealed_before=None)
    )
    session.add(PersonKey(user_id=scope.user_id, recipient=own.recipient, wrapped_key=own.wrapped_key, made_on=day, asked_for=recipient))
    session.flush()
    session.add(KeyCopy(organisation_recipient=recipient, user_id=scope.user_id, sealed=copy.sealed, proof=copy.proof, given_by_id=scope.user_id, given_on=day))
    session.flush()


def find_organisation(session: Session, scope: Scope) -> Organisation:
    """The organisation of a scope."""
    return session.get_one(Organisation, scope.organisation_id)
