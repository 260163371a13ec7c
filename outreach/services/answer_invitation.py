"""An organisation that is invited to a meeting says whether it comes."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.meetings import GuestAnswer
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.invited_meetings import find_invited


def answer_invitation(session: Session, now: datetime, scope: Scope, meeting_id: UUID, answer: GuestAnswer) -> date:
    """Say it for all own structures, in place of what was said before. Raises `Problem`: `unknown_meeting`, `meeting_over` (409)."""
    today = paris_day(now)
    invited = find_invited(session, scope, today, meeting_id)
    if not invited.takes_answers(now):
        raise Problem("meeting_over", "Cette réunion est passée ou annulée : il n’y a plus rien à répondre. Rien n’a été enregistré.", 409)
    for one in invited.ours:
        one.answer, one.answered_on = answer, today
    session.flush()
    return today
