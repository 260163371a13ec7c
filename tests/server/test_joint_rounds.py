"""Joint rounds through their services: agreements first, one plan whoever asks at the same moment, shares on tablets, and what a lease tells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import WHOLE_DAY, Place, Seat, Stop, TeamPlan, Window
from outreach.domain.joint_rounds import Answer, Stage
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.agreements import covered, list_agreements
from outreach.services.answer_agreement import accept_agreement, leave_agreement
from outreach.services.answer_joint_round import accept_joint_round, decline_joint_round, offer_people
from outreach.services.change_joint_round import change_joint_round
from outreach.services.end_joint_round import cancel_joint_round, close_debrief, finish_joint_round
from outreach.services.fix_joint_round import fix_joint_round
from outreach.services.joint_round import Held, events_of, find_joint_round, parties_of, stops_of, teams_of
from outreach.services.leases import leased
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.save_round import devices_of, entrances_of
from outreach.services.share_joint_round import share_joint_round
from outreach.store.sessions import write_transaction
from outreach.store.tables import JointRoundEntrance, Round
from tests.territory import Territory

NOW = datetime(2026, 5, 12, 9, tzinfo=UTC)
DAY = date(2026, 5, 12)
HALL = Place("Hall", -0.583, 44.862)
SHIFT = (time(17), time(20))


@pytest.fixture
def session(app: Flask, territory: Territory) -> Iterator[Session]:
    with app.app_context(), write_transaction() as opened:
        yield opened


@dataclass
class Two:
    """The two centres, and what they ask of the services."""

    session: Session
    territory: Territory

    @property
    def own(self) -> Scope:
        return Scope(self.territory.centre.id)

    @property
    def other(self) -> Scope:
        return Scope(self.territory.other.id)

    def agree(self, accepted: bool = True) -> UUID:
        terms = Terms("Convention", "Classeur 7", "", date(2026, 1, 1), date(2026, 12, 31))
        made = record_agreement(self.session, date(2026, 1, 1), self.own, terms, [self.other.organisation_id])
        if accepted:
            accept_agreement(self.session, date(2026, 1, 2), self.other, made.id)
        return made.id

    def proposal(self, days: Sequence[date] = (DAY,), entrances: int = 3, title: str = "Mardi ensemble") -> Proposal:
        return Proposal(title, days, [Stop(one) for one in self.territory.entrances[:entrances]], [self.other.organisation_id])

    def propose(self) -> Held:
        return propose_joint_round(self.session, NOW, self.own, self.proposal())

    def teams(self) -> list[TeamPlan]:
        return [TeamPlan(scope.organisation_id.hex[:6], [Seat(scope.organisation_id, "1")], HALL, HALL, SHIFT) for scope in (self.own, self.other)]

    def cut(self, held: Held, scope: Scope, shares: Sequence[int]) -> Held:
        asked = dict(zip(self.territory.entrances, shares, strict=True))
        return share_joint_round(self.session, NOW, scope, held.row.id, held.standing.revision, self.teams(), asked)

    def fixed(self, shares: Sequence[int] = (0, 0, 1)) -> Held:
        self.agree()
        cut = self.cut(self.propose(), self.own, shares)
        accept_joint_round(self.session, NOW, self.other, cut.row.id, cut.standing.revision)
        return fix_joint_round(self.session, NOW, self.own, cut.row.id, cut.standing.revision)

    def share(self, scope: Scope) -> Round:
        return self.session.scalars(select(Round).where(Round.organisation_id == scope.organisation_id, Round.joint_round_id.is_not(None))).one()


@pytest.fixture
def two(session: Session, territory: Territory) -> Two:
    return Two(session, territory)


def code(raised: pytest.ExceptionInfo[Problem]) -> str:
    return raised.value.code


def test_doors_are_not_shared_before_everybody_has_accepted_an_agreement(two: Two) -> None:
    with pytest.raises(Problem) as raised:
        two.propose()
    assert code(raised) == "no_agreement"
    agreement = two.agree(accepted=False)
    both = [two.own.organisation_id, two.other.organisation_id]
    assert not covered(two.session, both, [DAY])
    accept_agreement(two.session, date(2026, 1, 2), two.other, agreement)
    assert covered(two.session, both, [DAY])
    assert not covered(two.session, both, [DAY, date(2027, 1, 1)])
    two.propose()
    leave_agreement(two.session, DAY, two.other, agreement)
    assert not covered(two.session, both, [DAY])
    assert covered(two.session, both, [DAY - timedelta(days=1)])
    assert [one.agreement.id for one in list_agreements(two.session, two.other)] == [agreement]


def test_windows_and_teams_are_kept_with_their_days_and_old_plans_still_read(two: Two) -> None:
    two.agree()
    days = [DAY, DAY + timedelta(days=1)]
    windows = [Window(time(8), time(12), (DAY,)), Window(time(17), time(18, 30)), Window(*WHOLE_DAY, (days[1],))]
    proposal = replace(two.proposal(days), stops=[Stop(one, windows=windows) for one in two.territory.entrances])
    held = propose_joint_round(two.session, NOW, two.own, proposal)
    teams = [replace(team, days=(days[1],)) for team in two.teams()]
    share_joint_round(two.session, NOW, two.own, held.row.id, held.standing.revision, teams, {})
    assert all(stop.windows == windows for stop in stops_of(two.session, held.row.id))
    assert [(team.days, team.shift, team.walks_on(DAY)) for team in teams_of(two.session, held.row.id)] == [((days[1],), SHIFT, False)] * 2
    for row in two.session.scalars(select(JointRoundEntrance)):
        row.windows = [["08:00", "12:00"]]
    two.session.flush()
    assert stops_of(two.session, held.row.id)[0].windows == [Window(time(8), time(12))]
    with pytest.raises(Problem) as raised:
        propose_joint_round(two.session, NOW, two.own, replace(proposal, days=[days[1]]))
    assert code(raised) == "window_on_other_day"
    with pytest.raises(Problem) as raised:
        share_joint_round(two.session, NOW, two.own, held.row.id, 2, [replace(teams[0], days=(DAY - timedelta(days=1),))], {})
    assert code(raised) == "team_on_other_day"


def test_a_change_puts_the_acceptance_of_others_back_and_history_says_why(two: Two) -> None:
    two.agree()
    held = two.propose()
    held = accept_joint_round(two.session, NOW, two.other, held.row.id, 1)
    assert held.standing.waiting == frozenset()
    held = change_joint_round(two.session, NOW, two.other, held.row.id, 1, two.proposal([DAY + timedelta(days=1)], 2), "Mardi, c’est marché.")
    assert held.standing.revision == 2
    assert {one.name: one.answer for one in parties_of(two.session, held)} == {"Centre des Essais": Answer.TO_CONFIRM, "Maison voisine": Answer.ACCEPTED}
    latest, who = events_of(two.session, held.row.id)[0]
    assert (who, latest.reason) == ("Maison voisine", "Mardi, c’est marché.")
    assert latest.changed == ["jours : 12/05/2026 devient 13/05/2026", "1 entrée retirée"]
    again = change_joint_round(two.session, NOW, two.other, held.row.id, 2, two.proposal([DAY + timedelta(days=1)], 2))
    assert again.standing.revision == 2, "asking for what is there changes nothing"
    with pytest.raises(Problem) as raised:
        accept_joint_round(two.session, NOW, two.own, held.row.id, 1)
    assert code(raised) == "joint_round_moved"


def test_an_offer_of_people_is_no_change_of_the_plan(two: Two) -> None:
    two.agree()
    held = two.propose()
    offer_people(two.session, NOW, two.other, held.row.id, 2, ["Médiatrice", " "])
    found = find_joint_round(two.session, two.own, held.row.id)
    assert found.standing == held.standing
    assert [(one.people, list(one.labels)) for one in parties_of(two.session, found)] == [(0, []), (2, ["Médiatrice"])]


def test_fixing_gives_each_organisation_its_share_on_its_tablets(two: Two) -> None:
    held = two.fixed()
    assert held.standing.stage is Stage.FIXED
    for scope, shares, centre in ((two.own, [0, 1], two.territory.centre), (two.other, [2], two.territory.other)):
        given = two.share(scope)
        assert (given.name, given.starts_on, given.ends_on) == ("Mardi ensemble", DAY, DAY)
        assert entrances_of(two.session, given.id) == [two.territory.entrances[place] for place in shares]
        assert set(devices_of(two.session, given.id)) == {tablet.id for tablet in centre.tablets}


def test_cutting_again_changes_the_same_rounds_and_keeps_the_tablets_that_were_chosen(two: Two) -> None:
    held = two.fixed()
    before, chosen = two.share(two.own).id, devices_of(two.session, two.share(two.own).id)
    held = two.cut(held, two.other, (0, 1, 1))
    assert (held.standing.stage, held.standing.waiting) == (Stage.FIXED, frozenset({two.own.organisation_id}))
    assert (two.share(two.own).id, devices_of(two.session, before)) == (before, chosen)
    assert entrances_of(two.session, before) == two.territory.entrances[:1]
    assert [stop.share for stop in stops_of(two.session, held.row.id)] == [0, 1, 1]


def test_who_declines_a_fixed_round_loses_its_share_and_the_others_fix_it_again(two: Two) -> None:
    held = two.fixed()
    with pytest.raises(Problem) as raised:
        decline_joint_round(two.session, NOW, two.other, held.row.id, held.standing.revision, " ")
    assert code(raised) == "reason_missing"
    held = decline_joint_round(two.session, NOW, two.other, held.row.id, held.standing.revision, "Deux absences.")
    assert (held.standing.stage, held.standing.answer(two.own.organisation_id)) == (Stage.PROPOSED, Answer.TO_CONFIRM)
    assert devices_of(two.session, two.share(two.other).id) == []
    assert devices_of(two.session, two.share(two.own).id) != []


def test_a_required_entrance_that_is_nobodys_is_told_before_fixing(two: Two) -> None:
    two.agree()
    held = two.propose()
    accept_joint_round(two.session, NOW, two.other, held.row.id, 1)
    with pytest.raises(Problem) as raised:
        fix_joint_round(two.session, NOW, two.own, held.row.id, 1)
    assert code(raised) == "shares_missing"
    assert "3 entrées obligatoires" in raised.value.sentence


def test_to_its_end(two: Two) -> None:
    held = two.fixed()
    with pytest.raises(Problem) as raised:
        finish_joint_round(two.session, NOW - timedelta(days=1), two.own, held.row.id)
    assert code(raised) == "not_begun"
    finish_joint_round(two.session, NOW, two.other, held.row.id)
    held = close_debrief(two.session, NOW, two.own, held.row.id)
    assert held.standing.stage is Stage.DEBRIEFED
    assert [event.kind for event, _ in events_of(two.session, held.row.id)] == ["debriefed", "done", "fixed", "accepted", "cut", "proposed"]


def test_a_cancelled_round_leaves_the_tablets_and_lends_nothing(two: Two) -> None:
    held = two.fixed()
    both = frozenset({two.own.organisation_id, two.other.organisation_id})
    assert leased(two.session, two.territory.entrances, DAY) == dict.fromkeys(two.territory.entrances, both)
    assert leased(two.session, two.territory.entrances, DAY + timedelta(days=1)) == {}
    cancel_joint_round(two.session, NOW, two.own, held.row.id, "Canicule.")
    assert leased(two.session, two.territory.entrances, DAY) == {}
    assert devices_of(two.session, two.share(two.own).id) == devices_of(two.session, two.share(two.other).id) == []


def test_who_is_no_party_finds_nothing(two: Two) -> None:
    two.agree()
    held = two.propose()
    stranger = Scope(two.territory.entrances[0])
    with pytest.raises(Problem) as raised:
        find_joint_round(two.session, stranger, held.row.id)
    assert raised.value.status == 404
