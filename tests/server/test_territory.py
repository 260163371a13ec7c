"""The territory in the office: entrances found, added, corrected, grouped; façades saved, with what happens meanwhile."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.entrance_page import find_entrance, load_buildings, look_around, neighbours_of, of_same_building
from outreach.services.note_doors import note_doors, rename_door
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.save_entrance import EntranceText, add_entrance, change_entrance, group_entrances, leave_building
from outreach.services.save_facade import FacadeChanges, facade_number, save_facade
from outreach.services.territory import PAGE, Wanted, find_entrance_lines, list_area_lines
from outreach.store.database import db
from outreach.store.sessions import write_transaction
from outreach.store.tables import Door, Entrance, LogEntry
from tests.server.tablets import start
from tests.territory import Territory, add_form
from tests.territory import add_entrance as put_entrance

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
Browser = Callable[[str], FlaskClient]
LEFT, RIGHT = DoorLabel(1, "left", None, None), DoorLabel(1, "right", None, None)
HERE = {"lon": -0.583, "lat": 44.862}


@pytest.fixture
def scope(territory: Territory) -> Scope:
    return Scope(territory.centre.id, territory.centre.coordinator)


def changes(number: int, **said: Any) -> FacadeChanges:
    return FacadeChanges(number, said.get("removed", []), said.get("renamed", {}), said.get("added", []))


def said_of(**words: Any) -> EntranceText:
    return EntranceText(**{"label": "Entrée Z", "address": "9 allée des Essais", "postcode": "33300", "city": "Bordeaux", **HERE, **words})


# -- lists -----------------------------------------------------------------------------------------------------------------


def test_neighbourhoods_say_what_is_still_to_draw(session: Session, territory: Territory, scope: Scope) -> None:
    put_entrance(session, None, 50)
    note_doors(session, NOW, scope, territory.centre.coordinator, territory.entrances[0], [LEFT, RIGHT])
    lines = [(line.name, line.entrances, line.doors, line.bare) for line in list_area_lines(session, scope)]
    assert lines == [("Quartier A", 2, 2, 1), ("Quartier B", 1, 0, 1), (None, 1, 0, 1)]


def test_entrances_are_found_by_words_area_and_missing_facade(session: Session, territory: Territory, scope: Scope) -> None:
    one = session.get_one(Entrance, put_entrance(session, None, 7))
    one.address, one.city = "7 rue de l’Église", "Bègles"
    note_doors(session, NOW, scope, territory.centre.coordinator, territory.entrances[0], [LEFT])

    def labels(wanted: Wanted) -> list[str]:
        return [line.label for street in find_entrance_lines(session, scope, wanted).streets for line in street.entrances]

    assert labels(Wanted(words="eglise begles")) == ["Entrée 7"]
    assert labels(Wanted(words="essais 2")) == ["Entrée 2"]
    assert labels(Wanted(area=territory.neighbourhoods[0])) == ["Entrée 1", "Entrée 2"]
    assert labels(Wanted(area="outside")) == ["Entrée 7"]
    assert labels(Wanted(area=territory.neighbourhoods[0], bare=True)) == ["Entrée 2"]
    assert labels(Wanted(words="100%_")) == []


def test_long_lists_come_in_pages_in_the_order_of_numbers(session: Session, territory: Territory, scope: Scope) -> None:
    for number in range(10, 10 + PAGE):
        put_entrance(session, territory.neighbourhoods[0], number)
    area = Wanted(area=territory.neighbourhoods[0])
    first, last, beyond = (find_entrance_lines(session, scope, area, page) for page in (1, 2, 99))
    assert (first.total, first.pages, len(first.streets[0].entrances), len(last.streets[0].entrances)) == (PAGE + 2, 2, PAGE, 2)
    assert [line.label for line in last.streets[0].entrances] == [f"Entrée {8 + PAGE}", f"Entrée {9 + PAGE}"]
    assert beyond.page == 2


# -- entrances -------------------------------------------------------------------------------------------------------------


def test_an_entrance_is_added_and_corrected_in_its_neighbourhood(session: Session, territory: Territory) -> None:
    made = add_entrance(session, said_of(lon=-0.577))
    assert (made.source, made.neighbourhood_id) == ("manual", territory.neighbourhoods[1])
    change_entrance(session, made.id, said_of(label="  Entrée   Y "))
    assert (made.label, made.neighbourhood_id) == ("Entrée Y", territory.neighbourhoods[0])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"label": " "}, "label_missing"),
        ({"address": ""}, "address_missing"),
        ({"label": "Entrée 1", "address": "1 Allée des Essais"}, "entrance_known"),
        ({"lon": float("nan")}, "position_wrong"),
        ({"lat": 91.0}, "position_wrong"),
        ({"lat": 44.95}, "position_far"),
        ({"label": "x" * 81}, "too_long"),
    ],
)
def test_what_no_entrance_can_be(session: Session, territory: Territory, words: dict[str, Any], code: str) -> None:
    with pytest.raises(Problem) as raised:
        add_entrance(session, said_of(**words))
    assert raised.value.code == code


def test_a_far_position_can_be_right(session: Session, territory: Territory) -> None:
    assert add_entrance(session, said_of(lat=44.95, far=True)).neighbourhood_id is None


def test_entrances_of_one_building(session: Session, territory: Territory) -> None:
    first, second, third = (session.get_one(Entrance, id_) for id_ in territory.entrances)
    made = add_entrance(session, said_of(), beside=first)
    assert [one.id for one in of_same_building(session, made)] == [first.id]
    assert group_entrances(session, second.id, [third.id]) == 2
    assert group_entrances(session, first.id, [third.id]) == 4
    assert {one.id for one in of_same_building(session, first)} == {made.id, second.id, third.id}
    for one in (made, second, third):
        leave_building(session, one.id)
    assert first.building is None


def test_neighbours_begin_with_the_building_and_the_street(session: Session, territory: Territory) -> None:
    first, second, third = territory.entrances
    group_entrances(session, first, [third])
    near = session.get_one(Entrance, put_entrance(session, None, 4, lon=-0.58301))
    near.address = "4 rue d’à côté"
    far = put_entrance(session, None, 5, lat=44.9)
    found = [one.id for one in neighbours_of(session, session.get_one(Entrance, first))]
    assert found == [third, second, near.id]
    assert far not in found


def test_the_plan_is_in_metres(session: Session, territory: Territory) -> None:
    around = look_around(session, -0.583, 44.862, territory.entrances[0])
    third = next(one for one in around.entrances if one[0] == territory.entrances[2])
    assert (round(third[3]), round(third[4])) == (394, 0)
    assert {abs(round(x)) for line in around.outlines for x, _ in line} >= {158, 237}


# -- façades ---------------------------------------------------------------------------------------------------------------


@pytest.mark.databases
def test_one_save_is_few_entries(session: Session, territory: Territory, scope: Scope) -> None:
    entrance, author = territory.entrances[0], territory.centre.coordinator
    ids = note_doors(session, NOW, scope, author, entrance, [DoorLabel(floor, None, number, None) for floor in range(3) for number in (1, 2, 3)])
    asked = changes(
        facade_number(session, entrance),
        removed=ids[:3],
        renamed={ids[3]: DoorLabel(1, "left", None, None)},
        added=[DoorLabel(floor, "left", None, None) for floor in range(3, 20)],
    )
    before = facade_number(session, entrance)
    saved = save_facade(session, NOW, scope, author, entrance, asked)
    assert (saved.removed, saved.renamed, saved.added, saved.kept, saved.same) == (3, 1, 17, [], [])
    kinds = session.scalars(select(LogEntry.kind).where(LogEntry.number > before).order_by(LogEntry.number)).all()
    assert kinds == ["door_removal", "door_label", "doors"]
    shown = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == shown


def test_a_facade_that_changed_meanwhile_is_not_overwritten(session: Session, territory: Territory, scope: Scope) -> None:
    entrance, author = territory.entrances[0], territory.centre.coordinator
    known = facade_number(session, entrance)
    note_doors(session, NOW, scope, author, entrance, [LEFT])
    with pytest.raises(Problem) as raised:
        save_facade(session, NOW, scope, author, entrance, changes(known, added=[RIGHT]))
    assert (raised.value.code, raised.value.status) == ("changed_meanwhile", 409)
    assert [door.label for door in load_buildings(session, scope, [find_entrance(session, entrance)])[0].doors] == [LEFT]


def test_a_visit_meanwhile_changes_nothing_but_what_can_go(app: Flask, session: Session, territory: Territory, scope: Scope) -> None:
    add_form(session)
    entrance, author = territory.entrances[0], territory.centre.coordinator
    left, right = note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT])
    session.commit()
    known = facade_number(session, entrance)
    tablet = start(app, territory.centre.tablets[0])
    tablet.visit(str(entrance), str(left), "absent")
    tablet.push()
    session.rollback()
    saved = save_facade(session, NOW, scope, author, entrance, changes(known, removed=[left, right]))
    assert (saved.removed, saved.kept) == (1, [left])


def test_a_name_makes_one_door_ever(session: Session, territory: Territory, scope: Scope) -> None:
    entrance, author = territory.entrances[0], territory.centre.coordinator
    (left,) = note_doors(session, NOW, scope, author, entrance, [LEFT])
    rename_door(session, NOW, scope, author, left, DoorLabel(1, None, 12, None))
    saved = save_facade(session, NOW, scope, author, entrance, changes(facade_number(session, entrance), added=[LEFT, RIGHT]))
    assert (saved.added, saved.same) == (1, [LEFT])


def test_doors_of_another_entrance_are_not_touched(session: Session, territory: Territory, scope: Scope) -> None:
    author = territory.centre.coordinator
    (door,) = note_doors(session, NOW, scope, author, territory.entrances[1], [LEFT])
    for asked in (changes(0, removed=[door]), changes(0, renamed={door: RIGHT}), changes(0, removed=[uuid4()])):
        with pytest.raises(Problem) as raised:
            save_facade(session, NOW, scope, author, territory.entrances[0], asked)
        assert raised.value.code == "unknown_door"


@pytest.mark.databases
def test_two_coordinators_saving_at_once(app: Flask, territory: Territory, scope: Scope) -> None:
    """Both know the same façade and save at the same moment: one is told, and saves again; nothing of either is lost or doubled."""
    entrance, other = territory.entrances[0], Scope(territory.other.id, territory.other.coordinator)
    ready = Barrier(2)

    def save(who: Scope, author: UUID, label: DoorLabel) -> str:
        with app.app_context():
            ready.wait(10)
            try:
                with write_transaction() as session:
                    return str(save_facade(session, NOW, who, author, entrance, changes(0, added=[LEFT, label])).added)
            except Problem as problem:
                return problem.code

    with ThreadPoolExecutor(2) as both:
        ours = both.submit(save, scope, territory.centre.coordinator, RIGHT)
        theirs = both.submit(save, other, territory.other.coordinator, DoorLabel(2, None, None, "A"))
        assert sorted([ours.result(30), theirs.result(30)]) == ["2", "changed_meanwhile"]
    with app.app_context():
        with write_transaction() as session:
            known = facade_number(session, entrance)
            assert save_facade(session, NOW, other, territory.other.coordinator, entrance, changes(known, added=[RIGHT, LEFT])).added <= 1
        assert set(db.session.scalars(select(Door.id))) >= {door_id(entrance, LEFT), door_id(entrance, RIGHT)}
        db.session.rollback()


# -- pages -----------------------------------------------------------------------------------------------------------------


def facade_url(entrance: UUID, part: str = "facade") -> str:
    return f"/territoire/entrees/{entrance}/{part}"


def test_pages_of_the_territory(browser: Browser, territory: Territory) -> None:
    page = browser("coordinator").get("/territoire").get_data(as_text=True)
    assert "Quartier A" in page
    assert "3 entrées" in page.replace("\xa0", " ")
    page = browser("coordinator").get(f"/territoire?quartier={territory.neighbourhoods[0]}").get_data(as_text=True)
    assert "Entrée 1" in page
    assert "Entrée 3" not in page.split("<main")[1]
    page = browser("coordinator").get(f"/territoire/entrees/{territory.entrances[0]}").get_data(as_text=True)
    assert "1 allée des Essais, 33300 Bordeaux" in page
    assert "Pas encore de façade" in page
    assert browser("coordinator").get(f"/territoire/entrees/{uuid4()}").status_code == 404
    assert browser("coordinator").get("/territoire?quartier=nord").status_code == 404


def test_only_coordinators_come_here(browser: Browser, territory: Territory) -> None:
    for role in ("worker", "administrator"):
        for part in ("", "/facade", "/modifier", "/facade.json", "/voisines.json"):
            assert browser(role).get(f"/territoire/entrees/{territory.entrances[0]}{part}").status_code == 403


def test_a_pattern_without_script(app: Flask, browser: Browser, territory: Territory) -> None:
    entrance = territory.entrances[0]
    form = {"from": "1", "to": "4", "perFloor": "2", "numbering": "sides", "first": "1"}
    answer = browser("coordinator").post(facade_url(entrance), data=form, follow_redirects=True)
    assert "8 portes sont ajoutées" in answer.get_data(as_text=True).replace("\xa0", " ")
    assert answer.get_data(as_text=True).count('class="house-door"') == 8
    again = browser("coordinator").post(facade_url(entrance), data=form, follow_redirects=True)
    assert "étaient déjà là" in again.get_data(as_text=True)
    wrong = browser("coordinator").post(facade_url(entrance), data=form | {"from": "9"})
    assert wrong.status_code == 422
    assert "Rien n’a été enregistré" in wrong.get_data(as_text=True)
    for field, value in (("numbering", "x"), ("to", "61"), ("perFloor", "0"), ("first", "0")):
        assert browser("coordinator").post(facade_url(entrance), data=form | {field: value}).status_code == 422


def test_the_editor_saves_and_is_told_what_was_done(browser: Browser, territory: Territory) -> None:
    url = facade_url(territory.entrances[0], "facade.json")
    coordinator = browser("coordinator")
    label = {"floor": 1, "side": "left", "number": None, "letter": None}
    body: dict[str, Any] = {"number": 0, "removed": [], "renamed": [], "added": [label, label | {"side": "right"}]}
    done = coordinator.post(url, json=body).get_json()
    assert "2 portes ajoutées" in done["sentence"].replace("\xa0", " ")
    assert done["state"] == coordinator.get(url).get_json()
    refused = coordinator.post(url, json=body, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.get_json()["code"]) == (409, "changed_meanwhile")
    left, right = done["state"]["doors"]
    body = {"number": done["state"]["number"], "removed": [left["id"]], "renamed": [label | {"id": right["id"], "side": None, "number": 12}], "added": []}
    done = coordinator.post(url, json=body).get_json()
    assert [door["number"] for door in done["state"]["doors"]] == [12]
    neighbours = coordinator.get(facade_url(territory.entrances[1], "voisines.json")).get_json()
    assert [(one["label"], one["same"], len(one["doors"])) for one in neighbours] == [("Entrée 1", False, 1)]


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"number":-1,"removed":[],"renamed":[],"added":[]}', b'{"number":0,"removed":["x"],"renamed":[],"added":[]}', b"\xff"]
)
def test_what_the_editor_never_sends(browser: Browser, territory: Territory, body: bytes) -> None:
    url = facade_url(territory.entrances[0], "facade.json")
    answer = browser("coordinator").post(url, data=body, content_type="application/json", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")


def test_an_entrance_by_its_form(app: Flask, browser: Browser, territory: Territory) -> None:
    coordinator, beside = browser("coordinator"), territory.entrances[0]
    page = coordinator.get(f"/territoire/entrees/nouvelle?batiment={beside}").get_data(as_text=True)
    assert 'value="1 allée des Essais"' in page
    assert 'value="44,862"' in page
    form = {"label": "Entrée B", "address": "1 allée des Essais", "postcode": "33300", "city": "Bordeaux", "lat": "44,862", "lon": "-0,5828"}
    answer = coordinator.post(f"/territoire/entrees/nouvelle?batiment={beside}", data=form, follow_redirects=True)
    assert "est ajoutée" in answer.get_data(as_text=True)
    assert "Entrée 1" in answer.get_data(as_text=True)
    known = coordinator.post("/territoire/entrees/nouvelle", data=form)
    assert known.status_code == 422
    assert "déjà connue" in known.get_data(as_text=True)
    for wrong, sentence in (
        ({"lat": "44.95"}, "la plus proche"),
        ({"lat": "-0,5828", "lon": "44,862"}, "échangées"),
        ({"lat": "20", "lon": "-30"}, "pas en France"),
        ({"lat": "nord"}, "nombre"),
        ({"label": ""}, "Il manque le nom"),
    ):
        answer = coordinator.post("/territoire/entrees/nouvelle", data=form | {"label": "Entrée C"} | wrong)
        assert answer.status_code == 422, wrong
        assert sentence in answer.get_data(as_text=True), wrong
    with app.app_context():
        made = db.session.scalars(select(Entrance).where(Entrance.label == "Entrée B")).one()
        edit = f"/territoire/entrees/{made.id}/modifier"
    assert "Entrée B bis" in coordinator.post(edit, data=form | {"label": "Entrée B bis"}, follow_redirects=True).get_data(as_text=True)
    left = coordinator.post(f"/territoire/entrees/{beside}/batiment", data={"action": "quitter"}, follow_redirects=True)
    assert "plus groupée" in left.get_data(as_text=True)
    back = coordinator.post(f"/territoire/entrees/{beside}/batiment", data={"autres": str(made.id)}, follow_redirects=True)
    assert "2 entrées" in back.get_data(as_text=True).replace("\xa0", " ")


def test_a_tablet_has_the_facade_at_its_next_exchange(app: Flask, browser: Browser, territory: Territory) -> None:
    """From the office's page to another client's memory, and back: what the tablet visits stays."""
    with app.app_context():
        add_form(db.session())
        db.session.commit()
    entrance = territory.entrances[0]
    tablet = start(app, territory.centre.tablets[0])
    url = facade_url(entrance, "facade.json")
    doors = [{"floor": floor, "side": None, "number": number, "letter": None} for floor in (1, 2) for number in (1, 2)]
    saved = browser("coordinator").post(url, json={"number": 0, "removed": [], "renamed": [], "added": doors}).get_json()
    tablet.pull()
    assert sorted(tablet.doors().values()) == sorted((str(entrance), door["floor"], None, door["number"], None) for door in doors)
    first, second, *_ = sorted(tablet.doors())
    tablet.visit(str(entrance), first, "exchange")
    body = {"number": saved["state"]["number"], "removed": [first, second], "renamed": [], "added": []}
    assert browser("coordinator").post(url, json=body).get_json()["kept"] == []
    tablet.push()
    tablet.pull()
    assert (first in tablet.doors(), second in tablet.doors()) == (True, False)
    shown = {door["id"]: door["visited"] for door in browser("coordinator").get(url).get_json()["doors"]}
    assert (shown[first], second in shown) == (True, False)
    assert json.loads(browser("coordinator").get(url).get_data())["number"] > saved["state"]["number"]
