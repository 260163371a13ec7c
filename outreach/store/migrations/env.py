"""Runs migrations on the current app's database, each as one transaction on both kinds of database."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from outreach.store import engine
from outreach.store.database import db

import outreach.store.tables  # noqa: F401  isort: skip (loads every table for `--autogenerate`)


def run(connection: Connection) -> None:
    """Migrate over one connection that is in a transaction: all of it, or nothing."""
    arguments = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, transactional_ddl=True, **arguments)
    with context.begin_transaction():
        context.run_migrations()


def run_on_sqlite(connection: Connection) -> None:
    """SQLite changes a table by making it again: foreign keys rest meanwhile, and are checked before the commit."""
    raw = connection.connection.driver_connection
    assert raw is not None  # noqa: S101 (a connected connection)
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            run(connection)
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"this migration breaks references of {sorted({row[0] for row in broken})}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


with engine.for_writing(db.engine).connect() as one:
    if one.dialect.name == "sqlite":
        run_on_sqlite(one)
    else:
        with one.begin():
            run(one)
