"""A person joins the organisation, with or without an account."""

import re
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.roles import Role
from outreach.errors import Problem
from outreach.services.passwords import hash_password, new_session_key
from outreach.services.sign_in import normalise_login
from outreach.store.tables import User

LOGIN = re.compile(r"[\w.@+-]{3,60}")


def add_person(session: Session, organisation_id: UUID, name: str, role: Role, login: str | None = None, password: str | None = None) -> User:
    """Add a person. With a login they get an account, which opens with this password, or with the one that they choose by a link (`account_link`).

    Raises `Problem`: `name_missing`, `login_missing` (only workers do without), `login_invalid`, `login_taken`, `weak_password`.
    """
    name = " ".join(name.split())
    if not name:
        raise Problem("name_missing", "Il manque le nom. Rien n’a été enregistré.")
    login = normalise_login(login) if login else None
    if login is None and role is not Role.WORKER:
        raise Problem("login_missing", "Il faut un identifiant de connexion pour ce rôle. Rien n’a été enregistré.")
    _check_login(session, login)
    user = User(
        id=uuid4(),
        organisation_id=organisation_id,
        name=name,
        login=login,
        password_hash=hash_password(password) if login and password else None,
        role=role.value,
        active=True,
        session_key=new_session_key(),
    )
    session.add(user)
    session.flush()
    return user


def _check_login(session: Session, login: str | None) -> None:
    if login is None:
        return
    if not LOGIN.fullmatch(login):
        raise Problem("login_invalid", "L’identifiant doit avoir de 3 à 60 caractères : lettres, chiffres, point, tiret ou arobase, sans espace.")
    if session.scalar(select(User.id).where(User.login == login)) is not None:
        raise Problem("login_taken", "Cet identifiant est déjà pris. Rien n’a été enregistré. Choisissez-en un autre.", 409)
