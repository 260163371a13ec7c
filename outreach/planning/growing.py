"""First shares grown from the entrances that somebody has assigned by hand."""

from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from outreach.planning.spots import Floats

Places = npt.NDArray[np.int64]

NOBODY = -1


def grown(metres: csr_array, weights: Floats, pinned: Places, targets: Floats, seed: int) -> Places:
    """Shares that each begin with what is pinned to them, or far from all others, and take the nearest entrance next to them in turn.

    The share that has the least against its target goes first. Each hangs together if its pinned entrances can be joined without crossing another's.

    Args:
        metres: (n, n) between neighbours; hangs together.
        weights: (n,).
        pinned: (n,) a share or `NOBODY`.
        targets: (k,), > 0; k ≤ n.
        seed: of where shares without anything pinned begin.

    Returns:
        (n,) the share of each entrance.
    """
    of = _joined(metres, pinned)
    _plant(metres, of, len(targets), np.random.default_rng(seed))
    away = np.stack([_away(metres, np.flatnonzero(of == share)) for share in range(len(targets))])
    loads = np.bincount(of[of >= 0], weights=weights[of >= 0], minlength=len(targets)).astype(np.float64)
    edges: list[list[tuple[float, int]]] = [[] for _ in targets]
    for place in np.flatnonzero(of >= 0).tolist():
        _look_around(metres, of, away, edges, place)
    growing = set(range(len(targets)))
    while growing:
        share = min(growing, key=lambda one: (loads[one] / targets[one], one))
        entrance = _next(edges[share], of)
        if entrance is None:
            growing.discard(share)
            continue
        of[entrance] = share
        loads[share] += weights[entrance]
        _look_around(metres, of, away, edges, entrance)
    return of


def _joined(metres: csr_array, pinned: Places) -> Places:
    """What is pinned, and what lies on the shortest ways that join it within each share, where no other's lies across."""
    of = pinned.copy()
    for share in np.unique(pinned[pinned >= 0]):
        passable = np.flatnonzero((of == NOBODY) | (of == share))
        ways = metres[passable][:, passable]
        first, *others = np.searchsorted(passable, np.flatnonzero(pinned == share))
        tied = {int(first)}
        for other in others:
            _metres, before, _source = dijkstra(ways, indices=sorted(tied), min_only=True, return_predecessors=True)
            place = int(other)
            while place >= 0 and place not in tied:
                tied.add(place)
                place = int(before[place])
        of[passable[sorted(tied)]] = share
    return of


def _plant(metres: csr_array, of: Places, count: int, chance: np.random.Generator) -> None:
    """Give every share without a beginning one, as far as can be from all the others; none where nothing is free."""
    for share in range(count):
        if not (of == share).any() and (of == NOBODY).any():
            taken = np.flatnonzero(of >= 0)
            start = int(chance.integers(len(of))) if not len(taken) else None
            away = _away(metres, taken if start is None else np.array([start]))
            away[of >= 0] = -1
            of[int(away.argmax())] = share


def _away(metres: csr_array, sources: Places) -> Floats:
    """Metres from the nearest of these entrances to each; infinite from none."""
    found: Floats = dijkstra(metres, indices=sources, min_only=True) if len(sources) else np.full(metres.shape[0], np.inf)
    return found


def _look_around(metres: csr_array, of: Places, away: Floats, edges: list[list[tuple[float, int]]], entrance: int) -> None:
    share = int(of[entrance])
    for near in metres.indices[metres.indptr[entrance] : metres.indptr[entrance + 1]]:
        if of[near] == NOBODY:
            heappush(edges[share], (float(away[share, near]), int(near)))


def _next(edge: list[tuple[float, int]], of: Places) -> int | None:
    while edge:
        _metres, entrance = heappop(edge)
        if of[entrance] == NOBODY:
            return entrance
    return None
