"""Joint rounds with tablets out and with two people at the same moment: nothing of a tablet is rejected, and there is one plan. On both databases."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from outreach.app import create_app
from outreach.domain.joint_plan import Place, Seat, Stop, TeamPlan
from outreach.domain.joint_rounds import Answer, Stage
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.answer_agreement import accept_agreement, leave_agreement
from outreach.services.answer_joint_round import accept_joint_round
from outreach.services.fix_joint_round import fix_joint_round
from outreach.services.joint_round import events_of, find_joint_round, stops_of
from outreach.services.leases import leased, partner_visits
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.share_joint_round import share_joint_round
from outreach.settings import Settings
from outreach.store.sessions import read_transaction, write_transaction
from outreach.store.tables import Round, Visit
from tests.headless.second_tablet import SecondTablet
from tests.headless.test_two_transactions import Gate
from tests.headless.wire import door_id
from tests.server.tablets import start
from tests.territory import Territory

HALL = Place("Hall", -0.583, 44.862)
SHIFT = (time(17), time(20))


class Two:
    """Two centres that plan together, today."""

    def __init__(self, app: Flask, territory: Territory, days: list[date] | None = None) -> None:
        self.app, self.territory = app, territory
        self.now = datetime.now(UTC)
        self.today = paris_day(self.now)
        self.own, self.other = Scope(territory.centre.id), Scope(territory.other.id)
        with app.app_context(), write_transaction() as session:
            agreement = record_agreement(session, date(2026, 1, 1), self.own, Terms("Accord", "7", "", date(2026, 1, 1), None), [self.other.organisation_id])
            accept_agreement(session, date(2026, 1, 1), self.other, agreement.id)
            self.agreement = agreement.id
            asked = Proposal("Ensemble", days or [self.today], [Stop(one) for one in territory.entrances], [self.other.organisation_id])
            self.id = propose_joint_round(session, self.now, self.own, asked).row.id

    def teams(self) -> list[TeamPlan]:
        return [TeamPlan(str(place), [Seat(scope.organisation_id, "1")], HALL, HALL, SHIFT) for place, scope in enumerate((self.own, self.other))]

    def cut(self, scope: Scope, seen: int, shares: list[int]) -> Callable[[Session], object]:
        asked = dict(zip(self.territory.entrances, shares, strict=True))
        return lambda session: share_joint_round(session, self.now, scope, self.id, seen, self.teams(), asked)

    def accept(self, scope: Scope, seen: int) -> Callable[[Session], object]:
        return lambda session: accept_joint_round(session, self.now, scope, self.id, seen)

    def do(self, work: Callable[[Session], object]) -> Problem | None:
        """In a transaction of its own; the problem that it raised."""
        try:
            with self.app.app_context(), write_transaction() as session:
                work(session)
        except Problem as problem:
            return problem
        return None

    def fix(self) -> None:
        assert self.do(self.cut(self.own, 1, [0, 0, 1])) is None
        assert self.do(self.accept(self.other, 2)) is None
        assert self.do(lambda session: fix_joint_round(session, self.now, self.own, self.id, 2)) is None

    def told(self, scope: Scope, today: date | None = None) -> list[tuple[UUID, date]]:
        with self.app.app_context(), read_transaction() as session:
            shared = session.scalars(select(Round).where(Round.joint_round_id == self.id, Round.organisation_id == scope.organisation_id)).one()
            return partner_visits(session, scope, shared, today or self.today)


DAYS = 86_400_000
FIRST = {"floor": 1, "side": "left", "number": None, "letter": None}


def out(two: Two, *, other: bool = False, days_ago: int = 0) -> SecondTablet:
    """A tablet that has its bundle and left some days ago."""
    centre = two.territory.other if other else two.territory.centre
    tablet = start(two.app, centre.tablets[0])
    tablet.clock_ms -= days_ago * DAYS
    return tablet


def knock(tablet: SecondTablet, entrance: UUID, outcome: str = "absent") -> UUID:
    """At the first door of an entrance."""
    tablet.add_doors(str(entrance), [FIRST])
    door = door_id(str(entrance), FIRST)
    tablet.visit(str(entrance), door, outcome)
    return UUID(door)


def hand_in(tablet: SecondTablet) -> None:
    """Everything is accepted: nothing is rejected, nothing put aside."""
    waiting = len(tablet.pending())
    receipts = tablet.push()
    assert [receipt["status"] for receipt in receipts] == ["accepted"] * waiting


def at_once(first: Callable[[], object], second: Callable[[], object]) -> None:
    """The first has done all but commit when the second begins."""
    gate = Gate()
    event.listen(Session, "before_commit", gate.hold)
    try:
        slow = threading.Thread(target=gate.run, args=(first,))
        slow.start()
        assert gate.reached.wait(20)
        quick = threading.Thread(target=second)
        quick.start()
        quick.join(0.4)
        gate.open.set()
        slow.join(20)
        quick.join(40)
        assert not quick.is_alive()
    finally:
        event.remove(Session, "before_commit", gate.hold)


@pytest.fixture
def two(app: Flask, territory: Territory) -> Two:
    return Two(app, territory)


@pytest.mark.databases
def test_one_accepts_while_another_cuts_again(two: Two) -> None:
    """Whoever comes second is told; what the first did stands, and the plan is one."""
    problems: dict[str, Problem | None] = {}
    assert two.do(two.cut(two.own, 1, [0, 0, 1])) is None
    at_once(
        lambda: problems.update(cut=two.do(two.cut(two.own, 2, [0, 1, 1]))),
        lambda: problems.update(accept=two.do(two.accept(two.other, 2))),
    )
    assert problems["cut"] is None
    assert problems["accept"] is not None
    assert problems["accept"].code == "joint_round_moved"
    with two.app.app_context(), read_transaction() as session:
        held = find_joint_round(session, two.own, two.id)
        assert (held.standing.revision, held.standing.answer(two.other.organisation_id)) == (3, Answer.ASKED)
        assert [stop.share for stop in stops_of(session, two.id)] == [0, 1, 1]
        assert [one.number for one, _ in reversed(events_of(session, two.id))] == [0, 1, 2]
    assert two.do(two.accept(two.other, 3)) is None


@pytest.mark.databases
def test_one_cuts_again_while_another_accepts(two: Two) -> None:
    problems: dict[str, Problem | None] = {}
    assert two.do(two.cut(two.own, 1, [0, 0, 1])) is None
    at_once(
        lambda: problems.update(accept=two.do(two.accept(two.other, 2))),
        lambda: problems.update(cut=two.do(two.cut(two.own, 2, [0, 1, 1]))),
    )
    assert problems == {"accept": None, "cut": None}
    with two.app.app_context(), read_transaction() as session:
        held = find_joint_round(session, two.own, two.id)
        assert (held.standing.revision, held.standing.answer(two.other.organisation_id)) == (3, Answer.TO_CONFIRM)
        assert held.standing.stage is Stage.PROPOSED


@pytest.mark.databases
def test_two_cut_at_once(two: Two) -> None:
    assert two.do(two.accept(two.other, 1)) is None
    problems: dict[str, Problem | None] = {}
    at_once(
        lambda: problems.update(own=two.do(two.cut(two.own, 1, [0, 0, 1]))),
        lambda: problems.update(other=two.do(two.cut(two.other, 1, [1, 1, 0]))),
    )
    assert problems["own"] is None
    assert problems["other"] is not None
    with two.app.app_context(), read_transaction() as session:
        assert [stop.share for stop in stops_of(session, two.id)] == [0, 0, 1]


@pytest.mark.databases
def test_cutting_again_while_tablets_are_out_rejects_nothing(two: Two) -> None:
    two.fix()
    first, second, third = two.territory.entrances
    mine, theirs = out(two), out(two, other=True)
    doors = {knock(mine, first), knock(mine, second)}
    both = knock(theirs, second)
    assert both in doors
    assert two.do(two.cut(two.other, 2, [1, 1, 0])) is None
    hand_in(mine)
    hand_in(theirs)
    with two.app.app_context(), read_transaction() as session:
        assert len(session.scalars(select(Visit.id)).all()) == 3, "a door that two have visited has two visits"
    mine.pull()
    share = next(one for one in mine.bundle["rounds"] if one["name"] == "Ensemble")
    assert share["entrances"] == [str(third)]


def test_a_lease_tells_a_door_and_a_day_and_lasts_as_long_as_the_round(two: Two, settings: Settings) -> None:
    two.fix()
    theirs = out(two, other=True)
    door = knock(theirs, two.territory.entrances[0], "refusal")
    hand_in(theirs)
    assert two.told(two.own) == [(door, two.today)]
    assert two.told(two.other) == [], "one's own visits are no partner's"
    two.app = create_app(settings)
    assert two.told(two.own) == [(door, two.today)], "a restart changes nothing of a lease"
    assert two.told(two.own, two.today + timedelta(days=1)) == [], "it has expired"
    with two.app.app_context(), read_transaction() as session:
        assert leased(session, two.territory.entrances, two.today + timedelta(days=1)) == {}
    assert two.do(lambda session: leave_agreement(session, two.today, two.other, two.agreement)) is None
    assert two.told(two.own) == [], "without an agreement nothing is told"


def test_visits_of_other_days_and_doors_that_one_does_not_know_are_not_told(app: Flask, territory: Territory) -> None:
    today = paris_day(datetime.now(UTC))
    two = Two(app, territory, [today - timedelta(days=2), today])
    two.fix()
    theirs = out(two, other=True, days_ago=1)
    knock(theirs, territory.entrances[0])
    hand_in(theirs)
    assert two.told(two.own) == [], "yesterday was no day of the round"
    later = out(two, other=True)
    door = knock(later, territory.entrances[1])
    later.remove_doors(str(territory.entrances[1]), [str(door)])
    hand_in(later)
    assert two.told(two.own) == [], "a door that was taken off is known to who was there alone"


def test_a_tablet_comes_back_after_three_weeks(app: Flask, territory: Territory) -> None:
    today = paris_day(datetime.now(UTC))
    two = Two(app, territory, [today - timedelta(days=21), today])
    two.fix()
    lost = out(two, days_ago=21)
    door = knock(lost, territory.entrances[0])
    assert two.do(two.cut(two.other, 2, [1, 0, 0])) is None
    lost.clock_ms += 21 * DAYS
    hand_in(lost)
    lost.pull()
    share = next(one for one in lost.bundle["rounds"] if one["name"] == "Ensemble")
    assert share["entrances"] == [str(entrance) for entrance in territory.entrances[1:]]
    assert two.told(two.other) == [(door, today - timedelta(days=21))]
