"""A resident asks: what is known of a household is found by its door, and forgotten; the server never joins door and answers."""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.store.database import db
from outreach.store.tables import AnswersEntry, AuditEvent, DoorState, LogEntry
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import from_b64url
from tests.server.tablets import start
from tests.server.web import Office
from tests.territory import add_form

LEFT = {"floor": 3, "side": "left", "number": None, "letter": None}
RIGHT = {"floor": 3, "side": "right", "number": None, "letter": None}


@pytest.fixture
def tablet(app: Flask, office: Office) -> SecondTablet:
    with app.app_context():
        add_form(db.session())
        db.session.commit()
    tablet = start(app, office.territory.centre.tablets[0])
    tablet.add_doors(tablet.entrances[0], [LEFT, RIGHT])
    return tablet


def met(tablet: SecondTablet, door: str, name: str) -> tuple[str, str]:
    visit = tablet.visit(tablet.entrances[0], door, "exchange")
    return visit, tablet.answers(str(uuid4()), tablet.entrances[0], door, visit, {"lives_alone": "yes"}, identity={"name": name})


def test_a_household_is_found_by_its_door_and_forgotten(app: Flask, tablet: SecondTablet, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet.push()
    tablet.pull()
    doors = sorted(tablet.doors(), key=lambda door: tablet.doors()[door][2] or "")
    (_, answers), (other_visit, other_answers) = met(tablet, doors[0], "Canari Un"), met(tablet, doors[1], "Canari Deux")
    opposition = tablet.visit(tablet.entrances[0], doors[0], "opposition")
    tablet.push()
    page = browser("coordinator")
    assert f"/demandes/portes/{doors[0]}" in page.get(f"/demandes?entree={tablet.entrances[0]}").text
    shown = page.get(f"/demandes/portes/{doors[0]}").text
    assert "3e étage, gauche" in shown
    assert "ne pas repasser" in shown
    assert "Canari" not in shown
    handed = page.post("/demandes/scelles", json={"entrance": tablet.entrances[0]}).get_json()["entries"]
    assert {one["id"] for one in handed} == {answers, other_answers}
    mine = [one["id"] for one in handed if json.loads(pyrage.decrypt(from_b64url(one["sealed"]), [office.territory.centre.identity]))["door"] == doors[0]]
    assert mine == [answers]
    assert page.post("/demandes/effacer", json={"entries": mine}).get_json() == {"erased": 1}
    assert page.post(f"/demandes/portes/{doors[0]}/effacer", data={"sure": "1"}).status_code == 302
    with app.app_context():
        session = db.session()
        assert set(session.scalars(select(LogEntry.id).where(LogEntry.clear.is_not(None), LogEntry.kind == "visit"))) == {UUID(other_visit), UUID(opposition)}
        assert session.scalars(select(AnswersEntry.id).where(AnswersEntry.clear.is_not(None))).all() == [UUID(other_answers)]
        assert session.get_one(DoorState, (office.territory.centre.id, UUID(doors[0]))).opposed
        subjects = session.scalars(select(AuditEvent.subject)).all()
        assert f"door:{doors[0]}" in subjects
        assert not [one for one in subjects if answers in one]
    page.post(f"/demandes/portes/{doors[0]}/effacer", data={"sure": "1", "opposition": "1"})
    with app.app_context():
        assert db.session().get(DoorState, (office.territory.centre.id, UUID(doors[0]))) is None


def test_what_is_asked_wrongly_changes_nothing(app: Flask, tablet: SecondTablet, browser: Callable[[str], FlaskClient]) -> None:
    tablet.push()
    page = browser("coordinator")
    assert page.get(f"/demandes/portes/{uuid4()}").status_code == 404
    assert page.get(f"/demandes?entree={uuid4()}").status_code == 404
    assert page.get("/demandes?entree=<script>").status_code == 200
    bodies: list[object] = [[], {"entries": "tout"}, {"entries": [None, 3, "x", str(uuid4())]}]
    for body in bodies:
        assert page.post("/demandes/effacer", json=body).get_json() == {"erased": 0}
    assert page.post("/demandes/scelles", json={"entrance": "x"}).get_json() == {"entries": []}
