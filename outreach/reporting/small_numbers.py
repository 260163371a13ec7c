"""Which numbers of residents the activity report does not tell: those too small, and those from which a small one could be worked out."""

from collections.abc import Collection, Sequence
from typing import Final

FEWEST: Final = 5
"""The smallest count of doors, of promises or of referrals that is told to somebody outside the team."""


def is_small(value: float, n: float | None = None) -> bool:
    """Whether a count, or the part of `n` that it is, would tell of fewer than `FEWEST`; of a part, what is left is as telling as the part itself."""
    if n is None:
        return 0 < value < FEWEST
    return 0 < n < FEWEST or 0 < value < FEWEST or 0 < n - value < FEWEST


def held_back(parts: Sequence[float], already: Collection[int] = ()) -> set[int]:
    """Which parts of a whole that is told are not, by their places.

    The small ones; and as many others, the smallest first, as it takes that what is held back is at least two parts and `FEWEST` together: else the whole
    less what is told would give one of them away.

    Args:
        parts: counts that add up to the whole.
        already: places that are held back for another reason.
    """
    held = {place for place, count in enumerate(parts) if 0 < count < FEWEST} | set(already)
    others = sorted((place for place in range(len(parts)) if place not in held), key=lambda place: (not parts[place], parts[place]))
    while held and others and (len(held) < 2 or sum(parts[place] for place in held) < FEWEST):
        held.add(others.pop(0))
    return held
