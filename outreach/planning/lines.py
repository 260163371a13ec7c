"""The lines that walks of a plan follow."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np

from outreach.domain.streets.graph import StreetGraph
from outreach.domain.streets.ways import Line, way_through
from outreach.planning.plan import Key, Walk
from outreach.planning.spots import WalkTimes


def walk_lines(going: Sequence[Walk], places: Mapping[UUID, tuple[float, float]], walks: WalkTimes, graph: StreetGraph | None) -> dict[Key, Line]:
    """The line of each walk with stops, by its key: along the streets where they are known.

    Args:
        going: walks of a plan.
        places: longitude and latitude of all starts, ends and entrances.
        walks: what the plan was made with.
        graph: the streets, if they are loaded.
    """
    found = {}
    for walk in going:
        if walk.stops:
            spots = [walk.start, *(stop.entrance for stop in walk.stops), walk.end]
            rows = [walks.rows[spot] for spot in spots]
            lon, lat = np.array([places[spot] for spot in spots], dtype=np.float64).T
            found[walk.key] = way_through(graph, lon, lat, walks.metres[rows[:-1], rows[1:]])
    return found
