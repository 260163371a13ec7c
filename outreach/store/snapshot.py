"""A whole database as one file, taken while people work in it, and put back."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, create_engine, text
from sqlalchemy.engine import make_url

from outreach.errors import Problem
from outreach.store.engine import database_uri

BACKUP_LOCK = 0x70616C62
"""The advisory lock of PostgreSQL that a dump shares and `recluster` needs alone: a dump that meets it would find tables empty."""

PRIVATE = 0o600
BACKUP_FORMAT = "palier-backup/1"


def take_snapshot(url: str, path: Path) -> None:
    """Copy a database to a file as it is at one moment. Nobody waits for it: SQLite copies in one reading, PostgreSQL dumps one state."""
    parsed = make_url(database_uri(url))
    path.touch(PRIVATE)
    if parsed.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(f"file:{_file(parsed)}?mode=ro", uri=True)) as source, closing(sqlite3.connect(path)) as copy:
            source.backup(copy)
            # What a reader of one file needs: no log beside it.
            copy.execute("pragma journal_mode = delete")
        return
    with _shared_lock(parsed):
        _run(parsed, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def put_snapshot(url: str, path: Path) -> None:
    """Put a database back from a file. What is there is replaced. Nobody may be at work in it."""
    parsed = make_url(database_uri(url))
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("-wal", "-shm"):
            Path(f"{_file(parsed)}{suffix}").unlink(missing_ok=True)
        path.replace(_file(parsed))
        return
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    engine.dispose()
    _run(parsed, "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname=", str(path))


def holds_something(url: str) -> bool:
    """Whether there is a database of ours."""
    parsed = make_url(database_uri(url))
    if parsed.get_backend_name() == "sqlite":
        return _file(parsed).exists()
    engine = create_engine(parsed)
    with engine.connect() as connection:
        found = connection.execute(text("select to_regclass('public.log_entries')")).scalar() is not None
    engine.dispose()
    return found


@contextmanager
def _shared_lock(url: URL) -> Iterator[None]:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock_shared(:key)"), {"key": BACKUP_LOCK})
        yield
    engine.dispose()


def _file(url: URL) -> Path:
    return Path(url.database or "")


def _run(url: URL, program: str, *arguments: str) -> None:
    """A program of PostgreSQL. The password is not among its arguments, which everybody on the machine can read."""
    where = url.set(drivername="postgresql", password=None).render_as_string()
    given = [argument + where if argument == "--dbname=" else argument for argument in arguments]
    if program == "pg_dump":
        given.append(f"--dbname={where}")
    environment = {**os.environ, **({"PGPASSWORD": url.password} if isinstance(url.password, str) else {})}
    try:
        done = subprocess.run([program, *given], env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise Problem("no_pg_tools", f"Le programme « {program} » manque : installez le client de PostgreSQL. Rien n’a été modifié.") from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["sans message"])[-1]
        raise Problem("pg_tool_failed", f"« {program} » a échoué : {said}. La sauvegarde, elle, n’a pas été touchée.")
