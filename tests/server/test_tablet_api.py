"""The tablet API at its edges: who may call, how much, how errors look, how it describes itself; and how the app is delivered."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.close_tablet import close_tablet
from outreach.services.create_enrolment import create_enrolment
from outreach.services.enrol_device import enrol_device
from outreach.services.publish_form import publish_form
from outreach.store.sessions import write_transaction
from outreach.store.tables import Device, Enrolment, FormVersion
from outreach.web import delivery
from outreach.web.tablet.guard import LIMIT_SETTING
from tests.territory import Territory

CALLS = [
    ("entries", {"entries": []}),
    ("changes", {"epoch": None, "bundle_hash": None, "cursors": {}}),
    ("held", {"ids": []}),
    ("copies", {"copy": "une photo"}),
]


def problem_of(answer: Any) -> tuple[int, str]:
    body = answer.get_json()
    assert set(body) == {"code", "sentence", "details"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["sentence"]
    return answer.status_code, body["code"]


@pytest.mark.parametrize(("call", "body"), CALLS)
@pytest.mark.parametrize("authorization", [None, "Bearer ", "Bearer inconnu", "Basic YTpi", "Bearer é"])
def test_only_enrolled_tablets_may_call(client: FlaskClient, territory: Territory, call: str, body: Any, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode().decode("latin-1")}
    assert problem_of(client.post(f"/api/v1/{call}", json=body, headers=headers)) == (401, "unknown_device")


@pytest.mark.parametrize(("call", "body"), CALLS)
def test_an_enrolled_tablet_may_call_until_its_access_is_closed(client: FlaskClient, territory: Territory, session: Session, call: str, body: Any) -> None:
    tablet = territory.centre.tablets[0]
    answer = client.post(f"/api/v1/{call}", json=body, headers=tablet.headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    session.get_one(Device, tablet.id).token_digest = None
    session.commit()
    assert problem_of(client.post(f"/api/v1/{call}", json=body, headers=tablet.headers)) == (401, "unknown_device")


@pytest.mark.parametrize(
    ("path", "content", "kind"),
    [
        ("entries", b"{", "application/json"),
        ("entries", b'{"entries": [1]}', "application/json"),
        ("entries", b'{"entries": [{"id": "a"}]}', "application/json"),
        ("entries", b'{"entries": []}', "text/plain"),
        ("entries", b"[" * 100_000, "application/json"),
        ("changes", b'{"epoch": null, "cursors": {"a": -1}}', "application/json"),
        ("changes", b'{"epoch": null, "cursors": {"a": 1e400}}', "application/json"),
        ("held", b'{"ids": "a"}', "application/json"),
        ("copies", b'{"copy": ""}', "application/json"),
        ("copies", b'{"copy": "\\ud800"}', "application/json"),
        ("copies", b'{"copies": []}', "application/json"),
    ],
)
def test_a_body_that_is_none_is_answered_400(client: FlaskClient, territory: Territory, path: str, content: bytes, kind: str) -> None:
    answer = client.post(f"/api/v1/{path}", data=content, content_type=kind, headers=territory.centre.tablets[0].headers)
    assert problem_of(answer) == (400, "bad_request")


def test_too_much_at_once_is_answered_413(client: FlaskClient, territory: Territory) -> None:
    headers = territory.centre.tablets[0].headers
    many = {"entries": [{"id": str(uuid4()), "carrier": "AAAA"}] * 501}
    assert problem_of(client.post("/api/v1/entries", json=many, headers=headers)) == (413, "too_large")
    heavy = {"entries": [{"id": str(uuid4()), "carrier": "A" * (8 * 1024 * 1024)}]}
    assert problem_of(client.post("/api/v1/entries", json=heavy, headers=headers)) == (413, "too_large")
    copy = {"copy": "A" * (8 * 1024 * 1024)}
    assert problem_of(client.post("/api/v1/copies", json=copy, headers=headers)) == (413, "too_large")
    full = {"entries": many["entries"][:500]}
    assert client.post("/api/v1/entries", json=full, headers=headers).status_code == 200


def test_limits_are_per_tablet_and_never_by_address(app: Flask, client: FlaskClient, territory: Territory) -> None:
    app.config[LIMIT_SETTING] = "3 per minute"
    one, two = territory.centre.tablets
    answers = [client.post("/api/v1/held", json={"ids": []}, headers=one.headers) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert problem_of(answers[-1]) == (429, "too_many_requests")
    assert answers[-1].headers["Retry-After"] == "60"
    assert client.post("/api/v1/held", json={"ids": []}, headers=two.headers).status_code == 200


def test_unknown_addresses_and_actions_are_answered_as_problems(client: FlaskClient, territory: Territory) -> None:
    headers = territory.centre.tablets[0].headers
    assert problem_of(client.get("/api/v1/nothing"))[0] == 404
    assert problem_of(client.get("/api/v1/entries", headers=headers))[0] == 405
    assert problem_of(client.get(f"/api/v1/forms/{'0' * 64}", headers=headers))[0] == 404


def test_an_error_inside_is_answered_as_a_problem(make_app: Callable[..., Flask], territory: Territory, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr("outreach.web.tablet.calls.list_missing", broken)
    app = make_app()
    app.testing = False
    answer = app.test_client().post("/api/v1/held", json={"ids": []}, headers=territory.centre.tablets[0].headers)
    assert problem_of(answer)[0] == 500
    assert "secret" not in answer.text


def test_the_description_is_openapi_and_names_every_call(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {
        f"/api/v1/{path}"
        for path in (
            "enrolments",
            "entries",
            "changes",
            "held",
            "copies",
            "erased",
            "recoveries",
            "forms/{hash}",
            "forms/{hash}/media/{name}",
            "files/{name}/{hash}",
        )
    }
    references = {part.split('"')[0] for part in json.dumps(described).split('"$ref": "#/components/schemas/')[1:]}
    assert references <= set(described["components"]["schemas"])
    for path, item in described["paths"].items():
        for operation in item.values():
            assert bool(operation.get("security")) == (path != "/api/v1/enrolments")
            assert {"400", "401", "413", "429", "500"} <= set(operation["responses"])


# -- enrolment -------------------------------------------------------------------------------------------------------


@pytest.fixture
def invitation(session: Session, territory: Territory) -> str:
    centre = territory.centre
    _, token = create_enrolment(session, datetime.now(UTC), Scope(centre.id, centre.coordinator), "Nouvelle", centre.workers, [centre.round])
    session.commit()
    return token


def recipient() -> str:
    return str(pyrage.x25519.Identity.generate().to_public())


@pytest.mark.databases
def test_enrolment_answers_again_until_it_expires(client: FlaskClient, session: Session, invitation: str) -> None:
    body = {"token": invitation, "device_recipient": recipient()}
    first, second = (client.post("/api/v1/enrolments", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    tokens = [answer.get_json()["device_token"] for answer in (first, second)]
    statuses = [client.post("/api/v1/held", json={"ids": []}, headers={"Authorization": f"Bearer {token}"}).status_code for token in tokens]
    assert statuses == [401, 200]
    assert invitation not in json.dumps([str(value) for row in session.execute(text("select * from devices")) for value in row])
    bundle = second.get_json()["bundle"]
    assert bundle["device"]["name"] == "Nouvelle"
    assert [len(one["entrances"]) for one in bundle["rounds"]] == [3]
    session.rollback()
    session.scalars(select(Enrolment)).one().expires_at = datetime.now(UTC) - timedelta(seconds=1)
    session.commit()
    assert problem_of(client.post("/api/v1/enrolments", json=body)) == (410, "enrolment_expired")


def test_an_invitation_is_for_one_tablet(client: FlaskClient, invitation: str) -> None:
    assert client.post("/api/v1/enrolments", json={"token": invitation, "device_recipient": recipient()}).status_code == 201
    assert problem_of(client.post("/api/v1/enrolments", json={"token": invitation, "device_recipient": recipient()})) == (409, "enrolment_used")


@pytest.mark.databases
def test_a_tablet_closed_while_it_enrols_stays_closed(app: Flask, session: Session, territory: Territory, invitation: str) -> None:
    device = session.scalars(select(Enrolment.device_id)).one()
    session.rollback()

    def close() -> None:
        with app.app_context(), write_transaction() as closing:
            close_tablet(closing, Scope(territory.centre.id), device)

    thread = Thread(target=close)
    with write_transaction() as enrolling:
        enrol_device(enrolling, datetime.now(UTC), invitation, recipient())
        thread.start()
        thread.join(0.3)
    thread.join(20)
    assert session.get_one(Device, device).token_digest is None


def test_enrolment_needs_a_known_token_a_key_and_an_organisation_with_keys(client: FlaskClient, session: Session, invitation: str) -> None:
    assert problem_of(client.post("/api/v1/enrolments", json={"token": "inconnu", "device_recipient": recipient()})) == (404, "unknown_enrolment")
    assert problem_of(client.post("/api/v1/enrolments", json={"token": invitation, "device_recipient": "age1faux"})) == (400, "bad_recipient")
    session.execute(text("update organisations set recipient = null"))
    session.commit()
    assert problem_of(client.post("/api/v1/enrolments", json={"token": invitation, "device_recipient": recipient()})) == (409, "no_keys")
    session.rollback()
    assert session.scalars(select(Device).where(Device.name == "Nouvelle")).one().recipient is None


# -- forms -----------------------------------------------------------------------------------------------------------


YES_OR_NO = {"alone": {"kind": "one", "codes": ["yes", "no"]}}


def test_published_versions_stay_and_one_is_current(session: Session) -> None:
    publish_form(session, "contact", "1", "Contact", "<one/>", {"alone": "answer"}, YES_OR_NO)
    publish_form(session, "contact", "2", "Contact", "<two/>", {"alone": "answer"}, YES_OR_NO)
    publish_form(session, "autre", "1", "Autre", "<other/>", {}, {})
    publish_form(session, "contact", "2", "Contact", "<two/>", {"alone": "answer"}, YES_OR_NO)
    rows = session.execute(select(FormVersion.form_id, FormVersion.version, FormVersion.current).order_by(FormVersion.form_id, FormVersion.version)).all()
    assert [tuple(row) for row in rows] == [("autre", "1", True), ("contact", "1", False), ("contact", "2", True)]
    with pytest.raises(Problem, match="déjà publiée"):
        publish_form(session, "contact", "2", "Contact", "<changed/>", {}, {})


# -- delivery --------------------------------------------------------------------------------------------------------


@pytest.fixture
def built(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "service-worker.js", "manifest.webmanifest", "assets/main-abc123.js"):
        (tmp_path / name).write_text("x")
    monkeypatch.setattr(delivery, "TABLET", tmp_path)


@pytest.mark.usefixtures("built")
def test_the_tablet_app_is_delivered_under_the_strictest_policy(client: FlaskClient) -> None:
    page, worker, script = (client.get(f"/tablette/{name}") for name in ("", "service-worker.js", "assets/main-abc123.js"))
    assert [answer.status_code for answer in (page, worker, script)] == [200, 200, 200]
    assert [answer.headers["Cache-Control"] for answer in (page, worker)] == ["no-cache", "no-cache"]
    assert "immutable" in script.headers["Cache-Control"]
    assert worker.headers["Service-Worker-Allowed"] == "/tablette/"
    assert worker.mimetype in ("text/javascript", "application/javascript")
    for answer in (page, worker, script):
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
        assert "unsafe-inline" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/tablette/../../settings.py").status_code == 404
    assert client.get("/tablette").headers["Location"].endswith("/tablette/")


def test_health_says_whether_the_schema_is_the_newest(client: FlaskClient, session: Session) -> None:
    assert (client.get("/healthz").status_code, client.get("/healthz").get_json()) == (200, {"ready": True})
    session.execute(text("update alembic_version set version_num = 'older'"))
    session.commit()
    assert client.get("/healthz").status_code == 503
