"""Rates that small numbers shake less: each drawn towards the whole, or towards its neighbours, the more so the fewer were observed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt

from maps.hotspots import neighbours_of
from maps.tables import TeamTable

Numbers = npt.NDArray[np.float64]


def empirical_bayes(events: Sequence[float] | Numbers, n: Sequence[float] | Numbers) -> Numbers:
    """Empirical Bayes estimates of rates, drawn towards the rate of all areas together.

    Args:
        events: how many had the property in each area, 0 ≤ events ≤ n where a proportion is meant.
        n: how many were observed there, each > 0.

    Returns:
        One estimate per area, between its own rate and that of all. Where areas differ no more than chance would have them differ, the between-area
        variance is estimated at or below 0; it is then 0, and all get the common rate.

    Raises:
        ValueError: if the two have different lengths, or an `n` is not positive.

    Source: Marshall, R. J. (1991), "Mapping disease and mortality rates using empirical Bayes estimators", Applied Statistics 40(2), 283-294 (global
    moment estimator, his variance truncated at 0).

    >>> empirical_bayes([0, 6, 12], [20, 20, 20]).round(3).tolist()
    [0.075, 0.3, 0.525]
    >>> empirical_bayes([1, 2, 1], [10, 10, 10]).round(3).tolist()  # no more different than chance would have it
    [0.133, 0.133, 0.133]
    """
    found, many = _checked(events, n)
    return _towards(found, many, found, many)


def local_empirical_bayes(events: Sequence[float] | Numbers, n: Sequence[float] | Numbers, neighbours: Sequence[Sequence[int]]) -> Numbers:
    """The same, each area drawn towards the rate of itself and its neighbours.

    Args:
        events: as of `empirical_bayes`.
        n: as of `empirical_bayes`.
        neighbours: for each area the places of its neighbours, itself left out; an area without any keeps its own rate.

    Source: Marshall (1991), section 3 (local estimator).

    >>> local_empirical_bayes([0, 6, 16], [20, 20, 20], [[1], [0, 2], [1]]).round(3).tolist()
    [0.05, 0.311, 0.69]
    """
    found, many = _checked(events, n)
    smoothed = np.empty(len(found))
    for place, around in enumerate(neighbours):
        some = [place, *around]
        smoothed[place] = _towards(found[[place]], many[[place]], found[some], many[some])[0]
    return smoothed


@dataclass(frozen=True, eq=False)
class Smoothed:
    """A table whose rates are read smoothed.

    Attributes:
        table: of a rate or a share.
        near: whether each area is drawn towards its neighbours instead of towards all.

    Raises:
        ValueError: for a table of counts.
    """

    table: TeamTable
    near: bool = False
    figures: gpd.GeoDataFrame = field(init=False, repr=False)
    """Those of the table, with `smoothed`: proportion 0…1, NaN where the table shows nothing."""

    def __post_init__(self) -> None:
        if self.table.measure.kind not in ("rate", "share"):
            raise ValueError("Only rates and shares are smoothed.")
        figures = self.table.figures
        known = (figures["status"] == "ok").to_numpy()
        figures["smoothed"] = np.nan
        if known.any():
            figures.loc[known, "smoothed"] = self._rates(figures[known].set_index("code"))
        object.__setattr__(self, "figures", figures)

    def _rates(self, known: gpd.GeoDataFrame) -> Numbers:
        events, n = known["numerator"].to_numpy(dtype=float), known["denominator"].to_numpy(dtype=float)
        if not self.near:
            return empirical_bayes(events, n)
        around = neighbours_of(known)
        places = {code: place for place, code in enumerate(known.index)}
        return local_empirical_bayes(events, n, [[places[one] for one in around[code]] for code in known.index])


def _towards(events: Numbers, n: Numbers, all_events: Numbers, all_n: Numbers) -> Numbers:
    mean = all_events.sum() / all_n.sum()
    spread = (all_n * (all_events / all_n - mean) ** 2).sum() / all_n.sum()
    between = max(spread - mean / all_n.mean(), 0.0)
    if between == 0.0:
        return np.full(len(events), mean) if len(all_n) > 1 else events / n
    weight = between / (between + mean / n)
    estimate: Numbers = weight * (events / n) + (1 - weight) * mean
    return estimate


def _checked(events: Sequence[float] | Numbers, n: Sequence[float] | Numbers) -> tuple[Numbers, Numbers]:
    found, many = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    if found.shape != many.shape or found.ndim != 1 or not (many > 0).all():
        raise ValueError("Rates need as many events as numbers observed, and something observed in each area.")
    return found, many
