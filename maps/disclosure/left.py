"""Which attacks are left, of many, once some tables have been found: every pair of tables serves against all attacks at once."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from maps.disclosure.doubt import MOVED, Attack, Doubt
from maps.disclosure.knowledge import ZERO
from maps.disclosure.thresholds import WIDTH

Numbers = npt.NDArray[np.float64]


class Left:
    """The attacks against which no two of the tables found, nor two between them, leave doubt: what fits is convex."""

    def __init__(self, attacks: Sequence[Attack], place: Mapping[Hashable, int], found: Sequence[Doubt]) -> None:
        self.attacks = attacks
        self.cells = np.array([place[one.cell] for one in attacks], dtype=int)
        self.of = np.array([place[one.of] if one.of is not None and one.of is not ZERO else -1 for one in attacks], dtype=int)
        self.known = np.array([one.of is not ZERO for one in attacks], dtype=bool)
        # Of the table with the least count, with the most, and with the most room: the count, and what must be at least 1 for the attacker to know such
        # a household (the cell itself, or what is left of its whole).
        self.low, self.high, self.roomy = (np.full((2, len(attacks)), end) for end in (np.inf, -np.inf, -np.inf))
        self.open = np.ones(len(attacks), dtype=bool)
        for doubt in found:
            self._see(doubt)
        self._close()

    def next(self) -> Attack | None:
        """One that is left."""
        at = int(np.argmax(self.open)) if len(self.open) else 0
        return self.attacks[at] if len(self.open) and self.open[at] else None

    def done(self, attack: Attack, doubt: Doubt | None) -> None:
        """This one is dealt with, and what was found may serve for others."""
        if doubt is not None:
            self._see(doubt)
            self._close()
        self.open[int(np.argmax(self.open))] &= self.attacks[int(np.argmax(self.open))] is not attack

    def _see(self, doubt: Doubt) -> None:
        for table in (doubt.low, doubt.high):
            here = np.stack([table[self.cells], np.where(self.of < 0, table[self.cells], table[self.of] - table[self.cells])])
            self.low = np.where(here[0] < self.low[0], here, self.low)
            self.high = np.where((here[0] > self.high[0]) | ((here[0] == self.high[0]) & (here[1] > self.high[1])), here, self.high)
            self.roomy = np.where(here[1] > self.roomy[1], here, self.roomy)

    def _close(self) -> None:
        width = np.where(self.known, _at_one(self.high, self.roomy) - _at_one(self.low, self.roomy), self.high[0] - self.low[0])
        self.open &= ~(width >= WIDTH - MOVED)


def _at_one(end: Numbers, roomy: Numbers) -> Numbers:
    """The count at an end, or on the way from there to the table with most room where there is just room for one household; not a number if nowhere."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip((1.0 - end[1]) / (roomy[1] - end[1]), 0.0, 1.0)
        reached: Numbers = np.where(end[1] >= 1.0 - MOVED, end[0], end[0] + share * (roomy[0] - end[0]))
        return np.where(np.maximum(roomy[1], end[1]) >= 1.0 - MOVED, reached, np.nan)
