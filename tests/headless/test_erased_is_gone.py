"""Any sequence of notes, erasures, purges, rebuilds and restores leaves the bytes of what was erased nowhere, and takes nothing else."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.erasure import ErasureReason
from outreach.domain.scope import Scope
from outreach.services.apply_destruction import apply_destruction
from outreach.services.erase_entries import erase_entries
from outreach.services.purge_expired import purge_expired
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.renew_epoch import renew_epoch
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.recluster import empty_log
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.vacuum import vacuum
from tests.conftest import Databases
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import b64url, from_b64url
from tests.headless.world import World, make_world
from tests.server.tablets import Direct

MONTH = 31 * 24 * 3600 * 1000


@pytest.fixture(scope="module")
def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(databases, "sqlite", tmp_path_factory.mktemp("erased"))


@dataclass
class Household:
    """What was noted of one: ids by kind, and bytes that stand for it alone."""

    door: str
    answers: str
    ids: list[str]
    sealed: list[bytes]

    @property
    def canaries(self) -> list[bytes]:
        return [self.door.encode(), UUID(self.door).hex.encode(), *self.sealed]


@dataclass
class Server:
    """A server on a home and a database of its own, which may be put back to an older copy."""

    settings: Settings
    tablet: SecondTablet
    known: list[Household] = field(default_factory=list)
    erased: list[Household] = field(default_factory=list)
    backup: Path | None = None

    def __post_init__(self) -> None:
        self.app = self._open()

    def _open(self) -> Flask:
        app = create_app(self.settings)
        self.tablet.network = Direct(app)
        return app

    def close(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    @property
    def file(self) -> Path:
        return Path(self.settings.database_url.removeprefix("sqlite:///"))

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.app.app_context(), write_transaction() as session:
            yield session

    def note(self, months_ago: int) -> None:
        tablet, entrance, door = self.tablet, self.tablet.entrances[0], str(uuid4())
        tablet.clock_ms -= months_ago * MONTH
        error, tablet.clock_error_ms = tablet.clock_error_ms, 0
        visit = tablet.visit(entrance, door, "exchange")
        answers = tablet.answers(str(uuid4()), entrance, door, visit, {"lives_alone": "yes"}, identity={"name": f"Canari {door}"})
        opening = tablet.open_case(str(uuid4()), str(uuid4()), entrance, door, visit, {"matter": "call_back", "state": "open", "consent": "call_back"})
        tablet.clock_ms += months_ago * MONTH
        tablet.clock_error_ms = error
        sealed = [from_b64url(json.loads(tablet.journal[one].envelope)["sealed"])[220:250] for one in (answers, opening)]
        self.known.append(Household(door, answers, [visit, answers, opening], sealed))
        tablet.push()

    def erase(self, pick: int) -> None:
        if self.known:
            household = self.known.pop(pick % len(self.known))
            self.erased.append(household)
            with self.writing() as session:
                organisation = UUID(self.tablet.bundle["organisation"]["id"])
                erase_entries(session, datetime.now(UTC), Scope(organisation), [UUID(one) for one in household.ids], ErasureReason.REQUEST)

    def purge(self, months: int) -> None:
        """As if it were so many months later; only what is certainly past every time is looked for afterwards."""
        with self.writing() as session:
            purge_expired(session, datetime.now(UTC) + timedelta(days=31 * months))
        with self.app.app_context():
            assert vacuum(db.engine)
        if months >= 62:
            self.erased += self.known
            self.known = []

    def rebuild(self) -> None:
        with self.app.app_context():
            with read_transaction() as session:
                before = dump_projections(session)
            with write_transaction() as session:
                rebuild_projections(session)
            with read_transaction() as session:
                assert dump_projections(session) == before

    def back_up(self) -> None:
        self.backup = self.settings.home / f"{uuid4()}.sqlite"
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(self.backup)) as copy:
            source.backup(copy)

    def restore(self) -> None:
        if self.backup is None:
            return
        self.close()
        fresh = self.settings.home / f"{uuid4()}.sqlite"
        shutil.copyfile(self.backup, fresh)
        for old in (self.file, self.file.with_name(f"{self.file.name}-wal")):
            old.unlink(missing_ok=True)
        self.settings = replace(self.settings, database_url=f"sqlite:///{fresh}")
        self.app = self._open()
        with self.writing() as session:
            apply_destruction(session)
            renew_epoch(session)
        self.tablet.pull()
        self.tablet.push()

    def send_again(self) -> None:
        """A tablet that has not heard of anything sends all it ever noted."""
        entries = [{"id": one.id, "carrier": b64url(one.carrier)} for one in self.tablet.journal.values()]
        if entries:
            status, _ = self.tablet.network.post("entries", {"entries": entries}, self.tablet.token)
            assert status == 200

    def check(self) -> None:
        self.rebuild()
        with self.app.app_context():
            assert empty_log(db.engine)
        self.close()
        data = b"".join(one.read_bytes() for one in (self.file, self.file.with_name(f"{self.file.name}-wal")) if one.exists())
        log = self.settings.home / "destruction" / "log.jsonl"
        outside = log.read_bytes() if log.exists() else b""
        assert not [one for household in self.erased for one in household.canaries if one in data or one in outside]
        for household in self.known:
            assert UUID(household.answers).hex.encode() in data, "something that nobody erased is gone"


steps = st.lists(
    st.one_of(
        st.tuples(st.just("note"), st.sampled_from([0, 1, 4, 30])),
        st.tuples(st.just("erase"), st.integers(0, 9)),
        st.tuples(st.just("purge"), st.sampled_from([0, 3, 26, 62, 95])),
        st.tuples(st.sampled_from(["rebuild", "back_up", "restore", "send_again"]), st.none()),
    ),
    min_size=3,
    max_size=12,
)


@settings(max_examples=25)
@given(steps=steps)
def test_what_is_erased_is_nowhere(world: World, databases: Databases, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int | None]]) -> None:
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(world.settings.home / "secrets", home / "secrets")
    server = Server(
        replace(world.settings, home=home, database_url=databases.copy(world.template)),
        replace(world.enrolled[0], journal={}, on_server=set(), cursors={}, changes={}),
    )
    try:
        for name, argument in [*steps, ("send_again", None)]:
            step = getattr(server, name)
            step() if argument is None else step(argument)
        server.check()
    finally:
        server.close()
        server.file.unlink(missing_ok=True)
