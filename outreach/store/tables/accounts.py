"""How people come in: the links they are handed, where they are signed in, their second factor, their passkeys."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class AccountLink(Base):
    """The link with which a person chooses a password, once: an invitation, or in place of a forgotten one. Only the latest works."""

    __tablename__ = "account_links"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)


class UserSession(Base):
    """A browser in which somebody is signed in. Without its row its cookie is worth nothing."""

    __tablename__ = "user_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    """To some minutes."""
    browser: Mapped[str] = mapped_column(String(60))


class SecondFactor(Base):
    """The secret that a person's authenticator shares with the server, encrypted under the server's own; it counts once it was confirmed with a code."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary(200))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int] = mapped_column(BigInteger)
    """The time step of the last code that was taken: no code is taken twice."""
    recovery: Mapped[list[str]] = mapped_column(JSON)
    """SHA-256 of the recovery codes that were not used yet, hex."""


class HomeLook(Base):
    """When a person of the office last opened the home page, and since when its news are told: the last look of the sitting before, if there was one."""

    __tablename__ = "home_looks"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    since_at: Mapped[datetime | None] = mapped_column(Moment)
    since_number: Mapped[int | None] = mapped_column(BigInteger)
    """The journal's last number at that moment."""
    looked_at: Mapped[datetime] = mapped_column(Moment)
    looked_number: Mapped[int] = mapped_column(BigInteger)


class Passkey(Base):
    """A passkey of somebody (WebAuthn): the public half. It opens the account alone, since the device asks for a finger, a face or its own code."""

    __tablename__ = "passkeys"

    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    uses: Mapped[int] = mapped_column(BigInteger)
    """What the device counts, where it does: it never goes back."""
    name: Mapped[str] = mapped_column(String(60))
    added_on: Mapped[date]
    used_on: Mapped[date | None]
