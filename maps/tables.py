"""The tables that maps are drawn from. A layer accepts the types named here and nothing else, checked by types and at run time."""

from dataclasses import dataclass, field
from typing import Any, Self

import geopandas as gpd
import pandas as pd

from maps.disclosure.released import ReleasedTable
from maps.measures import Measure
from maps.rates import figures

CRS = "EPSG:4326"
COLUMNS = ("code", "name", "numerator", "denominator", "geometry")
DERIVED = ("value", "low", "high", "status")


@dataclass(frozen=True, eq=False)
class TeamTable:
    """One measure by neighbourhood, for the eyes of one organisation's own team: never given to another.

    Attributes:
        organisation: id of the organisation whose rows were counted.
        measure: what is counted.
        rows: one row per neighbourhood, with exactly these columns: `code` (text, unique), `name` (text), `numerator`, `denominator` (whole
            numbers; numerator ≤ denominator for a share or a rate), `geometry` ((multi)polygon, EPSG:4326, degrees).
        outside: numerator and denominator of what lies in none of the neighbourhoods: shown in tables, counted in the total, not drawn.
        held: codes of areas whose counts were put into `outside` (see `maps.cells.hold_back`); they stand as 0 in `rows` and are `hidden` in `figures`.

    Raises:
        TypeError: if `rows` is not a GeoDataFrame.
        ValueError: if columns, CRS, codes or counts are not as declared.
    """

    organisation: str
    measure: Measure
    rows: gpd.GeoDataFrame
    outside: tuple[int, int] = (0, 0)
    held: frozenset[str] = frozenset()
    _figures: gpd.GeoDataFrame = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check(self.rows, self.outside, bounded=self.measure.kind in ("share", "rate"))
        rows = self.rows.loc[:, list(COLUMNS)].reset_index(drop=True).copy()
        told = gpd.GeoDataFrame(pd.concat([rows, figures(rows["numerator"], rows["denominator"], self.measure)], axis=1), geometry="geometry", crs=CRS)
        if self.held:
            hidden = told["code"].isin(self.held)
            told.loc[hidden, "status"] = "hidden"
            for name in ("numerator", "denominator"):
                told[name] = told[name].astype("Int64").mask(hidden)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "_figures", told)

    @classmethod
    def from_counts(cls, organisation: str, measure: Measure, areas: gpd.GeoDataFrame, counts: pd.DataFrame, held: frozenset[str] = frozenset()) -> Self:
        """Take the columns of a measure from counts by neighbourhood.

        Args:
            organisation: id of the organisation whose rows were counted.
            measure: what to show.
            areas: `code`, `name`, `geometry` (EPSG:4326).
            counts: as `maps.rates` makes them, indexed by code (null = outside); an area that is absent counts 0.
            held: codes of areas that were held back, see `maps.cells.hold_back`.
        """
        columns = {"numerator": counts[measure.numerator], "denominator": counts[measure.denominator]}
        rows = areas.loc[:, ["code", "name", "geometry"]].reset_index(drop=True)
        for name, column in columns.items():
            rows[name] = column.reindex(rows["code"], fill_value=0).to_numpy()
        lost = ~counts.index.isin(rows["code"])
        return cls(organisation, measure, rows, (int(columns["numerator"][lost].sum()), int(columns["denominator"][lost].sum())), held)

    @property
    def figures(self) -> gpd.GeoDataFrame:
        """A copy of the rows with what the measure says of each: `value`, `low`, `high`, `status` (see `maps.rates.figures`); counts of `held` are NA."""
        return self._figures.copy()

    @property
    def outside_figure(self) -> "pd.Series[Any]":
        """What the measure says of what lies outside: `numerator`, `denominator`, `value`, `low`, `high`, `status`."""
        return _one(self.outside, self.measure)

    @property
    def total(self) -> "pd.Series[Any]":
        """What the measure says of everything, outside included: `numerator`, `denominator`, `value`, `low`, `high`, `status`.

        Of a `ratio`, only of the areas for which there is a figure to divide by; of a `published` proportion nothing.
        """
        if self.measure.kind == "published":
            return _one((0, 0), self.measure)
        rows, outside = self._figures, self.outside
        if self.measure.kind == "ratio":
            rows, outside = rows[rows["denominator"] > 0], (0, 0)
        sums = tuple(int(rows[name].sum()) + more for name, more in zip(("numerator", "denominator"), outside, strict=True))
        return _one((sums[0], sums[1]), self.measure)


Mappable = TeamTable | ReleasedTable
"""What a map layer takes: for the own team, or a table of a publication."""


def require_mappable(table: object) -> Mappable:
    """Refuse everything that is not one of the declared types, at run time too.

    Raises:
        TypeError: naming what was given.
    """
    if not isinstance(table, TeamTable | ReleasedTable):
        raise TypeError(f"A map layer takes a TeamTable or a ReleasedTable, not a {type(table).__name__}.")
    return table


def _one(counts: tuple[int, int], measure: Measure) -> "pd.Series[Any]":
    numerator, denominator = pd.Series([counts[0]]), pd.Series([counts[1]])
    row = figures(numerator, denominator, measure).iloc[0]
    row["numerator"], row["denominator"] = counts
    return row


def _check(rows: gpd.GeoDataFrame, outside: tuple[int, int], *, bounded: bool) -> None:
    if not isinstance(rows, gpd.GeoDataFrame):
        raise TypeError("A team table wraps a GeoDataFrame.")
    if set(rows.columns) != set(COLUMNS):
        raise ValueError(f"A team table has exactly the columns {', '.join(COLUMNS)}, not {', '.join(map(str, rows.columns))}.")
    if rows.crs is None or rows.crs.to_epsg() != 4326:
        raise ValueError("The geometry of a team table is in EPSG:4326.")
    if rows["code"].duplicated().any():
        raise ValueError("A neighbourhood stands twice.")
    counts = pd.concat([rows[["numerator", "denominator"]], pd.DataFrame([outside], columns=["numerator", "denominator"])])
    if (counts < 0).any(axis=None) or (bounded and (counts["numerator"] > counts["denominator"]).any()):
        raise ValueError("Counts are whole numbers ≥ 0, and the numerator of a share or a rate is at most its denominator.")
    if not rows.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        raise ValueError("A neighbourhood is a polygon or a multipolygon.")
