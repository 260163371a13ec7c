"""The order of rows inside PostgreSQL's files tells in which order they came: this lays them out anew."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.store.database import Base
from outreach.store.journal import plain
from outreach.store.tables import AnswersEntry, Household, Quarantined, SealedPart

UNORDERED: tuple[type[Base], ...] = (AnswersEntry, SealedPart, Household, Quarantined)

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
    """
    if session.get_bind().dialect.name != "postgresql":
        return []
    done = []
    for table in map(plain, UNORDERED):
        key = table.primary_key.columns[0].name
        for statement in STATEMENTS:
            session.execute(text(statement.format(table=table.name, key=key)))
        done.append(table.name)
    return done
