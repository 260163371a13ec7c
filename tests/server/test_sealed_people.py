"""« Personnes »: every live sealed part of the own organisation comes out, page by page, and opens with another implementation of age."""

import base64
import csv
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from outreach.domain.entries import EntryProblem
from outreach.domain.envelope import from_b64url
from outreach.domain.scope import Scope
from outreach.domain.sealing import open_text
from outreach.exports.sealed import write_sealed
from outreach.services import sealed_people
from outreach.store.database import db
from outreach.store.tables import AuditEvent, Organisation, OrganisationKey
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import door_id
from tests.server.keys import Pair, pair, sealed
from tests.server.tablets import start
from tests.server.web import Office
from tests.territory import add_form


def all_pages(client: FlaskClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    more, after = True, None
    while more:
        page = client.post("/personnes/scelles", json={"after": after}).get_json()
        found += page["people"]
        more, after = page["more"], found[-1]["entry"] if found else None
    return found


@pytest.fixture
def tablet(app: Flask, office: Office) -> SecondTablet:
    with app.app_context():
        add_form(db.session())
        db.session.commit()
    return start(app, office.territory.centre.tablets[0])


def interview(tablet: SecondTablet, entrance: str, number: int, identity: dict[str, str]) -> str:
    label = {"floor": 1, "side": None, "number": number, "letter": None}
    tablet.add_doors(entrance, [label])
    door = door_id(entrance, label)
    entry = str(uuid4())
    return tablet.answers(entry, entrance, door, tablet.visit(entrance, door, "exchange"), {"lives_alone": "yes"}, identity=identity)


def test_every_sealed_person_comes_out_once_and_opens_elsewhere(
    app: Flask, office: Office, tablet: SecondTablet, browser: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_people, "PAGE", 3)
    place = office.territory
    entrance = str(place.entrances[0])
    noted = {interview(tablet, entrance, number, {"first_name": f"Prénom {number}"}): number for number in range(1, 9)}
    gone = next(iter(noted))
    tablet.withdraw_answers(str(uuid4()), entrance, gone)
    while tablet.pending():
        tablet.push()
    people = all_pages(browser("coordinator"))
    assert sorted(one["entry"] for one in people) == sorted(set(noted) - {gone})
    for one in people:
        text = open_text(from_b64url(one["sealed"]), str(place.centre.identity), UUID(one["entry"]), place.centre.id)
        assert text.identity["first_name"] == f"Prénom {noted[one['entry']]}"
        other = next(entry for entry in noted if entry != one["entry"])
        with pytest.raises(EntryProblem, match="swapped"):
            open_text(from_b64url(one["sealed"]), str(place.centre.identity), UUID(other), place.centre.id)
        with pytest.raises(EntryProblem, match="swapped"):
            open_text(from_b64url(one["sealed"]), str(place.centre.identity), UUID(one["entry"]), place.other.id)
        with pytest.raises(EntryProblem, match="undecipherable"):
            open_text(from_b64url(one["sealed"])[:-20], str(place.centre.identity), UUID(one["entry"]), place.centre.id)
    assert "Prénom" not in browser("coordinator").post("/personnes/scelles", json={}).text


def test_an_export_is_noted_with_a_count_alone(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator = browser("coordinator")
    assert coordinator.post("/personnes/export", json={"count": 12}).status_code == 200
    wrong: list[Any] = [{"count": "Madame Essai"}, {"count": 0}, {}, []]
    for body in wrong:
        assert coordinator.post("/personnes/export", json=body).status_code == 400
    with app.app_context():
        assert db.session.scalars(select(AuditEvent.subject).where(AuditEvent.kind == "names_exported")).all() == ["entries:12"]


def test_an_export_of_sealed_parts_opens_with_age_alone(app: Flask, office: Office, tablet: SecondTablet, tmp_path: Path) -> None:
    place = office.territory
    noted = [interview(tablet, str(place.entrances[0]), number, {"first_name": f"Prénom {number}"}) for number in (1, 2)]
    while tablet.pending():
        tablet.push()
    next_key, before = pair(), Pair(str(place.centre.identity), place.centre.recipient)
    with app.app_context():
        organisation = db.session.get_one(Organisation, place.centre.id)
        sealed_before = sealed(before.private, next_key.recipient)
        key = OrganisationKey(recipient=next_key.recipient, organisation_id=organisation.id, follows=before.recipient, sealed_before=sealed_before)
        db.session.add(key)
        organisation.recipient = next_key.recipient
        db.session.flush()
        with (tmp_path / "sealed.zip").open("wb") as output:
            assert write_sealed(db.session(), Scope(place.centre.id), output) == 2
        db.session.rollback()
    with ZipFile(tmp_path / "sealed.zip") as archive:
        archive.extractall(tmp_path)
    rows = list(csv.DictReader((tmp_path / "index.csv").open(encoding="utf-8")))
    assert sorted(row["id"] for row in rows) == sorted(noted)
    body = base64.b64decode("".join((tmp_path / "keys/1.age").read_text().strip().splitlines()[1:-1]))
    opened_before = pyrage.decrypt(body, [pyrage.x25519.Identity.from_str(next_key.private)]).decode().strip()
    assert opened_before == before.private
    for row in rows:
        text = json.loads(pyrage.decrypt((tmp_path / f"sealed/{row['id']}.age").read_bytes(), [pyrage.x25519.Identity.from_str(opened_before)]))
        assert (text["format"], text["entry"], text["organisation"]) == ("palier-sealed/1", row["id"], str(place.centre.id))
    age = shutil.which("age")
    if age is not None:
        (tmp_path / "key.txt").write_text(f"{next_key.private}\n")
        (tmp_path / "before.txt").write_bytes(subprocess.check_output([age, "-d", "-i", "key.txt", "keys/1.age"], cwd=tmp_path))
        told = subprocess.check_output([age, "-d", "-i", "key.txt", "-i", "before.txt", f"sealed/{noted[0]}.age"], cwd=tmp_path)
        assert json.loads(told)["entry"] == noted[0]
