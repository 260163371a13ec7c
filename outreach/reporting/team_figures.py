"""What one organisation's own team did and heard, by neighbourhood. Never for the eyes of another organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maps import ISOLATION, Measure, TeamTable, household_counts
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.entrance_counts import COUNTS, count_periods, within
from outreach.store.tables import Household


@dataclass(frozen=True)
class Figures:
    """A measure by neighbourhood, and the first and the last day of what was counted (of visits, or of answers); None if there was nothing."""

    table: TeamTable
    days: Period | None


def team_table(session: Session, scope: Scope, layer: str, measure: Measure, period: Period = EVERYTHING) -> TeamTable:
    """One measure by neighbourhood of a layer, over what the organisation of `scope` has noted in a period.

    Doors are those of the territory, whatever the period; visits and households those of the organisation and of the period's days alone.
    """
    return team_figures(session, scope, layer, measure, [period])[0].table


def team_figures(session: Session, scope: Scope, layer: str, measure: Measure, periods: Sequence[Period]) -> list[Figures]:
    """The same over several periods at once, with their days."""
    areas = load_areas(session, layer)
    answers = measure.denominator == ISOLATION.denominator
    found = [_answers(session, scope, period) for period in periods] if answers else count_periods(session, scope, periods)
    places = code_of_entrances(session, areas, {id_ for rows in found for id_ in rows.index})
    counted = [_household_counts(rows, places) if answers else _door_counts(rows, places) for rows in found]
    tables = [TeamTable.from_counts(str(scope.organisation_id), measure, areas, counts) for counts in counted]
    return [Figures(table, _days(rows)) for table, rows in zip(tables, found, strict=True)]


def undetermined_households(session: Session, scope: Scope, period: Period = EVERYTHING) -> int:
    """Households that figures count, but whose answers do not tell whether there is a signal."""
    query = (
        select(func.count())
        .select_from(Household)
        .where(Household.organisation_id == scope.organisation_id, Household.counted, Household.isolation == "unknown", within(period, Household.day))
    )
    return session.scalar(query) or 0


def _door_counts(counts: pd.DataFrame, places: Mapping[UUID, str | None]) -> pd.DataFrame:
    return counts[list(COUNTS)].groupby(_neighbourhoods(counts, places), dropna=False, sort=False).sum()


def _answers(session: Session, scope: Scope, period: Period) -> pd.DataFrame:
    """Households that figures count, by entrance (the index) and signal, with the first and the last day."""
    columns = (func.count(), func.min(Household.day), func.max(Household.day))
    query = select(Household.entrance_id, Household.isolation, *columns).where(
        Household.organisation_id == scope.organisation_id, Household.counted, within(period, Household.day)
    )
    rows = session.execute(query.group_by(Household.entrance_id, Household.isolation)).all()
    names = ["entrance", "signal", "households", "first", "last"]
    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=names).set_index("entrance")


def _household_counts(answers: pd.DataFrame, places: Mapping[UUID, str | None]) -> pd.DataFrame:
    return household_counts(answers.assign(neighbourhood=_neighbourhoods(answers, places)))


def _days(rows: pd.DataFrame) -> Period | None:
    first, last = rows["first"].dropna(), rows["last"].dropna()
    return Period(min(first), max(last)) if len(first) else None


def _neighbourhoods(rows: pd.DataFrame, places: Mapping[UUID, str | None]) -> "pd.Series[Any]":
    return pd.Series([places[id_] for id_ in rows.index], index=rows.index, dtype=object)
