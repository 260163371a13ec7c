"""Meetings between services: agenda, who was invited, what was decided. No household's matter has a place in any of their texts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.domain.meetings import GuestAnswer
from outreach.store.database import Base
from outreach.store.types import Moment


class Meeting(Base):
    """A meeting that an organisation calls."""

    __tablename__ = "meetings"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="times_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(String(120))
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[str] = mapped_column(String(250))
    agenda: Mapped[str] = mapped_column(Text)
    minutes: Mapped[str] = mapped_column(Text)
    cancelled: Mapped[bool]
    revision: Mapped[int]
    """One more at every change of what calendars show."""
    changed_at: Mapped[datetime] = mapped_column(Moment)


class MeetingGuest(Base):
    """A structure that is invited, by the name it had then: the directory may lose it."""

    __tablename__ = "meeting_guests"

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    answer: Mapped[GuestAnswer | None] = mapped_column(String(20))
    """Of the organisation that the structure is, where it has an account here."""
    answered_on: Mapped[date | None]


class MeetingDecision(Base):
    """Something decided: who does it (a structure or a function, no name) until when, followed until it is closed."""

    __tablename__ = "meeting_decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meetings.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    owner: Mapped[str] = mapped_column(String(150))
    due_on: Mapped[date]
    decided_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(500))
    """What came of it."""
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """The organisation that was in charge of it, where it closed it itself."""
