"""Signing in and out, passwords, people."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from outreach.domain.roles import Role
from outreach.domain.tokens import token_digest
from outreach.errors import Problem
from outreach.services import passwords
from outreach.services.add_person import add_person
from outreach.services.sign_in import sign_in as check_sign_in
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import AccountLink, User
from outreach.web.account.onward import safe_next
from tests.server.web import LOGINS, PASSWORD, Office, csrf_token, sign_in


def user(app: Flask, role: str) -> User:
    with app.app_context():
        found = db.session.query(User).filter_by(login=LOGINS[role]).one()
        db.session.expunge(found)
    return found


def test_sign_in_and_out(client: FlaskClient, office: Office) -> None:
    assert client.get("/tournees").location == "/connexion?next=/tournees"
    response = client.post("/connexion?next=/tournees", data={"login": " Coordination ", "password": PASSWORD, "csrf_token": csrf_token(client)})
    assert response.location == "/tournees"
    assert client.get("/tournees").status_code == 200
    assert client.post("/deconnexion", data={"csrf_token": csrf_token(client, "/tournees")}).status_code == 302
    assert client.get("/tournees").status_code == 302


@pytest.mark.parametrize(("login", "password"), [("coordination", "autre-chose-encore"), ("inconnue", PASSWORD), ("", PASSWORD), ("coordination", "")])
def test_wrong_sign_in_says_the_same(client: FlaskClient, office: Office, login: str, password: str) -> None:
    response = client.post("/connexion", data={"login": login, "password": password, "csrf_token": csrf_token(client)})
    assert response.status_code in (200, 401)
    assert client.get("/").status_code == 302


@pytest.mark.real_passwords
def test_an_unknown_login_takes_as_long(app: Flask, office: Office) -> None:
    def seconds(login: str) -> float:
        with app.app_context():
            started = time.perf_counter()
            assert check_sign_in(db.session(), login, "pas le bon mot de passe").open is False
            return time.perf_counter() - started

    seconds("inconnue")
    known, unknown = median(seconds("coordination") for _ in range(3)), median(seconds("inconnue") for _ in range(3))
    assert unknown > known / 2


def test_a_closed_access_does_not_open(app: Flask, client: FlaskClient, browser: Callable[[str], FlaskClient]) -> None:
    coordinator = browser("coordinator")
    with app.app_context():
        db.session.query(User).filter_by(login="coordination").one().active = False
        db.session.commit()
    assert coordinator.get("/tournees").status_code == 302
    response = client.post("/connexion", data={"login": "coordination", "password": PASSWORD, "csrf_token": csrf_token(client)})
    assert response.status_code == 401


def test_signing_in_begins_a_new_session(client: FlaskClient, office: Office) -> None:
    before = csrf_token(client)
    sign_in(client, "coordination")
    assert client.post("/deconnexion", data={"csrf_token": before}).status_code == 400
    assert client.get("/tournees").status_code == 200


def test_a_weaker_hash_is_renewed(app: Flask, client: FlaskClient, office: Office) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with app.app_context():
        db.session.query(User).filter_by(login="coordination").one().password_hash = weak
        db.session.commit()
    sign_in(client, "coordination")
    renewed = user(app, "coordinator").password_hash
    assert renewed is not None
    assert renewed != weak
    assert passwords.verify_password(renewed, PASSWORD)


def test_sessions_end_after_an_idle_hour_and_after_twelve(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app.test_client(), "coordination")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3599)
    assert client.get("/tournees").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 3599 + 3599)
    assert client.get("/tournees").status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 3599 + 3599 + 3700)
    assert client.get("/tournees").status_code == 302

    busy = now + 3599 + 3599 + 3700
    monkeypatch.setattr(time, "time", lambda: busy)
    sign_in(client, "coordination")
    for half_hours in range(1, 24):
        monkeypatch.setattr(time, "time", lambda moment=busy + 1800 * half_hours: moment)
        assert client.get("/tournees").status_code == 200
    monkeypatch.setattr(time, "time", lambda: busy + 1800 * 25)
    assert client.get("/tournees").status_code == 302


def test_only_pages_keep_a_session_alive(app: Flask, office: Office) -> None:
    client = sign_in(app.test_client(), "coordination")
    assert "Set-Cookie" in client.get("/tournees").headers
    for address in ("/api/v1/openapi.json", "/assets/office/mark.svg", "/assets/maps/leaflet.css", "/tablette/", "/healthz"):
        assert "Set-Cookie" not in client.get(address).headers, address


def test_ten_tries_per_account(app: Flask, office: Office) -> None:
    client = app.test_client()
    token = csrf_token(client)
    answers = [client.post("/connexion", data={"login": "Nobody", "password": "x" * 12, "csrf_token": token}).status_code for _ in range(11)]
    assert answers == [401] * 10 + [429]
    assert client.post("/connexion", data={"login": " nobody", "password": "x", "csrf_token": token}).status_code == 429
    sign_in(client, "coordination")


def tries(app: Flask, address: str, how_many: int) -> list[int]:
    """What wrong passwords for the coordinator's login get from an address."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    token = csrf_token(client)
    wrong = {"login": "coordination", "password": "x" * 12, "csrf_token": token}
    return [client.post("/connexion", data=wrong).status_code for _ in range(how_many)]


def test_nobody_locks_an_account_from_one_other_address(app: Flask, office: Office) -> None:
    assert tries(app, "192.0.2.1", 150) == [401] * 10 + [429] * 140
    sign_in(app.test_client(), "coordination")


def test_an_account_takes_only_so_many_tries_from_everywhere(app: Flask, office: Office) -> None:
    first = [status for number in range(10) for status in tries(app, f"192.0.2.{number}", 10)]
    assert first == [401] * 100
    assert tries(app, "192.0.2.100", 1) == [429]


@pytest.mark.parametrize(
    "target", ["https://ailleurs.example", "//ailleurs.example", "/\\ailleurs.example", "\\\\ailleurs", "javascript:alert(1)", "tournees", "", "/a\nb"]
)
def test_no_open_redirect(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert safe_next(target) == "/"
        assert safe_next("/tournees?x=1") == "/tournees?x=1"


def test_own_password(app: Flask, office: Office) -> None:
    here, elsewhere = sign_in(app.test_client(), "terrain"), sign_in(app.test_client(), "terrain")

    def change(current: str, new: str, again: str) -> int:
        token = csrf_token(here, "/mot-de-passe")
        return here.post("/mot-de-passe", data={"current": current, "new": new, "again": again, "csrf_token": token}).status_code

    assert change("pas le bon", "quatre mots bien neufs", "quatre mots bien neufs") == 200
    assert change(PASSWORD, "court", "court") == 200
    assert change(PASSWORD, "quatre mots bien neufs", "quatre mots bien vieux") == 200
    assert elsewhere.get("/mot-de-passe").status_code == 200
    assert change(PASSWORD, "quatre mots bien neufs", "quatre mots bien neufs") == 302
    assert here.get("/mot-de-passe").status_code == 200
    assert elsewhere.get("/mot-de-passe").status_code == 302
    sign_in(app.test_client(), "terrain", "quatre mots bien neufs")


def post(client: FlaskClient, address: str, **data: object) -> str:
    response = client.post(address, data={**data, "csrf_token": csrf_token(client, "/comptes")}, follow_redirects=True)
    return str(response.status_code) + response.text


def link_on(page: str) -> str:
    found = re.search(r'value="http://127.0.0.1:8000(/lien/[A-Za-z0-9_-]{43})"', page)
    assert found, page
    return found[1]


def choose(client: FlaskClient, link: str, password: str, again: str | None = None) -> TestResponse:
    return client.post(link, data={"new": password, "again": password if again is None else again, "csrf_token": csrf_token(client, link)})


def test_somebody_who_joins_chooses_a_password_with_a_link(app: Flask, browser: Callable[[str], FlaskClient]) -> None:
    page = post(browser("coordinator"), "/comptes/nouveau", name="Ninon", role="coordinator", login="Ninon")
    link, newcomer = link_on(page), app.test_client()
    assert link not in browser("coordinator").get("/comptes", follow_redirects=True).text
    assert "lien à ouvrir" in browser("coordinator").get("/comptes").text
    for _preview in range(2):
        assert "Bonjour Ninon" in newcomer.get(link).text
    assert choose(newcomer, link, "court").status_code == 200
    assert choose(newcomer, link, "quatre mots bien neufs", "quatre mots bien vieux").status_code == 200
    assert choose(newcomer, link, "quatre mots bien neufs").status_code == 303
    assert newcomer.get(link).status_code == 410
    sign_in(app.test_client(), "ninon", "quatre mots bien neufs")


def test_a_link_is_shown_once_and_kept_as_a_digest(app: Flask, settings: Settings, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    shown = f"/comptes/{office.people['worker']}/lien"
    token = link_on(post(browser("coordinator"), shown)).rpartition("/")[2]
    assert browser("coordinator").get(shown).status_code == 302
    with app.app_context():
        assert db.session.query(AccountLink).one().token_digest == token_digest(token)
    database = settings.database_url.removeprefix("sqlite:///")
    for suffix in ("", "-wal"):
        assert token.encode() not in Path(f"{database}{suffix}").read_bytes()


def test_a_new_link_replaces_password_sessions_and_the_link_before(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    worker, address = browser("worker"), f"/comptes/{office.people['worker']}/lien"
    assert worker.get("/").status_code == 200
    first = link_on(post(browser("coordinator"), address))
    assert worker.get("/").status_code == 302
    client = app.test_client()
    assert client.post("/connexion", data={"login": "terrain", "password": PASSWORD, "csrf_token": csrf_token(client)}).status_code == 401
    second = link_on(post(browser("coordinator"), address))
    assert app.test_client().get(first).status_code == 410
    assert choose(app.test_client(), second, "quatre mots bien neufs").status_code == 303
    sign_in(app.test_client(), "terrain", "quatre mots bien neufs")


def test_links_end_after_eight_days_and_with_the_access(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    worker = office.people["worker"]
    link = link_on(post(browser("coordinator"), f"/comptes/{worker}/lien"))
    post(browser("coordinator"), f"/comptes/{worker}/acces", active="no")
    assert app.test_client().get(link).status_code == 410
    post(browser("coordinator"), f"/comptes/{worker}/acces", active="yes")
    assert app.test_client().get(link).status_code == 200
    with app.app_context():
        db.session.query(AccountLink).one().expires_at = datetime.now(UTC) - timedelta(seconds=1)
        db.session.commit()
    assert app.test_client().get(link).status_code == 410
    assert "lien périmé" in browser("coordinator").get("/comptes").text


def test_links_cannot_be_guessed_at_leisure(app: Flask, office: Office) -> None:
    client = app.test_client()
    assert [client.get(f"/lien/{number}").status_code for number in range(62)] == [410] * 60 + [429] * 2


def test_a_worker_needs_no_login(browser: Callable[[str], FlaskClient]) -> None:
    assert "Passeur sans compte fait partie de l’équipe" in post(
        browser("coordinator"), "/comptes/nouveau", name=" Passeur  sans compte ", role="worker", login=""
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "role": "worker", "login": ""}, "Il manque le nom."),
        ({"name": "X", "role": "coordinator", "login": ""}, "Il faut un identifiant"),
        ({"name": "X", "role": "worker", "login": "coordination"}, "déjà pris"),
        ({"name": "X", "role": "worker", "login": "a b"}, "de 3 à 60 caractères"),
        ({"name": "X", "role": "administrator", "login": "xavier"}, "Rôle"),
    ],
)
def test_what_is_not_added(app: Flask, browser: Callable[[str], FlaskClient], data: dict[str, str], sentence: str) -> None:
    with app.app_context():
        before = db.session.query(User).count()
    assert sentence in post(browser("coordinator"), "/comptes/nouveau", **data)
    with app.app_context():
        assert db.session.query(User).count() == before


def test_closing_and_opening(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    worker = browser("worker")
    assert worker.get("/").status_code == 200
    for _click in range(2):
        assert "est fermé" in post(browser("coordinator"), f"/comptes/{office.people['worker']}/acces", active="no")
        assert not user(app, "worker").active
    assert worker.get("/").status_code == 302
    assert post(browser("coordinator"), f"/comptes/{office.people['worker']}/acces").startswith("400")
    assert "est ouvert" in post(browser("coordinator"), f"/comptes/{office.people['worker']}/acces", active="yes")


def test_whose_access_stays(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    assert post(browser("coordinator"), f"/comptes/{office.people['coordinator']}/acces", active="no").startswith("409")
    assert post(browser("coordinator"), f"/comptes/{office.people['administrator']}/acces", active="no").startswith("403")
    assert post(browser("coordinator"), f"/comptes/{office.people['administrator']}/lien").startswith("403")
    assert post(browser("administrator"), f"/comptes/{office.territory.centre.coordinator}/acces", active="no").startswith("200")
    assert post(browser("administrator"), f"/comptes/{office.people['coordinator']}/acces", active="no").startswith("409")
    assert user(app, "coordinator").active


def test_passwords_are_long_and_varied() -> None:
    for weak in ("onze lettre", "aaaaaaaaaaaaaaaa", "x" * 201):
        with pytest.raises(Problem):
            passwords.hash_password(weak)
    generated = {passwords.generate_password() for _ in range(50)}
    assert len(generated) == 50
    assert not passwords.verify_password(None, "peu importe")


def test_add_person_refuses_a_given_weak_password(app: Flask, office: Office) -> None:
    with app.app_context(), pytest.raises(Problem):
        add_person(db.session(), office.territory.centre.id, "X", Role.COORDINATOR, "nouveau", "court")
