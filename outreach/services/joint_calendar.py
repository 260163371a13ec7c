"""Who goes where and when: own rounds, joint rounds, the rounds of those who show their dates, those that were sent. Entrances and days, nothing else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.places import OUTSIDE
from outreach.services.trips import Trip, entrances_of, list_trips
from outreach.store.tables import Entrance, Neighbourhood

UNKNOWN = "Adresses inconnues ici"


@dataclass(frozen=True)
class Stand:
    """An entrance that somebody goes to. Position in degrees, EPSG:4326."""

    id: UUID
    address: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Going:
    """A trip with where it goes: `where` are neighbourhoods; the entrances by neighbourhood and address; `unknown`, those that only another server knows."""

    trip: Trip
    where: Sequence[str]
    stands: Sequence[Stand]
    unknown: Sequence[str] = ()


def joint_calendar(session: Session, scope: Scope, first: date, last: date, today: date) -> list[Going]:
    """What happens between two days, by day. `today`: of whom an agreement in force makes partners."""
    return with_places(session, list_trips(session, scope, first, last, today))


def with_places(session: Session, trips: Sequence[Trip]) -> list[Going]:
    """Where these trips go, in their order."""
    gone = entrances_of(trips).subquery()
    query = (
        select(gone.c.trip_id, Entrance.id, Entrance.address, Entrance.label, Entrance.lon, Entrance.lat, Neighbourhood.name)
        .join(Entrance, Entrance.id == gone.c.entrance_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .order_by(Neighbourhood.name, Entrance.address, Entrance.label)
    )
    where: dict[UUID, dict[str, None]] = defaultdict(dict)
    stands: dict[UUID, list[Stand]] = defaultdict(list)
    for trip, entrance, address, label, lon, lat, name in session.execute(query):
        where[trip][name or OUTSIDE] = None
        stands[trip].append(Stand(entrance, f"{address} ({label})", lon, lat))
    return [_going(trip, list(where[trip.id]), stands[trip.id]) for trip in trips]


def _going(trip: Trip, where: list[str], stands: list[Stand]) -> Going:
    unknown = trip.told.unknown if trip.told else ()
    return Going(trip, [*where, UNKNOWN] if unknown else where, stands, unknown)
