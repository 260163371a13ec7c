"""The pages of referrals: who may send, read and answer what, what a link tells, and that no answer of the server holds a text that was sealed."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from outreach.domain.envelope import to_b64url
from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.sealing import open_sealed, seal
from outreach.services.add_person import add_person
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import Referral, Structure
from tests.headless.wire import from_b64url
from tests.server.tablets import start
from tests.server.test_follow_ups import REFERRAL, promised, stored
from tests.server.web import PASSWORD, Office, csrf_token, sign_in

NAME, PROOF, CANARY = b"a link's name...", b"what link and code give together", "Canari Transmis"
TODAY = paris_day(datetime.now(UTC))


@pytest.fixture
def case(app: Flask, office: Office) -> UUID:
    return promised(start(app, office.territory.centre.tablets[0]), REFERRAL)


@pytest.fixture
def neighbour(app: Flask, office: Office) -> FlaskClient:
    """A coordinator of the other organisation."""
    with app.app_context():
        add_person(db.session(), office.territory.other.id, "Coordination voisine", Role.COORDINATOR, "voisine", PASSWORD)
        db.session.commit()
    client = sign_in(app.test_client(), "voisine")
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
    return client


def to_inbox(office: Office, **other: object) -> dict[str, Any]:
    recipient = office.territory.other.recipient
    sealed = to_b64url(seal(CANARY.encode(), recipient))
    said = {"id": str(uuid4()), "organisation": str(office.territory.other.id), "recipient": recipient, "agreed_on": TODAY.isoformat(), "sealed": sealed}
    return said | other


def by_link(app: Flask) -> dict[str, Any]:
    with app.app_context(), write_transaction() as session:
        structure = Structure(id=uuid4(), key=f"test--{uuid4()}", source="test", name="Maison sans compte", content={}, aliases=[], updated_on=TODAY)
        session.add(structure)
    digests = {name: to_b64url(hashlib.sha256(value).digest()) for name, value in (("link", NAME), ("proof", PROOF))}
    sealed = to_b64url(seal(CANARY.encode(), nobodys_key()))
    return {"id": str(uuid4()), "structure": str(structure.id), "agreed_on": TODAY.isoformat(), "sealed": sealed} | digests


def nobodys_key() -> str:
    """The recipient of a link: any key of which nobody here has the other half."""
    return str(pyrage.x25519.Identity.generate().to_public())


def stands(app: Flask) -> tuple[str, bool, int]:
    with stored(app) as session:
        referral = session.query(Referral).one()
        return referral.state, referral.sealed is not None, referral.link_tries


def ask(client: FlaskClient, what: str, proof: bytes = PROOF, name: bytes = NAME, **more: object) -> TestResponse:
    return client.post(f"/orientation/{what}", json={"link": to_b64url(name), "proof": to_b64url(proof)} | more)


def test_from_one_office_to_the_other(app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: FlaskClient, case: UUID) -> None:
    sender = browser("coordinator")
    assert "Sceller et transmettre" in sender.get(f"/suites/{case}").text
    page = sender.get(f"/suites/{case}/transmettre").text
    assert (office.territory.other.recipient in page, office.territory.centre.recipient in page) == (True, False)
    body = to_inbox(office)
    assert sender.post(f"/suites/{case}/transmettre", json=body).json == {"sent": True}
    inbox = neighbour.get("/orientations-recues")
    assert (body["id"] in inbox.text, inbox.headers["Cache-Control"]) == (True, "no-store")
    assert str(case) not in inbox.text + neighbour.get(f"/orientations-recues/{body['id']}").text
    assert stands(app)[0] == "sent"
    opened = neighbour.post(f"/orientations-recues/{body['id']}/ouvrir", json={}).json
    assert opened is not None
    assert open_sealed(from_b64url(opened["sealed"]), str(office.territory.other.identity)) == CANARY.encode()
    words = to_b64url(seal(b"mots", office.territory.centre.recipient))
    answered = neighbour.post(f"/orientations-recues/{body['id']}/repondre", data={"reponse": "refused", "motif": "full", "mots": words})
    assert answered.status_code == 302
    assert stands(app)[:2] == ("refused", False)
    told = sender.get(f"/suites/{case}").text
    assert ("plus de place" in told, "Lire ses mots" in told) == (True, True)
    assert sender.post(f"/suites/{case}/mots", json={}).json == {"words": {body["id"]: words}}
    assert "plus de place" in sender.get("/suites/bilan").text


def test_what_is_addressed_to_another_is_unknown(app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: FlaskClient, case: UUID) -> None:
    sender = browser("coordinator")
    body = to_inbox(office)
    assert neighbour.post(f"/suites/{case}/transmettre", json=body).status_code == 404
    sender.post(f"/suites/{case}/transmettre", json=body)
    assert body["id"] not in sender.get("/orientations-recues").text
    for method, address in (("GET", ""), ("POST", "/ouvrir"), ("POST", "/repondre")):
        assert sender.open(f"/orientations-recues/{body['id']}{address}", method=method, data={"reponse": "done"}).status_code == 404
    for address in ("transmettre", "nouveau-lien", "retirer", "mots"):
        assert neighbour.post(f"/suites/{case}/{address}", json=body).status_code == 404
    assert stands(app)[:2] == ("sent", True)
    partner = browser("partner")
    assert partner.get("/orientations-recues").status_code == 200
    assert partner.post(f"/orientations-recues/{body['id']}/ouvrir", json={}).status_code == 403


def test_withdrawn_is_told_to_both(app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: FlaskClient, case: UUID) -> None:
    sender, body = browser("coordinator"), to_inbox(office)
    sender.post(f"/suites/{case}/transmettre", json=body)
    sender.post(f"/suites/{case}/retirer", data={"orientation": body["id"], "pourquoi": "consent"})
    assert "retirée" in neighbour.get("/orientations-recues").text
    assert "N’appelez pas la personne" in neighbour.get(f"/orientations-recues/{body['id']}").text
    assert neighbour.post(f"/orientations-recues/{body['id']}/ouvrir", json={}).status_code == 410
    assert "retiré son accord" in sender.get(f"/suites/{case}/transmettre").text
    assert sender.post(f"/suites/{case}/transmettre", json=to_inbox(office)).status_code == 409
    assert stands(app)[:2] == ("withdrawn", False)


@pytest.mark.parametrize("consent", ["none", "call_back"])
def test_without_consent_the_page_says_why(app: Flask, office: Office, browser: Callable[[str], FlaskClient], consent: str) -> None:
    case = promised(start(app, office.territory.centre.tablets[0]), REFERRAL | {"consent": consent})
    sender = browser("coordinator")
    assert "n’a pas accepté" in sender.get(f"/suites/{case}/transmettre").text
    refused = sender.post(f"/suites/{case}/transmettre", json=to_inbox(office), headers={"Accept": "application/json"})
    assert (refused.status_code, "n’a pas accepté" in refused.json["sentence"]) == (409, True)  # type: ignore[index]


@pytest.mark.parametrize("broken", [{"sealed": "?"}, {"id": "x"}, {"agreed_on": "demain"}, {"link": "AAAA", "proof": "AAAA"}, {"recipient": 7}])
def test_what_no_browser_of_ours_sends_is_refused(
    app: Flask, office: Office, browser: Callable[[str], FlaskClient], case: UUID, broken: dict[str, object]
) -> None:
    assert browser("coordinator").post(f"/suites/{case}/transmettre", json=to_inbox(office, **broken)).status_code in (400, 409)
    with stored(app) as session:
        assert session.query(Referral).count() == 0


def test_five_wrong_codes_then_a_new_link(app: Flask, office: Office, browser: Callable[[str], FlaskClient], case: UUID) -> None:
    sender, anybody = browser("coordinator"), browser("anonymous")
    body = by_link(app)
    assert sender.post(f"/suites/{case}/transmettre", json=body).json == {"sent": True}
    page = anybody.get("/orientation")
    assert (page.headers["Cache-Control"], "Maison sans compte" in page.text) == ("no-store", False)
    assert [ask(anybody, "ouvrir", b"wrong").json for _ in range(5)] == [{"left": left} for left in (4, 3, 2, 1, 0)]
    assert ask(anybody, "ouvrir").status_code == 410
    assert stands(app) == ("sent", False, 5)
    assert "Cinq codes faux" in sender.get(f"/suites/{case}").text
    again = by_link(app) | {"id": body["id"], "link": to_b64url(hashlib.sha256(b"another").digest())}
    assert sender.post(f"/suites/{case}/nouveau-lien", json=again).json == {"sent": True}
    assert ask(anybody, "ouvrir").status_code == 410
    opened = ask(anybody, "ouvrir", name=b"another")
    assert opened.json == {"referral": body["id"], "receiver": "Maison sans compte", "state": "reçue", "sealed": again["sealed"]}
    assert ask(anybody, "repondre", name=b"another", answer="refused").status_code == 422
    assert ask(anybody, "repondre", name=b"another", answer="done").json == {"state": "aboutie"}
    assert ask(anybody, "ouvrir", name=b"another").status_code == 410
    assert stands(app)[:2] == ("done", False)


def test_an_expired_link_opens_nothing(app: Flask, browser: Callable[[str], FlaskClient], case: UUID) -> None:
    sender, anybody = browser("coordinator"), browser("anonymous")
    sender.post(f"/suites/{case}/transmettre", json=by_link(app))
    with app.app_context(), write_transaction() as session:
        referral = session.query(Referral).one()
        assert referral.link_until is not None
        referral.link_until -= timedelta(days=8)
    for what in ("ouvrir", "repondre"):
        assert ask(anybody, what, answer="received").status_code == 410
    assert "Le lien a expiré" in sender.get(f"/suites/{case}").text
    assert "Nouveau lien" in sender.get(f"/suites/{case}/transmettre?lien={only(app)}").text


def only(app: Flask) -> UUID:
    with stored(app) as session:
        return session.query(Referral).one().id


def test_a_link_without_its_parts_is_refused(browser: Callable[[str], FlaskClient]) -> None:
    anybody = browser("anonymous")
    broken: list[object] = [[], {}, {"link": "a"}, {"link": 1, "proof": 2}, {"link": "?", "proof": "?"}]
    for body in broken:
        assert anybody.post("/orientation/ouvrir", data=json.dumps(body), content_type="application/json").status_code == 400
    assert ask(anybody, "ouvrir").status_code == 410


def test_who_we_are_in_the_directory(app: Flask, office: Office, browser: Callable[[str], FlaskClient], neighbour: FlaskClient) -> None:
    structure = by_link(app)["structure"]
    neighbour.post(f"/annuaire/{structure}/nous", data={"nous": "oui"})
    assert "c’est vous" in neighbour.get(f"/annuaire/{structure}").text
    assert office.territory.other.name in browser("coordinator").get(f"/annuaire/{structure}").text
    assert browser("coordinator").post(f"/annuaire/{structure}/nous", data={"nous": "oui"}).status_code == 409
    neighbour.post(f"/annuaire/{structure}/nous", data={"nous": "non"})
    assert "C’est nous" in browser("coordinator").get(f"/annuaire/{structure}").text
