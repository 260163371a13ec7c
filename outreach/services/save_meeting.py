"""A meeting between services is called, changed or cancelled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.meetings import check_not_nominative, find_meeting
from outreach.store.tables import Meeting, MeetingGuest

LONGEST_TITLE, LONGEST_PLACE, LONGEST_TEXT = 120, 250, 20_000
KEPT = "Rien n’a été enregistré ; ce que vous avez écrit est encore là."


@dataclass(frozen=True)
class MeetingSheet:
    """A meeting as it was typed. Moments have a time zone. `read_again`: the person says that no text names anybody."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    agenda: str
    read_again: bool = False


def save_meeting(session: Session, now: datetime, scope: Scope, sheet: MeetingSheet, meeting_id: UUID | None = None) -> Meeting:
    """Call a meeting, or change one: with its hours, the answers of those invited go.

    Raises `Problem`: `unknown_meeting`, `title_missing`, `times_not_in_order`, `too_long`, `looks_nominative`.
    """
    known = find_meeting(session, scope, meeting_id).meeting if meeting_id else None
    title, place, agenda = " ".join(sheet.title.split()), " ".join(sheet.place.split()), sheet.agenda.strip()
    if not title:
        raise Problem("title_missing", f"Donnez un titre à la réunion. {KEPT}")
    if sheet.ends_at <= sheet.starts_at:
        raise Problem("times_not_in_order", f"La réunion finirait avant de commencer : vérifiez les heures. {KEPT}")
    if len(title) > LONGEST_TITLE or len(place) > LONGEST_PLACE or len(agenda) > LONGEST_TEXT:
        raise Problem("too_long", f"Un des textes est trop long. {KEPT}")
    check_not_nominative([title, agenda], read_again=sheet.read_again)
    if known is None:
        known = Meeting(id=uuid4(), organisation_id=scope.organisation_id, minutes="", cancelled=False, revision=-1)
    elif (known.starts_at, known.ends_at) != (sheet.starts_at, sheet.ends_at):
        _ask_again(session, known.id)
    known.title, known.place, known.agenda = title, place, agenda
    known.starts_at, known.ends_at = sheet.starts_at, sheet.ends_at
    known.revision, known.changed_at = known.revision + 1, now
    session.add(known)
    session.flush()
    return known


def _ask_again(session: Session, meeting_id: UUID) -> None:
    """Who said to come said so of another hour."""
    session.execute(update(MeetingGuest).where(MeetingGuest.meeting_id == meeting_id).values(answer=None, answered_on=None))


def cancel_meeting(session: Session, now: datetime, scope: Scope, meeting_id: UUID) -> Meeting:
    """Say that it does not take place; it stays to be read. Raises `Problem`: `unknown_meeting`."""
    meeting = find_meeting(session, scope, meeting_id).meeting
    if not meeting.cancelled:
        meeting.cancelled, meeting.revision, meeting.changed_at = True, meeting.revision + 1, now
        session.flush()
    return meeting
