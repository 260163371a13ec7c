"""What one organisation's own team did and heard, by neighbourhood. Never for the eyes of another organisation."""

from typing import Any

import geopandas as gpd
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maps import ISOLATION, Measure, TeamTable, household_counts
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.entrance_counts import COUNTS, count_entrances, within
from outreach.store.tables import Household, Visit


def team_table(session: Session, scope: Scope, layer: str, measure: Measure, period: Period = EVERYTHING) -> TeamTable:
    """One measure by neighbourhood of a layer, over what the organisation of `scope` has noted in a period.

    Doors are those of the territory, whatever the period; visits and households those of the organisation and of the period's days alone.
    """
    areas = load_areas(session, layer)
    answers = measure.denominator == ISOLATION.denominator
    counts = _household_counts(session, scope, areas, period) if answers else _door_counts(session, scope, areas, period)
    return TeamTable.from_counts(str(scope.organisation_id), measure, areas, counts)


def undetermined_households(session: Session, scope: Scope, period: Period = EVERYTHING) -> int:
    """Households that figures count, but whose answers do not tell whether there is a signal."""
    query = (
        select(func.count())
        .select_from(Household)
        .where(Household.organisation_id == scope.organisation_id, Household.counted, Household.isolation == "unknown", within(period, Household.day))
    )
    return session.scalar(query) or 0


def noted_days(session: Session, scope: Scope, measure: Measure, period: Period = EVERYTHING) -> Period | None:
    """The first and the last day of what a measure counts in a period: of visits, or of answers; None if there is nothing."""
    table = Household if measure.denominator == ISOLATION.denominator else Visit
    query = select(func.min(table.day), func.max(table.day)).where(table.organisation_id == scope.organisation_id, within(period, table.day))
    first, last = session.execute(query).one()
    return Period(first, last) if first else None


def _door_counts(session: Session, scope: Scope, areas: gpd.GeoDataFrame, period: Period) -> pd.DataFrame:
    counts = count_entrances(session, scope, period)
    neighbourhoods = _neighbourhoods(session, areas, counts.index.to_series())
    return counts[list(COUNTS)].groupby(neighbourhoods, dropna=False, sort=False).sum()


def _household_counts(session: Session, scope: Scope, areas: gpd.GeoDataFrame, period: Period) -> pd.DataFrame:
    query = select(Household.entrance_id, Household.isolation, func.count()).where(
        Household.organisation_id == scope.organisation_id, Household.counted, within(period, Household.day)
    )
    rows = session.execute(query.group_by(Household.entrance_id, Household.isolation)).all()
    households = pd.DataFrame.from_records([tuple(row) for row in rows], columns=["entrance", "signal", "households"])
    households["neighbourhood"] = _neighbourhoods(session, areas, households["entrance"])
    return household_counts(households)


def _neighbourhoods(session: Session, areas: gpd.GeoDataFrame, entrances: "pd.Series[Any]") -> "pd.Series[Any]":
    return entrances.map(code_of_entrances(session, areas, entrances)).astype(object)
