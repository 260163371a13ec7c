"""A coordinator gives the organisation's key to another, who asked for it: their browser sealed it, the server only keeps it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.people import find_person
from outreach.services.set_keys import Copy, find_organisation
from outreach.store.tables import KeyCopy, PersonKey, User


def give_key(session: Session, now: datetime, scope: Scope, user_id: UUID, recipient: str, organisation_recipient: str, copy: Copy) -> User:
    """Keep the copy that was sealed to `recipient`, the one that both persons compared.

    Raises `Problem`: those of `checked`; `unknown_person`; `no_access` of somebody who may not open names;
    `other_key` when the person's key, or the organisation's, is another by now; `already_given`.
    """
    copy = copy.checked()
    user = find_person(session, scope, user_id)
    if not user.active or user.role != Role.COORDINATOR:
        raise Problem("no_access", "Cette personne ne fait pas partie de la coordination, ou n’a plus d’accès. Rien n’a été donné.", 409)
    own = session.get(PersonKey, user_id)
    if own is None or own.recipient != recipient or find_organisation(session, scope).recipient != organisation_recipient:
        raise Problem("other_key", "La clé a changé entre-temps. Rien n’a été donné. Rechargez la page et comparez de nouveau.", 409)
    if session.get(KeyCopy, (organisation_recipient, user_id)) is not None:
        raise Problem("already_given", "Cette personne tient déjà la clé. Rien n’a été changé. Rechargez la page.", 409)
    session.add(
        KeyCopy(
            organisation_recipient=organisation_recipient,
            user_id=user_id,
            sealed=copy.sealed,
            proof=copy.proof,
            given_by_id=scope.user_id,
            given_on=paris_day(now),
        )
    )
    session.flush()
    return user
