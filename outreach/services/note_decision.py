"""A decision of a meeting: noted with who does it until when, and closed with what came of it."""

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.invited_meetings import find_invited
from outreach.services.meetings import check_not_nominative, find_meeting
from outreach.services.save_meeting import KEPT
from outreach.store.tables import MeetingDecision

LONGEST, LONGEST_OWNER = 500, 150


def note_decision(session: Session, today: date, scope: Scope, meeting_id: UUID, text: str, owner: str, due_on: date, *, read_again: bool) -> MeetingDecision:
    """Note one. `owner`: a structure or a function. Raises `Problem`: `unknown_meeting`, `text_missing`, `owner_missing`, `too_long`, `looks_nominative`."""
    meeting = find_meeting(session, scope, meeting_id).meeting
    text, owner = " ".join(text.split()), " ".join(owner.split())
    if not text:
        raise Problem("text_missing", f"Écrivez ce qui est décidé. {KEPT}")
    if not owner:
        raise Problem("owner_missing", f"Dites qui s’en charge : une structure ou une fonction. {KEPT}")
    if len(text) > LONGEST or len(owner) > LONGEST_OWNER:
        raise Problem("too_long", f"Un des textes est trop long. {KEPT}")
    check_not_nominative([text, owner], read_again=read_again)
    made = MeetingDecision(id=uuid4(), meeting_id=meeting.id, text=text, owner=owner, due_on=due_on, decided_on=today, closed_on=None, outcome="")
    session.add(made)
    session.flush()
    return made


def close_decision(session: Session, today: date, scope: Scope, decision_id: UUID, outcome: str, *, read_again: bool) -> MeetingDecision:
    """Close one of an own meeting, with what came of it. Raises `Problem`: `unknown_decision`, `too_long`, `looks_nominative`."""
    found = _find(session, decision_id)
    find_meeting(session, scope, found.meeting_id)
    return _closed(session, today, found, outcome, None, read_again=read_again)


def close_owned(session: Session, today: date, scope: Scope, meeting_id: UUID, decision_id: UUID, outcome: str, *, read_again: bool) -> MeetingDecision:
    """Close one of a meeting that the own organisation was invited to, and that it is in charge of; once.

    Raises `Problem`: `unknown_meeting`, `unknown_decision`, `not_yours` (403), `closed_already` (409), `text_missing`, `too_long`, `looks_nominative`.
    """
    invited, found = find_invited(session, scope, today, meeting_id), _find(session, decision_id)
    if found.meeting_id != invited.shown.meeting.id:
        raise _unknown()
    if not invited.owns(found):
        raise Problem("not_yours", "Une autre structure s’en charge : elle seule, ou l’organisatrice, peut clore cette décision. Rien n’a été enregistré.", 403)
    if found.closed_on is not None:
        raise Problem("closed_already", "Cette décision est déjà close. Rien n’a été changé.", 409)
    if not outcome.strip():
        raise Problem("text_missing", f"Dites ce qui a été fait. {KEPT}")
    return _closed(session, today, found, outcome, scope.organisation_id, read_again=read_again)


def _find(session: Session, decision_id: UUID) -> MeetingDecision:
    found = session.get(MeetingDecision, decision_id)
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Problem:
    return Problem("unknown_decision", "Cette décision n’existe pas dans votre organisation.", 404)


def _closed(session: Session, today: date, decision: MeetingDecision, outcome: str, by: UUID | None, *, read_again: bool) -> MeetingDecision:
    outcome = " ".join(outcome.split())
    if len(outcome) > LONGEST:
        raise Problem("too_long", f"Dites-le en {LONGEST} signes au plus. {KEPT}")
    check_not_nominative([outcome], read_again=read_again)
    decision.closed_on, decision.outcome, decision.closed_by_id = today, outcome, by
    session.flush()
    return decision
