"""One entrance: where it stands, its building, its façade, and what is around it."""

from dataclasses import dataclass
from math import cos, radians
from uuid import UUID

import shapely
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, Side, standing_order
from outreach.domain.outcomes import Outcome
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.places import natural, street_of
from outreach.store.doors import shown_to
from outreach.store.tables import Door, DoorState, Entrance, Neighbourhood

METRES_PER_DEGREE = 111_320
"""Of latitude; of longitude as many times the cosine of the latitude."""

AROUND = 600
MOST_AROUND = 1_500
RADII = (150, 300, AROUND)
NEAR = 120
MOST_NEIGHBOURS = 60


@dataclass(frozen=True)
class DoorLine:
    """A door of a façade. `visited`: a visit of the organisation counts there; `outcome`: that of the latest, or `opposition` as long as one holds."""

    id: UUID
    label: DoorLabel
    outcome: str | None
    opposed: bool = False

    @property
    def visited(self) -> bool:
        """Whether the door stays whatever is taken off."""
        return self.outcome is not None


@dataclass(frozen=True)
class Building:
    """An entrance with its doors as they stand: floors from the top, on each from left to right."""

    entrance: Entrance
    floors: list[tuple[int, list[DoorLine]]]

    @property
    def doors(self) -> list[DoorLine]:
        """Every door."""
        return [door for _, doors in self.floors for door in doors]

    @property
    def storeys(self) -> int:
        """How many floors have a door."""
        return len(self.floors)


@dataclass(frozen=True)
class Around:
    """What stands near a point: other entrances as (id, label, address, metres east, metres north), outlines as rings of such pairs.

    Metres are those of a plane that touches the ground at the point: right to a few centimetres within a kilometre.
    """

    lon: float
    lat: float
    entrances: list[tuple[UUID, str, str, float, float]]
    outlines: list[list[tuple[float, float]]]

    @property
    def radius(self) -> int:
        """Metres to show at first: enough for three entrances, if there are."""
        distances = sorted(max(abs(x), abs(y)) for _, _, _, x, y in self.entrances)
        return next((radius for radius in RADII if len(distances) > 2 and distances[2] <= 0.9 * radius), RADII[-1] if distances else RADII[0])

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Of longitude and of latitude, here."""
        return METRES_PER_DEGREE * cos(radians(self.lat)), METRES_PER_DEGREE


def find_entrance(session: Session, entrance_id: UUID) -> Entrance:
    """An entrance of the territory. Raises `Problem` (`unknown_entrance`, 404)."""
    found = session.get(Entrance, entrance_id)
    if found is None:
        raise Problem("unknown_entrance", "Cette entrée n’existe pas, ou n’existe plus. Rien n’a été modifié.", 404)
    return found


def load_buildings(session: Session, scope: Scope, entrances: list[Entrance]) -> list[Building]:
    """The façades of some entrances (a few hundred at most), in their order."""
    ids = [entrance.id for entrance in entrances]
    own = (DoorState.door_id == Door.id) & (DoorState.organisation_id == scope.organisation_id)
    query = select(Door, DoorState.outcome, DoorState.opposed).outerjoin(DoorState, own).where(Door.entrance_id.in_(ids), shown_to(scope.organisation_id))
    doors: dict[UUID, dict[int, list[DoorLine]]] = {id_: {} for id_ in ids}
    for door, outcome, opposed in session.execute(query):
        line = DoorLine(door.id, _label(door), Outcome.OPPOSITION if opposed else outcome, bool(opposed))
        doors[door.entrance_id].setdefault(door.floor, []).append(line)
    return [Building(entrance, _floors(doors[entrance.id])) for entrance in entrances]


def of_same_building(session: Session, entrance: Entrance) -> list[Entrance]:
    """The other entrances of its building, by label."""
    if entrance.building is None:
        return []
    query = select(Entrance).where(Entrance.building == entrance.building, Entrance.id != entrance.id)
    return sorted(session.scalars(query), key=lambda one: (natural(one.address), natural(one.label), str(one.id)))


def neighbours_of(session: Session, entrance: Entrance) -> list[Entrance]:
    """Entrances whose façade may be alike: of the same building, then of the same street, then the nearest. At most `MOST_NEIGHBOURS`."""
    east, north = METRES_PER_DEGREE * cos(radians(entrance.lat)), METRES_PER_DEGREE
    street = street_of(entrance.address)
    found = {one.id: one for one in session.scalars(_near(entrance.lon, entrance.lat, AROUND).where(Entrance.id != entrance.id).limit(MOST_AROUND))}
    found.update((one.id, one) for one in of_same_building(session, entrance))

    def order(one: Entrance) -> tuple[bool, bool, float, str]:
        metres = ((one.lon - entrance.lon) * east) ** 2 + ((one.lat - entrance.lat) * north) ** 2
        same = entrance.building is not None and one.building == entrance.building
        return not same, street_of(one.address) != street, metres, str(one.id)

    near = [one for one in found.values() if not order(one)[0] or not order(one)[1] or order(one)[2] <= NEAR**2]
    return sorted(near, key=order)[:MOST_NEIGHBOURS]


def look_around(session: Session, lon: float, lat: float, but: UUID | None = None) -> Around:
    """What is within `AROUND` metres of a point (degrees, EPSG:4326), without one entrance. At most `MOST_AROUND` entrances."""
    around = Around(lon, lat, [], [])
    east, north = around.metres_per_degree
    for one in session.scalars(_near(lon, lat, AROUND).limit(MOST_AROUND)):
        if one.id != but:
            around.entrances.append((one.id, one.label, one.address, round((one.lon - lon) * east, 1), round((one.lat - lat) * north, 1)))
    window = shapely.box(lon - AROUND / east, lat - AROUND / north, lon + AROUND / east, lat + AROUND / north)
    for geometry in session.scalars(select(Neighbourhood.geometry)):
        border = shapely.intersection(shapely.boundary(shapely.from_wkb(geometry)), window)
        for line in shapely.get_parts(shapely.line_merge(border) if border.geom_type == "MultiLineString" else border):
            if line.geom_type == "LineString":
                around.outlines.append([(round((x - lon) * east, 1), round((y - lat) * north, 1)) for x, y in line.coords])
    return around


def _near(lon: float, lat: float, metres: float) -> Select[Entrance]:
    east, north = METRES_PER_DEGREE * cos(radians(lat)), METRES_PER_DEGREE
    across, along = metres / east, metres / north
    return select(Entrance).where(Entrance.lon.between(lon - across, lon + across), Entrance.lat.between(lat - along, lat + along)).order_by(Entrance.id)


def _label(door: Door) -> DoorLabel:
    side: Side | None = door.side  # type: ignore[assignment]  # the journal's rules let no other text in
    return DoorLabel(door.floor, side, door.number, door.letter)


def _floors(floors: dict[int, list[DoorLine]]) -> list[tuple[int, list[DoorLine]]]:
    return [(floor, sorted(floors[floor], key=lambda door: (standing_order(door.label), str(door.id)))) for floor in sorted(floors, reverse=True)]
