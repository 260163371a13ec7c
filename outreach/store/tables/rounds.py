"""A round (tournée): which entrances, when, with which tablets."""

from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class Round(Base):
    """A planned round of one organisation."""

    __tablename__ = "rounds"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="days_in_order"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


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
