"""What a database holds, read past the app through a connection of its own."""

from functools import cache
from typing import Any

from sqlalchemy import Engine, NullPool, create_engine, select

import outreach.store.tables  # noqa: F401  (registers every table)
from outreach.store.database import Base

PROJECTIONS = ("doors", "visits", "door_states", "team_sessions", "encounters", "headcounts", "households", "cases")

Row = dict[str, Any]


@cache
def _engine(url: str) -> Engine:
    """Without a pool: nothing stays open between two looks, whatever is done to the file. Statements stay compiled."""
    return create_engine(url, poolclass=NullPool)


def read(url: str, *tables: str) -> dict[str, list[Row]]:
    """Every row of these tables as mappings, in an order of their own content."""
    with _engine(url).connect() as connection:
        rows = {name: [dict(row._mapping) for row in connection.execute(select(Base.metadata.tables[name]))] for name in tables}
    return {name: sorted(found, key=repr) for name, found in rows.items()}


def projections(url: str) -> dict[str, list[Row]]:
    return read(url, *PROJECTIONS)


def stored_digests(url: str) -> dict[str, set[str]]:
    """Entry id → hex digests of the envelopes (or carriers) the database holds for it, in whatever lane."""
    tables = read(url, "log_entries", "answers_entries", "quarantine")
    found: dict[str, set[str]] = {}
    for name, rows in tables.items():
        for row in rows:
            entry = str(row["entry_id"] if name == "quarantine" else row["id"])
            found.setdefault(entry, set()).add(row["digest"].hex())
    return found
