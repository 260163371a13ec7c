"""Where a walk goes: the line along the streets from one place to the next."""

import numpy as np
from scipy.sparse.csgraph import dijkstra

from outreach.domain.streets.graph import Floats, StreetGraph
from outreach.domain.streets.walking import Spots, place, with_places

Line = list[tuple[float, float]]
"""Longitudes and latitudes, degrees, EPSG:4326."""

NOWHERE = -9999
"""What scipy calls the place before one that cannot be reached."""

DECIMALS = 6
"""Of a degree: a decimetre."""

SPARE = 1.0
"""Metres that a leg may be longer than it is said to be: rounding."""


def way_through(graph: StreetGraph | None, lon: Floats, lat: Floats, metres: Floats) -> Line:
    """The line of a walk through places, in order: along the streets, or straight where a leg follows none.

    Args:
        graph: the streets, if they are known.
        lon: of the places, degrees, EPSG:4326.
        lat: of the same.
        metres: (places - 1,) of each leg, as `walks_among` tells them: no search goes further.
    """
    spots = place(graph, lon, lat)
    points = [(float(east), float(north)) for east, north in zip(lon, lat, strict=True)]
    legs: list[Line] = [[] for _leg in metres]
    rows = np.flatnonzero(spots.edge >= 0)
    if graph is not None and len(rows):
        own, whole = with_places(graph, spots, rows)
        node = dict(zip(rows.tolist(), own.tolist(), strict=True))
        feet = _feet(graph, spots)
        corners = list(zip(graph.lon.tolist(), graph.lat.tolist(), strict=True)) + [feet[row] for row in rows]
        for leg, reach in enumerate(metres.tolist()):
            if leg not in node or leg + 1 not in node:
                continue
            if spots.edge[leg] == spots.edge[leg + 1]:
                legs[leg] = [feet[leg], feet[leg + 1]]
                continue
            _far, before = dijkstra(whole, directed=False, indices=node[leg], limit=reach + SPARE, return_predecessors=True)
            legs[leg] = [corners[corner] for corner in _traced(before, node[leg + 1])]
    line = points[:1]
    for between, after in zip(legs, points[1:], strict=True):
        line += [*between, after]
    rounded = [(round(east, DECIMALS), round(north, DECIMALS)) for east, north in line]
    return [here for here, back in zip(rounded, [None, *rounded], strict=False) if here != back]


def _feet(graph: StreetGraph, spots: Spots) -> Line:
    """The point of its street that each place is nearest to; any for one without."""
    start, end, along = graph.start[spots.edge], graph.end[spots.edge], spots.along
    lon = graph.lon[start] + along * (graph.lon[end] - graph.lon[start])
    lat = graph.lat[start] + along * (graph.lat[end] - graph.lat[start])
    return list(zip(lon.tolist(), lat.tolist(), strict=True))


def _traced(before: Floats, corner: int) -> list[int]:
    """The corners of a way, first to last; none if there is no way."""
    way = [corner]
    while before[way[-1]] != NOWHERE:
        way.append(int(before[way[-1]]))
    return way[::-1] if len(way) > 1 else []
