"""A person leaves: their open cases go to somebody else, or to the team, in one action."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.people import find_person
from outreach.services.step_cases import new_entry_id, unchanged, write_steps
from outreach.store.journal import lock_journal
from outreach.store.tables import Case


def count_open_cases(session: Session, scope: Scope) -> dict[UUID | None, int]:
    """How many open cases each person has; under None, the team's own."""
    query = select(Case.owner_id, func.count()).where(Case.organisation_id == scope.organisation_id, Case.ended_on.is_(None), Case.matter != "procedure")
    return {row[0]: row[1] for row in session.execute(query.group_by(Case.owner_id))}


def hand_over_cases(session: Session, now: datetime, scope: Scope, leaver: UUID, to: UUID | None) -> int:
    """Hand over all open cases of a person, with one step each. Returns how many.

    Args:
        session: a writing transaction. The caller commits.
        now: the server's clock; only its day is kept.
        scope: the organisation.
        leaver: whose they are.
        to: whose they will be; None: the team's.

    Raises:
        Problem: `unknown_person`; `same_person`; `closed_account` for somebody who could not see them.
    """
    lock_journal(session)
    find_person(session, scope, leaver)
    if to == leaver:
        raise Problem("same_person", "C’est la même personne. Rien n’a été changé.", 409)
    if to is not None and not find_person(session, scope, to).active:
        raise Problem("closed_account", "L’accès de cette personne est fermé : elle ne verrait pas ces suites. Rien n’a été changé.", 409)
    own = select(Case).where(Case.organisation_id == scope.organisation_id, Case.owner_id == leaver, Case.ended_on.is_(None))
    cases = session.scalars(own.order_by(Case.id)).all()
    if cases:
        write_steps(session, now, scope, [(case, replace(unchanged(case), owner=to), new_entry_id()) for case in cases])
    return len(cases)
