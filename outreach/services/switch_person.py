"""A person's access is switched off, or on again."""

from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.people import find_person, list_people
from outreach.services.user_sessions import sign_out_everywhere
from outreach.store.tables import User


def switch_person(session: Session, scope: Scope, user_id: UUID, *, active: bool) -> User:
    """Switch access on or off. What the person captured stays, and what their tablet still holds is still accepted.

    Raises `Problem`: `unknown_person`; `own_access` for oneself; `last_coordinator` when nobody could open the names any more.
    """
    user = find_person(session, scope, user_id)
    if user.id == scope.user_id:
        raise Problem("own_access", "Vous ne pouvez pas fermer votre propre accès. Rien n’a été changé.", 409)
    if not active and user.role == Role.COORDINATOR and not _another_coordinator(session, scope, user):
        raise Problem("last_coordinator", "C’est la dernière personne de la coordination. Ajoutez-en une autre d’abord. Rien n’a été changé.", 409)
    user.active = active
    sign_out_everywhere(session, user)
    return user


def _another_coordinator(session: Session, scope: Scope, user: User) -> bool:
    return any(one.id != user.id and one.active and one.role == Role.COORDINATOR for one in list_people(session, scope))
