"""An organisation lets those it has an agreement with see where and when its own rounds go, or not any more."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.store.tables import Organisation


def show_dates(session: Session, scope: Scope, *, shown: bool) -> None:
    """Choose. Only entrances and days are ever shown."""
    session.get_one(Organisation, scope.organisation_id).shows_dates = shown
    session.flush()


def other_organisations(session: Session, scope: Scope) -> Sequence[tuple[UUID, str]]:
    """The other organisations of the deployment, by name."""
    query = select(Organisation.id, Organisation.name).where(Organisation.id != scope.organisation_id).order_by(Organisation.name)
    return [(row.id, row.name) for row in session.execute(query)]
