"""What was said at a meeting is written down."""

from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.meetings import check_not_nominative, find_meeting
from outreach.services.save_meeting import KEPT, LONGEST_TEXT
from outreach.store.tables import Meeting


def write_minutes(session: Session, scope: Scope, meeting_id: UUID, text: str, *, read_again: bool) -> Meeting:
    """Keep the minutes in place of those that were there. Raises `Problem`: `unknown_meeting`, `too_long`, `looks_nominative`."""
    meeting = find_meeting(session, scope, meeting_id).meeting
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise Problem("too_long", f"Le compte rendu dépasse {LONGEST_TEXT} signes. {KEPT}")
    check_not_nominative([text], read_again=read_again)
    meeting.minutes = text
    session.flush()
    return meeting
