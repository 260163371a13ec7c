"""Give each entrance the neighbourhood it stands in."""

from dataclasses import dataclass
from uuid import UUID

import shapely
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.store.tables import Entrance, Neighbourhood

CHUNK = 5_000


class Areas:
    """The neighbourhoods of one layer, indexed for points. Coordinates in degrees, EPSG:4326."""

    def __init__(self, layer: str, rows: list[tuple[UUID, bytes]]) -> None:
        self.layer = layer
        self.ids = [row[0] for row in rows]
        self._tree = shapely.STRtree([shapely.from_wkb(row[1]) for row in rows])

    def of(self, points: list[tuple[float, float]]) -> list[UUID | None]:
        """The area of each (lon, lat); on a shared border the first by code; None outside of all."""
        found: list[UUID | None] = [None] * len(points)
        if not self.ids or not points:
            return found
        which, area = self._tree.query(shapely.points(points), predicate="intersects")
        best: dict[int, int] = {}
        for point, index in zip(which.tolist(), area.tolist(), strict=True):
            best[point] = min(index, best.get(point, index))
        for point, index in best.items():
            found[point] = self.ids[index]
        return found


@dataclass(frozen=True)
class Assigned:
    """How many entrances stand in the layer, how many outside of it, and how many changed."""

    inside: int
    outside: int
    changed: int


def load_areas(session: Session, layer: str) -> Areas:
    """The neighbourhoods of a layer, in the order of their codes."""
    rows = session.execute(select(Neighbourhood.id, Neighbourhood.geometry).where(Neighbourhood.layer == layer).order_by(Neighbourhood.code))
    return Areas(layer, [(row.id, row.geometry) for row in rows])


def assign_entrances(session: Session, layer: str) -> Assigned:
    """Assign every entrance to the neighbourhood of `layer` that contains it.

    An entrance outside the layer keeps a neighbourhood of another layer and loses one of this layer. Memory does not
    grow with the number of entrances.
    """
    areas = load_areas(session, layer)
    own = set(areas.ids)
    inside = outside = changed = 0
    last: UUID | None = None
    while chunk := _chunk_after(session, last):
        changes: list[dict[str, UUID | None]] = []
        for (entrance, before, _, _), area in zip(chunk, areas.of([(lon, lat) for _, _, lon, lat in chunk]), strict=True):
            inside, outside = inside + (area is not None), outside + (area is None)
            after = area if area is not None or before in own else before
            if after != before:
                changes.append({"id": entrance, "neighbourhood_id": after})
        if changes:
            session.execute(update(Entrance), changes)
        changed += len(changes)
        last = chunk[-1][0]
    session.expire_all()
    return Assigned(inside, outside, changed)


def _chunk_after(session: Session, last: UUID | None) -> list[tuple[UUID, UUID | None, float, float]]:
    query = select(Entrance.id, Entrance.neighbourhood_id, Entrance.lon, Entrance.lat).order_by(Entrance.id).limit(CHUNK)
    if last is not None:
        query = query.where(Entrance.id > last)
    return [(row.id, row.neighbourhood_id, row.lon, row.lat) for row in session.execute(query)]
