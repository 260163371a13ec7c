"""« Mes connexions »: listed, ended one by one or all, and worth nothing once they are."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.store.database import db
from outreach.store.tables import UserSession
from outreach.web.account.browser_family import browser_family
from tests.server.web import Office, csrf_token, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"


def opened(app: Flask, agent: str = FIREFOX, login: str = "coordination") -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    return sign_in(client, login)


def ended(client: FlaskClient) -> bool:
    return client.get("/mes-connexions").status_code == 302


def close(client: FlaskClient, address: str) -> int:
    return client.post(address, data={"csrf_token": csrf_token(client, "/mes-connexions")}).status_code


def test_they_are_listed_and_ended_one_by_one(app: Flask, office: Office) -> None:
    here, elsewhere, stranger = opened(app), opened(app, CHROME), opened(app, login="administration")
    page = here.get("/mes-connexions").text
    assert "Firefox · Windows" in page
    assert "Chrome · Android" in page
    (address,) = re.findall(r'action="(/mes-connexions/[0-9a-f-]{36}/fermer)"', page)
    assert close(stranger, address) == 404
    assert not ended(elsewhere)
    assert close(here, address) == 302
    assert ended(elsewhere)
    assert not ended(here)
    assert not ended(stranger)
    assert close(here, address) == 404
    with app.app_context():
        own = {row.id for row in db.session.query(UserSession).filter_by(user_id=office.people["coordinator"])}
    assert close(here, f"/mes-connexions/{own.pop()}/fermer") == 409


def test_all_others_are_ended_at_once(app: Flask, office: Office) -> None:
    here, one, another, stranger = opened(app), opened(app), opened(app), opened(app, login="terrain")
    assert close(here, "/mes-connexions/fermer") == 302
    assert (ended(here), ended(one), ended(another), ended(stranger)) == (False, True, True, False)


def test_a_cookie_that_was_copied_is_worth_nothing_after_signing_out(app: Flask, office: Office) -> None:
    client = opened(app)
    cookie = client.get_cookie("palier")
    assert cookie is not None
    assert client.post("/deconnexion", data={"csrf_token": csrf_token(client, "/mes-connexions")}).status_code == 302
    thief = app.test_client()
    thief.set_cookie("palier", cookie.value)
    assert ended(thief)


def test_a_session_made_before_signing_in_is_not_the_one_after(app: Flask, office: Office) -> None:
    """Fixation: who slipped a cookie into a browser holds nothing after its owner has signed in."""
    victim, attacker = app.test_client(), app.test_client()
    attacker.get("/connexion")
    slipped = attacker.get_cookie("palier")
    assert slipped is not None
    victim.set_cookie("palier", slipped.value)
    sign_in(victim, "coordination")
    after = victim.get_cookie("palier")
    assert after is not None
    assert after.value != slipped.value
    assert ended(attacker)


def test_signing_in_again_ends_the_session_before(app: Flask, office: Office) -> None:
    client = opened(app)
    old = client.get_cookie("palier")
    assert old is not None
    sign_in_again = {"login": "terrain", "password": "palier-lune-citron", "csrf_token": csrf_token(client, "/mes-connexions")}
    assert client.post("/connexion", data=sign_in_again).status_code == 302
    thief = app.test_client()
    thief.set_cookie("palier", old.value)
    assert ended(thief)


def test_last_seen_is_noted_now_and_then(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    client = opened(app)
    long_ago = datetime.now(UTC) - timedelta(minutes=20)
    with app.app_context():
        row = db.session.query(UserSession).filter_by(user_id=office.people["coordinator"]).one()
        row.seen_at = long_ago
        db.session.commit()
    client.get("/mes-connexions")
    with app.app_context():
        assert db.session.query(UserSession).filter_by(user_id=office.people["coordinator"]).one().seen_at > long_ago + timedelta(minutes=15)


@pytest.mark.parametrize(
    ("agent", "words"), [(FIREFOX, "Firefox · Windows"), (CHROME, "Chrome · Android"), ("curl/8.0", ""), ("<script>alert(1)</script> Firefox/1", "Firefox")]
)
def test_browsers_in_words(agent: str, words: str) -> None:
    assert browser_family(agent) == words
