"""A round of another deployment is answered; the answer leaves with the next file. Accepted, it can become an own round."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.exchange import looks_nominative, read_round
from outreach.domain.nominative import signs
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_told_entrances import find_told_entrances
from outreach.services.save_round import RoundPlan, save_round
from outreach.store.tables import ReceivedRound

LONGEST_REASON, MOST_PEOPLE = 500, 200


def find_told_round(session: Session, scope: Scope, sender: UUID, round_id: UUID) -> ReceivedRound:
    """One that was received. Raises `Problem` (`unknown_round`, 404)."""
    found = session.get(ReceivedRound, (scope.organisation_id, sender, round_id))
    if found is None:
        raise Problem("unknown_round", "Cette tournée n’a pas été reçue ici.", 404)
    return found


def answer_told_round(
    session: Session, today: date, scope: Scope, told: ReceivedRound, *, accepted: bool, people: int, reason: str, own: bool = False
) -> ReceivedRound:
    """Accept or decline. `own`: make a round of the organisation's own of it.

    Raises:
        Problem: `round_over`, `reason_too_long`, `too_many_people`, `nominative`; as `save_round` does.
    """
    reason = " ".join(reason.split())
    if told.ends_on < today:
        raise Problem("round_over", "Cette tournée est passée. Rien n’a été enregistré.", 409)
    if len(reason) > LONGEST_REASON:
        raise Problem("reason_too_long", f"La raison compte {LONGEST_REASON} signes au plus. Rien n’a été enregistré.")
    if not 0 <= people <= MOST_PEOPLE:
        raise Problem("too_many_people", f"Dites un nombre de personnes entre 0 et {MOST_PEOPLE}. Rien n’a été enregistré.")
    if found := signs(reason):
        raise Problem("nominative", f"{looks_nominative('', found).why} Rien n’a été enregistré.")
    if accepted and own and told.round_id is None:
        said = read_round(told.content)
        entrances = [one for one in find_told_entrances(session, said.entrances) if one is not None]
        told.round_id = save_round(session, scope, RoundPlan(said.title, min(said.days), max(said.days), entrances, [])).id
    told.answer, told.people, told.reason, told.answered_on = "accepted" if accepted else "declined", people if accepted else 0, reason, today
    session.flush()
    return told
