"""What one organisation's own team did and heard, by neighbourhood. Never for the eyes of another organisation."""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import pandas as pd
from sqlalchemy import Executable, Integer, case, func, literal, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from maps import ISOLATION, Measure, TeamTable, door_counts, household_counts
from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, Outcome
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
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
    """One row per door in SQL, so that what is read does not grow with the number of passages."""
    visited = (
        select(
            Visit.door_id.label("door"),
            Visit.entrance_id.label("entrance"),
            func.count().label("passages"),
            _any(ATTEMPTS).label("attempted"),
            _any(OPENED).label("opened"),
            _any(CONTACTS).label("contact"),
        )
        .where(Visit.organisation_id == scope.organisation_id)
        .group_by(Visit.door_id, Visit.entrance_id)
    )
    # A visit may be here before the entry that describes its door: that door is known too.
    known = select(Door.id, Door.entrance_id, *(_zero(name) for name in ("passages", "attempted", "opened", "contact")))
    both: Executable = union_all(known, visited)
    rows = session.execute(both).all()
    doors = pd.DataFrame.from_records([tuple(row) for row in rows], columns=["door", "entrance", "passages", "attempted", "opened", "contact"])
    doors = doors.groupby("door", sort=False).agg({"entrance": "first", "passages": "sum", "attempted": "max", "opened": "max", "contact": "max"}).reset_index()
    codes = code_of_entrances(session, areas, doors["entrance"])
    doors["neighbourhood"] = doors["entrance"].map(codes).astype(object)
    return door_counts(doors.astype({"passages": int, "attempted": bool, "opened": bool, "contact": bool}))


def _household_counts(session: Session, scope: Scope, areas: gpd.GeoDataFrame) -> pd.DataFrame:
    query = select(Household.entrance_id, Household.isolation, func.count()).where(Household.organisation_id == scope.organisation_id, Household.counted)
    rows = session.execute(query.group_by(Household.entrance_id, Household.isolation)).all()
    households = pd.DataFrame.from_records([tuple(row) for row in rows], columns=["entrance", "signal", "households"])
    codes = code_of_entrances(session, areas, households["entrance"])
    households["neighbourhood"] = households["entrance"].map(codes).astype(object)
    return household_counts(households)


def _any(outcomes: frozenset[Outcome]) -> ColumnElement[int]:
    return func.max(case((Visit.outcome.in_(sorted(outcomes)), 1), else_=0), type_=Integer)


def _zero(name: str) -> ColumnElement[int]:
    return literal(0).label(name)
