"""What several organisations plan together: their agreements, their joint rounds, and how each of them came about."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class Agreement(Base):
    """A joint-controller agreement (GDPR, article 26), recorded before doors are shared. In force when all its parties have accepted it."""

    __tablename__ = "agreements"
    __table_args__ = (CheckConstraint("valid_to is null or valid_to >= valid_from", name="days_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(150))
    reference: Mapped[str] = mapped_column(String(250))
    """Where the signed paper is: a number, a file, a shelf. May be empty."""
    text: Mapped[str] = mapped_column(Text)
    """What was agreed. May be empty where the reference says where it is."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    recorded_on: Mapped[date]


class AgreementParty(Base):
    """An organisation of an agreement."""

    __tablename__ = "agreement_parties"

    agreement_id: Mapped[UUID] = mapped_column(ForeignKey("agreements.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    accepted_on: Mapped[date | None]
    left_on: Mapped[date | None]
    """From this day on the agreement holds no more for it."""


class JointRound(Base):
    """A round of several organisations. Its state, and whose acceptance still holds: `outreach.domain.joint_rounds`."""

    __tablename__ = "joint_rounds"
    __table_args__ = (CheckConstraint("stage in ('proposed', 'fixed', 'done', 'debriefed', 'cancelled')", name="stage"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    days: Mapped[list[str]] = mapped_column(JSON)
    """ISO dates, in order."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    stage: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    """Goes up with every change of what is planned: who changes says which one they saw."""
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)


class JointRoundParty(Base):
    """An organisation that was asked to a joint round, what it answered, and to which revision."""

    __tablename__ = "joint_round_parties"
    __table_args__ = (CheckConstraint("answer in ('asked', 'accepted', 'declined')", name="answer"),)

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(10))
    accepted_revision: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(500))
    people: Mapped[int]
    """How many people it offers."""
    labels: Mapped[list[str]] = mapped_column(JSON)
    """What they are called in the plan: functions or numbers, no names."""


class JointRoundEntrance(Base):
    """An entrance of a joint round: whose share, and when it may be visited."""

    __tablename__ = "joint_round_entrances"

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), primary_key=True, index=True)
    share: Mapped[int | None]
    """The number of its team; None as long as it was not cut."""
    position: Mapped[int]
    """Its place in the walk of its share."""
    required: Mapped[bool]
    windows: Mapped[list[Any]] = mapped_column(JSON)
    """When it is visited, `["17:00", "20:00"]` each, followed by the days (ISO 8601) it counts for if not for all; none: at any time."""


class JointTeam(Base):
    """A team of a joint round: whose people, from where to where, from when to when. Places: label, lon, lat (degrees, EPSG:4326)."""

    __tablename__ = "joint_teams"

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """From 0: the share that is its."""
    label: Mapped[str] = mapped_column(String(60))
    members: Mapped[list[Any]] = mapped_column(JSON)
    """`{"organisation": id, "label": text}` each: at least one."""
    start: Mapped[dict[str, Any]] = mapped_column(JSON)
    end: Mapped[dict[str, Any]] = mapped_column(JSON)
    shift: Mapped[list[str]] = mapped_column(JSON)
    """Two times of the day, `HH:MM`, Europe/Paris, and the days on which it walks (ISO 8601) if not on all."""
    pause: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """A place, and `during`: two times. All the team meets there meanwhile."""


class JointWalks(Base):
    """The walks that were computed for a revision of a joint round, as `outreach.services.walk_plan` writes them down."""

    __tablename__ = "joint_walks"

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    revision: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Moment)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)


class JointRoundEvent(Base):
    """Something that happened to a joint round. Written once, never changed."""

    __tablename__ = "joint_round_events"

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    """Of the joint round when it had happened."""
    reason: Mapped[str] = mapped_column(String(500))
    changed: Mapped[list[str]] = mapped_column(JSON)
    """What was changed, in sentences without names."""


class JointLesson(Base):
    """What an organisation has learnt from a joint round: read by all its parties."""

    __tablename__ = "joint_lessons"

    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    written_on: Mapped[date]


class JointDecision(Base):
    """Something decided at a debrief: who does it until when, followed until it is closed."""

    __tablename__ = "joint_decisions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    joint_round_id: Mapped[UUID] = mapped_column(ForeignKey("joint_rounds.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    due_on: Mapped[date]
    decided_on: Mapped[date]
    closed_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(String(500))
    """What came of it."""


class CalendarMark(Base):
    """Which calendar address holds since it was renewed: of an organisation, or of one label of its people. No secret: addresses are signed."""

    __tablename__ = "calendar_marks"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    label: Mapped[str] = mapped_column(String(60), primary_key=True)
    """Empty for the organisation's own."""
    mark: Mapped[str] = mapped_column(String(16))
    renewed_on: Mapped[date]
