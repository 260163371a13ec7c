"""A round (tournée): which entrances, when, with which tablets."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class Round(Base):
    """A planned round of one organisation."""

    __tablename__ = "rounds"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    joint_round_id: Mapped[UUID | None] = mapped_column(ForeignKey("joint_rounds.id"), index=True)
    """The joint round of which this is the organisation's share."""


class RoundEntrance(Base):
    """An entrance of a round, at its place in the walk."""

    __tablename__ = "round_entrances"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), primary_key=True, index=True)
    position: Mapped[int]


class RoundDevice(Base):
    """A tablet that carries a round."""

    __tablename__ = "round_devices"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True, index=True)


class RoundNames(Base):
    """Who was promised something in a round, sealed to one of its tablets by a coordinator's browser: unreadable here, and gone when the round is over."""

    __tablename__ = "round_names"

    round_id: Mapped[UUID] = mapped_column(ForeignKey("rounds.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True, index=True)
    recipient: Mapped[str] = mapped_column(String(100))
    """The tablet's, that it was sealed to."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(Moment)
