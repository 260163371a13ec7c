"""What came from other deployments by file, and whose files are believed. What was received is never mixed with what is the organisation's own."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class KnownSender(Base):
    """An organisation elsewhere whose key somebody here has compared on the telephone."""

    __tablename__ = "known_senders"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    key: Mapped[bytes] = mapped_column(LargeBinary(32))
    confirmed_on: Mapped[date]
    confirmed_by: Mapped[UUID | None]


class ReceivedFile(Base):
    """A file of an exchange. Its bytes are kept until it is taken; then only its id and day, so that it is not taken twice."""

    __tablename__ = "received_files"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    """The sender's."""
    sender_id: Mapped[UUID]
    sender_name: Mapped[str] = mapped_column(String(150))
    made_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class SentFile(Base):
    """A file that was made for another deployment: when, by whom, what (`publications`, `structures`, `services`, `rounds`, `answers`: how many)."""

    __tablename__ = "sent_files"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[UUID | None]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class ReceivedPublication(Base):
    """A publication of another deployment, as it was frozen there, and the SHA-256 of its text."""

    __tablename__ = "received_publications"
    __table_args__ = (UniqueConstraint("organisation_id", "sender_id", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    sender_id: Mapped[UUID]
    sender_name: Mapped[str] = mapped_column(String(150))
    audience: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(100))
    first: Mapped[date]
    last: Mapped[date]
    published_on: Mapped[date]
    received_on: Mapped[date]
    frozen: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class ReceivedRound(Base):
    """A round that another deployment proposes, as `outreach.domain.exchange.write_round` writes it, and what was answered here.

    Told again and changed, it waits for an answer again: `earlier` is what it was, and `earlier_answer` what was answered to that.
    """

    __tablename__ = "received_rounds"
    __table_args__ = (
        CheckConstraint("answer in ('accepted', 'declined')", name="answer"),
        CheckConstraint("earlier_answer in ('accepted', 'declined')", name="earlier_answer"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_name: Mapped[str] = mapped_column(String(150))
    ends_on: Mapped[date]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    received_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(String(10))
    people: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    answered_on: Mapped[date | None]
    round_id: Mapped[UUID | None]
    """The own round that was made of it."""
    earlier: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    earlier_answer: Mapped[str | None] = mapped_column(String(10))


class ReceivedAnswer(Base):
    """What another deployment has answered to a round of here."""

    __tablename__ = "received_answers"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_name: Mapped[str] = mapped_column(String(150))
    accepted: Mapped[bool]
    people: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    received_on: Mapped[date]
