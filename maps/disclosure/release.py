"""The one way out: counts of a team go in, a publication comes out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.disclosure.cells import WHOLE, Cell, Cells, cells_of
from maps.disclosure.frozen import Row, as_frame
from maps.disclosure.history import History
from maps.disclosure.indicator import Indicator
from maps.disclosure.released import CRS, GRID, TOKEN, Released, ReleasedStatus, ReleasedTable, outlines_of
from maps.disclosure.sequence import check_sequence
from maps.disclosure.suppress import suppress
from maps.disclosure.thresholds import HOUSEHOLDS, n_may_show

Suppressor = Callable[[Cells, History], frozenset[Cell]]

NOTHING: Mapping[str, str] = {}


def release(
    *,
    team: str,
    audience: str,
    geography: str,
    period: tuple[date, date],
    published_on: date,
    areas: gpd.GeoDataFrame,
    counts: pd.DataFrame,
    indicators: Sequence[Indicator],
    within: Mapping[str, str] = NOTHING,
    partitions: Mapping[str, Sequence[str]] | None = None,
    parents: Mapping[str, str] = NOTHING,
    names: Mapping[str, str] = NOTHING,
    distinct: Sequence[str] = (),
    earlier: Sequence[Released] = (),
    suppressor: Suppressor = suppress,
) -> Released:
    """Make a publication: what may be shown is, and everything else is hidden.

    Args:
        team: id of the organisation whose rows were counted.
        audience: for whom.
        geography: name of the layer of areas.
        period: first and last day, past.
        published_on: today.
        areas: `code` (text, unique, not empty), `name`, `geometry` ((multi)polygon, EPSG:4326, degrees).
        counts: indexed by code, one column of whole numbers per `n` and `count` of the indicators; an area that is absent counts 0. What lies in none
            of the areas is left out before.
        indicators: what to publish; at least one.
        within: part → whole, columns, beyond what the indicators say themselves: everybody knows that who counts in the one counts in the other.
        partitions: whole → its parts, columns: together and without overlap.
        parents: code of the containing area by code, for areas (and containing areas) that have one.
        names: name of each containing area by its code.
        distinct: columns that count something once however often it happened in the period (doors): a year is not the sum of its quarters.
        earlier: every publication the same team has made so far.
        suppressor: what chooses the cells to hide; another one only to try the auditor on a defect.

    Raises:
        NotReleasable: if it could be subtracted from an earlier one; see `check_sequence`.
        ValueError: if areas or counts are not as declared.
    """
    frozen = _frozen_areas(areas)
    again = check_sequence(audience, geography, outlines_of(frozen, parents), period, earlier)
    if again is not None:
        return replace(again, audience=audience, published_on=published_on)
    codes = frozen["code"]
    cells = cells_of(counts.reindex(codes, fill_value=0), indicators, within, partitions or {}, parents)
    hidden = suppressor(cells, History.of(earlier, period, frozenset(distinct)))
    return Released(
        team=team,
        audience=audience,
        geography=geography,
        period=period,
        published_on=published_on,
        tables={one.key: _table(one, cells, hidden, frozen, names) for one in indicators},
        within=dict(within),
        partitions={whole: tuple(parts) for whole, parts in (partitions or {}).items()},
        parents=dict(parents),
        distinct=tuple(sorted(distinct)),
        token=TOKEN,
    )


def _frozen_areas(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The areas in the order of their codes, their outlines on a grid and from one starting point, so that equal areas are equal texts."""
    if not isinstance(areas, gpd.GeoDataFrame) or areas.crs is None or areas.crs.to_epsg() != 4326:
        raise ValueError("Areas are a GeoDataFrame in EPSG:4326.")
    if areas.empty or areas["code"].duplicated().any() or (areas["code"] == WHOLE).any():
        raise ValueError("A publication has areas, and each has a code of its own.")
    ordered = areas.sort_values("code")
    shapes = shapely.normalize(shapely.set_precision(shapely.make_valid(np.asarray(ordered.geometry.array)), GRID))
    table = {"code": [str(code) for code in ordered["code"]], "name": [str(name) for name in ordered["name"]]}
    return gpd.GeoDataFrame(table, geometry=shapes, crs=CRS)


def _table(indicator: Indicator, cells: Cells, hidden: frozenset[Cell], areas: gpd.GeoDataFrame, names: Mapping[str, str]) -> ReleasedTable:
    def seen(area: str) -> tuple[int | None, int | None, ReleasedStatus]:
        n, count = Cell(indicator.n, area), Cell(indicator.counted, area)
        shown_n = None if n in hidden else cells.counts[n]
        shown_count = None if n in hidden or count in hidden else cells.counts[count]
        return shown_n, shown_count, _status(indicator, shown_n, shown_count)

    rows: list[Row] = [(code, name, *seen(code)) for code, name in zip(areas["code"], areas["name"], strict=True)]
    groups: list[Row] = [(code, names.get(code, code), *seen(code)) for code in cells.groups]
    return ReleasedTable(indicator, as_frame(rows), as_frame(groups), areas.loc[:, ["code", "geometry"]], seen(WHOLE), TOKEN)


def _status(indicator: Indicator, n: int | None, count: int | None) -> ReleasedStatus:
    if n is not None and count is not None:
        return "shown"
    # Told only by an n that is shown: a word for « too few » beside a hidden n would say that it is at most ten.
    return "few" if n is not None and n_may_show(n) and indicator.sensitive and n < HOUSEHOLDS else "hidden"
