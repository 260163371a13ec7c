"""The organisation's key: several coordinators hold it, it is given, changed, and taken from who leaves; the server only keeps what is sealed."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from argon2.low_level import Type, hash_secret_raw
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.imports.demo.keys import prove
from outreach.services.add_person import add_person
from outreach.services.compare_keys import list_others
from outreach.services.key_holders import list_holders
from outreach.services.set_keys import set_keys
from outreach.store.database import db
from outreach.store.tables import KeyCopy, Organisation, PersonKey, User
from tests.headless.rotations import authenticate, recipient_after, rotation_proof
from tests.server.keys import Pair, as_json, copy_for, first_keys, own_key, pair, sealed
from tests.server.tablets import start
from tests.server.web import PASSWORD, Office, csrf_token, sign_in
from tests.territory import Centre

VECTOR = json.loads((Path(__file__).parents[1] / "vectors/keys.json").read_text(encoding="utf-8"))
WRAPPED = json.loads((Path(__file__).parents[1] / "vectors/wrapped-key.json").read_text(encoding="utf-8"))["wrapped"]
ORGANISATION, FIRST, SECOND = pair(), pair(), pair()


def without_keys(app: Flask, office: Office) -> None:
    with app.app_context():
        db.session.get_one(Organisation, office.territory.centre.id).recipient = None
        db.session.commit()


@pytest.fixture
def first(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> FlaskClient:
    """The coordinator who made the organisation's keys."""
    without_keys(app, office)
    client = browser("coordinator")
    assert client.post("/cles", json=first_keys(ORGANISATION, FIRST)).status_code == 201
    return client


@pytest.fixture
def second(app: Flask, office: Office) -> FlaskClient:
    """Another coordinator of the same organisation."""
    with app.app_context():
        add_person(db.session(), office.territory.centre.id, "Personne deux", Role.COORDINATOR, "coordination2", PASSWORD)
        db.session.commit()
    client = sign_in(app.test_client(), "coordination2")
    client.environ_base["HTTP_X_CSRFTOKEN"] = csrf_token(client, "/mot-de-passe")
    return client


def kit(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/cles/verrouillee")
    assert answer.status_code == 200
    assert isinstance(answer.json, dict)
    return answer.json


def opened(text: str, private: str) -> str:
    body = base64.b64decode("".join(text.strip().splitlines()[1:-1]))
    content: bytes = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(private)])
    return content.decode()


def people(app: Flask, office: Office) -> dict[str, UUID]:
    with app.app_context():
        return {login: id_ for id_, login in db.session.execute(select(User.id, User.login).where(User.organisation_id == office.territory.centre.id)) if login}


def asks(client: FlaskClient, holder: Pair = SECOND, organisation: str = ORGANISATION.recipient) -> int:
    own = as_json(own_key(holder, organisation))
    return client.post("/cles/la-mienne", json={"own": own, "asked_for": organisation, "copy": None}).status_code


def gives(client: FlaskClient, to: UUID, recipient: str = SECOND.recipient) -> int:
    copy = as_json(copy_for(recipient, ORGANISATION))
    body = {"person": str(to), "recipient": recipient, "organisation_recipient": ORGANISATION.recipient, "copy": copy}
    return client.post("/cles/donner", json=body).status_code


def test_keys_are_made_once(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    without_keys(app, office)
    coordinator = browser("coordinator")
    assert coordinator.get("/").location == "/cles"
    assert coordinator.post("/cles", json=first_keys(ORGANISATION, FIRST)).status_code == 201
    assert coordinator.post("/cles", json=first_keys(pair(), pair())).status_code == 409
    kept = kit(coordinator)
    assert kept["recipient"] == ORGANISATION.recipient
    own = pyrage.passphrase.decrypt(base64.b64decode("".join(kept["own"]["wrapped_key"].strip().splitlines()[1:-1])), "palier lune citron").decode()
    assert own.splitlines() == [f"# organisation: {ORGANISATION.recipient}", FIRST.private]
    assert opened(kept["copies"][ORGANISATION.recipient], FIRST.private) == ORGANISATION.private
    assert "Qui tient la clé" in coordinator.get("/cles").text


@pytest.mark.parametrize(
    "change",
    [
        {"recipient": "age1pasunecle"},
        {"own": None},
        {"own": {"recipient": FIRST.recipient, "wrapped_key": FIRST.private}},
        {"own": {"recipient": FIRST.recipient, "wrapped_key": sealed("x", FIRST.recipient)}},
        {"own": {"recipient": FIRST.recipient, "wrapped_key": f"-----BEGIN AGE ENCRYPTED FILE-----\n{'A' * 9000}\n-----END AGE ENCRYPTED FILE-----"}},
        {"copy": {"sealed": ORGANISATION.private, "proof": "a" * 43}},
        {"copy": {"sealed": WRAPPED, "proof": "a" * 43}},
        {"copy": {"sealed": sealed(ORGANISATION.private, FIRST.recipient), "proof": "court"}},
        {"copy": None},
    ],
)
def test_a_key_in_clear_is_refused(app: Flask, office: Office, browser: Callable[[str], FlaskClient], change: dict[str, Any]) -> None:
    without_keys(app, office)
    assert browser("coordinator").post("/cles", json={**first_keys(ORGANISATION, FIRST), **change}).status_code == 400
    with app.app_context():
        assert db.session.get_one(Organisation, office.territory.centre.id).recipient is None
        assert db.session.scalars(select(PersonKey)).all() == []


def test_set_keys_refuses_even_in_one_transaction(app: Flask, office: Office) -> None:
    scope = Scope(office.territory.centre.id, office.territory.centre.coordinator)
    with app.app_context(), pytest.raises(Problem, match="déjà ses clés"):
        set_keys(
            db.session(), datetime.now(UTC), scope, ORGANISATION.recipient, own_key(FIRST, ORGANISATION.recipient), copy_for(FIRST.recipient, ORGANISATION)
        )


def test_a_second_coordinator_asks_and_is_given_the_key(app: Flask, office: Office, first: FlaskClient, second: FlaskClient) -> None:
    ids = people(app, office)
    assert "Choisir ma phrase de passe" in second.get("/cles").text
    assert kit(second)["own"] is None
    assert gives(first, ids["coordination2"]) == 409
    assert asks(second) == 201
    assert "Vous avez demandé la clé" in second.get("/cles").text
    assert "Donner la clé" in first.get("/cles").text
    assert kit(second)["copies"] == {}
    # A recipient that is not the one that was asked with is given nothing.
    assert gives(first, ids["coordination2"], pair().recipient) == 409
    assert gives(first, ids["coordination2"]) == 201
    assert gives(first, ids["coordination2"]) == 409
    assert opened(kit(second)["copies"][ORGANISATION.recipient], SECOND.private) == ORGANISATION.private
    assert "donnée par Personne coordinator" in second.get("/cles").text


def test_the_key_is_given_to_coordinators_of_the_organisation_alone(app: Flask, office: Office, first: FlaskClient) -> None:
    ids = people(app, office)
    assert gives(first, ids["administration"]) == 409
    assert gives(first, office.territory.other.coordinator) == 404


def test_another_passphrase_locks_the_same_key(first: FlaskClient) -> None:
    again = as_json(own_key(FIRST, ORGANISATION.recipient))
    assert first.post("/cles/phrase", json={"own": again}).status_code == 201
    assert kit(first)["own"]["wrapped_key"] == again["wrapped_key"]
    assert first.post("/cles/phrase", json={"own": as_json(own_key(pair(), ORGANISATION.recipient))}).status_code == 409
    assert kit(first)["own"]["wrapped_key"] == again["wrapped_key"]


def test_the_only_holder_does_not_lose_the_key_by_a_new_passphrase(app: Flask, office: Office, first: FlaskClient, second: FlaskClient) -> None:
    anew = pair()
    assert asks(first, anew) == 409
    # With the recovery sheet the key is open, and sealed to the new own key at once.
    body = {"own": as_json(own_key(anew, ORGANISATION.recipient)), "asked_for": ORGANISATION.recipient, "copy": as_json(copy_for(anew.recipient, ORGANISATION))}
    assert first.post("/cles/la-mienne", json=body).status_code == 201
    assert opened(kit(first)["copies"][ORGANISATION.recipient], anew.private) == ORGANISATION.private
    assert asks(second) == 201
    assert gives(first, people(app, office)["coordination2"]) == 201
    assert asks(first, pair()) == 201


def change(app: Flask, office: Office, next_key: Pair, stay: dict[UUID, Pair], before: Pair = ORGANISATION) -> dict[str, Any]:
    """What the rotating browser sends."""
    centre = office.territory.centre
    said = {"organisation": str(centre.id), "from": before.recipient, "to": next_key.recipient}
    notices = {str(one.id): rotation_proof(before.private, str(one.identity.to_public()), {**said, "device": str(one.id)}) for one in centre.tablets}
    copies = {str(user): {"recipient": own.recipient, "copy": as_json(copy_for(own.recipient, next_key))} for user, own in stay.items()}
    return {
        "before": before.recipient,
        "recipient": next_key.recipient,
        "sealed_before": sealed(before.private, next_key.recipient),
        "copies": copies,
        "notices": notices,
        "compared": {},
    }


def test_after_a_rotation_who_stays_reads_all_and_who_left_nothing_new(app: Flask, office: Office, first: FlaskClient, second: FlaskClient) -> None:
    ids, next_key = people(app, office), pair()
    assert asks(second) == 201
    assert gives(first, ids["coordination2"]) == 201
    had = kit(second)
    with app.app_context():
        db.session.get_one(User, ids["coordination2"]).active = False
        db.session.commit()
    page = first.get("/cles").text
    assert "Personne deux n’a plus d’accès" in page
    assert second.get("/cles/verrouillee", headers={"Accept": "application/json"}).status_code == 401
    assert first.post("/cles/changer", json=change(app, office, next_key, {ids["coordination"]: FIRST})).status_code == 201
    kept = kit(first)
    assert kept["recipient"] == next_key.recipient
    private = opened(kept["copies"][next_key.recipient], FIRST.private)
    assert private == next_key.private
    link = kept["keys"][0]
    assert (link["recipient"], link["follows"]) == (next_key.recipient, ORGANISATION.recipient)
    assert opened(link["sealed_before"], private) == ORGANISATION.private
    # With all they ever had, and all the database holds, whoever left opens nothing of what comes after.
    with app.app_context():
        assert db.session.scalars(select(KeyCopy).where(KeyCopy.user_id == ids["coordination2"])).all() == []
    theirs = [SECOND.private, opened(had["copies"][ORGANISATION.recipient], SECOND.private)]
    for text in (*kept["copies"].values(), link["sealed_before"]):
        if text == kept["copies"].get(ORGANISATION.recipient):
            continue
        for key in theirs:
            with pytest.raises(pyrage.DecryptError):
                opened(text, key)
    assert "n’a plus d’accès" not in first.get("/cles").text


def test_a_rotation_passes_over_nobody(app: Flask, office: Office, first: FlaskClient, second: FlaskClient) -> None:
    me, next_key = people(app, office)["coordination"], pair()
    good = change(app, office, next_key, {me: FIRST})
    assert first.post("/cles/changer", json={**good, "notices": {}}).status_code == 409
    assert first.post("/cles/changer", json={**good, "copies": {}}).status_code == 409
    assert first.post("/cles/changer", json=change(app, office, next_key, {me: pair()})).status_code == 409
    assert first.post("/cles/changer", json={**good, "sealed_before": ORGANISATION.private}).status_code == 400
    assert first.post("/cles/changer", json={**good, "before": pair().recipient}).status_code == 409
    assert first.post("/cles/changer", json=good).status_code == 201
    # Two browsers that change the same key at once: one of them is told.
    assert first.post("/cles/changer", json=change(app, office, pair(), {me: FIRST})).status_code == 409
    assert asks(second) == 409
    assert kit(first)["recipient"] == next_key.recipient


def test_the_shared_passphrase_of_before_goes_on_and_is_left_without_sealing_anything_anew(
    app: Flask, office: Office, browser: Callable[[str], FlaskClient]
) -> None:
    centre, client = office.territory.centre, browser("coordinator")
    with app.app_context():
        db.session.get_one(Organisation, centre.id).wrapped_key = WRAPPED
        db.session.commit()
    assert kit(client)["shared"] == WRAPPED
    assert kit(client)["own"] is None
    page = client.get("/cles").text
    assert "phrase commune" in page
    ours = Pair(str(centre.identity), centre.recipient)
    body = {"own": as_json(own_key(FIRST, ours.recipient)), "asked_for": ours.recipient, "copy": as_json(copy_for(FIRST.recipient, ours))}
    assert client.post("/cles/la-mienne", json=body).status_code == 201
    assert kit(client)["shared"] == WRAPPED
    me, next_key = people(app, office)["coordination"], pair()
    assert client.post("/cles/changer", json=change(app, office, next_key, {me: FIRST}, ours)).status_code == 201
    kept = kit(client)
    assert kept["shared"] is None
    assert opened(kept["keys"][0]["sealed_before"], next_key.private) == ours.private


def test_a_tablet_follows_the_notices_and_nothing_else(app: Flask, office: Office, first: FlaskClient) -> None:
    me, second_key, third_key = people(app, office)["coordination"], pair(), pair()
    tablet = start(app, office.territory.centre.tablets[0])
    assert first.post("/cles/changer", json=change(app, office, second_key, {me: FIRST})).status_code == 201
    assert first.post("/cles/changer", json=change(app, office, third_key, {me: FIRST}, second_key)).status_code == 201
    tablet.pull()
    bundle = tablet.bundle
    assert tablet.recipient == third_key.recipient
    private = str(office.territory.centre.tablets[0].identity)
    assert bundle["organisation"]["recipient"] == third_key.recipient
    assert recipient_after(bundle, ORGANISATION.recipient, private) == third_key.recipient
    assert recipient_after(bundle, second_key.recipient, private) == third_key.recipient
    forged = [{**one, "to": pair().recipient} for one in bundle["organisation"]["rotations"]]
    bundle["organisation"]["rotations"] = forged
    assert recipient_after(bundle, ORGANISATION.recipient, private) == ORGANISATION.recipient


def test_proofs_agree_with_the_browser_s() -> None:
    organisation, device, holder, rotation = VECTOR["organisation"], VECTOR["device"], VECTOR["holder"], VECTOR["rotation"]
    assert rotation_proof(organisation["private_key"], device["recipient"], rotation) == rotation["proof"]
    assert rotation_proof(device["private_key"], organisation["recipient"], rotation) == rotation["proof"]
    text = "\n".join(["palier-holder/1", organisation["recipient"], holder["recipient"]])
    assert authenticate(organisation["private_key"].encode(), "palier-holder/1", text) == holder["proof"]
    assert prove(organisation["private_key"], organisation["recipient"], holder["recipient"]) == holder["proof"]


def test_the_number_and_the_comparison_of_another_organisation_s_key_agree_with_the_browser_s() -> None:
    compared, recipient = VECTOR["compared"], VECTOR["organisation"]["recipient"]
    salt = f"palier-organisation/1 {compared['organisation']}".encode()
    derived = hash_secret_raw(recipient.encode(), salt, time_cost=4, memory_cost=64 * 1024, parallelism=1, hash_len=32, type=Type.ID)
    digits = f"{int.from_bytes(derived[:16]) % 10**20:020d}"
    assert " ".join(digits[start : start + 4] for start in range(0, 20, 4)) == compared["number"]
    assert json.loads(compared["said"])["recipient"] == recipient
    use = "palier-organisation-compared/1"
    assert authenticate(VECTOR["holder"]["private_key"].encode(), use, f"{use}\n{compared['said']}") == compared["proof"]


def compares(client: FlaskClient, other: Centre, **changed: str) -> int:
    """What the browser that holds the key sends. Here only its shape counts: the server can't tell a comparison from another."""
    body = {"organisation": str(other.id), "recipient": other.recipient, "said": "comparée", "proof": "a" * 43}
    return client.post("/cles/organisations", json=body | changed).status_code


def kept_of(client: FlaskClient, other: Centre) -> dict[str, str] | None:
    answer: dict[str, Any] = client.get("/cles/organisations").get_json()
    kept: dict[str, str] | None = next(one["kept"] for one in answer["others"] if one["id"] == str(other.id))
    return kept


def test_a_comparison_is_kept_as_it_is_for_the_own_organisation_alone(app: Flask, office: Office, first: FlaskClient) -> None:
    other = office.territory.other
    assert kept_of(first, other) is None
    assert other.recipient in first.get("/cles").text
    assert compares(first, other) == 201
    assert compares(first, other, said="comparée de nouveau") == 201
    assert kept_of(first, other) == {"said": "comparée de nouveau", "proof": "a" * 43}
    assert compares(first, other, recipient=pair().recipient) == 409
    assert compares(first, other, said="") == 400
    assert compares(first, other, said="x" * 1001) == 400
    assert compares(first, other, proof="a") == 400
    assert compares(first, other, organisation=str(uuid4())) == 404
    assert compares(first, office.territory.centre, recipient=ORGANISATION.recipient) == 404
    with app.app_context():
        assert [one.kept for one in list_others(db.session(), Scope(other.id))] == [None]
    assert kept_of(first, other) == {"said": "comparée de nouveau", "proof": "a" * 43}


def test_after_a_rotation_only_what_was_compared_anew_stays(app: Flask, office: Office, first: FlaskClient) -> None:
    other, me = office.territory.other, people(app, office)["coordination"]
    assert compares(first, other) == 201
    second, third = pair(), pair()
    anew = {"said": "comparée", "proof": "b" * 43}
    body = change(app, office, second, {me: FIRST}) | {"compared": {str(other.id): anew, str(uuid4()): anew}}
    assert first.post("/cles/changer", json=body | {"compared": {str(other.id): {"said": "comparée"}}}).status_code == 400
    assert first.post("/cles/changer", json=body).status_code == 201
    assert kept_of(first, other) == anew
    assert first.post("/cles/changer", json=change(app, office, third, {me: FIRST}, second)).status_code == 201
    assert kept_of(first, other) is None


def test_holders_are_those_of_the_own_organisation(app: Flask, office: Office, first: FlaskClient) -> None:
    with app.app_context():
        names = {one.name for one in list_holders(db.session(), Scope(office.territory.centre.id))}
        others = {one.name for one in list_holders(db.session(), Scope(office.territory.other.id))}
    assert names & others == set()
    assert replace(FIRST) == FIRST
