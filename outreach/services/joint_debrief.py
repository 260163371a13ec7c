"""After a joint round: how many passages and doors, what was learnt, and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import Stage
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.joint_round import Held, hold_joint_round
from outreach.store.tables import JointDecision, JointLesson, JointRoundEntrance, Organisation, Visit

LONGEST_LESSON, LONGEST_DECISION = 4_000, 500


@dataclass(frozen=True)
class Walked:
    """Passages, and doors with one, at the entrances of a joint round on its days. No outcome."""

    passages: int
    doors: int


@dataclass(frozen=True)
class Walks:
    """What the own organisation did, and all of them together. A door that two have visited is one door of the sum."""

    own: Walked
    all: Walked


def count_walks(session: Session, scope: Scope, held: Held) -> Walks:
    """Counted from each party's own visits, and told as a sum."""
    return Walks(_count(session, held, [scope.organisation_id]), _count(session, held, held.standing.joined))


def lessons_of(session: Session, joint_round_id: UUID) -> Sequence[tuple[JointLesson, str]]:
    """What each organisation has learnt, with its name."""
    query = select(JointLesson, Organisation.name).join(Organisation, Organisation.id == JointLesson.organisation_id)
    rows = session.execute(query.where(JointLesson.joint_round_id == joint_round_id).order_by(Organisation.name))
    return [(lesson, name) for lesson, name in rows]


def decisions_of(session: Session, joint_round_id: UUID) -> Sequence[tuple[JointDecision, str]]:
    """What was decided, with the name of the organisation that does it: what is open first, by day."""
    query = select(JointDecision, Organisation.name).join(Organisation, Organisation.id == JointDecision.owner_id)
    rows = session.execute(
        query.where(JointDecision.joint_round_id == joint_round_id).order_by(JointDecision.closed_on, JointDecision.due_on, JointDecision.id)
    )
    return sorted(((decision, name) for decision, name in rows), key=lambda one: (one[0].closed_on is not None, one[0].due_on))


def write_lesson(session: Session, today: date, scope: Scope, joint_round_id: UUID, text: str) -> None:
    """Write what the own organisation has learnt, in place of what it had written. Raises `Problem`: `not_done`, `too_long`, `unknown_joint_round`."""
    _walked(hold_joint_round(session, scope, joint_round_id))
    if len(text) > LONGEST_LESSON:
        raise Problem("too_long", f"Ce texte dépasse {LONGEST_LESSON} caractères. Rien n’a été modifié.")
    row = session.get(JointLesson, (joint_round_id, scope.organisation_id)) or JointLesson(joint_round_id=joint_round_id, organisation_id=scope.organisation_id)
    row.text, row.written_on = text.strip(), today
    session.add(row)
    session.flush()


def decide(session: Session, today: date, scope: Scope, joint_round_id: UUID, text: str, owner: UUID, due_on: date) -> JointDecision:
    """Write a decision down: who does it, until when. Raises `Problem`: `not_done`, `text_missing`, `unknown_owner`, `unknown_joint_round`."""
    held = hold_joint_round(session, scope, joint_round_id)
    _walked(held)
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_DECISION:
        raise Problem("text_missing", f"Dites ce qui est décidé, en {LONGEST_DECISION} caractères au plus. Rien n’a été enregistré.")
    if owner not in held.standing.joined:
        raise Problem("unknown_owner", "Choisissez qui s’en charge parmi les organisations de la tournée. Rien n’a été enregistré.")
    made = JointDecision(id=uuid4(), joint_round_id=joint_round_id, text=text, owner_id=owner, due_on=due_on, decided_on=today, closed_on=None, outcome="")
    session.add(made)
    session.flush()
    return made


def close_decision(session: Session, today: date, scope: Scope, joint_round_id: UUID, decision_id: UUID, outcome: str) -> None:
    """Who has it on their hands says what came of it. Raises `Problem`: `unknown_decision`, `not_yours`, `text_missing`, `unknown_joint_round`."""
    hold_joint_round(session, scope, joint_round_id)
    found = session.get(JointDecision, decision_id)
    if found is None or found.joint_round_id != joint_round_id:
        raise Problem("unknown_decision", "Cette décision n’existe pas. Rien n’a été modifié.", 404)
    if found.owner_id != scope.organisation_id:
        raise Problem("not_yours", "L’organisation qui s’en charge dit ce qu’il en est. Rien n’a été modifié.", 409)
    outcome = " ".join(outcome.split())
    if not outcome or len(outcome) > LONGEST_DECISION:
        raise Problem("text_missing", f"Dites ce qui a été fait, en {LONGEST_DECISION} caractères au plus. Rien n’a été modifié.")
    found.closed_on, found.outcome = found.closed_on or today, outcome
    session.flush()


def _count(session: Session, held: Held, organisations: Sequence[UUID] | frozenset[UUID]) -> Walked:
    of_the_round = exists().where(JointRoundEntrance.joint_round_id == held.row.id, JointRoundEntrance.entrance_id == Visit.entrance_id)
    query = select(func.count(), func.count(Visit.door_id.distinct())).where(Visit.organisation_id.in_(organisations), of_the_round, Visit.day.in_(held.days))
    row = session.execute(query).one()
    return Walked(row[0], row[1])


def _walked(held: Held) -> None:
    if held.standing.stage not in (Stage.DONE, Stage.DEBRIEFED):
        raise Problem("not_done", "Le bilan s’écrit une fois la tournée faite. Rien n’a été modifié.", 409)
