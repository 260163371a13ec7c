"""Names of a round: sealed in a browser to its tablets, opaque here, given to those tablets alone, and gone with the round."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from outreach.domain.audit import EventKind
from outreach.domain.envelope import from_b64url
from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.services.erase_entries import erase_entries, erase_sealed_parts
from outreach.services.forget_names import forget_past_names
from outreach.services.save_round import RoundPlan, save_round
from outreach.store.database import db
from outreach.store.tables import AuditEvent, Case, Device, Round, RoundDevice, RoundNames
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import b64url
from tests.server.tablets import start
from tests.server.test_follow_ups import CALL, promised
from tests.server.web import Office
from tests.territory import Tablet

NAME = {"name": "Invention Inventée", "phone": "0600000000"}


@pytest.fixture
def tablet(app: Flask, office: Office) -> SecondTablet:
    return start(app, office.territory.centre.tablets[0])


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser("coordinator")


def sealed(tablet: Tablet, content: str = "Invention Inventée") -> dict[str, str]:
    recipient = tablet.identity.to_public()
    return {"tablet": str(tablet.id), "recipient": str(recipient), "sealed": b64url(pyrage.encrypt(content.encode(), [recipient]))}


def keep(coordinator: FlaskClient, round_id: UUID, *files: dict[str, Any]) -> Any:
    return coordinator.post(f"/tournees/{round_id}/noms", json={"files": list(files)})


def named(app: Flask, tablet: Tablet, card: dict[str, Any] | None = None) -> tuple[dict[str, Any] | None, bytes | None]:
    """What the tablet's bundle names, and what it gets."""
    carried = start(app, tablet)
    card = card or next((one for one in carried.bundle["files"] if one["name"].startswith("names/")), None)
    if card is None:
        return None, None
    answer = app.test_client().get(f"/api/v1/files/{card['name']}/{card['hash']}", headers=tablet.headers)
    return card, answer.data if answer.status_code == 200 else None


def test_open_promises_come_sealed_with_the_tablets_that_may_open_them(app: Flask, office: Office, coordinator: FlaskClient, tablet: SecondTablet) -> None:
    centre = office.territory.centre
    case = promised(tablet, CALL, identity=NAME)
    promised(tablet, CALL | {"matter": "procedure", "state": "triggered", "consent": "none"})
    with app.app_context():
        for device, standing in zip(centre.tablets[1:], ("locked", "stolen"), strict=False):
            db.session.get_one(Device, device.id).standing = standing
        db.session.commit()
    answer = coordinator.post(f"/tournees/{centre.round}/noms/scelles", json={})
    assert "Inventée" not in answer.text
    told = answer.get_json()
    assert [one["id"] for one in told["tablets"]] == [str(centre.tablets[0].id)]
    (promise,) = told["promises"]
    opened = json.loads(pyrage.decrypt(from_b64url(promise["sealed"]), [centre.identity]))
    assert (promise["case"], opened["entry"], opened["identity"]) == (str(case), promise["entry"], NAME)


def test_they_are_kept_opaque_and_each_tablet_gets_its_own(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    first, second = office.territory.centre.tablets[:2]
    files = [sealed(first, "pour la première"), sealed(second, "pour la seconde")]
    assert keep(coordinator, office.territory.centre.round, *files).status_code == 201
    card, content = named(app, first)
    assert content is not None
    assert pyrage.decrypt(content, [first.identity]) == "pour la première".encode()
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [office.territory.centre.identity])
    assert named(app, second, card)[1] is None
    assert named(app, office.territory.other.tablets[0]) == (None, None)
    with app.app_context():
        dump = "".join(str(row) for table in db.metadata.sorted_tables for row in db.session.execute(text(f'select * from "{table.name}"')))  # noqa: S608
        assert "pour la première" not in dump
        (event,) = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == EventKind.NAMES_SEALED))
        assert event.subject == "tablets:2"


def test_what_is_prepared_again_takes_the_place_of_all_that_was_there(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    first, second = office.territory.centre.tablets[:2]
    keep(coordinator, office.territory.centre.round, sealed(first, "hier"), sealed(second))
    keep(coordinator, office.territory.centre.round, sealed(first, "ce matin"))
    content = named(app, first)[1]
    assert content is not None
    assert pyrage.decrypt(content, [first.identity]) == b"ce matin"
    assert named(app, second) == (None, None)


def test_nothing_is_kept_that_is_not_sealed_to_a_tablet_of_the_round(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    centre, other = office.territory.centre, office.territory.other
    mine = sealed(centre.tablets[0])
    wrong: list[tuple[dict[str, Any], int]] = [
        (sealed(other.tablets[0]), 404),
        (mine | {"tablet": str(uuid4())}, 404),
        (mine | {"recipient": str(centre.tablets[1].identity.to_public())}, 409),
        (mine | {"sealed": b64url(b"Invention")}, 400),
        (mine | {"sealed": b64url(b"age-encryption.org/v1\n" + bytes(1 << 20))}, 413),
        (mine | {"sealed": "é"}, 400),
        ({"tablet": 3}, 400),
    ]
    for file, status in wrong:
        assert keep(coordinator, centre.round, mine, file).status_code == status, file["tablet"]
    assert coordinator.post(f"/tournees/{centre.round}/noms", json=["x"]).status_code == 400
    for address in (f"/tournees/{other.round}/noms", f"/tournees/{other.round}/noms/scelles"):
        assert coordinator.post(address, json={"files": [sealed(other.tablets[0])]}).status_code == 404
    with app.app_context():
        assert db.session.scalars(select(RoundNames)).all() == []


def test_they_are_gone_when_the_round_is_over(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    centre = office.territory.centre
    keep(coordinator, centre.round, sealed(centre.tablets[0]))
    card, content = named(app, centre.tablets[0])
    assert content is not None
    with app.app_context():
        one = db.session.get_one(Round, centre.round)
        one.starts_on = one.ends_on = paris_day(datetime.now(UTC)) - timedelta(days=1)
        db.session.commit()
    assert named(app, centre.tablets[0]) == (None, None)
    assert named(app, centre.tablets[0], card)[1] is None
    assert keep(coordinator, centre.round, sealed(centre.tablets[0])).status_code == 409
    assert coordinator.post(f"/tournees/{centre.round}/noms/scelles", json={}).status_code == 409
    with app.app_context():
        forget_past_names(db.session(), datetime.now(UTC))
        assert db.session.scalars(select(RoundNames)).all() == []


def test_a_tablet_that_leaves_the_round_loses_them(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    centre = office.territory.centre
    first, second = centre.tablets[:2]
    keep(coordinator, centre.round, sealed(first), sealed(second))
    with app.app_context():
        one = db.session.get_one(Round, centre.round)
        plan = RoundPlan(one.name, one.starts_on, one.ends_on, office.territory.entrances, [second.id])
        save_round(db.session(), Scope(centre.id), plan, one.id)
        db.session.commit()
        assert list(db.session.scalars(select(RoundNames.device_id))) == [second.id]
    assert named(app, second)[1] is not None


@pytest.mark.parametrize("changes", [{"standing": "locked"}, {"standing": "revoked"}, {"recipient": str(pyrage.x25519.Identity.generate().to_public())}])
def test_a_tablet_that_is_not_what_it_was_is_given_none(app: Flask, office: Office, coordinator: FlaskClient, changes: dict[str, str]) -> None:
    centre = office.territory.centre
    keep(coordinator, centre.round, sealed(centre.tablets[0]))
    card, _ = named(app, centre.tablets[0])
    with app.app_context():
        device = db.session.get_one(Device, centre.tablets[0].id)
        for name, value in changes.items():
            setattr(device, name, value)
        db.session.commit()
    assert card is not None
    answer = app.test_client().get(f"/api/v1/files/{card['name']}/{card['hash']}", headers=centre.tablets[0].headers)
    assert answer.status_code in (403, 404)


@pytest.mark.parametrize("whole", [True, False])
def test_a_name_that_is_erased_does_not_stay_in_what_was_prepared(
    app: Flask, office: Office, coordinator: FlaskClient, tablet: SecondTablet, whole: bool
) -> None:
    centre = office.territory.centre
    case = promised(tablet, CALL, identity=NAME)
    keep(coordinator, centre.round, sealed(centre.tablets[0]))
    with app.app_context():
        opening = db.session.scalars(select(Case.opening_id).where(Case.id == case)).one()
        erase = erase_entries if whole else erase_sealed_parts
        erase(db.session(), datetime.now(UTC), Scope(centre.id), [opening], ErasureReason.REQUEST)
        assert db.session.scalars(select(RoundNames)).all() == []
        db.session.rollback()


def test_without_a_tablet_there_is_nobody_to_seal_to(app: Flask, office: Office, coordinator: FlaskClient) -> None:
    centre = office.territory.centre
    assert "Préparer les noms" in coordinator.get(f"/tournees/{centre.round}").text
    with app.app_context():
        db.session.execute(delete(RoundDevice).where(RoundDevice.round_id == centre.round))
        db.session.commit()
    assert "Préparer les noms" not in coordinator.get(f"/tournees/{centre.round}").text
    assert coordinator.post(f"/tournees/{centre.round}/noms/scelles", json={}).status_code == 409
