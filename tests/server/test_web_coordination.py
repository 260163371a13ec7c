"""What coordinators do: keys, rounds, tablets."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pyrage
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, Side, door_id, standing_order
from outreach.domain.scope import Scope
from outreach.domain.tokens import token_digest
from outreach.errors import Problem
from outreach.services.close_tablet import close_tablet
from outreach.services.create_enrolment import create_enrolment, renew_enrolment
from outreach.services.enrol_device import enrol_device
from outreach.services.follow_rounds import door_name, follow_round, list_rounds, name_rounds
from outreach.services.list_tablets import list_tablets
from outreach.services.places import list_places, natural, street_of
from outreach.services.save_round import RoundPlan, entrances_of, save_round
from outreach.store.database import db
from outreach.store.tables import Door, DoorState, Enrolment, User, Visit
from outreach.web.coordination import rounds as round_pages
from tests.server.tablets import item, push, start
from tests.server.web import Office
from tests.territory import Territory

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def post_round(client: FlaskClient, address: str, entrances: list[UUID], devices: list[UUID], **changes: str) -> tuple[int, str]:
    data = {
        "name": "Tournée d’hiver",
        "starts_on": "2026-12-01",
        "ends_on": "2026-12-20",
        **changes,
        "entrances": list(map(str, entrances)),
        "devices": list(map(str, devices)),
    }
    response = client.post(address, data=data)
    return response.status_code, response.location or response.text


def test_a_round_is_planned_and_changed(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, place = browser("coordinator"), office.territory
    order = [place.entrances[2], place.entrances[0]]
    status, location = post_round(coordinator, "/tournees/nouvelle", order, [place.centre.tablets[0].id])
    assert status == 302
    page = coordinator.get(location)
    assert "Tournée d’hiver" in page.text
    assert page.text.index("3 allée des Essais") < page.text.index("1 allée des Essais")
    assert "Tablette 1 Centre des Essais" in page.text
    round_id = UUID(location.rsplit("/", 1)[1])
    status, _ = post_round(coordinator, f"{location}/modifier", [*reversed(order), place.entrances[1]], [], name="Autre nom")
    assert status == 302
    with app.app_context():
        assert entrances_of(db.session(), round_id) == [*reversed(order), place.entrances[1]]
    assert "aucune tablette" in coordinator.get(location).text
    edit = coordinator.get(f"{location}/modifier").text
    assert edit.count(" checked") == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Il manque le nom"),
        ({"ends_on": "2026-11-01"}, "finirait avant de commencer"),
        ({"starts_on": "demain"}, "Choisissez un jour"),
    ],
)
def test_what_no_round_is(office: Office, browser: Callable[[str], FlaskClient], changes: dict[str, str], sentence: str) -> None:
    status, page = post_round(browser("coordinator"), "/tournees/nouvelle", office.territory.entrances, [], **changes)
    assert status == 422
    assert sentence in page
    assert page.count(" checked") == 3, "what was chosen is not lost"


def test_rounds_take_only_what_is_there(office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, place = browser("coordinator"), office.territory
    assert "au moins une entrée" in post_round(coordinator, "/tournees/nouvelle", [], [])[1]
    assert "n’existe plus" in post_round(coordinator, "/tournees/nouvelle", [uuid4()], [])[1]
    assert "ne fait pas partie" in post_round(coordinator, "/tournees/nouvelle", place.entrances, [place.other.tablets[0].id])[1]
    assert coordinator.post("/tournees/nouvelle", data={"entrances": ["x"]}).status_code == 400


def note_visit(session: Session, place: Territory, door: UUID, round_id: UUID, outcome: str, entrance: UUID) -> None:
    visit = uuid4()
    centre = place.centre
    session.add(
        Visit(
            id=visit,
            organisation_id=centre.id,
            round_id=round_id,
            entrance_id=entrance,
            door_id=door,
            device_id=centre.tablets[0].id,
            author_id=centre.workers[0],
            outcome=outcome,
            slot=None,
            day=date(2026, 11, 23),
            corrected_at=NOW,
        )
    )
    session.add(DoorState(organisation_id=centre.id, door_id=door, entrance_id=entrance, visit_id=visit, outcome=outcome, passages=1))
    session.flush()


def test_progress_counts_doors_of_this_round_only(session: Session, territory: Territory) -> None:
    scope, entrance = Scope(territory.centre.id), territory.entrances[0]
    doors = [uuid4() for _ in range(4)]
    session.add_all(
        [Door(id=door, entrance_id=entrance, floor=place // 2, side=("right", "left")[place % 2], number=None, letter=None) for place, door in enumerate(doors)]
    )
    earlier = save_round(session, scope, RoundPlan("Avant", date(2025, 1, 1), date(2025, 2, 1), [entrance], []))
    note_visit(session, territory, doors[0], territory.centre.round, "exchange", entrance)
    note_visit(session, territory, doors[1], territory.centre.round, "absent", entrance)
    note_visit(session, territory, doors[2], earlier.id, "exchange", entrance)
    progress = follow_round(session, scope, territory.centre.round, NOW.date()).entrances[0].progress
    assert (progress.doors, progress.visited, progress.contacts, progress.percent) == (4, 2, 1, 50)
    floors = follow_round(session, scope, territory.centre.round, NOW.date()).entrances[0].floors
    assert [(floor, [(door.name, door.outcome) for door in row]) for floor, row in floors] == [
        (1, [("1er étage, gauche", None), ("1er étage, droite", None)]),
        (0, [("rez-de-chaussée, gauche", "absent"), ("rez-de-chaussée, droite", "exchange")]),
    ]
    listed = {one.name: one for one in list_rounds(session, scope, name_rounds(session, scope, NOW.date()))}
    assert (listed["Tournée d’essai"].progress, listed["Tournée d’essai"].when) == (progress, "now")
    assert (listed["Avant"].progress.visited, listed["Avant"].when) == (1, "over")
    assert list_rounds(session, Scope(territory.other.id), name_rounds(session, Scope(territory.other.id), NOW.date()))[0].progress.visited == 0


def test_doors_stand_in_one_order_on_both_facades(session: Session, territory: Territory) -> None:
    sides: tuple[Side | None, ...] = (None, "left", "right")
    labels = [DoorLabel(0, side, number, letter) for side in sides for number in (None, 2, 10) for letter in (None, "A", "Z") if side or number]
    for label in labels:
        entrance = territory.entrances[0]
        session.add(Door(id=door_id(entrance, label), entrance_id=entrance, floor=0, side=label.side, number=label.number, letter=label.letter))
    session.flush()
    floors = follow_round(session, Scope(territory.centre.id), territory.centre.round, NOW.date()).entrances[0].floors
    shown = [door.name for _, row in floors for door in row]
    assert shown[:3] == ["rez-de-chaussée, gauche", "rez-de-chaussée, droite", "rez-de-chaussée, gauche, porte A"]
    assert shown == [door_name(session.get_one(Door, door_id(entrance, label))) for label in sorted(labels, key=standing_order)]


def test_counts_are_asked_for_ones_own_rounds_only(session: Session, territory: Territory) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        list_rounds(session, Scope(territory.centre.id), name_rounds(session, Scope(territory.centre.id), NOW.date()))
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    assert len(asked) == 6
    assert not [statement for statement in asked if "organisation_id = " not in statement.partition("WHERE")[2]]


def test_places_are_listed_as_people_look_for_them(session: Session, territory: Territory) -> None:
    areas = list_places(session)
    assert [area.name for area in areas] == ["Quartier A", "Quartier B"]
    assert [entrance.label for entrance in areas[0].streets[0].entrances] == ["Entrée 1", "Entrée 2"]
    assert street_of("12 bis, rue du Lavoir") == "rue du Lavoir"
    assert street_of("résidence les Tilleuls") == "résidence les Tilleuls"
    assert sorted(["Entrée 10", "Entrée 2", "Entrée B"], key=natural) == ["Entrée 2", "Entrée 10", "Entrée B"]


def test_a_tablet_is_invited(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, centre = browser("coordinator"), office.territory.centre
    made = coordinator.post("/tablettes/nouvelle", data={"name": "Tablette bleue", "workers": [str(centre.workers[0])], "rounds": [str(centre.round)]})
    page = coordinator.get(made.location)
    found = re.search(r'data-token="([A-Za-z0-9_-]{43})"', page.text)
    assert found
    assert 'data-public-url="http://127.0.0.1:8000"' in page.text
    assert page.headers["Cache-Control"] == "no-store"
    with app.app_context():
        enrolment = db.session.query(Enrolment).one()
        assert enrolment.token_digest == token_digest(found[1])
        assert timedelta(hours=47) < enrolment.expires_at - datetime.now(UTC) <= timedelta(hours=48)
    listed = coordinator.get("/tablettes").text
    assert "Tablette bleue" in listed
    assert "invitation valable" in listed
    assert found[1] not in listed
    assert (made.status_code, found[1] in made.location) == (303, False)
    reloaded = coordinator.get(made.location)
    assert (reloaded.location, found[1] in str(reloaded.headers)) == ("/tablettes", False)
    with app.app_context():
        assert db.session.query(Enrolment).count() == 1


def test_a_renewed_invitation_is_shown_once_too(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, scope = browser("coordinator"), Scope(office.territory.centre.id)
    with app.app_context():
        ours, first = create_enrolment(db.session(), datetime.now(UTC), scope, "Bleue", office.territory.centre.workers, [])
        other, _ = create_enrolment(db.session(), datetime.now(UTC), scope, "Verte", office.territory.centre.workers, [])
        db.session.commit()
        ids = ours.id, other.id
    made = coordinator.post(f"/tablettes/{ids[0]}/invitation")
    assert made.location == f"/tablettes/{ids[0]}/invitation"
    page = coordinator.get(made.location).text
    assert ("Bleue" in page, "data-token" in page) == (True, True)
    assert first not in page
    assert "montrée qu’une seule fois" in coordinator.get(made.location, follow_redirects=True).text
    coordinator.post(f"/tablettes/{ids[0]}/invitation")
    assert coordinator.get(f"/tablettes/{ids[1]}/invitation").location == "/tablettes", "another tablet's page does not show it"
    assert coordinator.get(f"/tablettes/{office.territory.other.tablets[0].id}/invitation").status_code == 404


def test_an_invitation_needs_people_of_the_organisation(office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, place = browser("coordinator"), office.territory
    for workers, rounds, name, sentence in [
        ([], [], "X", "au moins une personne"),
        ([place.other.workers[0]], [], "X", "ne fait pas partie"),
        ([place.centre.workers[0]], [place.other.round], "X", "n’existe plus"),
        ([place.centre.workers[0]], [], " ", "Il manque le nom"),
    ]:
        response = coordinator.post("/tablettes/nouvelle", data={"name": name, "workers": list(map(str, workers)), "rounds": list(map(str, rounds))})
        assert response.status_code == 422
        assert sentence in response.text
    assert coordinator.get("/tablettes").text.count('class="tablet ') == 2


def test_only_people_whom_the_page_offers_get_a_tablet(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    coordinator, centre = browser("coordinator"), office.territory.centre
    with app.app_context():
        db.session.get_one(User, centre.workers[1]).active = False
        db.session.commit()
    offered = set(re.findall(r'name="workers" value="([^"]+)"', coordinator.get("/tablettes/nouvelle").text))
    assert {str(centre.workers[0]), str(centre.coordinator)} <= offered
    everybody = [*centre.workers, centre.coordinator, *(office.people[role] for role in ("worker", "coordinator", "administrator") if role in office.people)]
    for one in map(str, everybody):
        response = coordinator.post("/tablettes/nouvelle", data={"name": "X", "workers": [one]})
        assert (response.status_code == 422) == (one not in offered)
    assert str(centre.workers[1]) not in offered
    assert str(office.people["administrator"]) not in offered


def test_the_life_of_an_invitation(session: Session, territory: Territory) -> None:
    scope, recipient = Scope(territory.centre.id), str(pyrage.x25519.Identity.generate().to_public())
    device, first = create_enrolment(session, NOW, scope, "Bleue", territory.centre.workers, [])
    _, second = renew_enrolment(session, NOW, scope, device.id)
    with pytest.raises(Problem, match="pas connu"):
        enrol_device(session, NOW, first, recipient)
    state = {card.id: card for card in list_tablets(session, scope, NOW + timedelta(hours=49))}[device.id].state
    assert state == "expired"
    enrol_device(session, NOW + timedelta(hours=1), second, recipient)
    assert {card.id: card for card in list_tablets(session, scope, NOW)}[device.id].state == "linked"
    with pytest.raises(Problem, match="déjà été reliée"):
        renew_enrolment(session, NOW, scope, device.id)
    close_tablet(session, scope, device.id)
    card = {card.id: card for card in list_tablets(session, scope, NOW)}[device.id]
    assert (card.state, card.renewable) == ("closed", False)
    with pytest.raises(Problem, match="pas connu"):
        enrol_device(session, NOW + timedelta(hours=2), second, recipient)
    with pytest.raises(Problem):
        close_tablet(session, Scope(territory.other.id), device.id)


def test_a_tablet_that_was_emptied_is_linked_again(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    """As another one, which is told what the server has of the first: two visits, and a number below the last that never came."""
    coordinator, centre, old = browser("coordinator"), office.territory.centre, office.territory.centre.tablets[0]
    tablet = start(app, old)
    visits = [tablet.visit(tablet.entrances[0], str(uuid4()), "absent") for _ in range(4)]
    push(tablet, item(tablet.journal[visits[0]]), item(tablet.journal[visits[2]]))
    assert "Relier de nouveau" in coordinator.get("/tablettes").text
    page = coordinator.post(f"/tablettes/{old.id}/relier", follow_redirects=True).text
    (token,) = re.findall(r'data-token="([^"]+)"', page)
    body = {"token": token, "device_recipient": str(pyrage.x25519.Identity.generate().to_public())}
    answer = app.test_client().post("/api/v1/enrolments", json=body).get_json()
    assert answer["bundle"]["device"]["id"] != str(old.id)
    assert [one["id"] for one in answer["bundle"]["rounds"]] == [str(centre.round)]
    assert {one["id"] for one in answer["bundle"]["workers"]} == set(map(str, centre.workers))
    assert (answer["before"]["notes"], answer["before"]["missing"]) == (2, 1)
    assert app.test_client().post("/api/v1/changes", json={"epoch": "x", "bundle_hash": None, "cursors": {}}, headers=old.headers).status_code == 403
    assert coordinator.post(f"/tablettes/{old.id}/relier").status_code == 409
    assert coordinator.post(f"/tablettes/{uuid4()}/relier").status_code == 404


def test_a_closed_tablet_gets_nothing(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    tablet = office.territory.centre.tablets[0]
    body: dict[str, object] = {"epoch": "x", "bundle_hash": None, "cursors": {}}
    assert app.test_client().post("/api/v1/changes", json=body, headers=tablet.headers).status_code == 200
    assert "est fermé" in browser("administrator").post(f"/tablettes/{tablet.id}/fermer", follow_redirects=True).text
    assert app.test_client().post("/api/v1/changes", json=body, headers=tablet.headers).status_code == 403


def test_home_leads_through_the_first_steps(app: Flask, office: Office, browser: Callable[[str], FlaskClient]) -> None:
    page = browser("coordinator").get("/").text
    assert "Pour commencer" not in page
    assert "Tournée d’essai" in page
    with app.app_context():
        for tablet in office.territory.centre.tablets:
            close_tablet(db.session(), Scope(office.territory.centre.id), tablet.id)
        db.session.commit()
    page = browser("coordinator").get("/").text
    assert "Pour commencer" in page
    assert "Relier une tablette" in page


def test_a_large_territory_is_shown_neighbourhood_by_neighbourhood(
    browser: Callable[[str], FlaskClient], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(round_pages, "MOST_ENTRANCES", 1)
    client, (first, *_rest, last) = browser("coordinator"), office.territory.entrances
    assert str(first) not in client.get("/tournees/nouvelle").text
    areas = [*map(str, office.territory.neighbourhoods), "hors"]
    said = {"name": "Nord", "starts_on": "2026-11-01", "ends_on": "2026-11-30", "entrances": str(first), "quartier": areas}
    page = client.post("/tournees/nouvelle", data={**said, "montrer": "oui"})
    assert page.status_code == 200
    assert all(text in page.text for text in (str(last), f'data-walk="{first}"', 'value="Nord"'))
    assert "Nord" not in client.get("/tournees").text
    assert "Nord" in client.post("/tournees/nouvelle", data=said, follow_redirects=True).text
