"""What a database's files tell about the order in which answers came: PostgreSQL's rows are laid out anew, SQLite's log is emptied."""

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from outreach.store.database import Base
from outreach.store.journal import plain
from outreach.store.snapshot import BACKUP_LOCK
from outreach.store.tables import AnswersEntry, Case, Household, Quarantined, SealedPart

UNORDERED: tuple[type[Base], ...] = (AnswersEntry, SealedPart, Household, Case, Quarantined)

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
    get the number of this one transaction. SQLite's tables without rowid are sorted by key already; there this does nothing.

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


def empty_log(engine: Engine) -> bool:
    """Move SQLite's write-ahead log into the database and cut it to nothing: its pages tell what was written together. Outside of any transaction.

    Returns whether that was done: not while somebody reads or writes for longer than a connection waits, and never on PostgreSQL, which has no such log.
    """
    if engine.dialect.name != "sqlite":
        return False
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        busy, _in_log, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        cursor.close()
    finally:
        connection.close()
    return not busy
