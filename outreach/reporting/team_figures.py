"""What one organisation's own team did and heard, by neighbourhood. Never for the eyes of another organisation."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import Integer, Label, Subquery, case, func, select, union_all
from sqlalchemy.orm import Session

from maps import ISOLATION, Measure, TeamTable, door_counts, household_counts
from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, Outcome
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.store.doors import shown_to
from outreach.store.tables import Door, Household, Visit


@dataclass(frozen=True)
class Period:
    """The first and the last day of what was noted."""

    first: date
    last: date


def team_table(session: Session, scope: Scope, layer: str, measure: Measure) -> TeamTable:
    """One measure by neighbourhood of a layer, over everything the organisation of `scope` has noted.

    Doors are those of the territory; visits and households those of the organisation alone.
    """
    areas = load_areas(session, layer)
    counts = _household_counts(session, scope, areas) if measure.denominator == ISOLATION.denominator else _door_counts(session, scope, areas)
    return TeamTable.from_counts(str(scope.organisation_id), measure, areas, counts)


def undetermined_households(session: Session, scope: Scope) -> int:
    """Households that figures count, but whose answers do not tell whether there is a signal."""
    query = (
        select(func.count())
        .select_from(Household)
        .where(Household.organisation_id == scope.organisation_id, Household.counted, Household.isolation == "unknown")
    )
    return session.scalar(query) or 0


def noted_period(session: Session, scope: Scope, measure: Measure) -> Period | None:
    """The days of what a measure counts: of visits, or of answers; None before the first."""
    table = Household if measure.denominator == ISOLATION.denominator else Visit
    first, last = session.execute(select(func.min(table.day), func.max(table.day)).where(table.organisation_id == scope.organisation_id)).one()
    return Period(first, last) if first else None


def _door_counts(session: Session, scope: Scope, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Doors are told apart and counted in SQL: what is read grows with the entrances only, not with doors or passages."""
    per_door = _doors(scope)
    alike = [per_door.c[name] for name in ("entrance", "passages", "attempted", "opened", "contact")]
    query = select(*alike, func.count()).group_by(*alike)
    rows = session.execute(query).all()
    columns = ["entrance", "passages", "attempted", "opened", "contact", "doors"]
    doors = pd.DataFrame.from_records([tuple(row) for row in rows], columns=columns)
    doors["passages"] *= doors["doors"]
    doors["neighbourhood"] = _neighbourhoods(session, areas, doors["entrance"])
    return door_counts(doors.astype(dict.fromkeys(columns[1:], int)))


def _doors(scope: Scope) -> Subquery:
    """One row per door of the territory, with what the organisation's visits there came to."""
    own = Visit.organisation_id == scope.organisation_id
    came_to = (func.count().label("passages"), _any(ATTEMPTS, "attempted"), _any(OPENED, "opened"), _any(CONTACTS, "contact"))
    visited = select(Visit.door_id, *came_to).where(own).group_by(Visit.door_id).subquery()
    so_far = (func.coalesce(visited.c[column.name], 0).label(column.name) for column in came_to)
    described = select(Door.entrance_id.label("entrance"), *so_far).outerjoin(visited, visited.c.door_id == Door.id).where(shown_to(scope.organisation_id))
    # A visit may be here before the entry that describes its door: that door is known too.
    undescribed = (
        select(Visit.entrance_id, *came_to).outerjoin(Door, Door.id == Visit.door_id).where(own, Door.id.is_(None)).group_by(Visit.door_id, Visit.entrance_id)
    )
    return union_all(described, undescribed).subquery()


def _household_counts(session: Session, scope: Scope, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    query = select(Household.entrance_id, Household.isolation, func.count()).where(Household.organisation_id == scope.organisation_id, Household.counted)
    rows = session.execute(query.group_by(Household.entrance_id, Household.isolation)).all()
    households = pd.DataFrame.from_records([tuple(row) for row in rows], columns=["entrance", "signal", "households"])
    households["neighbourhood"] = _neighbourhoods(session, areas, households["entrance"])
    return household_counts(households)


def _neighbourhoods(session: Session, areas: gpd.GeoDataFrame, entrances: "pd.Series[Any]") -> "pd.Series[Any]":
    return entrances.map(code_of_entrances(session, areas, entrances)).astype(object)


def _any(outcomes: frozenset[Outcome], name: str) -> Label[int]:
    return func.max(case((Visit.outcome.in_(sorted(outcomes)), 1), else_=0), type_=Integer).label(name)
