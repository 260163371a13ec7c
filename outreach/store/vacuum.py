"""Nothing of what was deleted stays in the database's files."""

from sqlalchemy import Engine, text

from outreach.store.database import Base
from outreach.store.journal import plain
from outreach.store.recluster import empty_log
from outreach.store.tables import AnswersEntry, Case, DoorState, Encounter, EntrancePassages, Household, LogEntry, Quarantined, SealedPart, Visit

TOUCHED: tuple[type[Base], ...] = (LogEntry, Visit, DoorState, EntrancePassages, Encounter, AnswersEntry, SealedPart, Household, Case, Quarantined)


def vacuum(engine: Engine) -> bool:
    """Write what an erasure touched anew: SQLite its whole file, whose log is then cut; PostgreSQL the tables of households. Outside of any transaction.

    SQLite's `secure_delete` has overwritten deleted cells already; this also takes what moving cells between pages may have left behind.
    PostgreSQL's `pg_wal` keeps its past until it is overwritten. Returns whether SQLite's log could be cut (always true on PostgreSQL).
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            for table in map(plain, TOUCHED):
                connection.execute(text(f"vacuum full {table.name}"))
            return True
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()
    return empty_log(engine)
