"""Classes of a choropleth: few, round, and telling."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, floor, log10

import numpy as np

MOST = 5
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def class_breaks(values: Sequence[float], *, whole: bool = False, top: float | None = None) -> list[float]:
    """Choose the limits of at most five classes.

    Equal steps of a round size (1, 2, 2.5 or 5 times a power of ten) that cover the values. Counts may have a few giants, which would push
    all others into one class: then quintiles instead, rounded to two significant digits. Never for proportions: 98 % and 0 % must not look alike.

    Args:
        values: what will be coloured, at least one, all finite and ≥ 0.
        whole: the values are counts, so limits are whole numbers.
        top: a limit that the last class does not pass (1.0 for a proportion).

    Returns:
        Rising limits, one more than there are classes: class i holds limit[i] ≤ value < limit[i + 1]; the last one also its upper limit.

    Raises:
        ValueError: without any value.
    """
    if not len(values):
        raise ValueError("No value to make classes of.")
    equal = _equal_steps(min(values), max(values), whole=whole, top=top)
    fullest = max(np.bincount([class_of(value, equal) for value in values]))
    if not whole or len(values) < 2 * MOST or fullest <= 0.6 * len(values):
        return equal
    quintiles = _quintiles(values)
    return quintiles if len(quintiles) >= MOST else equal


def class_of(value: float, breaks: Sequence[float]) -> int:
    """The class of a value, from 0."""
    return min(max(bisect_right(breaks, value) - 1, 0), len(breaks) - 2)


def _equal_steps(low: float, high: float, *, whole: bool, top: float | None) -> list[float]:
    smallest = 1.0 if whole else 0.01
    for step in _round_steps(max((high - low) / MOST, smallest)):
        if whole and step != int(step):
            continue
        start = floor(low / step + 1e-9)
        if top is not None and start * step >= top - 1e-9:
            start -= 1
        # A value on the upper limit belongs to the last class, except that counts name their limits: « 10 à 19 ».
        end = floor(high / step + 1e-9) + 1 if whole else max(ceil(high / step - 1e-9), start + 1)
        if end - start <= MOST:
            return [round(i * step, 10) for i in range(start, end + 1)]
    raise AssertionError("Steps grow without end.")


def _round_steps(least: float) -> list[float]:
    power = 10.0 ** floor(log10(least))
    return [factor * power * scale for scale in (1.0, 10.0) for factor in ROUND if factor * power * scale >= least * (1 - 1e-9)]


def _quintiles(counts: Sequence[float]) -> list[float]:
    quantiles = np.quantile(np.asarray(counts, dtype=float), np.linspace(0, 1, MOST + 1))
    low, high = float(floor(quantiles[0])), float(floor(quantiles[-1]) + 1)
    inner = sorted({_two_digits(value) for value in quantiles[1:-1]})
    return [low, *[limit for limit in inner if low < limit < high], high]


def _two_digits(count: float) -> float:
    return float(int(round(count, 1 - floor(log10(count))))) if count >= 1 else 0.0
