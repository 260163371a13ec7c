"""A structure of the directory is invited to a meeting, or not any more."""

from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_structure import find_structure
from outreach.services.meetings import find_meeting
from outreach.store.tables import MeetingGuest

MOST_GUESTS = 100


def invite_structure(session: Session, scope: Scope, meeting_id: UUID, structure_id: UUID) -> str:
    """Invite it, once. Returns its name. Raises `Problem`: `unknown_meeting`, `unknown_structure`, `too_many_guests`."""
    shown = find_meeting(session, scope, meeting_id)
    structure = find_structure(session, structure_id)
    if structure_id not in {one.structure_id for one in shown.guests}:
        if len(shown.guests) >= MOST_GUESTS:
            raise Problem("too_many_guests", f"{MOST_GUESTS} structures sont déjà invitées. Rien n’a été enregistré.", 409)
        session.add(MeetingGuest(meeting_id=meeting_id, structure_id=structure_id, name=structure.name))
        session.flush()
    return structure.name


def uninvite_structure(session: Session, scope: Scope, meeting_id: UUID, structure_id: UUID) -> None:
    """Take the invitation back. Raises `Problem`: `unknown_meeting`."""
    for one in find_meeting(session, scope, meeting_id).guests:
        if one.structure_id == structure_id:
            session.delete(one)
    session.flush()
