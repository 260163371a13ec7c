"""What the coordination asks of a tablet that is not in its hands, and what of such a tablet is still taken."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.envelope import pack, to_b64url
from outreach.domain.scope import Scope
from outreach.domain.sealing import new_identity, recipient_of, seal
from outreach.domain.tablets import POSSIBLE, Order, Standing
from outreach.errors import Problem
from outreach.services.authenticate_device import Caller, Told
from outreach.services.list_tablets import list_tablets
from outreach.services.recover_tablet import answer_recovery, ask_recovery, list_asked
from outreach.store.database import db
from outreach.store.tables import AuditEvent, Device, LogEntry, Quarantined
from tests.server.tablets import item, push, start
from tests.server.test_web_quarantine import opened, repair
from tests.server.web import Office
from tests.territory import Tablet, Territory

NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)

NOTHING: dict[str, Any] = {"epoch": None, "bundle_hash": None, "cursors": {}}


def ask(browser: FlaskClient, tablet: Tablet, order: str) -> int:
    return browser.post(f"/tablettes/{tablet.id}/demander", data={"order": order}).status_code


def call(app: Flask, tablet: Tablet, name: str, body: dict[str, Any]) -> Any:
    return app.test_client().post(f"/api/v1/{name}", json=body, headers=tablet.headers)


def kinds(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEvent.kind).order_by(AuditEvent.number)))


def device(app: Flask, tablet: Tablet) -> Device:
    with app.app_context():
        return db.session.get_one(Device, tablet.id)


@pytest.mark.parametrize("role", ["coordinator", "administrator"])
def test_locked_and_unlocked(app: Flask, office: Office, browser: Callable[[str], FlaskClient], role: str) -> None:
    """A tablet hears of it with whatever it asks, also when it cannot be opened and only hands in."""
    tablet, client = office.territory.centre.tablets[0], browser(role)
    calls = [("changes", NOTHING), ("entries", {"entries": []}), ("held", {"ids": []})]
    for order, locked in (("lock", True), ("lock", True), ("unlock", False)):
        assert ask(client, tablet, order) == 302
        for name, body in calls:
            assert call(app, tablet, name, body).get_json()["orders"] == {"lock": locked, "erase": False}
    assert [told for told in kinds(app) if told.startswith("tablet")] == ["tablet_locked", "tablet_locked", "tablet_unlocked"]


def test_erased_at_its_next_contact(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet, client = office.territory.centre.tablets[0], browser("coordinator")
    assert call(app, tablet, "erased", {}).status_code == 409
    ask(client, tablet, "erase")
    assert call(app, tablet, "entries", {"entries": []}).get_json()["orders"] == {"lock": False, "erase": True}
    ask(client, tablet, "keep")
    assert call(app, tablet, "erased", {}).status_code == 409
    ask(client, tablet, "erase")
    assert "s’effacera" in client.get("/tablettes").text
    # Its answer may be lost, and the tablet says it again.
    assert [call(app, tablet, "erased", {}).status_code for _ in range(2)] == [200, 200]
    assert "effacée le" in client.get("/tablettes").text
    assert kinds(app).count("tablet_erased") == 1
    assert ask(client, tablet, "keep") == 302
    assert device(app, tablet).erased_at is not None


def test_what_a_revoked_tablet_brings_waits_until_somebody_has_looked(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet, client = office.territory.centre.tablets[0], browser("coordinator")
    second = start(app, tablet)
    before, after = (second.visit(second.entrances[0], str(uuid4()), "absent") for _ in range(2))
    push(second, item(second.journal[before]))
    assert client.post(f"/tablettes/{tablet.id}/fermer").status_code == 302

    refused = call(app, tablet, "changes", NOTHING)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "revoked")
    told = [(one["id"], one["status"]) for one in push(second, item(second.journal[before]), item(second.journal[after]))]
    assert told == [(before, "duplicate"), (after, "quarantined")]
    assert call(app, tablet, "held", {"ids": [before, after]}).get_json()["missing"] == []
    assert "tablette retirée" in client.get("/a-verifier").text

    with app.app_context():
        (waiting,) = db.session.scalars(select(Quarantined))
        assert waiting.problem == "revoked_device"
        digest = waiting.digest.hex()
    envelope = opened(client, office, digest)
    assert repair(client, digest, pack(envelope)) == (200, {"entry": after})
    with app.app_context():
        assert {str(one) for one in db.session.scalars(select(LogEntry.id))} == {before, after}


def test_nothing_is_taken_of_a_stolen_tablet(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet, client = office.territory.centre.tablets[0], browser("coordinator")
    second = start(app, tablet)
    visit = second.visit(second.entrances[0], str(uuid4()), "absent")
    client.post(f"/tablettes/{tablet.id}/fermer")
    assert ask(client, tablet, "stolen") == 302
    for name, body in (("entries", {"entries": [item(second.journal[visit])]}), ("changes", NOTHING), ("held", {"ids": []})):
        assert call(app, tablet, name, body).status_code == 401
    with app.app_context():
        assert db.session.scalars(select(Quarantined)).all() == []
        assert db.session.scalars(select(LogEntry)).all() == []
    assert "déclarée volée" in client.get("/tablettes").text
    assert [ask(client, tablet, order) for order in ("lock", "erase", "keep")] == [409] * 3


def test_the_list_tells_what_tablets_say_of_themselves(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet = office.territory.centre.tablets[0]
    call(app, tablet, "entries", {"entries": [], "pending": 12, "app": "0.1.0"})
    page = browser("coordinator").get("/tablettes").text
    assert "12 notes pas encore envoyées" in page
    assert "version 0.1.0" in page
    # An older tablet says nothing, and what was known stays.
    call(app, tablet, "changes", NOTHING)
    assert (device(app, tablet).pending, device(app, tablet).app) == (12, "0.1.0")
    call(app, tablet, "changes", NOTHING | {"pending": 0})
    assert "tout est arrivé" in browser("coordinator").get("/tablettes").text
    for wrong in (-1, "12", 10**9):
        assert call(app, tablet, "changes", NOTHING | {"pending": wrong}).status_code == 400
    assert call(app, tablet, "changes", NOTHING | {"app": "<b>"}).status_code == 400


def test_orders_that_are_none(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet, client = office.territory.centre.tablets[0], browser("coordinator")
    assert ask(client, tablet, "explode") == 400
    assert ask(client, tablet, "unlock") == 302
    assert client.post(f"/tablettes/{uuid4()}/demander", data={"order": "lock"}).status_code == 404
    assert client.post(f"/tablettes/{office.territory.other.tablets[0].id}/demander", data={"order": "lock"}).status_code == 404


def test_the_page_offers_what_can_be_asked(app: Flask, office: Office) -> None:
    with app.app_context():
        first = db.session.get_one(Device, office.territory.centre.tablets[0].id)
        for standing in (Standing.ACTIVE, Standing.LOCKED, Standing.REVOKED):
            first.standing = standing
            db.session.flush()
            card = next(card for card in list_tablets(db.session(), Scope(office.territory.centre.id), NOW) if card.id == first.id)
            assert card.orders == POSSIBLE[standing] - {Order.KEEP}
        db.session.rollback()


def test_a_lost_code(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    """The server carries two sealed texts, and the page says who asks."""
    tablet, client, worker = office.territory.centre.tablets[0], browser("coordinator"), office.territory.centre.workers[0]
    sealed, answer = (to_b64url(seal(text, office.territory.centre.recipient)) for text in (b"the tablet's key", b"the same, for the tablet"))
    once = recipient_of(new_identity())
    ask_for = {"worker": str(worker), "recipient": once, "sealed": sealed}
    assert "ne demande rien" in client.get(f"/tablettes/{tablet.id}/code-perdu").text
    assert call(app, tablet, "recoveries", ask_for).get_json()["answer"] is None
    assert "Code perdu" in client.get("/tablettes").text
    page = client.get(f"/tablettes/{tablet.id}/code-perdu")
    assert sealed in page.text
    assert once in page.text
    assert "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]

    address = f"/tablettes/{tablet.id}/code-perdu"
    for wrong in ({"answer": answer, "recipient": recipient_of(new_identity())}, {"answer": "AAAA", "recipient": once}, {"answer": "é", "recipient": once}):
        assert client.post(address, json=wrong, headers={"Accept": "application/json"}).status_code == 409
    assert client.post(address, json=[], headers={"Accept": "application/json"}).status_code == 400
    assert client.post(address, json={"answer": answer, "recipient": once}).status_code == 200
    assert call(app, tablet, "recoveries", ask_for).get_json()["answer"] == answer
    assert kinds(app)[-1] == "tablet_reopened"
    # Another key of the moment is another question.
    assert call(app, tablet, "recoveries", ask_for | {"recipient": recipient_of(new_identity())}).get_json()["answer"] is None
    for bad in ({"sealed": "AAAA"}, {"sealed": "é"}, {"recipient": "age1"}, {"worker": str(uuid4())}):
        assert call(app, tablet, "recoveries", ask_for | bad).status_code in (400, 422)


def test_a_lost_code_is_asked_for_half_an_hour(session: Session, territory: Territory) -> None:
    tablet, centre = territory.centre.tablets[0], territory.centre
    sealed, once = to_b64url(seal(b"key", centre.recipient)), recipient_of(new_identity())
    asking = Caller(tablet.id, centre.id, None, Standing.ACTIVE, erase_asked=False, told=Told())
    ask_recovery(session, NOW, asking, centre.workers[0], once, sealed)
    session.flush()
    assert list(list_asked(session, NOW, Scope(centre.id))) == [tablet.id]
    assert list_asked(session, NOW, Scope(territory.other.id)) == {}
    later = NOW + timedelta(minutes=31)
    assert list_asked(session, later, Scope(centre.id)) == {}
    with pytest.raises(Problem, match="ne demande plus rien"):
        answer_recovery(session, later, Scope(centre.id), tablet.id, once, sealed)
    with pytest.raises(Problem, match="ne fait pas partie"):
        answer_recovery(session, NOW, Scope(territory.other.id), tablet.id, once, sealed)
