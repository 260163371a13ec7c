"""From figures to lengths."""

from collections.abc import Iterable
from math import floor, log10


def greatest(values: Iterable[float | None]) -> float:
    """The greatest of those that are known, at least 1."""
    return max((value for value in values if value is not None), default=1.0) or 1.0


def ticks(highest: float, most: int = 4) -> list[float]:
    """Round numbers from 0 up to the first that is not below `highest`: steps of 1, 2 or 5 times a power of ten, and whole."""
    rough = max(highest, 1.0) / most
    power = 10.0 ** floor(log10(rough)) if rough > 1 else 1.0
    step = next(power * times for times in (1, 2, 5, 10) if power * times * most >= highest)
    found = [0.0]
    while found[-1] < highest:
        found.append(found[-1] + step)
    return found


def grouped(value: float) -> str:
    """A whole number, thousands apart by a narrow space that does not break."""
    return f"{round(value):,}".replace(",", "\u202f")
