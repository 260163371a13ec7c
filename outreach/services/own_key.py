"""A coordinator's own key: made, asked for, given a new passphrase, or made anew when the passphrase is lost."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.domain.sealing import check_recipient
from outreach.errors import Problem
from outreach.services.key_holders import open_access
from outreach.services.set_keys import Copy, OwnKey, find_organisation
from outreach.store.tables import KeyCopy, PersonKey


def make_own_key(session: Session, now: datetime, scope: Scope, own: OwnKey, asked_for: str, copy: Copy | None) -> None:
    """Keep a person's own key: with a copy of the organisation's when their browser has it open; without one, the person asks for it.

    A key they had before is forgotten, with the copies sealed to it.

    Raises `Problem`: those of `checked`; `key_moved` when `asked_for` is not the organisation's recipient (any more);
    `last_holder`: nobody else could give the key, and what opens it now would be gone.
    """
    user_id = _person(scope)
    own, copy = own.checked(), copy.checked() if copy else None
    organisation = find_organisation(session, scope)
    if organisation.recipient is None or check_recipient(asked_for) != organisation.recipient:
        raise Problem("key_moved", "La clé de l’organisation vient de changer. Rien n’a été enregistré. Rechargez la page et recommencez.", 409)
    if copy is None and organisation.wrapped_key is None and _only_holder(session, scope, organisation.recipient):
        raise Problem(
            "last_holder",
            "Vous êtes la seule personne à tenir la clé : une autre phrase ne l’ouvrirait plus. Rien n’a été changé. Ouvrez d’abord avec la feuille.",
            409,
        )
    session.execute(delete(KeyCopy).where(KeyCopy.user_id == user_id))
    session.execute(delete(PersonKey).where(PersonKey.user_id == user_id))
    day = paris_day(now)
    session.add(PersonKey(user_id=user_id, recipient=own.recipient, wrapped_key=own.wrapped_key, made_on=day, asked_for=asked_for))
    if copy is not None:
        session.add(KeyCopy(organisation_recipient=asked_for, user_id=user_id, sealed=copy.sealed, proof=copy.proof, given_by_id=user_id, given_on=day))
    session.flush()


def change_passphrase(session: Session, scope: Scope, own: OwnKey) -> None:
    """Keep the same key, locked by another passphrase.

    Raises `Problem`: those of `checked`; `other_key` when it is not the person's.
    """
    own = own.checked()
    known = session.get(PersonKey, _person(scope))
    if known is None or known.recipient != own.recipient:
        raise Problem("other_key", "Votre clé a changé entre-temps, dans une autre fenêtre peut-être. Rien n’a été changé. Rechargez la page.", 409)
    known.wrapped_key = own.wrapped_key


def _only_holder(session: Session, scope: Scope, recipient: str) -> bool:
    query = select(KeyCopy.user_id).where(KeyCopy.organisation_recipient == recipient, KeyCopy.user_id.in_(open_access(scope)))
    return set(session.scalars(query)) == {scope.user_id}


def _person(scope: Scope) -> UUID:
    if scope.user_id is None:
        raise ValueError("a key is somebody's")
    return scope.user_id
