"""How long an organisation keeps what: its choices over the defaults."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.retention import BOUNDS, DEFAULT, Clock, Policy, allowed
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import RetentionChoice


def find_policy(session: Session, organisation: UUID) -> Policy:
    """Months by clock."""
    chosen = session.execute(select(RetentionChoice.clock, RetentionChoice.months).where(RetentionChoice.organisation_id == organisation))
    return {**DEFAULT, **{Clock(clock): months for clock, months in chosen}}


def save_policy(session: Session, scope: Scope, chosen: Mapping[Clock, int]) -> None:
    """Keep the choices. Raises `Problem` `out_of_bounds`: nothing is kept then."""
    for clock, months in chosen.items():
        if not allowed(clock, months):
            bounds = BOUNDS[clock]
            raise Problem("out_of_bounds", f"Une durée doit être entre {bounds.least} et {bounds.most} mois, et non {months}. Rien n’a été modifié.", 422)
    for clock, months in chosen.items():
        session.merge(RetentionChoice(organisation_id=scope.organisation_id, clock=clock, months=months))
