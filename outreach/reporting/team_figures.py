"""What one organisation's own team did and heard, by neighbourhood. Never for the eyes of another organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maps import Measure, TeamTable, hold_back
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.reporting.areas import CELLS, cell_of_entrances, code_of_entrances, grid, load_areas
from outreach.reporting.counts.counter import counter_of
from outreach.reporting.entrance_counts import within
from outreach.reporting.measures import POOR, POVERTY
from outreach.reporting.places import count_places
from outreach.reporting.published import Published, published_denominators, published_measure
from outreach.store.tables import Household

PLACES = "places:"
"""Begins the key of a measure that counts places of the directory, which stand at no entrance."""

PUBLISHED_ALONE = frozenset({POOR.key, POVERTY.key})
"""Measures of which a team counts nothing itself."""


@dataclass(frozen=True)
class Figures:
    """A measure by neighbourhood, and the first and the last day of what was counted (of visits, or of answers); None if there was nothing."""

    table: TeamTable
    days: Period | None
    published: Published | None = None
    """The published figures in it, if it has any."""


def team_table(session: Session, scope: Scope, layer: str, measure: Measure, period: Period = EVERYTHING) -> TeamTable:
    """One measure by neighbourhood of a layer, over what the organisation of `scope` has noted in a period.

    Doors are those of the territory, whatever the period; visits and households those of the organisation and of the period's days alone.
    """
    return team_figures(session, scope, layer, measure, [period])[0].table


def team_figures(session: Session, scope: Scope, layer: str, measure: Measure, periods: Sequence[Period]) -> list[Figures]:
    """The same over several periods at once, with their days."""
    areas = grid(session) if layer == CELLS else load_areas(session, layer)
    if measure.key.startswith(PLACES):
        places_here = count_places(session, areas, measure.key.removeprefix(PLACES))
        table = TeamTable.from_counts(str(scope.organisation_id), measure, areas, places_here)
        return [Figures(table, None)] * len(periods)
    if measure.key in PUBLISHED_ALONE:
        published = published_measure(session, layer, set(areas["code"]), measure)
        table = TeamTable.from_counts(str(scope.organisation_id), measure, areas, published.counts)
        return [Figures(table, None, published)] * len(periods)
    count, what = counter_of(measure)
    found = count(session, scope, periods, what)
    entrances = {id_ for rows in found for id_ in rows.index}
    places = cell_of_entrances(session, entrances) if layer == CELLS else code_of_entrances(session, areas, entrances)
    counts = [_by_area(rows, measure, places) for rows in found]
    held = [frozenset[str]()] * len(counts)
    if layer == CELLS:
        counts, held = map(list, zip(*(hold_back(some, measure) for some in counts), strict=True))
    against = published_denominators(session, layer, set(areas["code"]), measure.denominator) if measure.kind == "ratio" else None
    if against is not None:
        counts = [against.beside(some) for some in counts]
    tables = [TeamTable.from_counts(str(scope.organisation_id), measure, areas, some, gone) for some, gone in zip(counts, held, strict=True)]
    return [Figures(table, _days(rows), against) for table, rows in zip(tables, found, strict=True)]


def undetermined_households(session: Session, scope: Scope, period: Period = EVERYTHING) -> int:
    """Households that figures count, but whose answers do not tell whether there is a signal."""
    query = (
        select(func.count())
        .select_from(Household)
        .where(Household.organisation_id == scope.organisation_id, Household.counted, Household.isolation == "unknown", within(period, Household.day))
    )
    return session.scalar(query) or 0


def _by_area(rows: pd.DataFrame, measure: Measure, places: Mapping[UUID, str | None]) -> pd.DataFrame:
    areas = pd.Series([places[id_] for id_ in rows.index], index=rows.index, dtype=object)
    counted = dict.fromkeys(name for name in (measure.numerator, measure.denominator) if name in rows)
    return rows[list(counted)].groupby(areas, dropna=False, sort=False).sum()


def _days(rows: pd.DataFrame) -> Period | None:
    first, last = rows["first"].dropna(), rows["last"].dropna()
    return Period(min(first), max(last)) if len(first) else None
