"""Where neighbours are high or low together, more than chance would put them. `esda` and `libpysal` are loaded only when this is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from maps.tables import TeamTable

Method = Literal["gi_star", "moran"]
"""Getis and Ord's Gi*: an area with its neighbours, high or low. Local Moran: alike (`high`, `low`), or unlike its neighbours (`high_among_low`, …)."""

SEED = 20_260_301
PERMUTATIONS = 9_999
MOST_SIMULATED = 4_000_000
"""Simulated values kept at once (32 MB): of more areas than 400, fewer permutations are made, never under 999."""

FALSE_DISCOVERIES = 0.05
TOUCHING = 25.0
"""Metres: outlines from different files leave gaps and overlaps; areas nearer than this are neighbours."""

FEWEST_AREAS = 8
"""With fewer areas that have a rate, no permutation is rare enough to say anything."""


@dataclass(frozen=True, eq=False)
class HotSpots:
    """What was found, and how.

    Attributes:
        table: what was looked at.
        rows: indexed by code: `statistic` (z value of Gi*, or local Moran's I), `p` (pseudo p-value of the permutations, two-sided), `spot` (`high`, `low`,
            `high_among_low`, `low_among_high`, `none`; `few` where the table shows no rate; `alone` where no neighbour shows one).
        method: which statistic.
        threshold: the largest p that counts, so that at most `FALSE_DISCOVERIES` of the spots are expected to be false; NaN if nothing was tested.
        permutations: how many.
        tested: how many areas.
    """

    table: TeamTable
    rows: pd.DataFrame
    method: Method
    threshold: float
    permutations: int
    tested: int


def hot_spots(table: TeamTable, method: Method = "gi_star", *, permutations: int = PERMUTATIONS, seed: int = SEED) -> HotSpots:
    """Find the areas that are high or low together with their neighbours.

    Rates of few households vary more than rates of many; what is tested are therefore rates standardised by the variance that their number gives them
    (`standardised_rates`). Areas without a rate take no part.

    Args:
        table: of a rate or a share.
        method: see `Method`.
        permutations: at least 999: the smallest p-value is 1 / (permutations + 1).
        seed: of the permutations, so that the same figures give the same map.

    Raises:
        ValueError: for fewer than 999 permutations.

    Sources: Ord, J. K. and Getis, A. (1995), "Local spatial autocorrelation statistics", Geographical Analysis 27, 286-306; Anselin, L. (1995), "Local
    indicators of spatial association", Geographical Analysis 27, 93-115; conditional permutations, and the false discovery rate of Benjamini and Hochberg
    (1995) as Caldas de Castro and Singer (2006) apply it to local statistics: `esda`.
    """
    if permutations < 999:
        raise ValueError("Hot spots need at least 999 permutations.")
    figures = table.figures.set_index("code")
    permutations = max(999, min(permutations, MOST_SIMULATED // max(len(figures), 1)))
    rows = pd.DataFrame({"statistic": np.nan, "p": np.nan, "spot": "few"}, index=figures.index)
    shown = gpd.GeoDataFrame(figures[figures["status"] == "ok"], geometry="geometry", crs=table.rows.crs)
    around = neighbours_of(shown)
    tested = shown[[bool(around[code]) for code in shown.index]]
    rows.loc[shown.index, "spot"] = "alone"
    rates = standardised_rates(tested["numerator"].to_numpy(dtype=float), tested["denominator"].to_numpy(dtype=float)) if len(tested) else np.empty(0)
    if len(tested) < FEWEST_AREAS or np.ptp(rates) == 0:
        rows.loc[tested.index, "spot"] = "none"
        return HotSpots(table, rows, method, np.nan, permutations, 0)
    statistic, p, spot = _tested(rates, {code: around[code] for code in tested.index}, method, permutations, seed)
    from esda import fdr

    threshold = float(fdr(p, FALSE_DISCOVERIES))
    # `fdr` gives the strictest of its steps where none of the p-values is small enough.
    rows.loc[tested.index, ["statistic", "p"]] = np.column_stack([statistic, p])
    rows.loc[tested.index, "spot"] = np.where(p <= threshold, spot, "none")
    return HotSpots(table, rows, method, threshold, permutations, len(tested))


def standardised_rates(events: npt.NDArray[np.float64], n: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Rates less their mean, in units of the standard deviation that an area of its size has.

    Args:
        events: how many had the property, by area.
        n: how many were observed, > 0.

    Source: Assunção, R. M. and Reis, E. A. (1999), "A new proposal to adjust Moran's I for population density", Statistics in Medicine 18, 2147-2162.

    >>> standardised_rates(np.array([0.0, 6, 12]), np.array([20.0, 20, 20])).round(3).tolist()
    [-1.225, 0.0, 1.225]
    """
    mean = events.sum() / n.sum()
    spread = (n * (events / n - mean) ** 2).sum() / n.sum()
    between = spread - mean / n.mean()
    variance = between + mean / n
    variance = np.where(variance > 0, variance, mean / n)
    if mean == 0:
        return np.zeros(len(n))
    standard: npt.NDArray[np.float64] = (events / n - mean) / np.sqrt(variance)
    return standard


def neighbours_of(areas: gpd.GeoDataFrame) -> dict[str, list[str]]:
    """The neighbours of each area, by its index: areas nearer than `TOUCHING`.

    Args:
        areas: indexed by code; (multi)polygons in any CRS.
    """
    if len(areas) < 2:
        return {code: [] for code in areas.index}
    metres = areas.geometry.to_crs(areas.estimate_utm_crs())
    one, other = metres.sindex.query(metres, predicate="dwithin", distance=TOUCHING, sort=True)
    found: dict[str, list[str]] = {code: [] for code in areas.index}
    for here, there in zip(one.tolist(), other.tolist(), strict=True):
        if here != there:
            found[areas.index[here]].append(areas.index[there])
    return found


def _tested(
    rates: npt.NDArray[np.float64], around: Mapping[str, list[str]], method: Method, permutations: int, seed: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.str_]]:
    from esda.getisord import G_Local
    from esda.moran import Moran_Local
    from libpysal.weights import W

    itself = method == "gi_star"
    near = {code: [*([code] if itself else []), *(one for one in some if one in around)] for code, some in around.items()}
    weights = W(near, id_order=list(around), silence_warnings=True)
    if method == "moran":
        moran = Moran_Local(rates, weights, transformation="r", permutations=permutations, seed=seed, keep_simulations=True, n_jobs=1)
        names = np.array(["", "high", "low_among_high", "low", "high_among_low"])
        return moran.Is, _two_sided(moran.Is, moran.rlisas), names[moran.q]
    # Gi* is made for values that are not negative; moving all of them changes neither z nor p.
    local = G_Local(rates - rates.min() + 1, weights, transform="R", star=True, permutations=permutations, seed=seed, keep_simulations=True, n_jobs=1)
    return local.Zs, _two_sided(local.Gs, local.rGs), np.where(local.Zs > 0, "high", "low")


def _two_sided(observed: npt.NDArray[np.float64], simulated: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Twice the smaller tail, equal values counted in both: esda's own p-value takes the least value of many equal ones for a rare one."""
    edge = observed[:, None]
    near = np.isclose(simulated, edge, rtol=1e-9, atol=1e-12)
    tails = np.minimum(((simulated < edge) | near).sum(axis=1), ((simulated > edge) | near).sum(axis=1))
    twice: npt.NDArray[np.float64] = 2 * (tails + 1) / (simulated.shape[1] + 1)
    return np.minimum(1.0, twice)
