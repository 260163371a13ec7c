"""Classes of a choropleth: few, round, and telling."""

from bisect import bisect_right
from collections.abc import Sequence
from math import ceil, floor, log10

import numpy as np

MOST = 5
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def class_breaks(values: Sequence[float], *, whole: bool = False, top: float | None = None) -> list[float]:
    """Choose the limits of at most five classes.

    Equal steps of a round size (1, 2, 2.5 or 5 times a power of ten) that cover the values; when these would put most values into one
    class, the quintiles instead, rounded to two significant digits.

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
    if len(values) < 2 * MOST or fullest <= 0.6 * len(values):
        return equal
    return _quintiles(values, whole=whole, top=top) or equal


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


def _quintiles(values: Sequence[float], *, whole: bool, top: float | None) -> list[float] | None:
    quantiles = np.quantile(np.asarray(values, dtype=float), np.linspace(0, 1, MOST + 1))
    inner = sorted({_two_digits(q, whole=whole) for q in quantiles[1:-1]})
    low = floor(quantiles[0]) if whole else floor(quantiles[0] * 100) / 100
    high = floor(quantiles[-1]) + 1 if whole else min(ceil(quantiles[-1] * 100) / 100, top or np.inf)
    limits = [float(low), *[limit for limit in inner if low < limit < high], float(high)]
    return limits if len(limits) > 2 else None


def _two_digits(value: float, *, whole: bool) -> float:
    if value == 0:
        return 0.0
    rounded = round(value, 1 - floor(log10(abs(value))))
    return float(round(rounded)) if whole else rounded
