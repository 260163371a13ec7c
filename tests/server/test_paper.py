"""Paper in: the pages, and the door through which what was typed comes in."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from uuid_utils import uuid7

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.domain.sealing import recipient_of
from outreach.services.office_device import office_device_id
from outreach.services.paper_sheets import plate
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.store.database import db
from outreach.store.tables import AnswersEntry, Device, DoorState, FormVersion, LogEntry, Organisation, Quarantined, RoundEntrance, SealedPart, Visit
from tests.headless.wire import b64url, carrier, envelope, milliseconds, salt, seal, sha256, to_bytes
from tests.server.tablets import start
from tests.server.web import Office
from tests.territory import add_form

Browser = Callable[[str], FlaskClient]
Entry = dict[str, Any]
DOOR = DoorLabel(3, "left", None, None)


class Desk:
    """A coordinator's browser at the typing page of the first entrance, written from JOURNAL.md alone."""

    def __init__(self, app: Flask, office: Office, client: FlaskClient) -> None:
        self.client = client
        self.centre = office.territory.centre
        self.entrance = office.territory.entrances[0]
        self.transport = recipient_of(app.extensions["settings"].transport_identity)

    @property
    def door(self) -> str:
        return str(door_id(self.entrance, DOOR))

    def log(self, kind: str, made_at: str, **said: object) -> Entry:
        return {
            "format": "palier-entry/1",
            "kind": kind,
            "id": str(uuid7()),
            "organisation": str(self.centre.id),
            "device": str(office_device_id(Scope(self.centre.id))),
            "author": str(self.centre.workers[0]),
            "round": str(self.centre.round),
            "entrance": str(self.entrance),
            "counter": milliseconds(made_at),
            "seen": None,
            "made_at": made_at,
            "clock_error_ms": None,
            "salt": salt(),
            **said,
        }

    def doors(self) -> Entry:
        label = {"floor": 3, "side": "left", "number": None, "letter": None}
        return self.log("doors", "2026-11-23T09:00:00.000+01:00", doors=[{"id": self.door, **label}])

    def visit(self, day: str = "2026-11-03", outcome: str = "absent", hour: str | None = "18:10", **changes: object) -> Entry:
        made_at = f"{day}T{hour or '12:00'}:00.000+01:00"
        paper = {"typed_at": "2026-11-23T09:00:00.000+01:00", "hour_known": hour is not None}
        return self.log("visit", made_at, door=self.door, outcome=outcome, slot=None, replaces=None, paper=paper) | changes

    def answers(self, visit: Entry) -> tuple[Entry, bytes]:
        place = {"organisation": visit["organisation"], "round": visit["round"], "entrance": visit["entrance"], "day": visit["made_at"][:10], "salt": salt()}
        form = {"form": {"id": "essai", "version": "1"}, "answers": {"lives_alone": "yes"}, "counted": True, "replaces": None}
        clear = {"format": "palier-answers/1", "kind": "answers", "id": str(uuid4())} | place | form
        text = {
            "format": "palier-sealed/1",
            "entry": clear["id"],
            "visit": visit["id"],
            "identity": {},
            "salt": salt(),
            **{name: visit[name] for name in ("organisation", "door", "device", "author", "made_at")},
        }
        return clear, seal(text, [self.centre.recipient])

    def packed(self, clear: Entry, sealed: bytes | None = None) -> tuple[Entry, str]:
        """What is posted, and the digest that its receipt must have."""
        body = envelope(clear["id"], to_bytes(clear), sealed)
        return {"id": clear["id"], "carrier": b64url(carrier(body, self.transport))}, sha256(body)

    def post(self, *items: Entry, expect: int = 200) -> Any:
        answer = self.client.post(f"/saisie/{self.entrance}/entrees", json={"entries": list(items)}, headers={"Accept": "application/json"})
        assert answer.status_code == expect, answer.text
        return answer.json

    def send(self, *entries: Entry) -> list[str]:
        """Posts clear entries; gives the statuses, after checking that every receipt is for exactly these bytes."""
        packed = [self.packed(entry) for entry in entries]
        receipts = self.post(*(item for item, _ in packed))["receipts"]
        assert [(one["id"], one["digest"]) for one in receipts] == [(item["id"], digest) for item, digest in packed]
        return [one["status"] for one in receipts]


@pytest.fixture
def desk(app: Flask, office: Office, browser: Browser) -> Desk:
    return Desk(app, office, browser("coordinator"))


def problems(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(select(Quarantined.problem)))


@pytest.mark.databases
def test_a_sheet_comes_in_like_a_tablets_passages(app: Flask, desk: Desk) -> None:
    with app.app_context():
        add_form(db.session())
        db.session.commit()
    known, unknown = desk.visit(outcome="exchange"), desk.visit("2026-11-04", hour=None)
    assert desk.send(desk.doors(), known, unknown) == ["accepted"] * 3
    clear, sealed = desk.answers(known)
    item, digest = desk.packed(clear, sealed)
    assert [(one["status"], one["digest"]) for one in desk.post(item)["receipts"]] == [("accepted", digest)]
    with app.app_context():
        visits = {str(row.id): row for row in db.session.scalars(select(Visit))}
        assert {id_: (row.hour_known, row.day.isoformat(), row.author_id) for id_, row in visits.items()} == {
            known["id"]: (True, "2026-11-03", desk.centre.workers[0]),
            unknown["id"]: (False, "2026-11-04", desk.centre.workers[0]),
        }
        device = db.session.scalars(select(Device).where(Device.kind == "office")).one()
        assert (device.id, device.organisation_id, device.recipient, device.token_digest) == (visits[known["id"]].device_id, desk.centre.id, None, None)
        kept = db.session.scalars(select(SealedPart)).one().sealed
        assert kept is not None
        assert json.loads(pyrage.decrypt(kept, [desk.centre.identity]))["door"] == desk.door
        stored = db.session.scalars(select(AnswersEntry)).one().clear
        assert stored is not None
        assert [secret for secret in (desk.door, known["id"], str(desk.centre.workers[0])) if secret.encode() in stored] == []
        before = dump_projections(db.session())
        rebuild_projections(db.session())
        assert dump_projections(db.session()) == before
        db.session.rollback()
    assert problems(app) == []


def test_what_was_sent_before_is_a_duplicate_for_ever(app: Flask, desk: Desk) -> None:
    visit = desk.visit()
    assert desk.send(desk.doors(), visit) == ["accepted", "accepted"]
    assert desk.send(visit) == ["duplicate"]
    assert desk.send(visit | {"outcome": "refusal"}) == ["quarantined"]
    assert desk.send(visit | {"outcome": "refusal"}) == ["duplicate"]
    assert problems(app) == ["conflict"]
    with app.app_context():
        assert db.session.scalars(select(Visit.outcome)).all() == ["absent"]


def test_what_is_not_the_organisations_own_waits_in_quarantine(app: Flask, desk: Desk, office: Office) -> None:
    other = office.territory.other
    strange: dict[str, Entry] = {
        "other_organisation": {"organisation": str(other.id)},
        "unknown_round": {"round": str(other.round)},
        "unknown_author": {"author": str(other.workers[0])},
        "unknown_device": {"device": str(other.tablets[0].id)},
        "unknown_entrance": {"entrance": str(uuid4())},
        "invalid_entry": {"slot": "evening"},
    }
    desk.send(desk.doors())
    for changes in strange.values():
        assert desk.send(desk.visit() | changes) == ["quarantined"]
    garbage = desk.post({"id": "x", "carrier": "!"}, {"id": "y", "carrier": b64url(b"not age")})["receipts"]
    assert [one["status"] for one in garbage] == ["quarantined", "quarantined"]
    assert problems(app) == sorted([*strange, "not_base64", "undecipherable"])
    with app.app_context():
        assert db.session.scalars(select(Visit)).all() == []


def test_a_sheet_of_a_round_that_is_over_or_went_elsewhere_since_is_taken(app: Flask, desk: Desk) -> None:
    with app.app_context():
        db.session.execute(update(RoundEntrance).where(RoundEntrance.entrance_id == desk.entrance).values(position=99))
        db.session.query(RoundEntrance).filter_by(entrance_id=desk.entrance).delete()
        db.session.commit()
    assert desk.send(desk.doors(), desk.visit()) == ["accepted", "accepted"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_sheets_count_in_the_order_in_which_people_knocked(app: Flask, desk: Desk, order: tuple[int, ...]) -> None:
    sheets = [desk.visit("2026-11-02", "absent"), desk.visit("2026-11-03", "come_back", hour=None), desk.visit("2026-11-05", "opposition")]
    desk.send(desk.doors())
    for index in order:
        desk.send(sheets[index])
    with app.app_context():
        assert db.session.scalars(select(DoorState.outcome)).one() == "opposition"


def test_a_tablet_that_knocked_later_stays_the_latest_and_hears_of_the_sheet(app: Flask, desk: Desk) -> None:
    desk.send(desk.doors())
    tablet = start(app, desk.centre.tablets[0])
    noted = tablet.visit(str(desk.entrance), desk.door, "exchange")
    tablet.push()
    typed = desk.visit("2020-01-06", "absent", hour=None)
    assert desk.send(typed) == ["accepted"]
    with app.app_context():
        assert str(db.session.scalars(select(DoorState.visit_id)).one()) == noted
    tablet.pull()
    assert tablet.changes[typed["id"]]["paper"] == typed["paper"]
    assert tablet.changes[noted]["paper"] is None
    assert desk.client.get(f"/saisie/{desk.entrance}/etat").json is not None


def test_what_the_page_learns_is_what_a_tablet_would(app: Flask, desk: Desk, office: Office) -> None:
    desk.send(desk.doors(), desk.visit())
    stranger = start(app, office.territory.other.tablets[0])
    stranger.visit(str(desk.entrance), desk.door, "refusal")
    stranger.push()
    tablet = start(app, desk.centre.tablets[0])
    state = desk.client.get(f"/saisie/{desk.entrance}/etat").json
    assert state is not None
    assert state["changes"] == sorted((one for one in tablet.changes.values() if one["entrance"] == str(desk.entrance)), key=lambda one: int(one["number"]))
    assert [one["type"] for one in state["changes"]] == ["doors", "visit"]
    assert state["epoch"] == tablet.epoch


def test_a_body_that_is_none_is_told_so_and_stores_nothing(app: Flask, desk: Desk) -> None:
    bodies: tuple[Any, ...] = (None, [], {}, {"entries": "x"}, {"entries": [{"id": 1}]})
    for body in bodies:
        answer = desk.client.post(f"/saisie/{desk.entrance}/entrees", json=body, headers={"Accept": "application/json"})
        assert answer.status_code == 400
        assert answer.json is not None
        assert "les lignes restent dans ce navigateur" in answer.json["sentence"]
    assert desk.post(*({"id": str(number), "carrier": "!"} for number in range(501)), expect=413) is not None
    with app.app_context():
        assert db.session.scalars(select(LogEntry)).all() == []
    assert problems(app) == []


def test_only_coordinators_with_the_pages_token(app: Flask, office: Office, browser: Browser) -> None:
    address = f"/saisie/{office.territory.entrances[0]}/entrees"
    json_only = {"Accept": "application/json"}
    for role in ("worker", "administrator"):
        assert browser(role).post(address, json={"entries": []}, headers=json_only).status_code == 403
        assert browser(role).get("/saisie").status_code == 403
    assert app.test_client().get(f"/saisie/{office.territory.entrances[0]}/etat", headers=json_only).status_code == 401
    answer = app.test_client().post(address, json={"entries": []}, headers=json_only)
    assert (answer.status_code, answer.json is not None) == (400, True)


def test_the_list_and_the_typing_page(desk: Desk, office: Office) -> None:
    listed = desk.client.get("/saisie").text
    assert all(f"/saisie/{entrance}?tournee={desk.centre.round}" in listed for entrance in office.territory.entrances)
    page = desk.client.get(f"/saisie/{desk.entrance}?tournee={desk.centre.round}")
    assert "'wasm-unsafe-eval'" in page.headers["Content-Security-Policy"]
    for known in (desk.centre.recipient, desk.transport, str(office_device_id(Scope(desk.centre.id))), str(desk.centre.workers[0])):
        assert known in page.text
    assert "AGE-SECRET-KEY" not in page.text


@pytest.mark.parametrize("what", ["", "/feuille"])
def test_an_entrance_is_typed_in_a_round_that_goes_there(desk: Desk, office: Office, what: str) -> None:
    address = f"/saisie/{desk.entrance}{what}"
    for wrong in (address, f"{address}?tournee=x", f"{address}?tournee={office.territory.other.round}", f"/saisie/{uuid4()}{what}?tournee={desk.centre.round}"):
        answer = desk.client.get(wrong)
        assert answer.status_code == 404, wrong
        assert "tournée" in answer.text
    assert desk.client.get(f"/saisie/tournees/{office.territory.other.round}/feuilles").status_code == 404
    assert desk.client.get(f"/saisie?tournee={office.territory.other.round}").status_code == 404


def test_without_keys_nothing_is_typed(app: Flask, desk: Desk) -> None:
    with app.app_context():
        db.session.execute(update(Organisation).where(Organisation.id == desk.centre.id).values(recipient=None))
        db.session.commit()
    answer = desk.client.get(f"/saisie/{desk.entrance}?tournee={desk.centre.round}")
    assert answer.status_code == 409
    assert "Clés" in answer.text


def test_printed_sheets_show_doors_and_no_people(desk: Desk) -> None:
    desk.send(desk.doors(), desk.visit())
    one = desk.client.get(f"/saisie/{desk.entrance}/feuille?tournee={desk.centre.round}").text
    assert one.count('class="a4"') == 1
    assert ">3e<" in one
    assert ">Gauche<" in one
    assert "Passeuse" not in one
    every = desk.client.get(f"/saisie/tournees/{desk.centre.round}/feuilles").text
    assert every.count('class="a4"') == 3
    assert f"/saisie/tournees/{desk.centre.round}/feuilles" in desk.client.get(f"/tournees/{desk.centre.round}").text


def test_the_form_of_an_interview(app: Flask, desk: Desk) -> None:
    with app.app_context():
        form = db.session.get(FormVersion, add_form(db.session(), "contact"))
        assert form is not None
        form_hash, xform = form.hash, form.xform
        db.session.commit()
    page = desk.client.get(f"/saisie/{desk.entrance}?tournee={desk.centre.round}").text
    assert f"/saisie/formulaires/{form_hash}" in page
    answer = desk.client.get(f"/saisie/formulaires/{form_hash}")
    assert (answer.text, answer.mimetype) == (xform, "text/xml")
    assert desk.client.get(f"/saisie/formulaires/{'0' * 64}").status_code == 404


def test_the_office_is_no_tablet(app: Flask, desk: Desk, office: Office) -> None:
    desk.send(desk.doors())
    device = office_device_id(Scope(desk.centre.id))
    assert "Bureau" not in desk.client.get("/tablettes").text
    assert desk.client.post(f"/tablettes/{device}/fermer").status_code == 404
    plan = {"name": "X", "starts_on": "2026-11-01", "ends_on": "2026-11-02", "entrances": str(office.territory.entrances[0]), "devices": str(device)}
    assert desk.client.post("/tournees/nouvelle", data=plan).status_code == 422


@pytest.mark.parametrize(
    ("label", "said"),
    [
        (DoorLabel(0, None, 12, None), "12"),
        (DoorLabel(0, None, 12, "B"), "12B"),
        (DoorLabel(0, "left", None, None), "Gauche"),
        (DoorLabel(0, "right", 12, None), "12\u00a0D"),
    ],
)
def test_what_stands_on_a_door(label: DoorLabel, said: str) -> None:
    assert plate(label) == said


def test_another_centre_has_another_office(office: Office) -> None:
    own, other = (office_device_id(Scope(one.id)) for one in (office.territory.centre, office.territory.other))
    assert own != other
    assert own == office_device_id(Scope(office.territory.centre.id, UUID(int=0)))
