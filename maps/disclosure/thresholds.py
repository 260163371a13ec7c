"""What may be shown of a cell by itself, before anything that could be worked out from other cells."""

HOUSEHOLDS = 11
"""A sensitive figure needs so many households that answered."""

COUNT = 5
"""The smallest count that is shown; of a sensitive figure also the smallest rest, n − count."""

N = 6
"""The smallest n that is shown: of five households, somebody who knows one learns too much of the other four."""

WIDTH = 5
"""How wide the interval of a hidden cell must stay, for somebody who knows one of its households."""


def n_may_show(n: int) -> bool:
    """Whether how many were counted may be shown."""
    return n >= N


def count_may_show(n: int, count: int, *, sensitive: bool) -> bool:
    """Whether how many of them had the property may be shown.

    Args:
        n: how many were counted, ≥ count.
        count: how many of these had the property.
        sensitive: whether the property is about isolation, income, health, rights: anything that a household answered.
    """
    if not n_may_show(n):
        return False
    if sensitive:
        return n >= HOUSEHOLDS and COUNT <= count <= n - COUNT
    return count >= COUNT
