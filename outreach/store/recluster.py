"""What a database's files tell about the order in which answers came: PostgreSQL's rows are laid out anew, SQLite's pages are mixed and its log is emptied."""

import sqlite3
from collections.abc import Iterable, Mapping
from random import SystemRandom
from typing import Any

from sqlalchemy import Engine, Table, event, text
from sqlalchemy.orm import Session

from outreach.store.database import Base
from outreach.store.journal import chunks, plain
from outreach.store.snapshot import BACKUP_LOCK
from outreach.store.tables import AnswersEntry, Case, Household, Quarantined, SealedPart

UNORDERED: tuple[type[Base], ...] = (AnswersEntry, SealedPart, Household, Case, Quarantined)

PAGE_HOLDS = 24
"""More rows than a page of SQLite holds of any of these tables."""

EMPTY_LOG = "empty the log"
DICE = SystemRandom()

STATEMENTS = (
    "lock table {table} in access exclusive mode",
    "create temporary table sorted_rows on commit drop as select * from {table}",
    "truncate {table}",
    "insert into {table} select * from sorted_rows order by {key}",
    "drop table sorted_rows",
)


def recluster(session: Session) -> list[str]:
    """Write the tables of answers again, sorted by their random keys, in the caller's transaction. Returns their names.

    CLUSTER would keep each row's transaction number (xmin), which orders them as well: so rows are taken out and put in again, and all
    get the number of this one transaction.
    SQLite's tables are mixed as they are written (`scatter`); there this does nothing.

    Concurrent readers: the lock waits for whoever is reading these tables, and who comes later waits for our commit. But TRUNCATE is not MVCC-safe:
    a transaction with a snapshot from before our commit that first looks at one of these tables after it (our read transactions are REPEATABLE READ,
    and so is `pg_dump`) finds the table empty, and is not told. A page loaded at that moment can lack answers, and shows them when loaded again;
    a dump must not run at the same time. Nothing is written from such a reading: writers are READ COMMITTED, and the journal's lock keeps them out.
    """
    if session.get_bind().dialect.name != "postgresql":
        return []
    done = []
    session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": BACKUP_LOCK})  # not while a dump is being made
    for table in map(plain, UNORDERED):
        key = table.primary_key.columns[0].name
        for statement in STATEMENTS:
            session.execute(text(statement.format(table=table.name, key=key)))
        done.append(table.name)
    return done


def scatter(session: Session, written: Mapping[type[Base], Iterable[Any]]) -> None:
    """Hide among their neighbours the rows with these keys, just written: on SQLite, in the caller's transaction.

    A page of SQLite keeps new rows in the order in which they came, until it is full: so every row that may share a page with a new one is taken out and put
    in again, all in a new random order. After the commit the log, which tells pages as they were before, is emptied as well.
    """
    if session.get_bind().dialect.name != "sqlite":
        return
    for table, keys in written.items():
        _mix(session, plain(table), list(keys))
        session.info[EMPTY_LOG] = True


def _mix(session: Session, table: Table, keys: list[Any]) -> None:
    """Through the driver itself, since rows go back as they came: thousands of them for a batch, of which nothing needs to be understood."""
    key = table.primary_key.columns[0]
    bound = key.type.dialect_impl(session.get_bind().dialect).bind_processor(session.get_bind().dialect)
    cursor = session.connection().connection.cursor()
    try:
        near = sorted({one for new in keys for one in _neighbours(cursor, table.name, key.name, new if bound is None else bound(new))})
        for chunk in chunks(near, 1000):
            some = f"from {table.name} where {key.name} in ({', '.join('?' * len(chunk))})"
            rows = cursor.execute(f"select * {some}", chunk).fetchall()
            DICE.shuffle(rows)
            cursor.execute(f"delete {some}", chunk)
            cursor.executemany(f"insert into {table.name} values ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 (a table's name)
    finally:
        cursor.close()


def _neighbours(cursor: Any, table: str, key: str, new: Any) -> list[Any]:  # noqa: ANN401 (the driver's cursor; a key as the driver has it)
    """The keys of the rows that may share a page with this one, its own too."""
    found: list[Any] = []
    for side in (f"{key} >= ? order by {key}", f"{key} < ? order by {key} desc"):
        found += (one for (one,) in cursor.execute(f"select {key} from {table} where {side} limit {PAGE_HOLDS}", (new,)))  # noqa: S608 (names of ours)
    return found


@event.listens_for(Session, "after_commit")
def _empty_log_of(session: Session) -> None:
    if session.info.pop(EMPTY_LOG, False):
        bind = session.get_bind()
        empty_log(bind.engine, patient=False)


def empty_log(engine: Engine, *, patient: bool = True) -> bool:
    """Move SQLite's write-ahead log into the database and cut it to nothing: its pages tell what was written together. Outside of any transaction.

    Returns whether that was done: not while somebody reads or writes (for longer than a connection waits, if it is to be `patient`), and never on PostgreSQL,
    which has no such log.
    """
    if engine.dialect.name != "sqlite":
        return False
    connection = engine.raw_connection()
    cursor = connection.cursor()
    (waits,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    try:
        if not patient:
            cursor.execute("PRAGMA busy_timeout=0")
        busy, _in_log, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:  # what was committed is committed, whatever stands in the way here
        return False
    finally:
        # The connection goes back to the pool: whoever takes it next must wait for a writer, as all do.
        cursor.execute(f"PRAGMA busy_timeout={waits}")
        cursor.close()
        connection.close()
    return not busy
