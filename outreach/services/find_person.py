"""The person whom a login names."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.sign_in import normalise_login
from outreach.store.tables import User


def scope_of_login(session: Session, login: str) -> Scope:
    """The scope of a coordinator or administrator, by login.

    Raises:
        Problem: `no_such_login`, also for people of other roles and closed accounts.
    """
    user = session.scalar(select(User).where(User.login == normalise_login(login)))
    if user is None or not user.active or Role(user.role) not in (Role.COORDINATOR, Role.ADMINISTRATOR):
        raise Problem("no_such_login", f"Personne de la coordination ou de l’administration n’a l’identifiant « {login} ». Rien n’a été importé.")
    return Scope(user.organisation_id, user.id)


def person_of_login(session: Session, login: str) -> User:
    """The person whose login this is. Raises `Problem`: `no_such_login`."""
    user = session.scalar(select(User).where(User.login == normalise_login(login)))
    if user is None:
        raise Problem("no_such_login", f"Personne n’a l’identifiant « {login} ». Rien n’a été changé.")
    return user
