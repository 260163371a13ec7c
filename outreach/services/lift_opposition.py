"""A household told the office that it no longer asks us to stay away."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.outcomes import Outcome
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.office_entries import OfficeSays, write_office_entries
from outreach.store.journal import lock_journal
from outreach.store.tables import DoorState, Visit


def lift_opposition(session: Session, now: datetime, scope: Scope, author: UUID, door: UUID) -> None:
    """Write into the journal that one may knock again, in the round in which the household was asked for the last time.

    Raises:
        Problem: `not_opposed` (409): nobody asks us to stay away from there (any more).
    """
    lock_journal(session)
    state = session.get(DoorState, (scope.organisation_id, door))
    query = select(Visit).where(Visit.organisation_id == scope.organisation_id, Visit.door_id == door, Visit.outcome == Outcome.OPPOSITION)
    asked = session.scalars(query.order_by(Visit.corrected_at.desc(), Visit.id.desc())).first()
    if state is None or not state.opposed or asked is None:
        raise Problem("not_opposed", "Cette porte ne demande pas (ou plus) que l’on ne repasse pas. Rien n’a été modifié. Rechargez la page.", 409)
    says = OfficeSays(asked.entrance_id, "opposition_lifted", {"door": str(door)}, asked.round_id)
    write_office_entries(session, now, scope, author, [says])
