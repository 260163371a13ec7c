"""The log of accesses: chained, append only, without a name, and filled by what people do."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from outreach.cli.main import main
from outreach.domain.audit import START, Event, EventKind, chained, check_subject, shortened, verify
from outreach.domain.scope import Scope
from outreach.services.record_event import record_event
from outreach.services.shorten_log import shorten_log
from outreach.services.verify_log import is_known, verify_log
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import AuditEvent
from outreach.web.account.audit_words import EVENT_NAMES, subject_words
from tests.server.web import Office, csrf_token, sign_in
from tests.territory import Territory

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def record(scope: Scope | None, *subjects: str, now: datetime = NOW) -> None:
    for subject in subjects:
        with write_transaction() as session:
            record_event(session, now, scope, EventKind.EXPORT_MADE, subject)


def kinds(app: Flask) -> list[str]:
    with app.app_context(), read_transaction() as session:
        return [row.kind for row in session.query(AuditEvent).order_by(AuditEvent.number)]


@pytest.mark.databases
def test_the_chain_is_whole_and_says_where_it_is_broken(app: Flask, territory: Territory) -> None:
    scope = Scope(territory.centre.id, territory.centre.coordinator)
    with app.app_context():
        record(scope, "1", "2", f"case:{uuid4()}", "4")
        record(None, "5")
        with read_transaction() as session:
            found = verify_log(session)
            assert (found.rows, found.last_number, found.broken_at) == (5, 5, None)
            assert is_known(session, 5, found.last_hash)
            assert not is_known(session, 4, found.last_hash)
        tamper("update audit_events set subject = '99' where number = 3")
        with read_transaction() as session:
            assert verify_log(session).broken_at == 3


@pytest.mark.databases
@pytest.mark.parametrize(
    ("change", "first"),
    [
        ("delete from audit_events where number = 2", 3),
        ("delete from audit_events where number = 1", 2),
        ("update audit_events set at = '2026-03-02 09:31:00' where number = 1", 1),
        ("update audit_events set user_id = null where number = 4", 4),
        ("update audit_events set hash = (select hash from audit_events as one where one.number = 1) where number = 2", 2),
    ],
)
def test_every_change_is_seen(app: Flask, territory: Territory, change: str, first: int) -> None:
    with app.app_context():
        record(Scope(territory.centre.id, territory.centre.coordinator), "1", "2", "3", "4")
        tamper(change)
        with read_transaction() as session:
            assert verify_log(session).broken_at == first


@pytest.mark.databases
@pytest.mark.parametrize("change", ["update audit_events set subject = '2'", "delete from audit_events", "delete from audit_events where number = 2"])
def test_the_database_refuses_to_change_a_row(app: Flask, territory: Territory, change: str) -> None:
    with app.app_context():
        record(Scope(territory.centre.id), "1", "2")
        with pytest.raises(DBAPIError, match="append-only"), write_transaction() as session:
            session.execute(text(change))
        with read_transaction() as session:
            assert verify_log(session).rows == 2


@pytest.mark.databases
def test_a_shortened_log_is_still_verified(app: Flask, territory: Territory) -> None:
    scope = Scope(territory.centre.id)
    with app.app_context():
        record(scope, "1", "2", "3", now=NOW - timedelta(days=400))
        record(scope, "4")
        with write_transaction() as session:
            assert shorten_log(session, NOW) == 3
            assert shorten_log(session, NOW) == 0
        record(scope, "6")
        with read_transaction() as session:
            found = verify_log(session)
            assert (found.rows, found.last_number, found.broken_at) == (3, 6, None)
        with pytest.raises(DBAPIError, match="append-only"), write_transaction() as session:
            session.execute(text("delete from audit_events where number = 4"))
        tamper("delete from audit_events where number = 4")
        with read_transaction() as session:
            assert verify_log(session).broken_at == 5


def tamper(statement: str) -> None:
    """Change rows as somebody does who holds the database."""
    with write_transaction() as session:
        table = " on audit_events" if session.get_bind().dialect.name == "postgresql" else ""
        session.execute(text(f"drop trigger audit_events_keep{table}"))
        session.execute(text(f"drop trigger audit_events_stay{table}"))
        session.execute(text(statement))


@given(st.lists(st.text("0123456789", min_size=1, max_size=8), min_size=1, max_size=12), st.data())
def test_any_row_taken_or_moved_is_found(subjects: list[str], data: st.DataObject) -> None:
    rows, previous = [], START
    for number, subject in enumerate(subjects, 1):
        event = Event(number, NOW, None, None, EventKind.EXPORT_MADE, subject, "")
        previous = chained(previous, event)
        rows.append((event, previous))
    assert verify(rows).broken_at is None
    gone = data.draw(st.integers(0, len(rows) - 1))
    cut = rows[:gone] + rows[gone + 1 :]
    assert verify(cut).broken_at == (None if gone == len(rows) - 1 else gone + 2)


@pytest.mark.parametrize("subject", ["", "12", "cases:3", "case:5b0e1d3c-6a0f-4a57-9d0c-3f0f5f0a7c11", "12 " + "ab" * 32, "quarantine:" + "0" * 64])
def test_subjects_are_ids_and_counts(subject: str) -> None:
    assert check_subject(subject) == subject


@pytest.mark.parametrize("subject", ["Fatou", "fatou", "0612345678", "door:3e gauche", "12 ", "case: 12", "3 enfants", "a" * 32 + " Fatou", "1" * 9])
def test_no_name_or_number_of_somebody_passes(subject: str) -> None:
    with pytest.raises(ValueError, match="counts and ids"):
        check_subject(subject)


def test_addresses_are_shortened() -> None:
    assert shortened("192.0.2.77") == "192.0.2.0/24"
    assert shortened("2001:db8:1:2:3::4") == "2001:db8:1::/48"
    assert shortened(None) == shortened("unix") == ""


def test_subjects_in_words() -> None:
    somebody, other = uuid4(), uuid4()
    names = {somebody: "Ninon"}
    assert subject_words(f"person:{somebody}", names) == "Ninon"
    assert subject_words(f"person:{other}", names) == f"personne {str(other)[:8]}…"
    assert subject_words("cases:3 tablets:2", names) == "3 suites, 2 tablettes"
    assert subject_words("12 " + "ab" * 32, names) == "12, abababab…"
    assert subject_words("", names) == ""


def test_every_kind_has_words() -> None:
    assert set(EVENT_NAMES) == set(EventKind)


def test_sign_ins_are_logged(app: Flask, office: Office) -> None:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    for login, password in (("coordination", "pas le bon mot"), ("personne", "pas le bon mot")):
        assert client.post("/connexion", data={"login": login, "password": password, "csrf_token": csrf_token(client)}).status_code == 401
    sign_in(client, "coordination")
    client.post("/deconnexion", data={"csrf_token": csrf_token(client, "/mot-de-passe")})
    with app.app_context(), read_transaction() as session:
        rows = [(row.kind, row.user_id, row.address) for row in session.query(AuditEvent).order_by(AuditEvent.number)]
    whose = office.people["coordinator"]
    assert rows == [
        ("sign_in_failed", whose, "192.0.2.0/24"),
        ("sign_in_failed", None, "192.0.2.0/24"),
        ("signed_in", whose, "192.0.2.0/24"),
        ("signed_out", whose, ""),
    ]


def test_reading_and_writing_is_logged(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, entrance = browser("coordinator"), office.territory.entrances[0]
    before = len(kinds(app))
    for address in (f"/territoire/entrees/{entrance}", f"/territoire/entrees/{entrance}/facade", f"/saisie/tournees/{office.territory.centre.round}/feuilles"):
        assert coordinator.get(address).status_code == 200
    assert coordinator.post("/suites/scelles", json={"cases": []}).status_code == 200
    assert coordinator.post(f"/tablettes/{office.territory.centre.tablets[0].id}/fermer").status_code == 302
    assert coordinator.post(f"/comptes/{office.people['worker']}/acces", data={"active": "no"}).status_code == 302
    assert kinds(app)[before:] == ["facade_opened", "facade_opened", "paper_printed", "names_opened", "tablet_closed", "access_closed"]
    with app.app_context(), read_transaction() as session:
        assert verify_log(session).broken_at is None


def test_what_fails_is_not_logged_as_done(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator = browser("coordinator")
    before = kinds(app)
    assert coordinator.get(f"/suites/{uuid4()}").status_code == 404
    assert coordinator.post(f"/tablettes/{uuid4()}/fermer").status_code == 404
    assert kinds(app) == before


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'class="audit-number">(\d+)<', page)]


def test_the_page_filters_and_turns(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    centre, other = office.territory.centre, office.territory.other
    administrator = browser("administrator")
    with app.app_context(), write_transaction() as session:
        first = len(session.query(AuditEvent).all()) + 1
        for count in range(60):
            record_event(session, NOW + timedelta(days=count), Scope(centre.id, centre.coordinator), EventKind.EXPORT_MADE, str(count))
        record_event(session, NOW, Scope(other.id, other.coordinator), EventKind.EXPORT_MADE, f"person:{other.coordinator}")
    page = administrator.get("/journal?sorte=export_made").text
    assert numbers(page) == list(range(first + 59, first + 9, -1))
    assert str(other.coordinator) not in page
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    assert numbers(administrator.get(following[1].replace("&amp;", "&")).text) == list(range(first + 9, first - 1, -1))
    assert numbers(administrator.get("/journal?sorte=export_made&du=2026-03-04&au=2026-03-05").text) == [first + 3, first + 2]
    assert numbers(administrator.get(f"/journal?personne={office.people['administrator']}&sorte=export_made").text) == []
    assert administrator.get("/journal?sorte=x&personne=y&du=hier&au=9999-99-99&avant=999999999999999999999").status_code == 200


def test_the_command(app: Flask, settings: Settings, territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_HOME", str(settings.home))
    monkeypatch.setenv("PALIER_DATABASE_URL", settings.database_url)
    run = CliRunner().invoke
    assert "vide" in run(main, ["audit", "verify"]).output
    with app.app_context():
        record(Scope(territory.centre.id), "1", "2", "3")
    told = run(main, ["audit", "verify"])
    assert told.exit_code == 0
    noted = re.search(r"--known (3:[0-9a-f]{64})", told.output)
    assert noted
    assert run(main, ["audit", "verify", "--known", noted[1]]).exit_code == 0
    assert run(main, ["audit", "verify", "--known", "2:" + "0" * 64]).exit_code == 1
    assert run(main, ["audit", "verify", "--known", "abc"]).exit_code == 2
    with app.app_context():
        tamper("update audit_events set subject = '7' where number = 2")
    broken = run(main, ["audit", "verify"])
    assert broken.exit_code == 1
    assert "ligne 2" in broken.output


def test_the_nightly_purge_shortens_the_log(app: Flask, settings: Settings, territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALIER_HOME", str(settings.home))
    monkeypatch.setenv("PALIER_DATABASE_URL", settings.database_url)
    with app.app_context():
        record(Scope(territory.centre.id), "1", "2", now=datetime.now(UTC) - timedelta(days=366))
        record(Scope(territory.centre.id), "3", now=datetime.now(UTC))
        db.session.remove()
        db.engine.dispose()
    done = CliRunner().invoke(main, ["purge"])
    assert "2 lignes du journal" in done.output, done.output
    with app.app_context(), read_transaction() as session:
        assert (verify_log(session).rows, verify_log(session).broken_at) == (2, None)
