"""Who can open: an organisation's keys, the coordinators' own, and the copies that join the two. No private key is ever here in clear."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class OrganisationKey(Base):
    """A recipient of an organisation, current or past. `Organisation.recipient` is the current one."""

    __tablename__ = "organisation_keys"

    recipient: Mapped[str] = mapped_column(String(100), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_on: Mapped[date | None]
    made_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    follows: Mapped[str | None] = mapped_column(ForeignKey("organisation_keys.recipient"), unique=True)
    """The recipient whose place this one took: one only takes the place of each."""
    sealed_before: Mapped[str | None] = mapped_column(Text)
    """The private key of `follows`, sealed to this recipient (armored age): what was sealed before stays readable."""


class PersonKey(Base):
    """A coordinator's own key pair: the private one is an armored age file, locked by their own passphrase in their browser."""

    __tablename__ = "person_keys"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(100), unique=True)
    wrapped_key: Mapped[str] = mapped_column(Text)
    made_on: Mapped[date]
    asked_for: Mapped[str] = mapped_column(String(100))
    """The organisation's recipient that this person's browser was shown: part of what is compared aloud."""


class KeyCopy(Base):
    """An organisation's private key, sealed to one coordinator's recipient (armored age)."""

    __tablename__ = "key_copies"

    organisation_recipient: Mapped[str] = mapped_column(ForeignKey("organisation_keys.recipient"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    sealed: Mapped[str] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(String(64))
    """Made with the organisation's private key: that it was this recipient that was compared (see JOURNAL.md, "Keys")."""
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    given_on: Mapped[date]


class RotationNotice(Base):
    """What tells one tablet that a new recipient takes the place of the one it knows: only a holder of the old private key could make it."""

    __tablename__ = "rotation_notices"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    recipient: Mapped[str] = mapped_column(ForeignKey("organisation_keys.recipient"), primary_key=True)
    proof: Mapped[str] = mapped_column(String(64))


class KeyComparison(Base):
    """Another organisation's key was compared aloud. Browsers that hold the own key make what is said of it, and its proof; here it is opaque."""

    __tablename__ = "key_comparisons"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    said: Mapped[str] = mapped_column(String(1000))
    proof: Mapped[str] = mapped_column(String(64))
