"""Doors to which somebody promised to come back on a day: kept when the team stood there again. Never doors whose household asks us to stay away."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from outreach.domain.outcomes import Outcome
from outreach.domain.promises import SHOWN, Keeping, keeping
from outreach.domain.scope import Scope
from outreach.services.follow_rounds import door_name
from outreach.store.tables import Door, DoorState, Entrance, Neighbourhood, Round, User, Visit


@dataclass(frozen=True)
class DoorPromise:
    """A promise at a door. `owner`: who made it."""

    visit_id: UUID
    due: date
    slot: str | None
    kept_on: date | None
    keeping: Keeping
    door: str
    entrance: Entrance
    area: str | None
    round_id: UUID
    round: str
    owner_id: UUID
    owner: str
    owner_left: bool

    case: ClassVar[None] = None

    @property
    def kind(self) -> str:
        """Beside the matters of cases."""
        return "door"

    @property
    def order(self) -> tuple[object, ...]:
        """The most urgent first, then entrance by entrance."""
        return (self.due, self.entrance.address, self.entrance.label, self.door, str(self.visit_id))


def list_door_promises(session: Session, scope: Scope, today: date) -> list[DoorPromise]:
    """Those that wait, and those kept of late, the most urgent first."""
    again = aliased(Visit)
    kept_on = (
        select(func.min(again.day))
        .where(again.organisation_id == Visit.organisation_id, again.door_id == Visit.door_id, again.corrected_at > Visit.corrected_at)
        .correlate(Visit)
        .scalar_subquery()
    )
    query = (
        select(Visit.id, Visit.due_on, Visit.slot, kept_on, Door, Entrance, Neighbourhood.name, Round.id, Round.name, User.id, User.name, User.active)
        .join(Door, Door.id == Visit.door_id)
        .join(Entrance, Entrance.id == Visit.entrance_id)
        .join(Round, Round.id == Visit.round_id)
        .join(User, User.id == Visit.author_id)
        .join(DoorState, and_(DoorState.organisation_id == Visit.organisation_id, DoorState.door_id == Visit.door_id))
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(Visit.organisation_id == scope.organisation_id, Visit.outcome == Outcome.COME_BACK, Visit.due_on.is_not(None))
        .where(~DoorState.opposed, or_(kept_on.is_(None), kept_on >= today - SHOWN))
    )
    promises = [
        DoorPromise(id_, due, slot, kept, keeping(due, kept, today), door_name(door), entrance, area, round_id, round_name, author, name, not active)
        for id_, due, slot, kept, door, entrance, area, round_id, round_name, author, name, active in session.execute(query)
        if due is not None
    ]
    return sorted(promises, key=lambda promise: promise.order)
