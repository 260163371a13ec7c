"""A person changes the own password."""

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.passwords import hash_password, verify_password
from outreach.services.user_sessions import sign_out_everywhere
from outreach.store.tables import User


def change_password(session: Session, scope: Scope, current: str, new: str) -> User:
    """Set a new password and sign out every other session of this person.

    Raises `Problem` `wrong_password` when `current` is not right, `weak_password` when `new` is too simple.
    """
    user = session.get_one(User, scope.user_id)
    if not verify_password(user.password_hash, current):
        raise Problem("wrong_password", "Le mot de passe actuel n’est pas le bon. Rien n’a été changé.", 403)
    user.password_hash = hash_password(new)
    sign_out_everywhere(session, user)
    return user
