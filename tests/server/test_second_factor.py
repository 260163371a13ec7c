"""A second factor: set up, asked for, taken once, recovered, taken away; its secret is not in the database."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services import second_factor as services
from outreach.settings import Settings
from outreach.store.database import db
from outreach.store.tables import AuditEvent, SecondFactor
from tests.server.web import LOGINS, PASSWORD, Office, csrf_token, sign_in


def post(client: FlaskClient, address: str, page: str, **data: str) -> tuple[int, str]:
    answer = client.post(address, data={**data, "csrf_token": csrf_token(client, page)}, follow_redirects=False)
    return answer.status_code, answer.text


def set_up(client: FlaskClient) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    assert post(client, "/double-verification", "/double-verification")[0] == 303
    page = client.get("/double-verification/confirmer").text
    secret = re.search(r"secret=([A-Z2-7]{32})", page)
    assert secret
    assert "Rien n’a été changé" in post(client, "/double-verification/confirmer", "/double-verification", code="000000x")[1]
    status, page = post(client, "/double-verification/confirmer", "/double-verification", code=pyotp.TOTP(secret[1]).now())
    assert status == 200
    return secret[1], re.findall(r"<code>((?:[a-z0-9]{4}-){3}[a-z0-9]{4})</code>", page)


def half_way(app: Flask, login: str = "coordination") -> FlaskClient:
    """A browser that gave the right password."""
    client = app.test_client()
    answer = client.post("/connexion?next=/tournees", data={"login": login, "password": PASSWORD, "csrf_token": csrf_token(client)})
    assert answer.location == "/connexion/code?next=/tournees"
    assert client.get("/tournees").status_code == 302
    return client


def give(client: FlaskClient, code: str) -> int:
    return post(client, "/connexion/code", "/connexion/code", code=code)[0]


def later(secret: str, steps: int = 1) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


def test_a_password_alone_opens_no_more(app: Flask, office: Office) -> None:
    secret, codes = set_up(sign_in(app.test_client(), "coordination"))
    assert len(set(codes)) == 8
    client = half_way(app)
    assert give(client, "123") == 401
    assert give(client, pyotp.TOTP(secret).now()) == 401, "the code that set it up is used up"
    answer = client.post("/connexion/code?next=/tournees", data={"code": later(secret), "csrf_token": csrf_token(client, "/connexion/code")})
    assert answer.location == "/tournees"
    assert client.get("/tournees").status_code == 200
    assert give(half_way(app), later(secret)) == 401, "nor is any other code taken twice"
    with app.app_context():
        kinds = [row.kind for row in db.session.query(AuditEvent).order_by(AuditEvent.number)]
    assert kinds == ["signed_in", "factor_added", "code_failed", "code_failed", "signed_in", "code_failed"]


def test_recovery_codes_open_once_each(app: Flask, office: Office) -> None:
    _, codes = set_up(sign_in(app.test_client(), "coordination"))
    client = half_way(app)
    assert give(client, codes[0].upper().replace("-", " ")) == 302
    assert "7 codes de secours" in client.get("/double-verification").text
    assert give(half_way(app), codes[0]) == 401
    assert give(half_way(app), codes[1]) == 302


def test_ten_codes_and_ten_minutes(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = set_up(sign_in(app.test_client(), "coordination"))
    slow = half_way(app)
    token, now = csrf_token(slow, "/connexion/code"), time.time()
    with monkeypatch.context() as moved:
        moved.setattr(time, "time", lambda: now + 601)
        answer = slow.post("/connexion/code", data={"code": later(secret), "csrf_token": token})
        assert answer.location.startswith("/connexion")
        assert slow.get("/tournees").status_code == 302
    client = half_way(app)
    assert [give(client, "000000") for _ in range(9)] == [401] * 9
    token = csrf_token(client, "/connexion/code")
    assert client.post("/connexion/code", data={"code": later(secret), "csrf_token": token}).status_code == 429


def test_nobody_is_half_way_after_the_password_changed(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    secret, _ = set_up(sign_in(app.test_client(), "terrain"))
    client = half_way(app, "terrain")
    token = csrf_token(client, "/connexion/code")
    assert post(browser("coordinator"), f"/comptes/{office.people['worker']}/lien", "/comptes")[0] == 303
    assert client.post("/connexion/code", data={"code": later(secret), "csrf_token": token}).location.startswith("/connexion")
    with app.app_context():
        assert db.session.query(SecondFactor).count() == 1, "a new link leaves the second factor"


def test_the_owner_takes_it_away_with_the_password(app: Flask, office: Office) -> None:
    client = sign_in(app.test_client(), "coordination")
    set_up(client)
    assert post(client, "/double-verification", "/double-verification")[0] == 409
    assert post(client, "/double-verification/retirer", "/double-verification", password="pas le bon")[0] == 403
    assert post(client, "/double-verification/retirer", "/double-verification", password=PASSWORD)[0] == 302
    sign_in(app.test_client(), "coordination")


def test_somebody_else_takes_it_away_when_the_telephone_is_lost(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    set_up(sign_in(app.test_client(), "terrain"))
    set_up(sign_in(app.test_client(), "administration"))
    coordinator = browser("coordinator")
    assert post(coordinator, f"/comptes/{office.people['administrator']}/double-verification", "/comptes")[0] == 403
    assert post(coordinator, f"/comptes/{office.people['coordinator']}/double-verification", "/comptes")[0] == 409
    assert post(coordinator, f"/comptes/{office.people['worker']}/double-verification", "/comptes")[0] == 302
    sign_in(app.test_client(), LOGINS["worker"])


def test_the_secret_is_encrypted_for_this_person_under_the_servers_own(app: Flask, settings: Settings, office: Office) -> None:
    secret, codes = set_up(sign_in(app.test_client(), "coordination"))
    other = replace(settings, secret_key="x" * 64)
    with app.app_context():
        row = db.session.query(SecondFactor).one()
        kept = row.secret + str(row.recovery).encode()
        assert secret.encode() not in kept
        assert codes[0].encode() not in kept
        with pytest.raises(Problem) as raised:
            services.check_second_factor(db.session(), datetime.now(UTC), row.user_id, other.secret_key, later(secret))
        assert raised.value.code == "factor_unreadable"
        moved = SecondFactor(user_id=office.people["worker"], secret=row.secret, confirmed_at=row.confirmed_at, last_step=0, recovery=[])
        db.session.add(moved)
        db.session.flush()
        with pytest.raises(Problem):
            services.check_second_factor(db.session(), datetime.now(UTC), moved.user_id, settings.secret_key, later(secret))
        worker = Scope(office.territory.centre.id, moved.user_id)
        assert services.has_second_factor(db.session(), worker.user_id or row.user_id)
