"""A person signs in."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.services.passwords import needs_rehash, rehash, verify_password
from outreach.store.tables import User


def normalise_login(login: str) -> str:
    """Logins do not tell capitals from small letters."""
    return login.strip().casefold()


def sign_in(session: Session, login: str, password: str) -> User | None:
    """Give the person these belong to, or None, in the same time for an unknown login and for a wrong password."""
    user = session.scalar(select(User).where(User.login == normalise_login(login)))
    right = verify_password(user.password_hash if user else None, password)
    if user is None or not right or not user.active:
        return None
    return user


def refresh_hash(session: Session, user_id: UUID, password: str) -> None:
    """Hash the right password anew when today's parameters are stronger than those it was hashed with."""
    user = session.get_one(User, user_id)
    if user.password_hash and needs_rehash(user.password_hash):
        user.password_hash = rehash(password)
