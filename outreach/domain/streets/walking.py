"""How far it is on foot: along the streets where both ends are near one, else in a straight line, made longer as streets make it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from outreach.domain.streets.graph import Floats, StreetGraph, metres_between, on_plane

METRES_PER_MINUTE = 75.0
"""4.5 km/h, 1.25 m/s: between the means of adults under sixty (1.3 to 1.4 m/s) and of people over eighty (0.94 to 0.97 m/s).

Source: Bohannon, R. W. and Williams Andrews, A. (2011), "Normal walking speed: a descriptive meta-analysis", Physiotherapy 97, 182-189.
"""

DETOUR = 1.3
"""What a walk is longer than the straight line, where no street is known; `palier streets` prints what the loaded streets come to."""

REACH = 150.0
"""Metres from a place to the nearest street: further away, the streets say nothing about the place."""

FURTHEST = 5_000.0
"""Metres along the streets that are searched: more than an hour's walk. Beyond, the straight line serves."""

AT_ONCE = 16
"""Places whose distances are worked out at once: bounds the memory."""


@dataclass(frozen=True, eq=False)
class Spots:
    """Places as the streets know them, in the order they were given.

    Attributes:
        lon, lat: degrees, EPSG:4326.
        edge: the nearest edge of each, or -1 without one within `REACH`.
        along: how far along its edge the nearest point is, 0 (start) to 1 (end).
        away: metres from the place to that point.
    """

    lon: Floats
    lat: Floats
    edge: npt.NDArray[np.int64]
    along: Floats
    away: Floats


@dataclass(frozen=True, eq=False)
class Walks:
    """Distances on foot, one row per origin and one column per destination.

    Attributes:
        metres: ≥ 0.
        by_street: whether they follow the streets; else straight line × `DETOUR`.
    """

    metres: Floats
    by_street: npt.NDArray[np.bool_]


def minutes(metres: Floats) -> Floats:
    """Minutes on foot at `METRES_PER_MINUTE`."""
    return metres / METRES_PER_MINUTE


def place(graph: StreetGraph | None, lon: Floats, lat: Floats) -> Spots:
    """Put places (degrees, EPSG:4326) onto the nearest streets."""
    nothing = Spots(lon, lat, np.full(len(lon), -1), np.zeros(len(lon)), np.zeros(len(lon)))
    if graph is None or not len(graph.start) or not len(lon):
        return nothing
    middle = float(graph.lat.mean())
    corners, points = on_plane(graph.lon, graph.lat, middle), on_plane(lon, lat, middle)
    which, edge = _edges(graph).query_nearest(shapely.points(points), max_distance=REACH, all_matches=False)
    from_, to = corners[graph.start[edge]], corners[graph.end[edge]]
    way = to - from_
    along = np.clip(((points[which] - from_) * way).sum(axis=1) / (way**2).sum(axis=1), 0, 1)
    nothing.edge[which], nothing.along[which] = edge, along
    nothing.away[which] = np.hypot(*(points[which] - from_ - along[:, None] * way).T)
    return nothing


@lru_cache(maxsize=1)
def _edges(graph: StreetGraph) -> shapely.STRtree:
    """The edges on the plane around the middle of the streets, to be found by where they are. One territory is loaded at a time."""
    corners = on_plane(graph.lon, graph.lat, float(graph.lat.mean()))
    return shapely.STRtree(np.asarray(shapely.linestrings(np.stack([corners[graph.start], corners[graph.end]], axis=1))).tolist())


def walks(graph: StreetGraph | None, origins: Spots, destinations: Spots) -> Walks:
    """Every distance from origins to destinations, shortest way first.

    Dijkstra's algorithm over the streets, whose two ends a place's own distance to its street is added to. O(origins × streets): give the fewer
    places as origins; a walk back is as long.
    """
    metres = straight(origins, destinations) * DETOUR
    by_street = np.zeros(metres.shape, dtype=np.bool_)
    on_street = np.flatnonzero(origins.edge >= 0)
    if graph is None or not len(on_street) or not (destinations.edge >= 0).any():
        return Walks(metres, by_street)
    for rows in _parts(on_street):
        found = _reached(graph, _sources(graph, origins, rows), destinations)
        found = np.minimum(found, _on_one_edge(graph, origins, rows, destinations))
        near = np.isfinite(found)
        metres[rows] = np.where(near, found, metres[rows])
        by_street[rows] = near
    return Walks(metres, by_street)


def walks_among(graph: StreetGraph | None, places: Spots) -> Walks:
    """Every distance between these places, the same both ways: what `walks` finds, searched no further than the places lie apart.

    A walk over the place in the middle is longer than the shortest one, so that no search needs to go beyond it.
    """
    metres = straight(places, places) * DETOUR
    by_street = np.zeros(metres.shape, dtype=np.bool_)
    rows = np.flatnonzero(places.edge >= 0)
    if graph is not None and len(rows):
        own, whole = with_places(graph, places, rows)
        middle = own[int(straight(places, places)[np.ix_(rows, rows)].max(axis=1).argmin())]
        from_middle = dijkstra(whole, directed=False, indices=middle, limit=FURTHEST)
        out = from_middle[own]
        inside = np.flatnonzero(from_middle <= 2 * out.max())
        ways, doors = whole[inside][:, inside], np.searchsorted(inside, own)
        for part in _parts(np.argsort(out, kind="stable")):
            limit = min(FURTHEST, float(out[part].max() + out.max()) * (1 + 1e-9))
            found = dijkstra(ways, directed=False, indices=doors[part], limit=limit)[:, doors]
            metres[np.ix_(rows[part], rows)] = np.where(np.isfinite(found), found, metres[np.ix_(rows[part], rows)])
            by_street[np.ix_(rows[part], rows)] = np.isfinite(found)
        on_one = _on_one_edge(graph, places, rows, places)
        metres[rows] = np.minimum(metres[rows], on_one)
        by_street[rows] |= np.isfinite(on_one)
    metres = np.minimum(metres, metres.T)
    np.fill_diagonal(metres, 0.0)
    return Walks(metres, by_street | by_street.T)


def straight(origins: Spots, destinations: Spots) -> Floats:
    """Metres in a straight line, origins × destinations."""
    return metres_between(origins.lon[:, None], origins.lat[:, None], destinations.lon[None, :], destinations.lat[None, :])


def _parts(rows: npt.NDArray[np.int64]) -> Iterator[npt.NDArray[np.int64]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]


def _sources(graph: StreetGraph, origins: Spots, rows: npt.NDArray[np.int64]) -> Floats:
    """Metres from each origin to every node of the streets, within `FURTHEST`."""
    own, whole = with_places(graph, origins, rows)
    found: Floats = dijkstra(whole, directed=False, indices=own, limit=FURTHEST)
    return found[:, : len(graph.lon)]


def with_places(graph: StreetGraph, places: Spots, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], csr_array]:
    """The streets with a node of its own for each of these places, joined to both ends of its edge: the new nodes, and the whole.

    A way through such a node is never shorter than the edge it lies on.
    """
    size, many = len(graph.lon), len(rows)
    edge, along, away = places.edge[rows], places.along[rows], places.away[rows]
    own = size + np.arange(many)
    joined = np.concatenate([graph.start[edge], graph.end[edge]])
    # A length of zero would be no edge at all to scipy.
    legs = np.maximum(np.concatenate([away + along * graph.metres[edge], away + (1 - along) * graph.metres[edge]]), 1e-6)
    starts, ends = np.concatenate([graph.start, own, own]), np.concatenate([graph.end, joined])
    return own, csr_array(coo_array((np.concatenate([graph.metres, legs]), (starts, ends)), shape=(size + many, size + many)))


def _reached(graph: StreetGraph, from_origin: Floats, destinations: Spots) -> Floats:
    """Metres to each destination, over the nearer end of its edge; infinite where there is no way."""
    edge, along, away = destinations.edge, destinations.along, destinations.away
    on_street = edge >= 0
    over_start = from_origin[:, graph.start[edge]] + along * graph.metres[edge]
    over_end = from_origin[:, graph.end[edge]] + (1 - along) * graph.metres[edge]
    return np.where(on_street, np.minimum(over_start, over_end) + away, np.inf)


def _on_one_edge(graph: StreetGraph, origins: Spots, rows: npt.NDArray[np.int64], destinations: Spots) -> Floats:
    """Metres between places on one and the same edge, without going over its ends; infinite elsewhere."""
    edge = origins.edge[rows][:, None]
    same = edge == destinations.edge[None, :]
    between = np.abs(origins.along[rows][:, None] - destinations.along[None, :]) * graph.metres[edge]
    return np.where(same, between + origins.away[rows][:, None] + destinations.away[None, :], np.inf)


@dataclass(frozen=True, eq=False)
class Nearest:
    """The nearest of some places, for each spot.

    Attributes:
        metres: on foot; infinite where there is no place at all.
        which: position of that place, or -1.
        by_street: whether the walk follows the streets; else straight line × `DETOUR`.
    """

    metres: Floats
    which: npt.NDArray[np.int64]
    by_street: npt.NDArray[np.bool_]


def nearest(graph: StreetGraph | None, places: Spots, spots: Spots) -> Nearest:
    """The nearest place of every spot: one search over the streets from all places at once, whatever their number.

    Where a spot or a place is near no street, the straight line to that place counts, `DETOUR` times.
    """
    found = _straight_nearest(places, spots, np.arange(len(places.lon)))
    on_street, here = np.flatnonzero(places.edge >= 0), spots.edge >= 0
    if graph is None or not len(on_street) or not here.any():
        return found
    metres, which = _nearest_by_street(graph, places, on_street, spots)
    away = _straight_nearest(places, spots, np.flatnonzero(places.edge < 0))
    near = here & np.isfinite(metres)
    shorter = near & (metres <= away.metres)
    rest = near & ~shorter
    return Nearest(
        np.where(shorter, metres, np.where(rest, away.metres, found.metres)),
        np.where(shorter, which, np.where(rest, away.which, found.which)),
        shorter,
    )


def _straight_nearest(places: Spots, spots: Spots, among: npt.NDArray[np.int64]) -> Nearest:
    nobody = np.zeros(len(spots.lon), dtype=np.bool_)
    if not len(among) or not len(spots.lon):
        return Nearest(np.full(len(spots.lon), np.inf), np.full(len(spots.lon), -1), nobody)
    middle = float(spots.lat.mean())
    _far, found = cKDTree(on_plane(places.lon[among], places.lat[among], middle)).query(on_plane(spots.lon, spots.lat, middle))
    which = among[found]
    return Nearest(DETOUR * metres_between(spots.lon, spots.lat, places.lon[which], places.lat[which]), which, nobody)


def _nearest_by_street(graph: StreetGraph, places: Spots, among: npt.NDArray[np.int64], spots: Spots) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Metres, and which place: over the nearer end of a spot's edge, or along that edge to a place on it."""
    size = len(graph.lon)
    own, whole = with_places(graph, places, among)
    reached, _before, source = dijkstra(whole, directed=False, indices=own, limit=FURTHEST, min_only=True, return_predecessors=True)
    edge, along = np.maximum(spots.edge, 0), spots.along
    length = graph.metres[edge]
    start, end = reached[graph.start[edge]] + along * length, reached[graph.end[edge]] + (1 - along) * length
    metres = np.minimum(start, end) + spots.away
    node = np.where(start <= end, graph.start[edge], graph.end[edge])
    which = np.where(np.isfinite(metres), among[np.clip(source[node] - size, 0, len(among) - 1)], -1)
    shared = np.flatnonzero(np.isin(spots.edge, places.edge[among]) & (spots.edge >= 0))
    if len(shared):
        sharing = Spots(*(getattr(spots, name)[shared] for name in ("lon", "lat", "edge", "along", "away")))
        between = _on_one_edge(graph, places, among, sharing)
        best = between.argmin(axis=0)
        least = between[best, np.arange(len(shared))]
        closer = least < metres[shared]
        metres[shared[closer]], which[shared[closer]] = least[closer], among[best[closer]]
    return np.where(spots.edge >= 0, metres, np.inf), which
