"""Who goes where and when: own rounds, joint rounds, the rounds of those who show their dates, those that were sent. Entrances and days, nothing else."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.places import OUTSIDE
from outreach.services.trips import Trip, entrances_of, list_trips
from outreach.store.journal import chunks
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
    gone: dict[UUID, list[_Place]] = defaultdict(list)
    pairs = list(entrances_of(session, trips))
    places = _places(session, {entrance for _trip, entrance in pairs})
    for trip, entrance in pairs:
        gone[trip].append(places[entrance])
    return [_going(trip, sorted(gone[trip.id])) for trip in trips]


class _Place(NamedTuple):
    """In the order in which they are told: those outside of all neighbourhoods last."""

    outside: bool
    neighbourhood: str
    address: str
    label: str
    lon: float
    lat: float

    @property
    def words(self) -> str:
        return f"{self.address} ({self.label})"


def _places(session: Session, entrances: Collection[UUID]) -> dict[UUID, _Place]:
    query = select(Entrance.id, Neighbourhood.name, Entrance.address, Entrance.label, Entrance.lon, Entrance.lat).outerjoin(
        Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id
    )
    rows = (row for chunk in chunks(list(entrances)) for row in session.execute(query.where(Entrance.id.in_(chunk))))
    return {id_: _Place(name is None, name or OUTSIDE, address, label, lon, lat) for id_, name, address, label, lon, lat in rows}


def _going(trip: Trip, places: Sequence[_Place]) -> Going:
    where, unknown = list(dict.fromkeys(place.neighbourhood for place in places)), trip.told.unknown if trip.told else ()
    return Going(trip, [*where, UNKNOWN] if unknown else where, [place.words for place in places], unknown)


def stands_of(session: Session, trips: Sequence[Trip]) -> dict[Stand, list[Trip]]:
    """The entrances of these trips, each with those that go there, in their order."""
    order = {trip.id: number for number, trip in enumerate(trips)}
    going = defaultdict(set)
    for trip, entrance in entrances_of(session, trips):
        going[entrance].add(order[trip])
    places = _places(session, going)
    return {
        Stand(entrance, places[entrance].words, places[entrance].lon, places[entrance].lat): [trips[number] for number in sorted(numbers)]
        for entrance, numbers in going.items()
    }
