"""Passkeys: made with the password, used without, each answer once, taken away; an authenticator in software plays the device."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from flask import Flask
from flask.testing import FlaskClient

from outreach.services.account_link import make_account_link
from outreach.store.database import db
from outreach.store.tables import AuditEvent, Passkey, User
from tests.headless.wire import b64url, from_b64url
from tests.server.web import PASSWORD, Office, csrf_token, sign_in

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass
class Device:
    """What a finger opens. `verifies` is False for one that asks for nothing."""

    verifies: bool = True
    origin: str = ORIGIN
    uses: int = 0
    credential: bytes = field(default_factory=lambda: hashlib.sha256(b"an id of its own").digest())
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        assert options["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
        self.user = options["user"]["id"]
        client = self._client("webauthn.create", options["challenge"])
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + public
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told({"clientDataJSON": b64url(client), "attestationObject": b64url(attestation)})

    def use(self, options: dict[str, Any]) -> dict[str, Any]:
        self.uses += 1
        client, data = self._client("webauthn.get", options["challenge"]), self._data(options["rpId"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._told({"clientDataJSON": b64url(client), "authenticatorData": b64url(data), "signature": b64url(signature), "userHandle": self.user})

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _data(self, site: str, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return hashlib.sha256(site.encode()).digest() + struct.pack(">BI", flags, self.uses)

    def _told(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64url(self.credential)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}


def post(client: FlaskClient, address: str, page: str = "/connexion", **body: object) -> tuple[int, dict[str, Any]]:
    answer = client.post(address, json=body, headers={"X-CSRFToken": csrf_token(client, page), "Accept": "application/json"})
    return answer.status_code, answer.get_json()


def add(client: FlaskClient, device: Device, name: str = "Ordinateur du bureau") -> int:
    status, options = post(client, "/cles-d-acces/demande", "/cles-d-acces", password=PASSWORD)
    assert status == 200, options
    return post(client, "/cles-d-acces", "/cles-d-acces", credential=device.make(options), name=name)[0]


def enter(client: FlaskClient, device: Device) -> tuple[int, dict[str, Any]]:
    _, options = post(client, "/connexion/cle/demande")
    return post(client, "/connexion/cle?next=/tournees", credential=device.use(options))


def test_a_device_opens_the_account_without_a_password(app: Flask, office: Office) -> None:
    own, device = sign_in(app.test_client(), "coordination"), Device()
    assert add(own, device) == 200
    assert "Ordinateur du bureau" in own.get("/cles-d-acces").text
    elsewhere = app.test_client()
    assert enter(elsewhere, device) == (200, {"address": "/tournees"})
    assert elsewhere.get("/tournees").status_code == 200
    with app.app_context():
        assert [row.kind for row in db.session.query(AuditEvent).order_by(AuditEvent.number)] == ["signed_in", "passkey_added", "signed_in"]
        row = db.session.query(Passkey).one()
        assert (row.uses, row.used_on is not None) == (1, True)


def test_making_one_takes_the_password(app: Flask, office: Office) -> None:
    own = sign_in(app.test_client(), "coordination")
    status, told = post(own, "/cles-d-acces/demande", "/cles-d-acces", password="guessed")
    assert (status, told["code"]) == (403, "wrong_password")
    assert post(own, "/cles-d-acces", "/cles-d-acces", credential={}, name="x")[0] == 400


@pytest.mark.parametrize("device", [Device(verifies=False), Device(origin="https://elsewhere.example")])
def test_what_does_not_ask_for_its_owner_or_answers_another_site_is_refused(app: Flask, office: Office, device: Device) -> None:
    own = sign_in(app.test_client(), "coordination")
    assert add(own, device) == 400
    assert "n’a pas encore servi" not in own.get("/cles-d-acces").text


def test_an_answer_is_taken_once_and_counters_never_go_back(app: Flask, office: Office) -> None:
    own, device = sign_in(app.test_client(), "coordination"), Device()
    add(own, device)
    client = app.test_client()
    _, options = post(client, "/connexion/cle/demande")
    answer = device.use(options)
    assert post(client, "/connexion/cle", credential=answer)[0] == 200
    again = app.test_client()
    assert post(again, "/connexion/cle", credential=answer)[0] == 400, "without a question of its own"
    post(again, "/connexion/cle/demande")
    assert post(again, "/connexion/cle", credential=answer)[0] == 400, "to another question"
    device.uses = 0
    assert enter(app.test_client(), device)[0] == 400, "a copy of the device, which counts from the start"


@pytest.mark.parametrize("given", [{}, {"rawId": "!!"}, {"rawId": "AAAA", "response": 3}, {"rawId": None}])
def test_anything_else_is_a_sentence(app: Flask, office: Office, given: dict[str, object]) -> None:
    client = app.test_client()
    post(client, "/connexion/cle/demande")
    status, told = post(client, "/connexion/cle", credential=given)
    assert (status, told["code"]) == (400, "passkey_refused")


def test_it_is_taken_away_by_its_owner_alone(app: Flask, office: Office) -> None:
    own, device = sign_in(app.test_client(), "coordination"), Device()
    add(own, device)
    address = f"/cles-d-acces/{device.credential.hex()}/retirer"
    stranger = sign_in(app.test_client(), "administration")
    assert stranger.post(address, data={"csrf_token": csrf_token(stranger, "/cles-d-acces")}).status_code == 404
    assert own.post(address, data={"csrf_token": csrf_token(own, "/cles-d-acces")}).status_code == 302
    assert enter(app.test_client(), device)[0] == 400


def test_a_new_link_takes_the_place_of_passkeys_too(app: Flask, office: Office) -> None:
    own, device = sign_in(app.test_client(), "coordination"), Device()
    add(own, device)
    user = UUID(bytes=from_b64url(device.user))
    with app.app_context():
        administrator = db.session.query(User).filter(User.organisation_id == db.session.get_one(User, user).organisation_id, User.id != user).first()
        assert administrator
        from datetime import UTC, datetime

        from outreach.domain.scope import Scope

        make_account_link(db.session(), datetime.now(UTC), Scope(administrator.organisation_id, administrator.id), user)
        db.session.commit()
    assert enter(app.test_client(), device)[0] == 400


def test_a_closed_access_stays_closed(app: Flask, office: Office) -> None:
    own, device = sign_in(app.test_client(), "coordination"), Device()
    add(own, device)
    with app.app_context():
        db.session.get_one(User, UUID(bytes=from_b64url(device.user))).active = False
        db.session.commit()
    assert enter(app.test_client(), device)[0] == 400
