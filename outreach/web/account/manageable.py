"""Whose account the signed-in person may change."""

from uuid import UUID

from flask_babel import gettext as _

from outreach.domain.policy import may_manage
from outreach.domain.roles import Role
from outreach.errors import Problem
from outreach.services.people import find_person
from outreach.store.database import db
from outreach.store.tables import User
from outreach.web.access import person, scope


def check_manageable(user_id: UUID) -> User:
    """The person, if the signed-in one may change their account. Raises `Problem`: `unknown_person`, `not_yours`."""
    user = find_person(db.session(), scope(), user_id)
    if not may_manage(person().role, Role(user.role)):
        raise Problem("not_yours", _("Seule l’administration peut changer ce compte. Rien n’a été changé."), 403)
    return user
