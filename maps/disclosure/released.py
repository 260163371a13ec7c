"""What may leave the team. Nothing makes these types but `release`, and `from_json` from what `release` has made."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from maps.disclosure.indicator import Indicator
from maps.disclosure.thresholds import HOUSEHOLDS, N
from maps.measures import Measure
from maps.rates import wilson_interval

ReleasedStatus = Literal["shown", "few", "hidden"]
"""`shown`. `few`: n is shown, and is too small for a sensitive figure. `hidden`: a small cell, or one that would give such a cell back, which is not told."""

CRS = "EPSG:4326"
GRID = 1e-6
"""Degrees: outlines are frozen to a tenth of a metre, so that the same outlines are the same text."""

FRAME = ("code", "name", "n", "count", "status")


class _Token:
    """Who holds it may make what is released: `maps.disclosure` alone."""


TOKEN: Final = _Token()


def _require_token(token: object, what: str) -> None:
    if token is not TOKEN:
        raise TypeError(f"A {what} is made by maps.disclosure.release, and by nothing else.")


@dataclass(frozen=True, eq=False)
class ReleasedTable:
    """One indicator by area, as it was published.

    Attributes:
        spec: the indicator.
        rows: by area, in the order of their codes: `code`, `name`, `n`, `count` (Int64, NA where hidden), `status` (see `ReleasedStatus`).
        groups: the same for the areas that contain others; empty if there are none.
        areas: `code`, `geometry` ((multi)polygon, EPSG:4326, degrees) of `rows`.
        whole: `n`, `count` (None where hidden) and `status` of all areas together.
    """

    spec: Indicator
    rows: pd.DataFrame
    groups: pd.DataFrame
    areas: gpd.GeoDataFrame
    whole: tuple[int | None, int | None, ReleasedStatus]
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        _require_token(self.token, "ReleasedTable")

    @property
    def indicator(self) -> str:
        """The key of the indicator."""
        return self.spec.key

    @property
    def title(self) -> str:
        """« Vivent seuls »."""
        return self.spec.title

    @property
    def definition(self) -> str:
        """What is counted, out of what."""
        return self.spec.definition

    @property
    def sensitive(self) -> bool:
        """Whether the stricter thresholds hold."""
        return self.spec.sensitive

    @property
    def frame(self) -> pd.DataFrame:
        """A copy of `rows`."""
        return self.rows.copy()

    @cached_property
    def measure(self) -> Measure:
        """How maps read it."""
        return Measure(self.spec.key, self.spec.kind, self.spec.counted, self.spec.n, minimum=HOUSEHOLDS if self.sensitive else N)

    @property
    def figures(self) -> gpd.GeoDataFrame:
        """The rows as a map draws them, computed from shown cells only.

        Returns:
            `code`, `name`, `numerator`, `denominator` (Int64, NA where hidden), `value`, `low`, `high` (proportions 0…1, NaN where hidden),
            `status` (`ok`, `few`, `hidden`), `geometry`.
        """
        figures = [_figure(row.n, row.count, row.status, self.spec) for row in _cells(self.rows)]
        derived = pd.DataFrame(figures, columns=["value", "low", "high", "status"])
        table = self.rows[["code", "name"]].assign(numerator=self.rows["count"], denominator=self.rows["n"]).join(derived)
        return gpd.GeoDataFrame(table, geometry=self.areas.geometry.to_numpy(), crs=CRS)

    @property
    def total(self) -> "pd.Series[Any]":
        """All areas together: `n`, `count`, the same as `denominator`, `numerator` (NA where hidden), `value`, `low`, `high`, `status` (as in `figures`)."""
        n, count, status = self.whole
        value, low, high, drawn = _figure(n, count, status, self.spec)
        shown = {"n": _or_na(n), "count": _or_na(count), "denominator": _or_na(n), "numerator": _or_na(count)}
        return pd.Series({**shown, "value": value, "low": low, "high": high, "status": drawn}, dtype=object)


@dataclass(frozen=True, eq=False)
class Released:
    """A publication: fixed period, one geography, every indicator. What partners, the public, reports and files may see, and nothing else may.

    Attributes:
        team: the organisation whose rows were counted.
        audience: for whom.
        geography: the name of the layer of areas.
        period: first and last day.
        published_on: the day it was made.
        tables: by indicator.
        within: which column of the counts is a part of which: an attacker knows it too.
        partitions: which columns make up a column, together and without overlap.
        parents: code of the containing area by area.
        distinct: columns of which a longer period is not the sum of its parts.
    """

    team: str
    audience: str
    geography: str
    period: tuple[date, date]
    published_on: date
    tables: Mapping[str, ReleasedTable]
    within: Mapping[str, str]
    partitions: Mapping[str, tuple[str, ...]]
    parents: Mapping[str, str]
    distinct: tuple[str, ...]
    token: object = field(repr=False)

    def __post_init__(self) -> None:
        _require_token(self.token, "Released")

    def table(self, indicator: str) -> ReleasedTable:
        """The table of an indicator, for a map.

        Raises:
            KeyError: if it was not published.
        """
        return self.tables[indicator]

    @property
    def areas(self) -> gpd.GeoDataFrame:
        """`code`, `geometry` of the areas."""
        return next(iter(self.tables.values())).areas.copy()

    @cached_property
    def outlines(self) -> str:
        """A digest of the areas: codes, containment and outlines. Another digest is another geography, whatever its name."""
        return outlines_of(next(iter(self.tables.values())).areas, self.parents)

    def to_json(self) -> str:
        """The publication as a text that is always the same for the same publication. `from_json` reads it."""
        from maps.disclosure.frozen import freeze

        return freeze(self)

    @staticmethod
    def from_json(text: str) -> "Released":
        """Read what `to_json` has written.

        Raises:
            ValueError: naming what is not as declared.
        """
        from maps.disclosure.frozen import thaw

        return thaw(text)


def outlines_of(areas: gpd.GeoDataFrame, parents: Mapping[str, str]) -> str:
    """See `Released.outlines`; `areas` as a publication has them."""
    digest = hashlib.sha256()
    for code, shape in zip(areas["code"], areas.geometry, strict=True):
        digest.update(json.dumps([code, parents.get(code)]).encode() + shapely.to_wkb(shape))
    return digest.hexdigest()


@dataclass(frozen=True)
class _Cell:
    n: int | None
    count: int | None
    status: ReleasedStatus


def _cells(rows: pd.DataFrame) -> list[_Cell]:
    return [
        _Cell(None if pd.isna(n) else int(n), None if pd.isna(count) else int(count), status)
        for n, count, status in zip(rows["n"], rows["count"], rows["status"], strict=True)
    ]


def _figure(n: int | None, count: int | None, status: ReleasedStatus, spec: Indicator) -> tuple[float, float, float, str]:
    if status != "shown" or not n or count is None:
        return np.nan, np.nan, np.nan, status if status != "shown" else "hidden"
    if spec.kind == "count":
        return float(count), np.nan, np.nan, "ok"
    low, high = wilson_interval(count, n) if spec.kind == "rate" else (np.nan, np.nan)
    return count / n, low, high, "ok"


def _or_na(value: int | None) -> Any:  # noqa: ANN401 (what pandas writes for nothing)
    return pd.NA if value is None else value
