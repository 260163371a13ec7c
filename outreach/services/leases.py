"""Doors lent to each other: what an organisation's tablets learn of another's passages in a joint round. A door and a day, never more.

The lease is made of what is written in the database alone, so that a restart changes nothing of it: a joint round that is fixed (or done), its days, and an
agreement in force that binds both. It ends with the last day of the round.

An entrance is lent for all days of its round, whichever day its walk foresees: a walk is an order to go in, and what nobody got to on the first evening is
knocked at on the next without anybody computing anything.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import LEASING
from outreach.domain.scope import Scope
from outreach.services.agreements import bound_with
from outreach.store.doors import shown_to
from outreach.store.tables import Door, JointRound, JointRoundEntrance, JointRoundParty, Round, Visit


def leased(session: Session, entrance_ids: Collection[UUID], day: date) -> dict[UUID, frozenset[UUID]]:
    """Which of these entrances are lent to a joint round on this day, and to the organisations that take part in it."""
    query = (
        select(JointRoundEntrance.entrance_id, JointRound.days, JointRoundParty.organisation_id)
        .join(JointRound, JointRound.id == JointRoundEntrance.joint_round_id)
        .join(JointRoundParty, JointRoundParty.joint_round_id == JointRound.id)
        .where(JointRoundEntrance.entrance_id.in_(entrance_ids), JointRound.stage.in_(LEASING))
        .where(JointRound.starts_on <= day, JointRound.ends_on >= day, JointRoundParty.answer == "accepted")
    )
    found: dict[UUID, set[UUID]] = {}
    for entrance, days, organisation in session.execute(query):
        if day.isoformat() in days:
            found.setdefault(entrance, set()).add(organisation)
    return {entrance: frozenset(parties) for entrance, parties in found.items()}


def partner_visits(session: Session, scope: Scope, shared: Round, today: date) -> list[tuple[UUID, date]]:
    """Doors of the joint round that another of its organisations visited on one of its days, and which day, as long as the round lasts.

    No outcome, no household, nothing of another day, nothing of who takes no part, and no door that the own organisation does not know. Empty for a round
    of one organisation, for a joint one that is not fixed, after its last day, and without an agreement in force.
    """
    joint = session.get(JointRound, shared.joint_round_id) if shared.joint_round_id and shared.organisation_id == scope.organisation_id else None
    if joint is None or joint.stage not in LEASING or not joint.starts_on <= today <= joint.ends_on:
        return []
    partners = _partners(session, joint, scope, today)
    of_the_round = exists().where(JointRoundEntrance.joint_round_id == joint.id, JointRoundEntrance.entrance_id == Visit.entrance_id)
    query = (
        select(Visit.door_id, Visit.day)
        .join(Door, Door.id == Visit.door_id)
        .where(Visit.organisation_id.in_(partners), of_the_round, Visit.day.in_([date.fromisoformat(day) for day in joint.days]))
        .where(shown_to(scope.organisation_id))
        .distinct()
        .order_by(Visit.day, Visit.door_id)
    )
    return [(row.door_id, row.day) for row in session.execute(query)]


def _partners(session: Session, joint: JointRound, scope: Scope, today: date) -> frozenset[UUID]:
    query = select(JointRoundParty.organisation_id).where(JointRoundParty.joint_round_id == joint.id, JointRoundParty.answer == "accepted")
    joined = set(session.scalars(query))
    return frozenset(joined & bound_with(session, scope.organisation_id, today)) if scope.organisation_id in joined else frozenset()
