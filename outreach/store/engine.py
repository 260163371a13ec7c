"""How Palier opens its database: what is committed is on the disk, and who will write says so when it begins."""

from typing import Any

from flask import current_app, has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

MODE = "palier_mode"
"""Execution option of an engine: `read` or `write`. Without it a transaction reads, unless it serves a request that may write."""

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "temp_store=MEMORY", "trusted_schema=OFF")
LOCK_TIMEOUT_SECONDS = 30


def database_uri(url: str) -> str:
    """The URL with the driver we bring: `postgresql://` means psycopg."""
    parsed = make_url(url)
    if parsed.drivername in ("postgres", "postgresql"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`. What a statement carried (answers, digests of tokens) is never part of an error's message, which goes into logs."""
    if make_url(url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"isolation_level": None, "timeout": LOCK_TIMEOUT_SECONDS}}
    # READ COMMITTED whatever the server's default: who waited for the journal's lock must then see what its holder committed.
    return {
        "hide_parameters": True,
        "isolation_level": "READ COMMITTED",
        "pool_pre_ping": True,
        "connect_args": {"options": "-c synchronous_commit=on -c timezone=UTC"},
    }


def prepare(engine: Engine) -> None:
    """Hang our rules on an engine. SQLite's driver would begin transactions late and on its own: here we begin them."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def for_reading(engine: Engine) -> Engine:
    """The same pool, for transactions that see one state of the database and cannot change it."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{MODE: "read"})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def for_writing(engine: Engine) -> Engine:
    """The same pool, for transactions that hold the right to write from their first statement."""
    return engine.execution_options(**{MODE: "write"})


def _set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get(MODE)
    # A deferred transaction that reads first and writes later fails at once when another wrote in between.
    writes = mode == "write" or (mode is None and has_request_context() and request_may_write())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def request_may_write() -> bool:
    """Whether the request may write in the database: not if it only reads, nor if its view says that it writes nothing there."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in ("GET", "HEAD", "OPTIONS") and not getattr(view, "database_untouched", False)
