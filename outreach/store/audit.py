"""The chain's rows: adding at its end, and walking along it."""

from collections.abc import Iterator

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.domain.audit import START, Event, EventKind
from outreach.store.tables import AuditEvent

CHAIN_LOCK = 0x70616C6965_61
"""The advisory lock of PostgreSQL under which the chain grows. SQLite's transactions that write hold the right to write from their beginning."""

ROWS_AT_ONCE = 1_000


def lock_chain(session: Session) -> None:
    """Wait for the right to add to the chain, and hold it to the end of the transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})


def end_of_chain(session: Session) -> tuple[int, bytes]:
    """Number and hash of the last row. Only under `lock_chain`, when something is to be added."""
    row = session.execute(select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)).first()
    return (0, START) if row is None else (row.number, row.hash)


def begin_of_chain(session: Session) -> tuple[int, bytes]:
    """Number and hash of the row before the first that is kept, as the last shortening of the log said it."""
    query = select(AuditEvent.subject).where(AuditEvent.kind == EventKind.LOG_SHORTENED).order_by(AuditEvent.number.desc()).limit(1)
    told = session.scalar(query)
    if told is None:
        return 0, START
    number, _, digest = told.partition(" ")
    return int(number), bytes.fromhex(digest)


def walk_chain(session: Session) -> Iterator[tuple[Event, bytes]]:
    """Every row with its hash, in order."""
    rows = session.scalars(select(AuditEvent).order_by(AuditEvent.number).execution_options(yield_per=ROWS_AT_ONCE))
    for row in rows:
        yield Event(row.number, row.at, row.organisation_id, row.user_id, row.kind, row.subject, row.address), row.hash
