"""Which entrances are next to each other on foot: the graph that shares of a round are cut from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay, QhullError

from outreach.domain.streets.graph import on_plane
from outreach.planning.spots import Floats, Spot, WalkTimes

SHORTEST = 0.01
"""Metres: a link of zero would be none at all to scipy."""

AT_ONCE = 2048
"""Links looked at together: bounds the memory."""

Pairs = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Links:
    """Who is next to whom. From every entrance there is a way to every other.

    Attributes:
        pairs: (m, 2), positions of two neighbours, the smaller first, each pair once.
        metres: (m,), on foot, > 0.
    """

    pairs: Pairs
    metres: Floats


def links(spots: Sequence[Spot], walks: WalkTimes | None = None) -> Links:
    """Neighbours on foot.

    Two entrances are neighbours if no third one lies between them: none is nearer to both than the walk from one to the other, in the sense of
    squares (a Gabriel graph, with walking distances for straight lines). Pairs are tried among the edges of the Delaunay triangulation, whose part a
    Gabriel graph of straight lines is, and of the shortest tree of walks that joins all. That tree is always in it, so that the graph hangs
    together whatever river runs through the town.

    Source: Gabriel, K. R. and Sokal, R. R. (1969), "A new statistical approach to geographic variation analysis", Systematic Zoology 18, 259-278.

    Args:
        spots: in the order that `pairs` counts in.
        walks: between at least these; straight lines × 1.3 without.
    """
    metres = (walks.among([spot.id for spot in spots]) if walks else WalkTimes.between(spots, None)).metres
    metres = np.maximum(metres, SHORTEST)
    tree = _shortest_tree(metres)
    tried = np.unique(np.concatenate([tree, _triangulated(spots)]), axis=0)
    kept = np.concatenate([_nothing_between(metres, part) for part in np.array_split(tried, len(tried) // AT_ONCE + 1)])
    pairs = np.unique(np.concatenate([tree, tried[kept]]), axis=0)
    return Links(pairs, metres[pairs[:, 0], pairs[:, 1]])


def adjacency(pairs: Pairs, count: int) -> csr_array:
    """Both ways round, as scipy's graph routines take it."""
    start, end = np.concatenate([pairs, pairs[:, ::-1]]).T if len(pairs) else (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return csr_array(coo_array((np.ones(len(start)), (start, end)), shape=(count, count)))


def _shortest_tree(metres: Floats) -> Pairs:
    found = coo_array(minimum_spanning_tree(np.triu(metres, 1)))
    return np.sort(np.column_stack(found.coords).astype(np.int64), axis=1).reshape(-1, 2)


def _triangulated(spots: Sequence[Spot]) -> Pairs:
    """Edges of the Delaunay triangulation; none where places lie on one line, which the tree joins."""
    lon, lat = np.array([spot.lon for spot in spots]), np.array([spot.lat for spot in spots])
    plane = on_plane(lon, lat, float(lat.mean()) if len(lat) else 0.0)
    try:
        corners = Delaunay(plane - plane.mean(axis=0)).simplices if len(spots) > 2 else np.zeros((0, 3), dtype=np.int64)
    except QhullError:
        corners = np.zeros((0, 3), dtype=np.int64)
    edges = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]).astype(np.int64)
    return np.unique(np.sort(edges, axis=1), axis=0)


def _nothing_between(metres: Floats, pairs: Pairs) -> npt.NDArray[np.bool_]:
    squares = metres[pairs[:, 0]] ** 2 + metres[pairs[:, 1]] ** 2
    rows = np.arange(len(pairs))
    squares[rows, pairs[:, 0]] = np.inf
    squares[rows, pairs[:, 1]] = np.inf
    nothing: npt.NDArray[np.bool_] = squares.min(axis=1, initial=np.inf) >= metres[pairs[:, 0], pairs[:, 1]] ** 2 * (1 - 1e-9)
    return nothing
