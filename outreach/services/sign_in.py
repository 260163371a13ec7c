"""A person signs in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.services.passwords import needs_rehash, rehash, verify_password
from outreach.store.tables import User


def normalise_login(login: str) -> str:
    """Logins do not tell capitals from small letters."""
    return login.strip().casefold()


@dataclass(frozen=True)
class Tried:
    """What became of a login and a password: whose login it is, and whether the password is theirs."""

    user: User | None
    right: bool

    @property
    def open(self) -> bool:
        """Whether that opens the office."""
        return self.right and self.user is not None and self.user.active


def sign_in(session: Session, login: str, password: str) -> Tried:
    """Try a login and a password. An unknown login takes as long as a wrong password."""
    user = session.scalar(select(User).where(User.login == normalise_login(login)))
    return Tried(user, verify_password(user.password_hash if user else None, password))


def refresh_hash(session: Session, user_id: UUID, password: str) -> None:
    """Hash the right password anew when today's parameters are stronger than those it was hashed with."""
    user = session.get_one(User, user_id)
    if user.password_hash and needs_rehash(user.password_hash):
        user.password_hash = rehash(password)
