"""Shares made more even: entrances at their edges change sides, one by one, against another or with all that hangs by them; shares stay in one piece."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from outreach.planning.spots import Floats

Places = npt.NDArray[np.int64]

EVEN = 0.004
"""Coefficient of variation below which nobody could tell: a minute in four hours."""

MOST_STEPS = 5_000
MOST_TRIED = 300
"""Exchanges tried at once before shares count as even as they get."""

SLIGHTEST = 1e-9


class Evening:
    """Shares under way.

    Args:
        weights: (n,) of the entrances.
        neighbours: of each entrance.
        of: (n,) the share each is in, to begin with.
        targets: (k,) what each share should weigh, > 0.
        fixed: (n,) entrances that stay where they are.
    """

    def __init__(self, weights: Floats, neighbours: Sequence[Sequence[int]], of: Places, targets: Floats, fixed: npt.NDArray[np.bool_]) -> None:
        self.of = of.copy()
        self._weights, self._neighbours, self._targets, self._fixed = weights, neighbours, targets, fixed
        self._loads: Floats = np.bincount(of, weights=weights, minlength=len(targets)).astype(np.float64)
        self._sizes = np.bincount(of, minlength=len(targets))
        self._start = np.repeat(np.arange(len(weights)), [len(near) for near in neighbours])
        self._end = np.fromiter((other for near in neighbours for other in near), dtype=np.int64, count=len(self._start))

    @property
    def variation(self) -> float:
        """Coefficient of variation of the loads, each against its target."""
        return variation(self._loads, self._targets)

    def run(self) -> Places:
        """Even the shares out: every step lowers the sum of squared deviations, so that it ends. Returns the share of each entrance."""
        for _step in range(MOST_STEPS):
            if self.variation <= EVEN or not (self._move() or self._exchange() or self._move_branch()):
                break
        return self.of

    def _move(self) -> bool:
        """Move the entrance that evens the most. Where it has more neighbours on the other side, it is moved sooner: shares stay round."""
        start, end = self._edges()
        start, end = start[~self._fixed[start]], end[~self._fixed[start]]
        here, there = self.of[start], self.of[end]
        gain = self._gain(here, there, self._weights[start])
        for place in _best_first(gain * self._roundness(start, there), gain):
            entrance, share = int(start[place]), int(there[place])
            if self._may_leave(entrance):
                self._put(entrance, share)
                return True
        return False

    def _exchange(self) -> bool:
        """Exchange two entrances of neighbouring shares, of different weights."""
        start, end = self._edges()
        free = ~self._fixed[start]
        border = np.unique(np.column_stack([start[free], self.of[end[free]]]), axis=0)
        return any(self._try_exchange(int(first), int(second)) for first, second in self._pairs(border))

    def _pairs(self, border: Places) -> Iterator[tuple[int, int]]:
        """Entrances to exchange, best first."""
        entrances, other = border[:, 0], border[:, 1]
        own = self.of[entrances]
        one, two = np.nonzero((own[:, None] == other[None, :]) & (other[:, None] == own[None, :]) & (own[:, None] < own[None, :]))
        gain = self._gain(own[one], own[two], self._weights[entrances[one]] - self._weights[entrances[two]])
        for place in _best_first(gain, gain)[:MOST_TRIED]:
            yield entrances[one[place]], entrances[two[place]]

    def _try_exchange(self, first: int, second: int) -> bool:
        if not self._may_leave(first):
            return False
        here, there = int(self.of[first]), int(self.of[second])
        self._put(first, there)
        if self._may_leave(second) and any(self.of[near] == here for near in self._neighbours[second]):
            self._put(second, here)
            return True
        self._put(first, here)
        return False

    def _move_branch(self) -> bool:
        """Move an entrance that its share hangs together by, with what would fall off: what helps the most."""
        start, end = self._edges()
        border = np.unique(np.column_stack([start, self.of[end]])[~self._fixed[start]], axis=0)
        best: tuple[float, list[int], int] | None = None
        for entrance, there in border.tolist():
            here = int(self.of[entrance])
            for branch in self._branches(entrance):
                gain = float(self._gain(np.array(here), np.array(there), self._weights[branch].sum()))
                if gain > max(SLIGHTEST, best[0] if best else 0.0):
                    best = (gain, branch, there)
        if best is None:
            return False
        for entrance in best[1]:
            self._put(entrance, best[2])
        return True

    def _branches(self, entrance: int) -> Iterator[list[int]]:
        """An entrance with all that hangs by it, but for one piece, which stays: in each way in which nothing fixed moves."""
        kin = [near for near in self._neighbours[entrance] if self.of[near] == self.of[entrance]]
        if len(kin) < 2 or self._may_leave(entrance):
            return
        others = [int(member) for member in np.flatnonzero(self.of == self.of[entrance]) if member != entrance]
        hanging = [piece for piece in pieces(others, self._neighbours) if not set(kin).isdisjoint(piece)]
        for stays in hanging:
            branch = [entrance, *(member for piece in hanging if piece is not stays for member in piece)]
            if not self._fixed[branch].any():
                yield branch

    def _edges(self) -> tuple[Places, Places]:
        """Links from a share to another, both ways."""
        across = self.of[self._start] != self.of[self._end]
        return self._start[across], self._end[across]

    def _gain(self, here: Places, there: Places, weight: Floats) -> Floats:
        """How much the sum of squared relative deviations falls if so much weight goes from one share to another."""
        over = self._loads - self._targets
        before = (over[here] / self._targets[here]) ** 2 + (over[there] / self._targets[there]) ** 2
        after = ((over[here] - weight) / self._targets[here]) ** 2 + ((over[there] + weight) / self._targets[there]) ** 2
        gain: Floats = before - after
        return gain

    def _roundness(self, start: Places, there: Places) -> Floats:
        kin = np.bincount(self._start, weights=self.of[self._start] == self.of[self._end], minlength=len(self.of))
        many = len(self._targets)
        towards = np.bincount(self._start * many + self.of[self._end], minlength=len(self.of) * many)
        roundness: Floats = (1 + towards[start * many + there]) / (1 + kin[start])
        return roundness

    def _may_leave(self, entrance: int) -> bool:
        """Whether the share of an entrance still hangs together without it, as far as it did, and is not empty."""
        share = self.of[entrance]
        if self._sizes[share] == 1:
            return False
        kin = [near for near in self._neighbours[entrance] if self.of[near] == share]
        if len(kin) < 2:
            return True
        missing = set(kin[1:])
        seen, waiting = {entrance, kin[0]}, [kin[0]]
        while waiting and missing:
            for near in self._neighbours[waiting.pop()]:
                if near not in seen and self.of[near] == share:
                    seen.add(near)
                    missing.discard(near)
                    waiting.append(near)
        return not missing

    def _put(self, entrance: int, share: int) -> None:
        before, weight = self.of[entrance], self._weights[entrance]
        self.of[entrance] = share
        self._loads[before] -= weight
        self._loads[share] += weight
        self._sizes[before] -= 1
        self._sizes[share] += 1


def variation(loads: Floats, targets: Floats) -> float:
    """Coefficient of variation of loads, each against its target (standard deviation over mean, n in the denominator); 0 if there is no load."""
    relative = loads / targets
    mean = float(relative.mean())
    return float(relative.std()) / mean if mean > 0 else 0.0


def pieces(members: Sequence[int], neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    """The parts of a share that hang together, each in ascending order."""
    left, found = set(members), []
    for member in members:
        if member in left:
            left.discard(member)
            waiting, piece = [member], [member]
            while waiting:
                fresh = [near for near in neighbours[waiting.pop()] if near in left]
                left.difference_update(fresh)
                waiting += fresh
                piece += fresh
            found.append(sorted(piece))
    return found


def _best_first(score: Floats, gain: Floats) -> Places:
    """Places of what helps, best first; what is equal in the order given."""
    helps = np.flatnonzero(gain > SLIGHTEST)
    return helps[np.argsort(-score[helps], kind="stable")]
