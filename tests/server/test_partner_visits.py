"""Doors lent to a joint round, as tablets and offices see them: that a partner was there on a day, and nothing else."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Place, Seat, Stop, TeamPlan
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.services.answer_agreement import accept_agreement
from outreach.services.answer_joint_round import accept_joint_round
from outreach.services.double_visits import double_visits
from outreach.services.end_joint_round import cancel_joint_round
from outreach.services.fix_joint_round import fix_joint_round
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.share_joint_round import share_joint_round
from outreach.store.tables import Round, Visit
from tests.headless.second_tablet import SecondTablet
from tests.headless.wire import Json, door_id
from tests.server.tablets import start
from tests.server.web import Office
from tests.territory import Territory, add_form

HALL = Place("Hall", -0.583, 44.862)


class Joint:
    """A joint round of the two centres on these days: a mixed team at the first entrance, one of the neighbour alone at the second."""

    def __init__(self, app: Flask, session: Session, territory: Territory) -> None:
        self.session, self.now = session, datetime.now(UTC)
        self.today = paris_day(self.now)
        self.own, self.other = Scope(territory.centre.id), Scope(territory.other.id)
        self.shared, self.theirs = territory.entrances[:2]
        self.id = self._fixed()
        self.tablet, self.partner = start(app, territory.centre.tablets[0]), start(app, territory.other.tablets[0])

    def _fixed(self) -> UUID:
        # The day before and the day after belong to it too, so that a test at midnight is one like any other.
        days = [self.today + timedelta(days=one) for one in (-1, 0, 1)]
        terms = Terms("Convention", "Classeur 7", "", days[0], self.today + timedelta(days=300))
        agreed = record_agreement(self.session, days[0], self.own, terms, [self.other.organisation_id])
        accept_agreement(self.session, days[0], self.other, agreed.id)
        stops = [Stop(self.shared), Stop(self.theirs)]
        held = propose_joint_round(self.session, self.now, self.own, Proposal("Ensemble", days, stops, [self.other.organisation_id]))
        seats = [Seat(self.own.organisation_id, "1"), Seat(self.other.organisation_id, "1")]
        teams = [TeamPlan("Mixte", seats, HALL, HALL, (time(9), time(20))), TeamPlan("Voisins", seats[1:], HALL, HALL, (time(9), time(20)))]
        held = share_joint_round(self.session, self.now, self.own, held.row.id, held.standing.revision, teams, {self.shared: 0, self.theirs: 1})
        held = accept_joint_round(self.session, self.now, self.other, held.row.id, held.standing.revision)
        fix_joint_round(self.session, self.now, self.own, held.row.id, held.standing.revision)
        self.session.commit()
        return held.row.id

    def seen(self) -> Session:
        """The database as it is by now, not as this test saw it first."""
        self.session.rollback()
        return self.session

    def round_of(self, scope: Scope) -> Round:
        return self.seen().scalars(select(Round).where(Round.organisation_id == scope.organisation_id, Round.joint_round_id.is_not(None))).one()

    def told(self, tablet: SecondTablet, scope: Scope) -> Json:
        """The own round as the tablet's bundle has it after an exchange."""
        tablet.pull()
        found: Json = next(one for one in tablet.bundle["rounds"] if one["id"] == str(self.round_of(scope).id))
        return found


@pytest.fixture
def joint(app: Flask, territory: Territory, session: Session) -> Joint:
    add_form(session)
    return Joint(app, session, territory)


def knock(tablet: SecondTablet, entrance: UUID, outcome: str) -> str:
    """Note the door of a landing, drawing it where it is not known yet; returns the door."""
    label: Json = {"floor": 2, "side": "left", "number": None, "letter": None}
    tablet.add_doors(str(entrance), [label])
    door = door_id(str(entrance), label)
    tablet.visit(str(entrance), door, outcome)
    assert [receipt["status"] for receipt in tablet.push()] == ["accepted", "accepted"]
    return door


def test_a_tablet_learns_the_door_and_the_day_alone(joint: Joint) -> None:
    assert "partner_visits" not in joint.told(joint.tablet, joint.own)
    door = knock(joint.partner, joint.shared, "refusal")
    told = joint.told(joint.tablet, joint.own)
    assert told["partner_visits"] == [{"door": door, "day": joint.today.isoformat()}]
    assert "refusal" not in json.dumps(joint.tablet.bundle)
    assert "partner_visits" not in joint.told(joint.partner, joint.other)
    assert double_visits(joint.seen(), joint.own, joint.shared, joint.today) == []


def test_both_knock_and_both_are_kept(joint: Joint) -> None:
    door = knock(joint.partner, joint.shared, "absent")
    assert knock(joint.tablet, joint.shared, "brief") == door
    for tablet, scope in ((joint.tablet, joint.own), (joint.partner, joint.other)):
        assert joint.told(tablet, scope)["partner_visits"] == [{"door": door, "day": joint.today.isoformat()}]
        assert len(tablet.visits()) == 1
    assert sorted(joint.seen().scalars(select(Visit.outcome).where(Visit.door_id == UUID(door)))) == ["absent", "brief"]
    for scope in (joint.own, joint.other):
        assert double_visits(joint.session, scope, joint.shared, joint.today + timedelta(days=30)) == [(UUID(door), joint.today)]
        assert double_visits(joint.session, scope, joint.shared, joint.today + timedelta(days=301)) == []


def test_the_share_of_a_partner_alone_is_told_to_nobody_else(joint: Joint) -> None:
    knock(joint.partner, joint.theirs, "absent")
    assert "partner_visits" not in joint.told(joint.tablet, joint.own)


def test_nothing_of_a_round_that_was_called_off(joint: Joint) -> None:
    knock(joint.partner, joint.shared, "absent")
    cancel_joint_round(joint.seen(), joint.now, joint.own, joint.id, "La gardienne est absente.")
    joint.session.commit()
    joint.tablet.pull()
    assert not [one for one in joint.tablet.bundle["rounds"] if "partner_visits" in one]


def test_both_offices_read_the_note_and_nothing_of_what_the_other_noted(
    app: Flask, joint: Joint, office: Office, browser: Callable[[str], FlaskClient]
) -> None:
    page = f"/territoire/entrees/{joint.shared}"
    knock(joint.partner, joint.shared, "refusal")
    assert "Un partenaire est passé" not in browser("coordinator").get(page).text
    knock(joint.tablet, joint.shared, "absent")
    text = browser("coordinator").get(page).text
    assert "Un partenaire est passé le même jour" in text
    assert "2e étage, gauche" in text
    assert "absent" in text.lower()
    assert "refus" not in text.lower()
