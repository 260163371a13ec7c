"""Who: organisations, their people and their tablets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class Organisation(Base):
    """A centre: the controller of what its teams note. `recipient` is null until a coordinator has made the keys."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150), unique=True)
    recipient: Mapped[str | None] = mapped_column(String(100))
    wrapped_key: Mapped[str | None] = mapped_column(Text)
    """Of an organisation of before its coordinators had keys of their own: the private key (armored age), locked by one passphrase that they share."""
    keys_made_on: Mapped[date | None]
    shows_dates: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether those it has an agreement with see where and when its own rounds go: entrances and days, nothing else."""


class OrganisationContact(Base):
    """How residents reach a centre: said on notices and field cards. Empty texts are not said."""

    __tablename__ = "organisation_contacts"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    telephone: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(250))
    opening: Mapped[str] = mapped_column(String(250))
    email: Mapped[str] = mapped_column(String(150))
    dpo: Mapped[str] = mapped_column(String(250))
    """Whom to write to about one's data: a name or a function, and an address."""


class User(Base):
    """A person with an account, or a worker who only unlocks tablets (then without password)."""

    __tablename__ = "users"
    __table_args__ = (CheckConstraint("role in ('worker', 'coordinator', 'administrator', 'partner')", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(150))
    login: Mapped[str | None] = mapped_column(String(150), unique=True)
    password_hash: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(String(64))
    """Random; a new one signs the person out everywhere."""


class Device(Base):
    """An enrolled tablet (only a digest of its bearer token is kept), or the organisation's office, which writes entries too."""

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint("kind in ('tablet', 'office')", name="kind"),
        CheckConstraint("standing in ('active', 'locked', 'revoked', 'stolen')", name="standing"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10), default="tablet", server_default="tablet")
    recipient: Mapped[str | None] = mapped_column(String(100))
    token_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    last_contact_at: Mapped[datetime | None] = mapped_column(Moment)
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"))
    """The tablet whose place this one takes: its browser threw everything away, or it was lost."""
    standing: Mapped[str] = mapped_column(String(10), default="active", server_default="active")
    """As `domain.tablets.Standing`."""
    erase_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)
    pending: Mapped[int | None] = mapped_column()
    """How many entries it had that were not here, when it was last heard of; None as long as it has not said."""
    app: Mapped[str | None] = mapped_column(String(20))
    """The version of its app, by its own word."""


class DeviceWorker(Base):
    """A worker who may choose a code on a tablet."""

    __tablename__ = "device_workers"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)


class Recovery(Base):
    """A tablet's code was lost: it asks for its own key again. Sealed both ways, and gone after half an hour."""

    __tablename__ = "recoveries"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    recipient: Mapped[str] = mapped_column(String(100))
    """Of a key pair that the tablet made for this once."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """The tablet's key, sealed to the organisation when the code was chosen."""
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The tablet's key, sealed to `recipient` by a coordinator's browser."""


class Enrolment(Base):
    """An invitation for one tablet: the device row exists, its token does not yet."""

    __tablename__ = "enrolments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime] = mapped_column(Moment)
