"""The neighbourhoods of the territory, and which of them an entrance stands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maps import cell_areas, cells_of
from outreach.store.tables import Entrance, Neighbourhood

CHUNK = 500
"""Ids per query: well under what SQLite binds."""

CELLS = "h3"
"""Stands for a layer whose areas are cells of a grid around the entrances, not neighbourhoods."""


@dataclass(frozen=True)
class Layer:
    """A layer of neighbourhoods: its name, and how many areas it has."""

    name: str
    areas: int


def list_layers(session: Session) -> list[Layer]:
    """The layers of the territory; first the one in which most entrances stand."""
    areas = select(Neighbourhood.layer, func.count().label("areas")).group_by(Neighbourhood.layer).subquery()
    entrances = (
        select(Neighbourhood.layer, func.count().label("entrances"))
        .join(Entrance, Entrance.neighbourhood_id == Neighbourhood.id)
        .group_by(Neighbourhood.layer)
        .subquery()
    )
    rows = session.execute(
        select(areas.c.layer, areas.c.areas)
        .outerjoin(entrances, entrances.c.layer == areas.c.layer)
        .order_by(func.coalesce(entrances.c.entrances, 0).desc(), areas.c.layer)
    )
    return [Layer(row.layer, row.areas) for row in rows]


@dataclass(frozen=True)
class AreaName:
    """An area without its outline."""

    id: UUID
    layer: str
    code: str
    name: str


def find_area(session: Session, area_id: UUID) -> AreaName | None:
    """An area by its id."""
    query = select(Neighbourhood.layer, Neighbourhood.code, Neighbourhood.name).where(Neighbourhood.id == area_id)
    row = session.execute(query).one_or_none()
    return AreaName(area_id, *row) if row else None


def area_names(session: Session, layer: str) -> dict[str, AreaName]:
    """The areas of a layer by their codes."""
    query = select(Neighbourhood.id, Neighbourhood.layer, Neighbourhood.code, Neighbourhood.name).where(Neighbourhood.layer == layer)
    return {row.code: AreaName(*row) for row in session.execute(query)}


def load_areas(session: Session, layer: str) -> gpd.GeoDataFrame:
    """The neighbourhoods of a layer, in the order of their codes.

    Returns:
        `id` (UUID), `code`, `name`, `geometry` ((multi)polygon, EPSG:4326, degrees).
    """
    query = select(Neighbourhood.id, Neighbourhood.code, Neighbourhood.name, Neighbourhood.geometry)
    rows = session.execute(query.where(Neighbourhood.layer == layer).order_by(Neighbourhood.code)).all()
    frame = pd.DataFrame([(row.id, row.code, row.name) for row in rows], columns=["id", "code", "name"], dtype=object)
    return gpd.GeoDataFrame(frame, geometry=[shapely.from_wkb(row.geometry) for row in rows], crs="EPSG:4326")


def code_of_entrances(session: Session, areas: gpd.GeoDataFrame, entrances: Iterable[UUID]) -> dict[UUID, str | None]:
    """The code of the area each entrance stands in; None outside of all.

    What the import assigned holds where it is of this layer; an entrance assigned to another layer, or to none, is placed by its position
    (on a shared border the first by code, as the import does).
    """
    code_of_area = dict(zip(areas["id"], areas["code"], strict=True))
    found: dict[UUID, str | None] = {}
    to_place: list[tuple[UUID, float, float]] = []
    for row in _entrances(session, sorted(set(entrances))):
        if row.neighbourhood_id in code_of_area:
            found[row.id] = code_of_area[row.neighbourhood_id]
        else:
            found[row.id] = None
            to_place.append((row.id, row.lon, row.lat))
    if to_place and len(areas):
        points = shapely.points([(lon, lat) for _, lon, lat in to_place])
        which, area = areas.sindex.query(points, predicate="intersects", sort=True)
        for point, index in zip(which[::-1].tolist(), area[::-1].tolist(), strict=True):
            found[to_place[point][0]] = areas["code"].iloc[index]
    return found


def cell_of_entrances(session: Session, entrances: Iterable[UUID]) -> dict[UUID, str | None]:
    """The cell each entrance stands in; None for an entrance that is gone."""
    wanted = sorted(set(entrances))
    rows = list(_entrances(session, wanted))
    found: dict[UUID, str | None] = dict.fromkeys(wanted)
    return found | dict(zip((row.id for row in rows), cells_of([(row.lon, row.lat) for row in rows]), strict=True))


def grid(session: Session) -> gpd.GeoDataFrame:
    """The cells in which an entrance stands: `code`, `name`, `geometry` (hexagon, EPSG:4326)."""
    return cell_areas(cells_of([(row.lon, row.lat) for row in session.execute(select(Entrance.lon, Entrance.lat))]))


def _entrances(session: Session, ids: list[UUID]) -> Iterable[Entrance]:
    columns = (Entrance.id, Entrance.neighbourhood_id, Entrance.lon, Entrance.lat)
    for start in range(0, len(ids), CHUNK):
        yield from session.execute(select(*columns).where(Entrance.id.in_(ids[start : start + CHUNK])))  # type: ignore[misc]
