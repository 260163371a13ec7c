"""Sessions, oppositions and merged doors on the coordinator's pages: what a tablet noted is what a page tells."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.reporting.entrance_counts import count_entrances
from outreach.services.follow_rounds import follow_round, list_rounds, name_rounds
from outreach.services.follow_sessions import beside_doors, sessions_of_round
from outreach.services.lift_opposition import lift_opposition
from outreach.services.paper_sheets import sheets_of_round
from outreach.services.rebuild_projections import dump_projections, rebuild_projections
from outreach.store.tables import DoorState, TeamSession
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import door_id
from tests.server.tablets import start
from tests.territory import Territory

LABELS = [{"floor": 1, "side": None, "number": number, "letter": None} for number in (1, 2, 3)]


@pytest.fixture
def tablet(app: Flask, territory: Territory) -> SecondTablet:
    return start(app, territory.centre.tablets[0])


def doors(tablet: SecondTablet) -> tuple[str, list[str]]:
    entrance = tablet.entrances[0]
    tablet.add_doors(entrance, LABELS)
    return entrance, [door_id(entrance, label) for label in LABELS]


def figures(session: Session, scope: Scope, entrance: str) -> list[int]:
    """Doors known, visited, with a contact; passages."""
    counts = count_entrances(session, scope)
    return [int(counts[name].to_dict()[UUID(entrance)]) for name in ("known", "visited", "contact", "passages")]


def test_a_session_tells_who_when_and_what_came_of_it(tablet: SecondTablet, territory: Territory, session: Session) -> None:
    entrance, (first, second, _) = doors(tablet)
    begun = tablet.begin_session(entrance, "doors")
    tablet.visit(entrance, first, "absent")
    tablet.clock_ms += 600_000
    tablet.visit(entrance, first, "exchange")
    tablet.visit(entrance, second, "refusal")
    tablet.meet(entrance, begun, "hall", "exchange")
    tablet.meet(entrance, begun, "street", "brief")
    tablet.count_people(entrance, begun, 5, 2)
    tablet.count_people(entrance, begun, -1, 0)
    tablet.push()
    scope, round_id = Scope(territory.centre.id), territory.centre.round
    started = session.scalars(select(TeamSession.started_at)).one()
    [line] = sessions_of_round(session, scope, round_id, started + timedelta(hours=1))
    assert (line.mode, line.doors, dict(line.encounters), line.adults, line.children) == ("doors", 2, {"exchange": 1, "brief": 1}, 4, 2)
    assert len(line.workers) == len(tablet.bundle["workers"])
    assert line.ending is None
    [later] = sessions_of_round(session, scope, round_id, started + timedelta(days=2))
    assert later.ending is not None
    assert (later.ending.how in {"quiet", "midnight"}, later.ending.at - started) == (True, timedelta(minutes=10))
    beside = beside_doors(session, scope, round_id)
    assert (beside.sessions, beside.met, beside.adults, beside.children) == (1, 2, 4, 2)
    assert beside_doors(session, Scope(territory.other.id), round_id).sessions == 0
    # People met at no door are no doors.
    assert figures(session, scope, entrance) == [3, 2, 1, 3]


def test_an_opposition_keeps_everybody_away(tablet: SecondTablet, territory: Territory, session: Session) -> None:
    entrance, (first, second, _) = doors(tablet)
    tablet.visit(entrance, first, "opposition")
    tablet.visit(entrance, first, "exchange")
    tablet.visit(entrance, second, "come_back", slot="evening", day="2026-12-01")
    tablet.push()
    scope = Scope(territory.centre.id, territory.centre.coordinator)
    states = {state.door_id: state for state in session.scalars(select(DoorState))}
    assert (states[UUID(first)].opposed, states[UUID(first)].outcome) == (True, "exchange")
    assert (states[UUID(second)].slot, str(states[UUID(second)].due_on)) == ("evening", "2026-12-01")
    [sheet] = [one for one in sheets_of_round(session, scope, territory.centre.round)[1] if str(one.id) == entrance]
    assert [(door.plate, door.opposed) for floor in sheet.floors for door in floor.doors] == [("1", True), ("2", False), ("3", False)]
    session.rollback()
    lift_opposition(session, state_time(tablet), scope, territory.centre.coordinator, UUID(first))
    session.commit()
    with pytest.raises(Problem, match="plus"):
        lift_opposition(session, state_time(tablet), scope, territory.centre.coordinator, UUID(first))
    session.rollback()
    tablet.pull()
    assert not tablet.states()[first].opposed


def test_the_office_lifts_an_opposition_on_the_page_of_the_facade(browser: Callable[[str], FlaskClient], tablet: SecondTablet, territory: Territory) -> None:
    entrance, (first, _, _) = doors(tablet)
    tablet.visit(entrance, first, "opposition")
    tablet.push()
    client, facade = browser("coordinator"), f"/territoire/entrees/{entrance}/facade"
    assert "Ne pas frapper" in client.get(f"/saisie/tournees/{territory.centre.round}/feuilles").text
    assert "Lever l’opposition" in client.get(facade).text
    assert client.post(f"/territoire/entrees/{entrance}/portes/{first}/opposition-levee").status_code == 302
    assert "Lever l’opposition" not in client.get(facade).text
    assert client.post(f"/territoire/entrees/{entrance}/portes/{first}/opposition-levee").status_code == 409
    tablet.pull()
    assert not tablet.states()[first].opposed


def test_the_page_of_a_round_tells_its_sessions(browser: Callable[[str], FlaskClient], tablet: SecondTablet, territory: Territory) -> None:
    entrance, (first, _, _) = doors(tablet)
    begun = tablet.begin_session(entrance, "hall")
    tablet.visit(entrance, first, "absent")
    tablet.meet(entrance, begun, "hall", "exchange")
    tablet.count_people(entrance, begun, 3, 1)
    tablet.push()
    page = browser("coordinator").get(f"/tournees/{territory.centre.round}").text
    assert "Séances" in page
    for words in ("en cours", "3 adultes", "1 enfant", "rencontre hors porte"):
        assert words in page.replace("\u00a0", " ")


def state_time(tablet: SecondTablet) -> datetime:
    """A minute later."""
    return datetime.fromtimestamp(tablet.clock_ms / 1000 + 60, UTC)


def test_a_door_to_leave_alone_is_not_to_do(tablet: SecondTablet, territory: Territory, session: Session) -> None:
    entrance, (first, second, third) = doors(tablet)
    for door in (first, second):
        tablet.visit(entrance, door, "absent")
    tablet.push()
    scope, round_id = Scope(territory.centre.id), territory.centre.round
    progress = follow_round(session, scope, round_id, state_time(tablet).date()).summary.progress
    assert (progress.doors, progress.visited, progress.spared, progress.left) == (3, 2, 0, 1)
    tablet.visit(entrance, third, "opposition")
    tablet.push()
    session.rollback()
    other = list_rounds(session, scope, name_rounds(session, scope, state_time(tablet).date()))
    assert other[0].progress.spared == 0  # visited in this round: done
    assert follow_round(session, scope, round_id, state_time(tablet).date()).entrances[0].floors[0][1][2].outcome == "opposition"


def test_merged_doors_are_one_household_in_every_figure(tablet: SecondTablet, territory: Territory, session: Session) -> None:
    entrance, (first, second, _) = doors(tablet)
    tablet.visit(entrance, first, "exchange")
    tablet.visit(entrance, second, "absent")
    tablet.push()
    scope = Scope(territory.centre.id)
    assert figures(session, scope, entrance) == [3, 2, 1, 2]
    tablet.merge_door(entrance, first, second)
    tablet.push()
    session.rollback()
    assert figures(session, scope, entrance) == [2, 1, 1, 2]
    assert follow_round(session, scope, territory.centre.round, state_time(tablet).date()).summary.progress.visited == 1
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before
    session.commit()
    tablet.merge_door(entrance, first, None)
    tablet.push()
    session.rollback()
    assert figures(session, scope, entrance) == [3, 2, 1, 2]


def test_a_door_that_is_one_with_another_now_takes_its_visits_along_whatever_came_with_it(tablet: SecondTablet, session: Session) -> None:
    """The visit noted in the same batch is laid out before the doors are regrouped: those of before still lie at the other door."""
    entrance, (first, second, third) = doors(tablet)
    tablet.visit(entrance, first, "absent")
    tablet.merge_door(entrance, first, second)
    tablet.push()
    tablet.visit(entrance, first, "exchange")
    tablet.merge_door(entrance, first, third)
    tablet.push()
    assert list(session.execute(select(DoorState.door_id, DoorState.passages))) == [(UUID(third), 2)]
    before = dump_projections(session)
    rebuild_projections(session)
    assert dump_projections(session) == before
