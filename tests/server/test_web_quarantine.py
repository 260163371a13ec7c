"""What the server could not interpret: seen, repaired or set aside by a coordinator's browser."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from uuid_utils import uuid7

from outreach.domain.envelope import Envelope, pack, parse_envelope, to_b64url
from outreach.domain.scope import Scope
from outreach.domain.sealing import recipient_of
from outreach.errors import Problem
from outreach.services.repair_quarantined import repair_quarantined
from outreach.services.review_quarantine import dismiss_quarantined
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import Entrance, LogEntry, Quarantined, Visit
from tests.server.web import Office


def visit(office: Office, **changes: object) -> dict[str, Any]:
    centre = office.territory.centre
    return {
        "format": "palier-entry/1",
        "kind": "visit",
        "id": str(uuid7()),
        "organisation": str(centre.id),
        "device": str(centre.tablets[0].id),
        "author": str(centre.workers[0]),
        "round": str(centre.round),
        "entrance": str(office.territory.entrances[0]),
        "counter": 1,
        "seen": None,
        "made_at": "2026-11-23T10:05:07.123+01:00",
        "clock_error_ms": 0,
        "salt": "AAAAAAAAAAAAAAAAAAAAAA",
        "door": str(uuid4()),
        "outcome": "absent",
        "slot": None,
        "replaces": None,
        **changes,
    }


def packed(clear: dict[str, Any]) -> bytes:
    return pack(Envelope(clear["id"], json.dumps(clear).encode(), None))


def push(app: Flask, office: Office, envelope: bytes) -> str:
    """Push an envelope as a tablet; gives the receipt's status."""
    carrier = pyrage.encrypt(envelope, [pyrage.x25519.Recipient.from_str(recipient_of(app.extensions["settings"].transport_identity))])
    body = {"entries": [{"id": parse_envelope(envelope).id, "carrier": to_b64url(carrier)}]}
    answer = app.test_client().post("/api/v1/entries", json=body, headers=office.territory.centre.tablets[0].headers)
    assert answer.json is not None
    return str(answer.json["receipts"][0]["status"])


def waiting(app: Flask) -> list[Quarantined]:
    with app.app_context():
        return db.session.query(Quarantined).filter_by(state="open").all()


@pytest.fixture
def digest(app: Flask, office: Office) -> str:
    """A visit at an entrance nobody knows, in quarantine."""
    assert push(app, office, packed(visit(office, entrance=str(uuid4())))) == "quarantined"
    return waiting(app)[0].digest.hex()


def opened(browser: FlaskClient, office: Office, digest: str) -> Envelope:
    """What the coordinator's browser does: fetch the sealed bytes, open them with the organisation's key."""
    sealed = browser.get(f"/a-verifier/{digest}/scelle").data
    return parse_envelope(pyrage.decrypt(sealed, [office.territory.centre.identity]))


def repair(browser: FlaskClient, digest: str, envelope: bytes) -> tuple[int, dict[str, Any]]:
    answer = browser.post(f"/a-verifier/{digest}/reparer", json={"envelope": to_b64url(envelope)}, headers={"Accept": "application/json"})
    assert isinstance(answer.json, dict)
    return answer.status_code, answer.json


def test_repaired_in_the_browser(app: Flask, office: Office, browser: Callable[[str], FlaskClient], digest: str) -> None:
    coordinator = browser("coordinator")
    assert "Une entrée inconnue" in coordinator.get("/a-verifier").text
    assert "1 saisie attend vos yeux" in coordinator.get("/").text
    assert "1 allée des Essais" in coordinator.get(f"/a-verifier/{digest}").text
    was = opened(coordinator, office, digest)
    clear = json.loads(was.clear) | {"entrance": str(office.territory.entrances[1])}
    corrected = pack(replace(was, clear=json.dumps(clear).encode()))
    assert repair(coordinator, digest, corrected) == (200, {"entry": was.id})
    with app.app_context():
        row = db.session.get_one(Quarantined, bytes.fromhex(digest))
        assert row.state == "repaired"
        assert row.resolution is not None
        assert was.id in row.resolution
        assert db.session.get_one(Visit, UUID(was.id)).entrance_id == office.territory.entrances[1]
    assert push(app, office, pack(was)) == "duplicate", "the tablet's own bytes stay known"
    assert repair(coordinator, digest, corrected)[0] == 409
    assert "réparée" in coordinator.get("/a-verifier").text


def test_a_taken_id_asks_for_another(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    first = visit(office)
    assert push(app, office, packed(first)) == "accepted"
    assert push(app, office, packed(first | {"outcome": "refusal"})) == "quarantined"
    digest = waiting(app)[0].digest.hex()
    coordinator = browser("coordinator")
    second = json.loads(opened(coordinator, office, digest).clear)
    status, answer = repair(coordinator, digest, packed(second))
    assert (status, answer["code"]) == (409, "conflict")
    assert len(waiting(app)) == 1, "the attempt leaves nothing behind"
    fresh = str(uuid7())
    assert repair(coordinator, digest, packed(second | {"id": fresh})) == (200, {"entry": fresh})
    with app.app_context():
        assert db.session.query(LogEntry).count() == 2


def test_the_same_bytes_may_be_right_by_now(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    entrance = str(uuid4())
    envelope = packed(visit(office, entrance=entrance))
    assert push(app, office, envelope) == "quarantined"
    digest = waiting(app)[0].digest.hex()
    with app.app_context():
        place = db.session.get_one(Entrance, office.territory.entrances[0])
        copied = {name: getattr(place, name) for name in ("neighbourhood_id", "label", "address", "postcode", "city", "lon", "lat", "source")}
        db.session.add(Entrance(id=UUID(entrance), source_key="imported later", **copied))
        db.session.commit()
    assert repair(browser("coordinator"), digest, envelope)[0] == 200
    with app.app_context():
        assert db.session.query(LogEntry).one().digest.hex() == digest
        assert db.session.query(Quarantined).one().state == "repaired"
        assert db.session.query(Visit).count() == 1
    assert push(app, office, envelope) == "duplicate"


def test_bytes_known_only_to_quarantine_are_no_repair(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    first, coordinator = visit(office), browser("coordinator")
    assert push(app, office, packed(first)) == "accepted"
    assert push(app, office, packed(first | {"outcome": "refusal"})) == "quarantined"
    dismissed = waiting(app)[0].digest.hex()
    assert coordinator.post(f"/a-verifier/{dismissed}/ecarter", data={"reason": "en double"}).status_code == 302
    assert push(app, office, packed(first | {"outcome": "refusal", "entrance": str(uuid4())})) == "quarantined"
    digest = waiting(app)[0].digest.hex()
    status, answer = repair(coordinator, digest, packed(first | {"outcome": "refusal"}))
    assert (status, answer["code"]) == (409, "conflict")
    assert [row.digest.hex() for row in waiting(app)] == [digest]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"entrance": str(uuid4())}, "unknown_entrance"),
        ({"outcome": "coffee"}, "invalid_entry"),
        ({"kind": "song"}, "unknown_kind"),
        ({"round": str(uuid4())}, "unknown_round"),
    ],
)
def test_what_is_still_wrong_stays(
    app: Flask, office: Office, browser: Callable[[str], FlaskClient], digest: str, change: dict[str, str], problem: str
) -> None:
    status, answer = repair(browser("coordinator"), digest, packed(visit(office) | change))
    assert (status, answer["code"]) == (422, "not_repaired")
    assert len(waiting(app)) == 1
    with app.app_context():
        assert db.session.query(LogEntry).count() == 0


@pytest.mark.parametrize("body", [None, {}, {"envelope": 7}, {"envelope": "***"}, {"envelope": "e30"}])
def test_no_envelope_no_repair(app: Flask, browser: Callable[[str], FlaskClient], digest: str, body: object) -> None:
    assert browser("coordinator").post(f"/a-verifier/{digest}/reparer", json=body).status_code == 422
    assert len(waiting(app)) == 1


def test_an_entry_of_another_organisation_cannot_be_put_there(app: Flask, office: Office, browser: Callable[[str], FlaskClient], digest: str) -> None:
    other = office.territory.other
    foreign = visit(office, organisation=str(other.id), round=str(other.round), device=str(other.tablets[0].id), author=str(other.workers[0]))
    status, answer = repair(browser("coordinator"), digest, packed(foreign))
    assert (status, answer["code"]) == (422, "not_repaired")
    with app.app_context():
        assert db.session.query(LogEntry).count() == 0


def test_set_aside_with_a_reason(app: Flask, browser: Callable[[str], FlaskClient], digest: str) -> None:
    coordinator = browser("coordinator")
    assert coordinator.post(f"/a-verifier/{digest}/ecarter", data={"reason": " "}).status_code == 400
    assert len(waiting(app)) == 1
    assert "essai de formation" in coordinator.post(f"/a-verifier/{digest}/ecarter", data={"reason": "essai de formation"}, follow_redirects=True).text
    assert waiting(app) == []
    assert coordinator.post(f"/a-verifier/{digest}/ecarter", data={"reason": "encore"}).status_code == 409
    assert coordinator.get(f"/a-verifier/{digest}/scelle").status_code == 200, "the sealed bytes stay"


@pytest.mark.databases
@pytest.mark.parametrize("second", ["repair", "dismiss"])
def test_two_coordinators_at_once_settle_it_once(app: Flask, office: Office, digest: str, second: str) -> None:
    scope, transport = Scope(office.territory.centre.id), recipient_of(app.extensions["settings"].transport_identity)
    outcomes: list[str] = []

    def repair_it(session: Session) -> None:
        repair_quarantined(session, datetime.now(UTC), scope, transport, digest, packed(visit(office)))

    def dismiss_it(session: Session) -> None:
        dismiss_quarantined(session, scope, digest, "essai de formation", date(2026, 11, 23))

    def late() -> None:
        with app.app_context():
            try:
                with write_transaction() as session:
                    (repair_it if second == "repair" else dismiss_it)(session)
                outcomes.append("settled twice")
            except Problem as problem:
                outcomes.append(f"{problem.status} {problem.code}")

    thread = threading.Thread(target=late)
    with app.app_context(), write_transaction() as session:
        repair_it(session)
        thread.start()
        time.sleep(0.3)
        assert thread.is_alive(), "the second waits for the first"
    thread.join(20)
    assert outcomes == ["409 already_settled"]
    with app.app_context():
        assert db.session.query(LogEntry).count() == 1
        assert db.session.query(Quarantined).one().state == "repaired"


def test_another_organisation_sees_none_of_it(app: Flask, office: Office, browser: Callable[[str], FlaskClient], digest: str) -> None:
    with app.app_context():
        db.session.get_one(Quarantined, bytes.fromhex(digest)).organisation_id = office.territory.other.id
        db.session.commit()
    coordinator = browser("coordinator")
    assert "Rien à vérifier" in coordinator.get("/a-verifier").text
    for address in ("", "/scelle"):
        assert coordinator.get(f"/a-verifier/{digest}{address}").status_code == 404
    assert coordinator.post(f"/a-verifier/{digest}/ecarter", data={"reason": "pour voir"}).status_code == 404
    assert repair(coordinator, digest, packed(visit(office)))[0] == 404
    assert coordinator.get(f"/a-verifier/{'z' * 64}").status_code == 404
