"""Doors that the office notes: entries like any other, once each, in bulk; and doors that it takes off."""

import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.create_enrolment import find_device
from outreach.services.follow_rounds import follow_round
from outreach.services.list_tablets import list_tablets
from outreach.services.note_doors import note_doors, note_many_doors, remove_doors, rename_door, rename_doors
from outreach.services.office_device import office_device_id
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.save_round import RoundPlan, save_round
from outreach.store.tables import Device, Door, LogEntry
from tests.server.tablets import start
from tests.territory import Territory, add_entrance, add_form

NOW = datetime(2026, 11, 23, 9, 30, 0, 123456, tzinfo=UTC)
LEFT, RIGHT = DoorLabel(1, "left", None, None), DoorLabel(1, "right", None, None)


@pytest.fixture(autouse=True)
def form(session: Session) -> None:
    add_form(session)
    session.commit()


@pytest.fixture
def scope(territory: Territory) -> Scope:
    return Scope(territory.centre.id, territory.centre.coordinator)


@pytest.fixture
def author(territory: Territory) -> UUID:
    return territory.centre.coordinator


def numbered(many: int) -> list[DoorLabel]:
    return [DoorLabel(place // 10, None, place + 1, None) for place in range(many)]


def entries(session: Session) -> list[dict[str, object]]:
    return [json.loads(clear) for clear in session.scalars(select(LogEntry.clear).order_by(LogEntry.number)) if clear]


def standing(session: Session, entrance: UUID) -> set[UUID]:
    return set(session.scalars(select(Door.id).where(Door.entrance_id == entrance, Door.standing)))


@pytest.mark.databases
def test_new_doors_become_one_entry_of_the_office(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    entrance = territory.entrances[0]
    assert note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT, LEFT]) == [door_id(entrance, LEFT), door_id(entrance, RIGHT)]
    (said,) = entries(session)
    expected = {
        "kind": "doors",
        "organisation": str(scope.organisation_id),
        "device": str(office_device_id(scope)),
        "author": str(author),
        "round": None,
        "entrance": str(entrance),
        "seen": None,
        "made_at": "2026-11-23T10:30:00.123+01:00",
        "clock_error_ms": 0,
        "counter": 1795426200123,
    }
    assert expected.items() <= said.items()
    assert note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT]) == []
    assert len(entries(session)) == 1, "nothing new is nothing to say"
    assert note_doors(session, NOW, scope, author, entrance, [DoorLabel(2, None, 5, None)]) != []
    assert entries(session)[1]["seen"] == {"epoch": session.scalars(select(LogEntry.epoch)).first(), "number": 1}


@pytest.mark.databases
def test_many_entrances_at_once(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    entrances = [*territory.entrances, *(add_entrance(session, None, number) for number in range(4, 40))]
    doors = {entrance: numbered(450 if place == 0 else 40) for place, entrance in enumerate(entrances)}
    new = note_many_doors(session, NOW, scope, author, doors)
    assert {entrance: len(ids) for entrance, ids in new.items()} == {entrance: len(labels) for entrance, labels in doors.items()}
    assert len(entries(session)) == 3 + len(entrances) - 1, "200 doors in an entry at most"
    assert all(standing(session, entrance) == set(new[entrance]) for entrance in entrances)
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before


def test_the_office_is_no_tablet(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    note_doors(session, NOW, scope, author, territory.entrances[0], [LEFT])
    office = session.get_one(Device, office_device_id(scope))
    assert (office.kind, office.token_digest, office.recipient) == ("office", None, None)
    assert office.id not in {card.id for card in list_tablets(session, scope, NOW)}
    with pytest.raises(Problem, match="tablette"):
        find_device(session, scope, office.id)
    plan = RoundPlan("Tournée", NOW.date(), NOW.date(), territory.entrances, [office.id])
    with pytest.raises(Problem, match="tablettes"):
        save_round(session, scope, plan)


@pytest.mark.parametrize("label", [DoorLabel(61, None, 1, None), DoorLabel(1, None, None, None), DoorLabel(1, None, 0, None), DoorLabel(1, None, None, "b")])
def test_what_is_no_door_is_said_before_anything_is_written(session: Session, territory: Territory, scope: Scope, author: UUID, label: DoorLabel) -> None:
    with pytest.raises(Problem) as raised:
        note_doors(session, NOW, scope, author, territory.entrances[0], [LEFT, label])
    assert raised.value.code == "bad_label"
    assert entries(session) == []


def test_people_and_places_that_are_not_known(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    with pytest.raises(Problem, match="votre organisation"):
        note_doors(session, NOW, scope, territory.other.coordinator, territory.entrances[0], [LEFT])
    with pytest.raises(Problem, match="entrées"):
        note_doors(session, NOW, scope, author, uuid4(), [LEFT])
    assert entries(session) == []


@pytest.mark.databases
def test_doors_are_taken_off_and_put_back_with_the_name_given_then(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    entrance = territory.entrances[0]
    left, right = note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT])
    rename_door(session, NOW, scope, author, left, DoorLabel(1, None, 12, None))
    assert remove_doors(session, NOW, scope, author, [left, right, uuid4()]) == []
    assert standing(session, entrance) == set()
    assert remove_doors(session, NOW, scope, author, [left]) == []
    assert [one["kind"] for one in entries(session)] == ["doors", "door_label", "door_removal"]
    assert note_doors(session, NOW, scope, author, entrance, [LEFT]) == [left]
    door = session.get_one(Door, left)
    session.refresh(door)
    assert (door.side, door.number, door.standing) == ("left", None, True)


def test_a_door_is_not_added_under_the_name_another_has_now(session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    entrance = territory.entrances[0]
    left, right = note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT])
    rename_door(session, NOW, scope, author, left, DoorLabel(1, None, 12, None))
    assert note_doors(session, NOW, scope, author, entrance, [DoorLabel(1, None, 12, None), LEFT]) == []
    with pytest.raises(Problem) as raised:
        rename_door(session, NOW, scope, author, right, DoorLabel(1, None, 12, None))
    assert raised.value.code == "label_taken"
    with pytest.raises(Problem) as raised:
        rename_door(session, NOW, scope, author, right, DoorLabel(2, None, 13, None))
    assert raised.value.code == "bad_label"
    rename_doors(session, NOW, scope, author, {left: RIGHT, right: DoorLabel(1, None, 12, None)})
    session.expire_all()
    assert (session.get_one(Door, left).side, session.get_one(Door, right).number) == ("right", 12)


@pytest.mark.databases
def test_a_visited_door_stays_whoever_was_there(app: Flask, session: Session, territory: Territory, scope: Scope, author: UUID) -> None:
    entrance = territory.entrances[0]
    left, right = note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT])
    session.commit()
    tablet = start(app, territory.other.tablets[0])
    tablet.visit(str(entrance), str(left), "absent")
    tablet.push()
    assert remove_doors(session, NOW, scope, author, [right, left]) == [left]
    assert standing(session, entrance) == {left}


@pytest.mark.databases
def test_a_visit_on_its_way_shows_the_door_again_to_its_own_organisation(
    app: Flask, session: Session, territory: Territory, scope: Scope, author: UUID
) -> None:
    entrance = territory.entrances[0]
    left, right = note_doors(session, NOW, scope, author, entrance, [LEFT, RIGHT])
    session.commit()
    tablet, stranger = start(app, territory.centre.tablets[0]), start(app, territory.other.tablets[0])
    visit = tablet.visit(str(entrance), str(left), "refusal")
    remove_doors(session, NOW, scope, author, [left, right])
    session.commit()
    tablet.push()
    for one in (tablet, stranger):
        one.pull()
    assert (set(tablet.doors()), set(stranger.doors())) == ({str(left)}, set())
    session.expire_all()
    assert shown(session, territory, scope) == (1, 1)
    tablet.withdraw(str(entrance), visit)
    tablet.push()
    assert (tablet.doors(), shown(session, territory, scope)) == ({}, (0, 0))


def shown(session: Session, territory: Territory, scope: Scope) -> tuple[int, int]:
    """How many doors the page of the centre's round counts, and how many it shows as visited."""
    progress = follow_round(session, scope, territory.centre.round, NOW.date()).summary.progress
    session.rollback()
    return progress.doors, progress.visited
