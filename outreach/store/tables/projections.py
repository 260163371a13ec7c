"""What the journal says, laid out for reading. Dropped and made again by `palier rebuild`; no clock, no autoincrement."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from outreach.domain.cases import CaseState, Consent, Matter, Reason
from outreach.store.database import Base
from outreach.store.types import Moment


class Door(Base):
    """A door of the territory, with its present label. Which doors an organisation sees: `outreach.store.doors.shown_to`."""

    __tablename__ = "doors"
    __table_args__ = (Index("ix_doors_standing", "entrance_id", sqlite_where=text("standing"), postgresql_where=text("standing")),)
    """How many stand at each entrance is counted from this index alone."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    floor: Mapped[int]
    side: Mapped[str | None] = mapped_column(String(10))
    number: Mapped[int | None]
    letter: Mapped[str | None] = mapped_column(String(1))
    standing: Mapped[bool] = mapped_column(default=True, server_default=true())
    """False once it was taken off the façade (who has visited it sees it still), or if it is one with another door."""
    merged_into: Mapped[UUID | None] = mapped_column(index=True)
    """The door that it is: visits here count there. It stands no more, and has no state of its own."""


class Visit(Base):
    """A live visit (neither withdrawn nor replaced)."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_figures", "organisation_id", "entrance_id", "door_id", "day", "outcome"),
        Index("ix_visits_days", "organisation_id", "day", "outcome"),
        Index("ix_visits_rounds", "round_id", "entrance_id", "door_id", "outcome"),
        Index("ix_visits_promised", "organisation_id", "door_id", sqlite_where=text("due_on IS NOT NULL"), postgresql_where=text("due_on IS NOT NULL")),
    )
    """The first holds all that the figures of an entrance are made of, in the order in which they are packed; the others what is counted by day, what is
    counted by round, and the few visits that promised a day."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    round_id: Mapped[UUID]
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    door_id: Mapped[UUID] = mapped_column(index=True)
    """Of merged doors, the one that they are."""
    device_id: Mapped[UUID]
    author_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(20))
    slot: Mapped[str | None] = mapped_column(String(20))
    due_on: Mapped[date | None]
    """The day on which somebody promised to come back."""
    day: Mapped[date]
    """Local day (Europe/Paris) of the corrected time."""
    corrected_at: Mapped[datetime] = mapped_column(Moment)
    hour_known: Mapped[bool] = mapped_column(default=True, server_default=true())
    """False where a paper sheet told the day only: then the time of `corrected_at` is noon or a little after, and says nothing."""


class DoorState(Base):
    """The latest visit of an organisation at a door, how many passages there were (live visits), and whether to stay away."""

    __tablename__ = "door_states"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    door_id: Mapped[UUID] = mapped_column(primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    visit_id: Mapped[UUID]
    outcome: Mapped[str] = mapped_column(String(20))
    passages: Mapped[int]
    opposed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The household asks us to stay away, whatever the latest visit was. Then nothing is due."""
    due_on: Mapped[date | None]
    """What the latest visit promised."""
    slot: Mapped[str | None] = mapped_column(String(20))


class EntrancePassages(Base):
    """All that figures need of an organisation's live visits at an entrance, and of those that were erased: `outreach.domain.packed` reads the bytes."""

    __tablename__ = "entrance_passages"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), primary_key=True, index=True)
    visits: Mapped[bytes] = mapped_column(LargeBinary)
    """Door, day and outcome of each."""
    erased: Mapped[bytes] = mapped_column(LargeBinary)
    """How many ended so on a day (`BareOutcome`)."""
    undescribed: Mapped[int]
    """Doors with a visit that do not stand here, or that nothing describes: known all the same to who has visited them."""


class TeamSession(Base):
    """A live session: a team's day on an entrance. Its end, where no button told it, depends on the present moment: `outreach.domain.sessions`."""

    __tablename__ = "team_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """That of the entry that began it, also when another corrected it."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    round_id: Mapped[UUID] = mapped_column(index=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    device_id: Mapped[UUID]
    day: Mapped[date]
    mode: Mapped[str] = mapped_column(String(20))
    workers: Mapped[list[str]] = mapped_column(JSON)
    """Ids of people."""
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When its button was pressed."""


class Encounter(Base):
    """A live encounter: somebody met in the hall, outside the building or in the street. No door, and never counted as one."""

    __tablename__ = "encounters"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    round_id: Mapped[UUID] = mapped_column(index=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    device_id: Mapped[UUID]
    author_id: Mapped[UUID]
    session_id: Mapped[UUID] = mapped_column(index=True)
    """The session, known or not."""
    place: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    corrected_at: Mapped[datetime] = mapped_column(Moment)


class Headcount(Base):
    """People seen, as they were counted: so many more, or fewer where a count was put right. Those of a session add up."""

    __tablename__ = "headcounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    round_id: Mapped[UUID] = mapped_column(index=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), index=True)
    device_id: Mapped[UUID]
    session_id: Mapped[UUID] = mapped_column(index=True)
    adults: Mapped[int]
    children: Mapped[int]
    day: Mapped[date]
    corrected_at: Mapped[datetime] = mapped_column(Moment)


class Household(Base):
    """The live coded answers of a household, at an entrance, in a round, on a day. Nothing names its door."""

    __tablename__ = "households"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    round_id: Mapped[UUID]
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"))
    day: Mapped[date]
    form_id: Mapped[str] = mapped_column(String(80))
    form_version: Mapped[str] = mapped_column(String(40))
    counted: Mapped[bool]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    isolation: Mapped[str] = mapped_column(String(10))
    """`yes`, `no` or `unknown`: see forms.instruments.isolation."""


class Case(Base):
    """Something to follow up, as it stands. Nothing names its door: that is in the sealed part of the entry that opened it."""

    __tablename__ = "cases"
    __table_args__ = (Index("ix_cases_open", "organisation_id", "ended_on"), {"sqlite_with_rowid": False})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    opening_id: Mapped[UUID]
    """The `case` entry: its sealed part has the door."""
    round_id: Mapped[UUID]
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"))
    matter: Mapped[Matter] = mapped_column(String(10))
    theme: Mapped[str | None] = mapped_column(String(160))
    service_id: Mapped[UUID | None]
    """As the entry names it: the directory may have lost it since."""
    consent: Mapped[Consent] = mapped_column(String(10))
    opened_on: Mapped[date]
    filed_on: Mapped[date | None]
    """Of a right: when its claim was filed."""
    state: Mapped[CaseState] = mapped_column(String(10))
    due: Mapped[date | None]
    slot: Mapped[str | None] = mapped_column(String(20))
    owner_id: Mapped[UUID | None]
    reason: Mapped[Reason | None] = mapped_column(String(20))
    ended_on: Mapped[date | None]
    attempts: Mapped[int]
    heads: Mapped[list[str]] = mapped_column(JSON)
    """The entries that the next step comes after."""
