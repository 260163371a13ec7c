"""A joint round ends: it was walked, its debrief was held, or it is taken back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import Happened, cancel, debrief, finish
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.give_shares import take_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_standing, note_event


def finish_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID) -> Held:
    """It was walked. Raises `Problem`: `not_begun`, `not_fixed`, `unknown_joint_round`."""
    held = hold_joint_round(session, scope, joint_round_id)
    after = finish(held.standing, scope.organisation_id)
    _check_begun(held.row.starts_on, now)
    kept = keep_standing(session, held, after)
    note_event(session, now, kept, scope, Happened.DONE)
    return kept


def close_debrief(session: Session, now: datetime, scope: Scope, joint_round_id: UUID) -> Held:
    """Its debrief was held; decisions are followed on. Raises `Problem`: `not_done`, `unknown_joint_round`."""
    held = hold_joint_round(session, scope, joint_round_id)
    kept = keep_standing(session, held, debrief(held.standing, scope.organisation_id))
    note_event(session, now, kept, scope, Happened.DEBRIEFED)
    return kept


def cancel_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, reason: str) -> Held:
    """Take it back: shares leave the tablets at their next exchange, and no door is shared any more.

    Raises `Problem`: `reason_missing`, `not_yours`, `joint_round_closed`, `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    kept = keep_standing(session, held, cancel(held.standing, scope.organisation_id, reason))
    note_event(session, now, kept, scope, Happened.CANCELLED, reason)
    take_shares(session, kept, kept.standing.words)
    return kept


def _check_begun(first: date, now: datetime) -> None:
    if paris_day(now) < first:
        raise Problem("not_begun", "Le premier jour de cette tournée n’est pas encore venu. Rien n’a été modifié.", 409)
