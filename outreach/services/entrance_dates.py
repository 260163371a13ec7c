"""When an entrance was last in a round, and when it is next: so that nobody goes twice. Days of rounds, never of what happened at a door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.joint_rounds import LEASING
from outreach.domain.scope import Scope
from outreach.services.trips import Trip, entrances_of, list_trips

LOOKED_AT = timedelta(days=366)
"""How far back, and ahead."""


@dataclass(frozen=True)
class EntranceDates:
    """The last trip that had begun, and the first that has not, or may still; None where there is none."""

    last: Trip | None = None
    next: Trip | None = None


def entrance_dates(session: Session, scope: Scope, today: date, *, but: UUID | None = None) -> Mapping[UUID, EntranceDates]:
    """By entrance, for those that have any. What was only proposed, and whose days are over, was no trip. `but`: a joint round that is left out."""
    trips = [one for one in list_trips(session, scope, today - LOOKED_AT, today + LOOKED_AT, today) if one.id != but]
    begun = {one.id: one for one in trips if one.days[0] <= today and one.stage in (*LEASING, None)}
    coming = {one.id: one for one in trips if one.id not in begun and one.days[-1] >= today}
    found: dict[UUID, EntranceDates] = {}
    for trip, entrance in entrances_of(session, [*begun.values(), *coming.values()]):
        before = found.get(entrance, EntranceDates())
        if trip in begun:
            last = begun[trip] if before.last is None else max(before.last, begun[trip], key=_end)
            found[entrance] = EntranceDates(last, before.next)
        else:
            next_ = coming[trip] if before.next is None else min(before.next, coming[trip], key=_start)
            found[entrance] = EntranceDates(before.last, next_)
    return found


def _end(trip: Trip) -> tuple[date, UUID]:
    return trip.days[-1], trip.id


def _start(trip: Trip) -> tuple[date, UUID]:
    return trip.days[0], trip.id
