"""What was captured: append only. See outreach/domain/JOURNAL.md."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class ServerState(Base):
    """One row: the epoch of this database and the last change number given."""

    __tablename__ = "server_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(String(36))
    last_number: Mapped[int] = mapped_column(BigInteger)


class LogEntry(Base):
    """An entry of the log lane, numbered in the order of commits. `clear` is null once erased."""

    __tablename__ = "log_entries"
    __table_args__ = (Index("ix_log_entries_feed", "entrance_id", "number"),)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"))
    kind: Mapped[str] = mapped_column(String(20))
    door_id: Mapped[UUID | None] = mapped_column(index=True)
    """Of a visit or a label, so that the state of one door is read without its neighbours'. Null once erased."""
    target_id: Mapped[UUID | None] = mapped_column(index=True)
    """The entry that this one replaces or withdraws, known or not."""
    receipt_mark: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    """By which whoever has the resident's receipt finds it. Null once erased."""
    epoch: Mapped[str] = mapped_column(String(36))
    """The epoch in which `number` was given (UUIDv7: later epochs sort after): `seen` of an older epoch says nothing about it."""
    clear: Mapped[bytes | None] = mapped_column(LargeBinary)
    clear_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    erased_because: Mapped[str | None] = mapped_column(String(40))


class AnswersEntry(Base):
    """An entry of the answers lane: stored by its random id, without number, device or time of arrival."""

    __tablename__ = "answers_entries"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[UUID | None] = mapped_column(index=True)
    """The entry that this one replaces or withdraws, known or not; of what is said of a case, the case."""
    receipt_mark: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True)
    """By which whoever has the resident's receipt finds it. Null once erased."""
    clear: Mapped[bytes | None] = mapped_column(LargeBinary)
    clear_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    erased_because: Mapped[str | None] = mapped_column(String(40))


class SealedPart(Base):
    """The sealed part of an entry: an age file that only the organisation and the device of origin can open."""

    __tablename__ = "sealed_parts"
    __table_args__ = ({"sqlite_with_rowid": False},)

    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    erased_because: Mapped[str | None] = mapped_column(String(40))


class Quarantined(Base):
    """What the server could not interpret, sealed whole to the organisation. `digest` is what the receipt said."""

    __tablename__ = "quarantine"
    __table_args__ = (
        CheckConstraint("state in ('open', 'repaired', 'dismissed')", name="state"),
        {"sqlite_with_rowid": False},
    )

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    """As the tablet named it: it may not even be a UUID."""
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    problem: Mapped[str] = mapped_column(String(40))
    received_on: Mapped[date]
    """The day only: a time would order answers."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    """Empty once erased."""
    state: Mapped[str] = mapped_column(String(10))
    resolution: Mapped[str | None] = mapped_column(String(200))
    erased_because: Mapped[str | None] = mapped_column(String(40))
