"""Transactions. One per request, begun and ended at the edge; services get the session and never commit.

    with read_transaction() as session:      # sees one state; anything written in it is dropped
        changes = list_changes(session, …)

    with write_transaction() as session:     # BEGIN IMMEDIATE on SQLite; commits at the end, rolls back on any exception
        receipts = receive_entries(session, …)
    # here, and not before, it is durable: answer now

Office pages may use Flask-SQLAlchemy's `db.session` instead: in a POST, PUT, PATCH or DELETE request it begins as a writer too, and the
blueprint commits after a request that succeeded. Both need an app context. Objects stay readable after the end of their transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from outreach.store import engine
from outreach.store.database import db


@contextmanager
def read_transaction() -> Iterator[Session]:
    """A session that sees one state of the database."""
    with Session(engine.for_reading(db.engine), expire_on_commit=False) as session:
        yield session


@contextmanager
def write_transaction() -> Iterator[Session]:
    """A session that commits at the end: when this returns, everything written is durable."""
    with Session(engine.for_writing(db.engine), expire_on_commit=False) as session, session.begin():
        yield session
