"""Who goes where and when: own rounds, joint rounds, the rounds of those who show their dates, those that were sent. Entrances and days, nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.places import OUTSIDE
from outreach.services.trips import Trip, entrances_of, list_trips
from outreach.store.tables import Entrance, Neighbourhood

UNKNOWN = "Adresses inconnues ici"


@dataclass(frozen=True)
class Going:
    """A trip with where it goes: `where` are neighbourhoods; its entrances by neighbourhood and address; `unknown`, those that only another server knows."""

    trip: Trip
    where: Sequence[str]
    addresses: Sequence[str]
    unknown: Sequence[str] = ()


class Stand(NamedTuple):
    """An entrance that somebody goes to. Position in degrees, EPSG:4326."""

    id: UUID
    address: str
    lon: float
    lat: float


def joint_calendar(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Going]:
    """What happens between two days, by day. `today`: of whom an agreement in force makes partners."""
    return with_places(session, list_trips(session, scope, first, last, today))


def with_places(session: Session, trips: Sequence[Trip]) -> list[Going]:
    """Where these trips go, in their order."""
    gone = entrances_of(trips).subquery()
    query = (
        select(gone.c.trip_id, Entrance.address, Entrance.label, Neighbourhood.name)
        .join(Entrance, Entrance.id == gone.c.entrance_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .order_by(Neighbourhood.name, Entrance.address, Entrance.label)
    )
    where: dict[UUID, dict[str, None]] = defaultdict(dict)
    addresses: dict[UUID, list[str]] = defaultdict(list)
    for trip, address, label, name in session.execute(query):
        where[trip][name or OUTSIDE] = None
        addresses[trip].append(f"{address} ({label})")
    return [_going(trip, list(where[trip.id]), addresses[trip.id]) for trip in trips]


def _going(trip: Trip, where: list[str], addresses: list[str]) -> Going:
    unknown = trip.told.unknown if trip.told else ()
    return Going(trip, [*where, UNKNOWN] if unknown else where, addresses, unknown)


def stands_of(session: Session, trips: Sequence[Trip]) -> dict[Stand, list[Trip]]:
    """The entrances of these trips, each with those that go there, in their order."""
    places = {trip.id: place for place, trip in enumerate(trips)}
    gone = entrances_of(trips).subquery()
    query = select(gone.c.trip_id, Entrance.id, Entrance.address, Entrance.label, Entrance.lon, Entrance.lat)
    found: dict[Stand, list[Trip]] = defaultdict(list)
    rows = session.execute(query.join(Entrance, Entrance.id == gone.c.entrance_id)).all()
    for trip, entrance, address, label, lon, lat in sorted(rows, key=lambda row: places[row[0]]):
        found[Stand(entrance, f"{address} ({label})", lon, lat)].append(trips[places[trip]])
    return found
