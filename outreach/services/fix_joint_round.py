"""A joint round is fixed: from now on its doors are shared on its days, and tablets fetch their share."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import Happened, fix
from outreach.domain.scope import Scope
from outreach.services.agreements import check_covered
from outreach.services.give_shares import give_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_standing, note_event, stops_of, teams_of
from outreach.services.share_joint_round import check_shared


def fix_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, seen: int) -> Held:
    """Fix the plan that was seen, when everybody has answered and every required entrance is somebody's.

    Raises `Problem`: `already_fixed`, `answers_missing`, `alone`, `shares_missing`, `no_agreement`, `joint_round_moved`, `joint_round_closed`,
    `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    after = fix(held.standing, scope.organisation_id, seen)
    teams = teams_of(session, joint_round_id)
    check_shared(stops_of(session, joint_round_id), teams)
    check_covered(session, after.joined, held.days)
    kept = keep_standing(session, held, after)
    note_event(session, now, kept, scope, Happened.FIXED)
    give_shares(session, kept)
    return kept
