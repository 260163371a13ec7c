"""The schema's history: from nothing to the newest and back, empty and full, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from outreach.app import create_app
from outreach.domain.erasure import ErasureReason
from outreach.domain.scope import Scope
from outreach.services.erase_entries import erase_entries
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.settings import Settings
from outreach.store import migrate
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import ServerState
from tests.conftest import make_settings
from tests.server.tablets import start
from tests.territory import Territory, add_form


@pytest.fixture
def empty(tmp_path: object, empty_database_url: str) -> Settings:
    return make_settings(tmp_path, empty_database_url)  # type: ignore[arg-type]


def to(app: Flask, revision: str) -> None:
    with app.app_context():
        step = command.downgrade if revision == "base" or revision.startswith("-") else command.upgrade
        step(migrate.migrate.get_config(), revision)


@pytest.mark.databases
def test_the_head_is_what_the_models_say(empty: Settings) -> None:
    app = create_app(empty)
    migrate.upgrade(app)
    with app.app_context(), db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), db.metadata) == []


@pytest.mark.databases
def test_up_down_up(empty: Settings) -> None:
    app = create_app(empty)
    with app.app_context():
        assert not migrate.is_current()
        migrate.upgrade(app)
        migrate.upgrade(app)
        assert migrate.is_current()
        with read_transaction() as session:
            state = session.query(ServerState).one()
            assert (len(state.epoch), state.last_number) == (36, 0)
        to(app, "base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        migrate.upgrade(app)
        assert migrate.is_current()


@pytest.mark.databases
def test_up_with_data(app: Flask, territory: Territory) -> None:
    """The newest migration taken back and made again on a full database: the journal gives the same projections."""
    with app.app_context():
        with write_transaction() as session:
            add_form(session)
        tablet = start(app, territory.centre.tablets[0])
        tablet.add_doors(tablet.entrances[0], [{"floor": 1, "side": "left", "number": None, "letter": None}])
        door = next(iter(tablet.doors()))
        visit = tablet.visit(tablet.entrances[0], door, "exchange")
        tablet.answers("7f3c2a10-5a1f-4c43-9d0a-6d1b1f0e8a11", tablet.entrances[0], door, visit, {"lives_alone": "yes"})
        tablet.push()
        with read_transaction() as session:
            before = dump_projections(session)
        assert len(before) == 5
        if len(migrate.history()) > 1:
            to(app, "-1")
            migrate.upgrade(app)
        with write_transaction() as session:
            rebuild_projections(session)
        with read_transaction() as session:
            assert dump_projections(session) == before


@pytest.mark.databases
def test_visits_that_were_here_before_are_packed(app: Flask, territory: Territory) -> None:
    with app.app_context():
        tablet = start(app, territory.centre.tablets[0])
        first, second = tablet.entrances[:2]
        tablet.add_doors(first, [{"floor": 1, "side": None, "number": number, "letter": None} for number in (1, 2)])
        doors = list(tablet.doors())
        visits = [tablet.visit(first, door, outcome) for door, outcome in ((doors[0], "absent"), (doors[0], "exchange"), (str(uuid4()), "refusal"))]
        gone = [visits[0], tablet.visit(second, str(uuid4()), "brief")]
        tablet.push()
        with write_transaction() as session:
            erase_entries(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(one) for one in gone], ErasureReason.REQUEST)
        with read_transaction() as session:
            before = dump_projections(session)
        to(app, "0024")
        migrate.upgrade(app)
        with read_transaction() as session:
            assert dump_projections(session) == before


def test_a_failed_migration_leaves_nothing(empty: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(empty)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", broken)
        with pytest.raises(OSError, match="disk full"):
            migrate.upgrade(app)
    with app.app_context():
        assert [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"] == []
        migrate.upgrade(app)
        assert migrate.is_current()


def test_every_connection_is_durable_and_forgets_what_is_deleted(make_app: Callable[..., Flask]) -> None:
    with make_app().app_context(), db.engine.connect() as one, db.engine.connect() as two:
        for connection in (one, two):
            values = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}
            assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.databases
def test_an_error_of_the_database_tells_the_log_nothing_of_what_was_written(app: Flask) -> None:
    with app.app_context(), write_transaction() as session:
        with pytest.raises(DBAPIError) as failure:
            session.execute(text("insert into nowhere values (:answers)"), {"answers": "often alone"})
        assert "often alone" not in str(failure.value)
        session.rollback()
