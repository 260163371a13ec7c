"""Places to search near of: entrances and neighbourhoods, found by what a person types."""

from dataclasses import dataclass
from uuid import UUID

import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.folding import begins, fold
from outreach.services.places import natural
from outreach.store.tables import Entrance, Neighbourhood

MOST = 12
CANDIDATES = 2_000
ACCENTED = set("aceinouyACEINOUY")
"""Letters that may carry an accent in the database and none in the query, or the other way round."""


@dataclass(frozen=True)
class Spot:
    """A place of the territory. `shape`: a point or a (multi)polygon, degrees, EPSG:4326. `key` names it in an address bar."""

    key: str
    label: str
    shape: shapely.Geometry


def find_spots(session: Session, text: str) -> list[Spot]:
    """Neighbourhoods, then entrances, whose words begin with those typed; at most `MOST`, an exact name alone."""
    words = fold(text).split()
    if not words:
        return []
    areas = [
        _of_area(row.id, row.name, row.geometry)
        for row in session.execute(select(Neighbourhood.id, Neighbourhood.name, Neighbourhood.geometry).order_by(Neighbourhood.name, Neighbourhood.code))
        if begins(words, f" {fold(row.name)}")
    ]
    query = select(Entrance.id, Entrance.label, Entrance.address, Entrance.city, Entrance.lon, Entrance.lat)
    for word in words:
        pattern = f"%{_pattern(word)}%"
        query = query.where(Entrance.address.ilike(pattern) | Entrance.label.ilike(pattern) | Entrance.city.ilike(pattern))
    rows = [row for row in session.execute(query.limit(CANDIDATES)) if begins(words, " " + fold(f"{row.label} {row.address} {row.city}"))]
    rows.sort(key=lambda row: (natural(row.address), natural(row.label), str(row.id)))
    entrances = [_of_entrance(row.id, row.label, row.address, row.lon, row.lat) for row in rows]
    exact = [spot for spot in (*areas, *entrances) if fold(spot.label) == fold(text)]
    return exact[:1] or [*areas, *entrances][:MOST]


def list_areas(session: Session) -> dict[str, list[tuple[UUID, str]]]:
    """The neighbourhoods of each layer: id and name, by name."""
    areas: dict[str, list[tuple[UUID, str]]] = {}
    for row in session.execute(select(Neighbourhood.id, Neighbourhood.layer, Neighbourhood.name).order_by(Neighbourhood.layer, Neighbourhood.name)):
        areas.setdefault(row.layer, []).append((row.id, row.name))
    return areas


def spot_of(session: Session, key: str) -> Spot | None:
    """The place that `key` names; None if there is none any more."""
    kind, _, text = key.partition(":")
    try:
        id_ = UUID(text)
    except ValueError:
        return None
    if kind == "entree" and (entrance := session.get(Entrance, id_)) is not None:
        return _of_entrance(entrance.id, entrance.label, entrance.address, entrance.lon, entrance.lat)
    if kind == "quartier" and (area := session.get(Neighbourhood, id_)) is not None:
        return _of_area(area.id, area.name, area.geometry)
    return None


def _of_area(id_: UUID, name: str, geometry: bytes) -> Spot:
    return Spot(f"quartier:{id_}", name, shapely.from_wkb(geometry))


def _of_entrance(id_: UUID, label: str, address: str, lon: float, lat: float) -> Spot:
    return Spot(f"entree:{id_}", address if label in address else f"{label}, {address}", shapely.Point(lon, lat))


def _pattern(word: str) -> str:
    return "".join("_" if letter in ACCENTED else letter for letter in word)
