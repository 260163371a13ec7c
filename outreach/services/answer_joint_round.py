"""A party answers a joint round: it accepts the plan it saw, declines with a reason, or offers people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_plan import LONGEST_LABEL
from outreach.domain.joint_rounds import Answer, Happened, Stage, accept, decline
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.agreements import check_covered
from outreach.services.give_shares import take_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_standing, note_event
from outreach.store.tables import JointRoundParty

MOST_PEOPLE = 50


def accept_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, seen: int) -> Held:
    """Accept the revision that was seen. Twice changes nothing.

    Raises `Problem`: `no_agreement`, `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    after = accept(held.standing, scope.organisation_id, seen)
    if held.standing.answer(scope.organisation_id) is Answer.ACCEPTED:
        return held
    check_covered(session, after.joined, held.days)
    kept = keep_standing(session, held, after)
    _party(session, held, scope).reason = ""
    note_event(session, now, kept, scope, Happened.ACCEPTED)
    return kept


def decline_joint_round(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, seen: int, reason: str) -> Held:
    """Decline, with a reason. A round that was fixed is to be fixed again by those who stay; its share leaves the own tablets at their next exchange.

    Raises `Problem`: `reason_missing`, `proposer_declines`, `joint_round_moved`, `joint_round_closed`, `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    kept = keep_standing(session, held, decline(held.standing, scope.organisation_id, seen, reason))
    _party(session, held, scope).reason = reason.strip()
    note_event(session, now, kept, scope, Happened.DECLINED, reason)
    if held.standing.stage is Stage.FIXED:
        take_shares(session, kept, [scope.organisation_id])
    return kept


def offer_people(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, people: int, labels: Sequence[str]) -> Held:
    """Say how many people come, and what they are called in the plan. No change of the plan: no acceptance is to be confirmed.

    Raises `Problem`: `too_many_people`, `label_too_long`, `joint_round_closed`, `unknown_joint_round`.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    if held.standing.stage not in (Stage.PROPOSED, Stage.FIXED):
        raise Problem("joint_round_closed", "Cette tournée est faite ou annulée : son plan ne change plus. Rien n’a été modifié.", 409)
    called = [" ".join(label.split()) for label in labels if label.strip()]
    if not 0 <= people <= MOST_PEOPLE or len(called) > people:
        raise Problem("too_many_people", f"Offrez de 0 à {MOST_PEOPLE} personnes, et autant de libellés au plus. Rien n’a été modifié.")
    if any(len(label) > LONGEST_LABEL for label in called):
        raise Problem("label_too_long", f"Un libellé compte au plus {LONGEST_LABEL} caractères : une fonction, pas un nom. Rien n’a été modifié.")
    row = _party(session, held, scope)
    row.people, row.labels = people, called
    session.flush()
    offered = f"{people} personne{'s' if people > 1 else ''}"
    note_event(session, now, held, scope, Happened.OFFERED, changed=[f"{offered} : {', '.join(called)}" if called else offered])
    return held


def _party(session: Session, held: Held, scope: Scope) -> JointRoundParty:
    return session.get_one(JointRoundParty, (held.row.id, scope.organisation_id))
