"""Counts and rates by neighbourhood. What an outcome means comes in as columns; nothing here knows a form or an outcome."""

from math import sqrt
from typing import Literal

import numpy as np
import pandas as pd

from maps.measures import Measure

Z95 = 1.959963984540054
"""97.5 % quantile of the standard normal distribution: two-sided 95 %."""

Status = Literal["ok", "few", "none", "hidden"]
"""`ok`: shown. `few`: fewer than the measure's minimum. `none`: nothing to count. `hidden`: held back, its counts too."""

DOOR_COLUMNS = ("neighbourhood", "doors", "passages", "attempted", "opened", "contact")
HOUSEHOLD_COLUMNS = ("neighbourhood", "signal", "households")


def wilson_interval(events: int, n: int, z: float = Z95) -> tuple[float, float]:
    """The Wilson score interval of a proportion.

    Args:
        events: how many of the `n` had the property, 0 ≤ events ≤ n.
        n: how many were observed, ≥ 1.
        z: quantile of the normal distribution; 95 % by default.

    Returns:
        Lower and upper bound, proportions between 0 and 1.

    Raises:
        ValueError: if `n` < 1 or `events` is not between 0 and `n`.

    Source: Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22, 209-212;
    formula (4) of Newcombe, R. G. (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 857-872.
    """
    if n < 1 or not 0 <= events <= n:
        raise ValueError(f"A proportion needs 0 ≤ events ≤ n and n ≥ 1, not {events} of {n}.")
    share = events / n
    middle = share + z * z / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    # Exact at the ends, where rounding errors would leave −1e-17.
    return (0.0 if events == 0 else low), (1.0 if events == n else high)


def door_counts(doors: pd.DataFrame) -> pd.DataFrame:
    """Count doors by neighbourhood, each door once whatever its number of passages.

    Args:
        doors: each row stands for one door, or for several that are alike: `neighbourhood` (any key; null = outside of all), `doors` (how many),
            `passages` (visits made there, together; 0 if none of them was visited), and over all passages of a door: `attempted`, `opened`,
            `contact` (whether at least one was an attempt, found somebody, was a contact).

    Returns:
        Indexed by neighbourhood (null kept, as NaN): `known`, `visited`, `passages`, `attempted`, `opened`, `contact`, whole numbers.

    Raises:
        ValueError: if a column is missing, a door has an outcome without a passage, or a contact without having opened.
    """
    _require(doors, DOOR_COLUMNS)
    flags = ["attempted", "opened", "contact"]
    many, is_visited = doors["doors"].astype(int), doors["passages"] > 0
    held = doors[flags].astype(bool)
    if (is_visited & (doors["passages"] < many)).any() or held[~is_visited].any(axis=None) or (held["contact"] & ~(held["opened"] & held["attempted"])).any():
        raise ValueError("An outcome needs a passage, and a contact needs a door that was tried and opened.")
    counted = doors.assign(known=many, visited=many * is_visited, **{flag: many * held[flag] for flag in flags})
    columns = ["known", "visited", "passages", *flags]
    return counted.groupby("neighbourhood", dropna=False, sort=False)[columns].sum().astype(int)


def household_counts(households: pd.DataFrame) -> pd.DataFrame:
    """Count isolation signals by neighbourhood, over households that figures count.

    Args:
        households: any number of rows per neighbourhood: `neighbourhood` (null = outside of all), `signal` (`yes`, `no` or `unknown`),
            `households` (how many).

    Returns:
        Indexed by neighbourhood (null kept): `signals` (`yes`), `determined` (`yes` or `no`), `answered` (all), whole numbers.

    Raises:
        ValueError: if a column is missing or a signal is another word.
    """
    _require(households, HOUSEHOLD_COLUMNS)
    signal, many = households["signal"], households["households"].astype(int)
    if not signal.isin(["yes", "no", "unknown"]).all():
        raise ValueError("A signal is `yes`, `no` or `unknown`.")
    counted = households.assign(signals=many * (signal == "yes"), determined=many * (signal != "unknown"), answered=many)
    return counted.groupby("neighbourhood", dropna=False, sort=False)[["signals", "determined", "answered"]].sum().astype(int)


def figures(numerators: "pd.Series[int]", denominators: "pd.Series[int]", measure: Measure) -> pd.DataFrame:
    """What a measure says of each row.

    Args:
        numerators: counts, any index.
        denominators: counts, the same index.
        measure: how to read them.

    Returns:
        Same index: `value` (count, or proportion 0…1; NaN unless `status` is `ok`), `low`, `high` (95 % Wilson interval; NaN unless the measure is a
        `rate`), `status` (see `Status`).
    """
    rows = [_figure(int(events), int(n), measure) for events, n in zip(numerators, denominators, strict=True)]
    return pd.DataFrame(rows, index=numerators.index, columns=["value", "low", "high", "status"])


def _figure(events: int, n: int, measure: Measure) -> tuple[float, float, float, Status]:
    if n == 0:
        return np.nan, np.nan, np.nan, "none"
    if measure.kind == "count":
        return float(events), np.nan, np.nan, "ok"
    if n < measure.minimum:
        return np.nan, np.nan, np.nan, "few"
    if measure.kind in ("share", "ratio", "published"):
        return events / n, np.nan, np.nan, "ok"
    return events / n, *wilson_interval(events, n), "ok"


def _require(frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise ValueError(f"Missing columns: {', '.join(missing)}.")
