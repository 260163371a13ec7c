"""Which doors an organisation sees. Places belong to the territory, but a door that was taken off stays where its visits are known."""

from uuid import UUID

from sqlalchemy import exists, or_
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement

from outreach.store.tables import Door, DoorState


def shown_to(organisation: UUID) -> ColumnElement[bool]:
    """The condition on `Door` for every page, list and figure of an organisation: it stands, or the organisation has a live visit there.

    Never by the visits of another organisation: they would tell where it has been.
    """
    state = aliased(DoorState)  # whoever asks may join the table of states too
    visited = exists().where(state.organisation_id == organisation, state.door_id == Door.id)
    return or_(Door.standing, visited)
