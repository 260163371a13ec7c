"""The entrances of one neighbourhood with what the organisation's team did there. Never for the eyes of another organisation."""

from collections.abc import Collection
from uuid import UUID

import geopandas as gpd
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from maps import TeamEntrances
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.entrance_counts import count_entrances
from outreach.store.journal import chunks
from outreach.store.tables import Entrance

SHOWN = ["known", "visited", "opened", "contact", "passages"]

MOST = 1_000
"""Entrances shown at once: what a tablet draws, and a person can look through."""


def entrances_of_area(session: Session, scope: Scope, layer: str, code: str, period: Period = EVERYTHING, most: int = MOST) -> TeamEntrances | None:
    """The entrances that stand in a neighbourhood, those without a door too; None if there is no such neighbourhood.

    Args:
        session: a transaction.
        scope: whose visits.
        layer: the neighbourhood's layer.
        code: its code.
        period: which days' visits; doors count whatever the period.
        most: how many at most; those with the most doors are kept.
    """
    areas = load_areas(session, layer)
    area = areas[areas["code"] == code]
    if area.empty:
        return None
    west, south, east, north = (float(side) for side in area.total_bounds)
    near = Entrance.lon.between(west, east) & Entrance.lat.between(south, north)
    candidates = select(Entrance.id).where((Entrance.neighbourhood_id == area["id"].iloc[0]) | near)
    ids = session.scalars(candidates).all()
    places = code_of_entrances(session, areas, ids)
    counts = count_entrances(session, scope, period, candidates).reindex([id_ for id_ in ids if places[id_] == code])
    return _shown(session, scope, counts, most)


def entrances_outside(session: Session, scope: Scope, layer: str, period: Period = EVERYTHING, most: int = MOST) -> TeamEntrances:
    """The entrances with doors that stand in no neighbourhood of a layer. Arguments as of `entrances_of_area`."""
    counts = count_entrances(session, scope, period)
    places = code_of_entrances(session, load_areas(session, layer), counts.index)
    outside = [id_ for id_ in counts.index if places.get(id_) is None]
    return _shown(session, scope, counts.loc[outside], most)


def _shown(session: Session, scope: Scope, counts: pd.DataFrame, most: int) -> TeamEntrances:
    found = counts.assign(last=counts["last"].where(counts["last"].notna(), None), **{name: counts[name].fillna(0).astype(int) for name in SHOWN})
    # The key decides where doors are as many, so that the same ones are shown each time.
    kept = found.assign(order=found.index.map(str)).sort_values(["known", "order"], ascending=[False, True])[:most]
    rows = kept[[*SHOWN, "last"]].join(_described(session, kept.index))
    frame = gpd.GeoDataFrame(rows.drop(columns=["lon", "lat"]), geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs="EPSG:4326")
    return TeamEntrances(str(scope.organisation_id), frame, len(found) - len(kept))


def _described(session: Session, ids: Collection[UUID]) -> pd.DataFrame:
    query = select(Entrance.id, Entrance.address, Entrance.label, Entrance.lon, Entrance.lat)
    rows = [row for chunk in chunks(list(ids)) for row in session.execute(query.where(Entrance.id.in_(chunk)))]
    said = [(str(row.id), entrance_said(row.address, row.label), row.lon, row.lat) for row in rows]
    return pd.DataFrame(said, columns=["key", "address", "lon", "lat"], index=[row.id for row in rows])


def entrance_said(address: str, label: str) -> str:
    """An entrance on one line, its label said once."""
    return address if label in address else f"{address}, {label}"
