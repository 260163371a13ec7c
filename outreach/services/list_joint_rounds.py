"""The joint rounds of an organisation, and what each waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import OPEN, Answer
from outreach.domain.scope import Scope
from outreach.services.joint_round import Held, PartyShown, find_joint_round, parties_of
from outreach.store.tables import JointRound, JointRoundEntrance, JointRoundParty


@dataclass(frozen=True)
class JointSummary:
    """A joint round in a list. `asked`: the own organisation has still to answer, or to confirm."""

    held: Held
    parties: Sequence[PartyShown]
    entrances: int
    asked: bool


def list_joint_rounds(session: Session, scope: Scope, between: tuple[date, date] | None = None) -> list[JointSummary]:
    """Those to which the organisation was asked, by day, the latest first. `between`: only those of which some day may lie from the first to the second."""
    within = (JointRound.ends_on >= between[0]) & (JointRound.starts_on <= between[1]) if between else true()
    own = select(JointRoundParty.joint_round_id).where(JointRoundParty.organisation_id == scope.organisation_id)
    listed = select(JointRound.id).where(JointRound.id.in_(own), within)
    rows = session.scalars(listed.order_by(JointRound.starts_on.desc(), JointRound.title, JointRound.id)).all()
    counts = select(JointRoundEntrance.joint_round_id, func.count()).where(JointRoundEntrance.joint_round_id.in_(rows))
    entrances = {row[0]: row[1] for row in session.execute(counts.group_by(JointRoundEntrance.joint_round_id))}
    held = [find_joint_round(session, scope, one) for one in rows]
    return [JointSummary(one, parties_of(session, one), entrances.get(one.row.id, 0), _asked(one, scope)) for one in held]


def _asked(held: Held, scope: Scope) -> bool:
    return held.standing.stage in OPEN and held.standing.answer(scope.organisation_id) in (Answer.ASKED, Answer.TO_CONFIRM)
