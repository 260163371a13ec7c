"""Doors at which two organisations of a joint round knocked on the same day: two truths, and a note of it in each one's office."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from outreach.domain.joint_rounds import LEASING
from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.store.tables import JointRound, JointRoundEntrance, JointRoundParty, Visit


def double_visits(session: Session, scope: Scope, entrance_id: UUID, today: date) -> list[tuple[UUID, date]]:
    """Doors of an entrance and the days on which the own organisation and a partner of the same joint round both went there, latest first.

    Only where the own organisation went itself; neither the partner's name nor what came of it. It stays after the last day of the round, as the visits
    do, and is gone with the agreement.
    """
    own, theirs, mine, partner = aliased(Visit), aliased(Visit), aliased(JointRoundParty), aliased(JointRoundParty)
    query = (
        select(own.door_id, own.day, JointRound.days)
        .join(theirs, (theirs.door_id == own.door_id) & (theirs.day == own.day) & (theirs.organisation_id != own.organisation_id))
        .join(JointRoundEntrance, JointRoundEntrance.entrance_id == own.entrance_id)
        .join(JointRound, JointRound.id == JointRoundEntrance.joint_round_id)
        .join(mine, (mine.joint_round_id == JointRound.id) & (mine.organisation_id == own.organisation_id))
        .join(partner, (partner.joint_round_id == JointRound.id) & (partner.organisation_id == theirs.organisation_id))
        .where(own.organisation_id == scope.organisation_id, own.entrance_id == entrance_id, JointRound.stage.in_(LEASING))
        .where(mine.answer == "accepted", partner.answer == "accepted", theirs.organisation_id.in_(bound_with(session, scope.organisation_id, today)))
        .where(own.day.between(JointRound.starts_on, JointRound.ends_on))
    )
    found = {(row.door_id, row.day) for row in session.execute(query) if row.day.isoformat() in row.days}
    return sorted(found, key=lambda one: (-one[1].toordinal(), str(one[0])))
