"""A round of another deployment is answered; the answer leaves with the next file."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.exchange import looks_nominative, read_round
from outreach.domain.nominative import signs
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import ReceivedRound

LONGEST_REASON, MOST_PEOPLE = 500, 200


def find_told_round(session: Session, scope: Scope, sender: UUID, round_id: UUID, *, hold: bool = False) -> ReceivedRound:
    """One that was received; `hold`: nobody else changes it before this transaction ends. Raises `Problem` (`unknown_round`, 404)."""
    found = session.get(ReceivedRound, (scope.organisation_id, sender, round_id), with_for_update=hold)
    if found is None:
        raise Problem("unknown_round", "Cette tournée n’a pas été reçue ici.", 404)
    return found


def answer_told_round(session: Session, today: date, told: ReceivedRound, *, accepted: bool, people: int, reason: str) -> ReceivedRound:
    """Accept or decline, as it is told now.

    Raises:
        Problem: `round_over`, `round_cancelled`, `reason_too_long`, `too_many_people`, `nominative`.
    """
    reason = " ".join(reason.split())
    if told.ends_on < today:
        raise Problem("round_over", "Cette tournée est passée. Rien n’a été enregistré.", 409)
    if read_round(told.content).cancelled:
        raise Problem("round_cancelled", f"« {told.sender_name} » a annulé cette tournée : il n’y a plus rien à répondre. Rien n’a été enregistré.", 409)
    if len(reason) > LONGEST_REASON:
        raise Problem("reason_too_long", f"La raison compte {LONGEST_REASON} signes au plus. Rien n’a été enregistré.")
    if not 0 <= people <= MOST_PEOPLE:
        raise Problem("too_many_people", f"Dites un nombre de personnes entre 0 et {MOST_PEOPLE}. Rien n’a été enregistré.")
    if found := signs(reason):
        raise Problem("nominative", f"{looks_nominative('', found).why} Rien n’a été enregistré.")
    told.answer, told.people, told.reason, told.answered_on = "accepted" if accepted else "declined", people if accepted else 0, reason, today
    told.earlier = told.earlier_answer = None
    session.flush()
    return told
