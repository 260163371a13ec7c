"""Reading and writing the journal's rows, in bulk: a few statements per batch, never one per entry."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import Column, Select, Table, insert, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.sql.elements import ColumnElement

from outreach.store.database import Base
from outreach.store.tables import AnswersEntry, LogEntry, Quarantined, ServerState

JOURNAL_LOCK = 0x70616C696572
"""The advisory lock of PostgreSQL under which the journal grows: "palier" as bytes."""

CHUNK = 5_000
"""Values of one `in (…)`: databases take some 32,000 parameters."""

T = TypeVar("T")
Columns: TypeAlias = Select[*tuple[Any, ...]]
"""A query for columns whose types the row's reader knows."""


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The values in lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def lock_journal(session: Session) -> None:
    """Wait for the right to add to the journal, and hold it to the end of the transaction.

    Numbers given under this lock are committed in their order, so no cursor can pass one that is still to come.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": JOURNAL_LOCK})
    else:
        session.execute(update(ServerState).values(last_number=ServerState.last_number))


def server_state(session: Session) -> tuple[str, int]:
    """The epoch, and the last number given."""
    row = session.execute(select(ServerState.epoch, ServerState.last_number)).one()
    return row.epoch, row.last_number


def take_numbers(session: Session, how_many: int) -> tuple[str, range]:
    """The epoch and the next numbers. Only under `lock_journal`."""
    row = session.execute(
        update(ServerState).values(last_number=ServerState.last_number + how_many).returning(ServerState.epoch, ServerState.last_number)
    ).one()
    return row.epoch, range(row.last_number - how_many + 1, row.last_number + 1)


def known_digests(session: Session, log: Collection[UUID], answers: Collection[UUID]) -> dict[UUID, bytes]:
    """The envelope digests of the entries among these ids that the journal has."""
    found: dict[UUID, bytes] = {}
    for table, ids in ((LogEntry, log), (AnswersEntry, answers)):
        found.update(_pairs(session, select(table.id, table.digest), table.id, ids))
    return found


def quarantined_digests(session: Session, digests: Collection[bytes]) -> set[bytes]:
    """Those of the digests that wait, or waited, in quarantine."""
    return set(_pairs(session, select(Quarantined.digest, Quarantined.digest), Quarantined.digest, digests))


def existing(session: Session, column: InstrumentedAttribute[UUID], values: Collection[UUID], *conditions: ColumnElement[bool]) -> set[UUID]:
    """Those of the values that are in the column, in rows that meet the conditions."""
    return set(_pairs(session, select(column, column).where(*conditions), column, values))


def _pairs(session: Session, query: Columns, column: InstrumentedAttribute[Any], values: Collection[Any]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for chunk in chunks(values):
        found.update((key, value) for key, value in session.execute(query.where(column.in_(chunk))))
    return found


def insert_rows(session: Session, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert plain rows with one prepared statement."""
    if rows:
        session.execute(insert(plain(table)), rows)


def plain(table: type[Base]) -> Table:
    """The table behind a mapped class, for statements that need no objects."""
    found = table.__table__
    assert isinstance(found, Table)  # noqa: S101 (no class of ours maps anything else)
    return found


class Reference(NamedTuple):
    """What an entry refers to: enough to know what is dead, without its content."""

    id: UUID
    organisation: UUID
    entrance: UUID | None
    kind: str
    door: UUID | None
    target: UUID | None


LOG: Columns = select(LogEntry.id, LogEntry.organisation_id, LogEntry.entrance_id, LogEntry.kind, LogEntry.door_id, LogEntry.target_id)
ANSWERS: Columns = select(AnswersEntry.id, AnswersEntry.organisation_id, AnswersEntry.kind, AnswersEntry.target_id)


def references(session: Session, lane: type[LogEntry] | type[AnswersEntry], column: str, values: Collection[UUID]) -> list[Reference]:
    """The references of one lane whose `column` (`id`, `target_id`, `door_id`) has one of these values."""
    found: list[Reference] = []
    attribute: Column[Any] = plain(lane).c[column]
    for chunk in chunks(values):
        if lane is LogEntry:
            found.extend(Reference(*row) for row in session.execute(LOG.where(attribute.in_(chunk))))
        else:
            rows = session.execute(ANSWERS.where(attribute.in_(chunk)))
            found.extend(Reference(id_, organisation, None, kind, None, target) for id_, organisation, kind, target in rows)
    return found


def noted_at_doors(session: Session, organisation: UUID, doors: Collection[UUID], kinds: Collection[str]) -> list[tuple[str, int, str, bytes]]:
    """Kind, number, epoch and clear text of the organisation's entries of these kinds at these doors (at most a chunk), dead or alive, but not erased."""
    query: Columns = select(LogEntry.kind, LogEntry.number, LogEntry.epoch, LogEntry.clear).where(
        LogEntry.door_id.in_(doors), LogEntry.kind.in_(kinds), LogEntry.organisation_id == organisation, LogEntry.clear.is_not(None)
    )
    return [(kind, number, epoch, clear) for kind, number, epoch, clear in session.execute(query)]


def referring_to_doors(session: Session, organisation: UUID, doors: Collection[UUID]) -> list[Reference]:
    """The organisation's entries that replace or withdraw a visit at these doors (at most a chunk)."""
    visit = aliased(LogEntry)
    query = LOG.join(visit, visit.id == LogEntry.target_id).where(visit.door_id.in_(doors), visit.kind == "visit")
    rows = session.execute(query.where(visit.organisation_id == organisation, LogEntry.organisation_id == organisation))
    return [Reference(*row) for row in rows]
