"""How the doors of some entrances are called, those included that stand no more: somebody may have been promised something there."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.services.follow_rounds import door_name
from outreach.store.journal import chunks
from outreach.store.tables import Door


def door_names(session: Session, entrances: Collection[UUID]) -> dict[UUID, str]:
    """The doors by id. Labels belong to the territory."""
    found: dict[UUID, str] = {}
    for chunk in chunks(entrances):
        found.update((door.id, door_name(door)) for door in session.scalars(select(Door).where(Door.entrance_id.in_(chunk))))
    return found
