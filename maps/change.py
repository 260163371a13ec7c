"""What changed between two periods: the difference of two rates, with its interval."""

from dataclasses import dataclass, field
from math import sqrt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from maps.rates import Z95, wilson_interval
from maps.tables import TeamTable


def newcombe_interval(events: int, n: int, events_before: int, n_before: int, z: float = Z95) -> tuple[float, float]:
    """The score interval of the difference of two independent proportions, the later less the earlier.

    Args:
        events: how many of the later `n` had the property.
        n: how many were observed, ≥ 1.
        events_before: the same, earlier.
        n_before: the same, earlier, ≥ 1.
        z: quantile of the normal distribution; 95 % by default.

    Returns:
        Lower and upper bound, between −1 and 1.

    Raises:
        ValueError: as `wilson_interval` does.

    Source: Newcombe, R. G. (1998), "Interval estimation for the difference between independent proportions: comparison of eleven methods", Statistics in
    Medicine 17, 873-890, method 10 (hybrid score, without continuity correction).

    >>> [round(bound, 4) for bound in newcombe_interval(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    now, before = events / n if n else 0.0, events_before / n_before if n_before else 0.0
    low, high = wilson_interval(events, n, z)
    low_before, high_before = wilson_interval(events_before, n_before, z)
    difference = now - before
    return difference - sqrt((now - low) ** 2 + (high_before - before) ** 2), difference + sqrt((high - now) ** 2 + (before - low_before) ** 2)


@dataclass(frozen=True, eq=False)
class Change:
    """One measure over two periods, of one organisation, in the same areas.

    Attributes:
        before: the earlier period.
        after: the later one.

    Raises:
        ValueError: if they are not of the same organisation, measure and areas, or not of rates or shares.

    Both periods count as independent: doors and households that are in both make the interval a little too wide.
    """

    before: TeamTable
    after: TeamTable
    figures: gpd.GeoDataFrame = field(init=False, repr=False)
    """The rows of `after`, with `value` (difference of the rates, −1…1), `low`, `high`, `status` (`ok`, or the worse of the two periods'),
    `value_before`, `value_after`, `denominator_before`, `denominator_after`, and `clear`: whether the interval leaves out 0."""

    def __post_init__(self) -> None:
        one, other = self.before, self.after
        if one.organisation != other.organisation or one.measure != other.measure or list(one.rows["code"]) != list(other.rows["code"]):
            raise ValueError("A change is that of one measure of one organisation in the same areas.")
        if one.measure.kind not in ("rate", "share"):
            raise ValueError("Only rates and shares are compared between periods: counts depend on how long one counts.")
        object.__setattr__(self, "figures", _changes(one.figures, other.figures))


WORST = ("hidden", "few", "none", "ok")


def worse(one: str, other: str) -> str:
    """What can be told of an area of which two figures are needed."""
    return min(one, other, key=WORST.index)


def _changes(before: pd.DataFrame, after: pd.DataFrame) -> gpd.GeoDataFrame:
    found = after.copy()
    pairs: list[tuple[Any, Any]] = list(zip(before.itertuples(), after.itertuples(), strict=True))
    states = [worse(one.status, other.status) for one, other in pairs]
    differences = [
        (other.value - one.value, *newcombe_interval(int(other.numerator), int(other.denominator), int(one.numerator), int(one.denominator)))
        if state == "ok"
        else (np.nan, np.nan, np.nan)
        for state, (one, other) in zip(states, pairs, strict=True)
    ]
    found[["value", "low", "high"]] = np.array(differences, dtype=float).reshape(len(pairs), 3)
    found["status"] = states
    found["value_before"], found["value_after"] = before["value"].to_numpy(), after["value"].to_numpy()
    found["denominator_before"], found["denominator_after"] = before["denominator"].to_numpy(), after["denominator"].to_numpy()
    found["clear"] = (found["low"] > 0) | (found["high"] < 0)
    return found
