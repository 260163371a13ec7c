"""What tablets are told: the entrances of their rounds, in the order of commits, their own organisation's visits, everybody's doors."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.list_changes import list_changes
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.services.recluster_answers import recluster_answers
from outreach.services.renew_epoch import renew_epoch
from outreach.store.sessions import write_transaction
from outreach.store.tables import AnswersEntry, Round, RoundEntrance, ServerState
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import b64url, sha256
from tests.server.tablets import altered, item, push, start
from tests.territory import Territory, add_form


@pytest.fixture
def tablet(app: Flask, territory: Territory, session: Session) -> SecondTablet:
    add_form(session)
    session.commit()
    return start(app, territory.centre.tablets[0])


@pytest.fixture
def other(app: Flask, tablet: SecondTablet, territory: Territory) -> SecondTablet:
    """A tablet of another organisation at the same entrances."""
    return start(app, territory.other.tablets[0])


def ask(tablet: SecondTablet, **body: Any) -> Any:
    known = {"epoch": tablet.epoch, "bundle_hash": None, "cursors": {}} | body
    status, content = tablet.network.post("changes", known, tablet.token)
    assert status == 200, content
    return json.loads(content)


@pytest.mark.databases
def test_visits_stay_in_the_organisation_and_doors_are_everybodys(tablet: SecondTablet, other: SecondTablet) -> None:
    entrance = tablet.entrances[0]
    tablet.add_doors(entrance, [{"floor": 2, "side": "left", "number": None, "letter": None}])
    door = next(iter(tablet.doors()))
    visit = tablet.visit(entrance, door, "come_back", slot="evening")
    tablet.rename(entrance, door, None, 21, None)
    tablet.withdraw(entrance, visit)
    tablet.push()
    own, others = ask(tablet)["changes"], ask(other)["changes"]
    assert [change["type"] for change in own] == ["doors", "visit", "door_label", "withdrawal"]
    assert [change["type"] for change in others] == ["doors", "door_label"]
    assert not [change for change in others if "author" in change or "round" in change]
    assert others[1]["label"] == {"side": None, "number": 21, "letter": None}
    assert [change["number"] for change in own] == [1, 2, 3, 4]
    clear = tablet.journal[visit].clear
    assert {name: own[1][name] for name in clear if name in own[1]} == {name: value for name, value in clear.items() if name in own[1]}
    assert {change["epoch"] for change in own} == {tablet.epoch}


def test_only_entrances_of_rounds_that_have_not_ended(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    for entrance in tablet.entrances:
        tablet.visit(entrance, str(uuid4()), "absent")
    tablet.push()
    left_out = UUID(tablet.entrances[0])
    session.delete(session.get_one(RoundEntrance, (territory.centre.round, left_out)))
    session.commit()
    assert {change["entrance"] for change in ask(tablet)["changes"]} == set(tablet.entrances[1:])
    assert not [change for change in ask(tablet, cursors={str(left_out): 0})["changes"] if change["entrance"] == str(left_out)]
    session.get_one(Round, territory.centre.round).ends_on = date(2026, 1, 6)
    session.commit()
    later = ask(tablet)
    assert (later["changes"], later["cursors"], later["bundle"]["rounds"], later["bundle"]["entrances"]) == ([], {}, [], [])


def test_pages_give_everything_once_and_in_order(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    for number in range(25):
        tablet.visit(tablet.entrances[number % 3], str(uuid4()), "absent")
    tablet.push()
    scope, device = Scope(territory.centre.id), territory.centre.tablets[0].id
    cursors: dict[UUID, int] = {}
    numbers: list[int] = []
    more = True
    while more:
        page = list_changes(session, datetime.now(UTC), scope, device, cursors, page=4)
        numbers += [change["number"] for change in page.changes]
        cursors, more = page.cursors, page.more
        assert len(page.changes) <= 4
    assert numbers == list(range(1, 26))


def test_an_unknown_epoch_begins_again_and_what_is_held_can_be_offered(app: Flask, tablet: SecondTablet, session: Session) -> None:
    visit = tablet.visit(tablet.entrances[0], str(uuid4()), "absent")
    answers = tablet.answers(str(uuid4()), tablet.entrances[0], str(uuid4()), visit, {"lives_alone": "yes"})
    tablet.push()
    tablet.pull()
    before = tablet.epoch or ""
    assert ask(tablet, cursors=tablet.cursors)["changes"] == []
    with app.app_context(), write_transaction() as writing:
        after = renew_epoch(writing)
        writing.execute(text("delete from households"))
        writing.execute(text("delete from sealed_parts"))
        writing.execute(text("delete from answers_entries"))
    assert after > before
    again = ask(tablet, cursors=tablet.cursors)
    assert (again["epoch"], [change["epoch"] for change in again["changes"]]) == (after, [before])
    status, content = tablet.network.post("held", {"ids": [visit, answers, "pas-un-id"]}, tablet.token)
    told = json.loads(content)
    assert (status, told["epoch"], told["missing"]) == (200, after, [answers, "pas-un-id"])
    tablet.pull()
    tablet.push()
    assert session.scalars(select(AnswersEntry.id)).all() == [UUID(answers)]


def test_what_waits_damaged_under_an_id_is_not_what_the_tablet_holds(tablet: SecondTablet) -> None:
    entrance = tablet.entrances[0]
    damaged, taken, unknown = (tablet.visit(entrance, str(uuid4()), "absent") for _ in range(3))
    stranger = altered(tablet, unknown, round=str(uuid4()))
    torn = {"id": damaged, "carrier": b64url(tablet.journal[damaged].carrier[:-9])}
    receipts = push(tablet, torn, item(altered(tablet, taken, outcome="asleep")), item(stranger))
    assert [one["status"] for one in receipts] == ["quarantined"] * 3
    status, content = tablet.network.post("held", {"ids": [damaged, taken, unknown]}, tablet.token)
    assert (status, json.loads(content)["missing"]) == (200, [damaged, taken])
    assert [one["status"] for one in push(tablet, item(tablet.journal[damaged]), item(tablet.journal[taken]))] == ["accepted", "accepted"]


def test_an_epoch_sorts_after_the_one_before_even_if_the_clock_was_set_back(app: Flask, territory: Territory) -> None:
    future = "fffffff0-0000-7000-8000-000000000000"
    with app.app_context():
        with write_transaction() as session:
            session.execute(text("update server_state set epoch = :epoch"), {"epoch": future})
        with write_transaction() as session:
            assert renew_epoch(session) > future
            assert UUID(session.scalars(select(ServerState.epoch)).one()).version == 7


def test_the_bundle_comes_when_it_is_another(tablet: SecondTablet, session: Session, territory: Territory) -> None:
    first = ask(tablet)
    assert ask(tablet, bundle_hash=first["bundle_hash"])["bundle"] is None
    session.get_one(Round, territory.centre.round).name = "Autre nom"
    session.commit()
    second = ask(tablet, bundle_hash=first["bundle_hash"])
    assert second["bundle"]["rounds"][0]["name"] == "Autre nom"
    assert second["bundle_hash"] != first["bundle_hash"]
    form = second["bundle"]["forms"][0]
    answer = tablet.network.app.test_client().get(f"/api/v1/forms/{form['hash']}", headers={"Authorization": f"Bearer {tablet.token}"})  # type: ignore[attr-defined]
    assert (answer.status_code, answer.mimetype, sha256(answer.get_data())) == (200, "text/xml", form["hash"])
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_clock_of_the_server_is_told(tablet: SecondTablet) -> None:
    told = datetime.fromisoformat(ask(tablet)["server_time"])
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


@pytest.mark.databases
def test_rebuilding_gives_the_same_projections(app: Flask, tablet: SecondTablet, other: SecondTablet) -> None:
    for one in (tablet, other):
        for entrance in one.entrances:
            one.add_doors(entrance, [{"floor": floor, "side": side, "number": None, "letter": None} for floor in range(3) for side in ("left", "right")])
            doors = [door for door, place in one.doors().items() if place[0] == entrance]
            visits = [one.visit(entrance, door, "absent") for door in doors]
            one.rename(entrance, doors[0], "middle", None, "C")
            one.visit(entrance, doors[1], "exchange", replaces=visits[0])
            one.withdraw(entrance, visits[2])
            one.answers(str(uuid4()), entrance, doors[1], visits[1], {"lives_alone": "yes"})
        one.push(at_most=7)
        one.push(backwards=True)
    with app.app_context(), write_transaction() as session:
        before = dump_projections(session)
        counted = rebuild_projections(session)
        after = dump_projections(session)
    assert counted["doors"] == 18
    assert sum(counted.values()) == len(before)
    assert before == after


@pytest.mark.databases
def test_answers_are_laid_out_by_their_random_ids(app: Flask, tablet: SecondTablet, database_kind: str) -> None:
    for _ in range(12):
        tablet.answers(str(uuid4()), tablet.entrances[0], str(uuid4()), "018f0000-0000-7000-8000-000000000000", {"lives_alone": "no"})
        tablet.push()
    with app.app_context():
        with write_transaction() as session:
            before = dump_projections(session)
            done = recluster_answers(session)
            assert dump_projections(session) == before
        with write_transaction() as session:
            if database_kind == "sqlite":
                assert done == []
                return
            for table, key in (("answers_entries", "id"), ("sealed_parts", "entry_id"), ("households", "id")):
                rows = session.execute(text(f"select {key}, xmin::text from {table} order by ctid")).all()  # noqa: S608
                assert [row[0] for row in rows] == sorted(row[0] for row in rows)
                assert len({row[1] for row in rows}) == 1
