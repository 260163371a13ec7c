"""The ways that people walk on, as a graph."""

import geopandas as gpd
import numpy as np
import shapely

from outreach.domain.streets.graph import Floats, StreetGraph
from outreach.imports.openstreetmap.words import ALLOWED, FORBIDDEN, PAVEMENT, PRIVATE, WALKABLE


def street_graph(ways: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> StreetGraph:
    """The walkable ways as a graph: joined where OpenStreetMap's ways share a point, so a bridge does not touch the street below it.

    Args:
        ways: as `extract.read_ways` reads them.
        areas: as `extract.read_areas` does: one walks along the edges of squares.
    """
    squares = areas[areas["highway"].isin(["pedestrian", "footway"]) & ~areas["foot"].isin(FORBIDDEN) & ~areas["access"].isin(PRIVATE)]
    lines = np.concatenate([ways.geometry[_is_walkable(ways)].to_numpy(), shapely.boundary(squares.geometry.to_numpy())])
    return StreetGraph.of_segments(_segments(lines))


def _is_walkable(ways: gpd.GeoDataFrame) -> "np.ndarray":
    allowed = ways["foot"].isin(ALLOWED)
    usual = ways["highway"].isin(WALKABLE) & ~ways["foot"].isin(FORBIDDEN) & ~ways["access"].isin(PRIVATE)
    beside = ways["highway"].isin(["trunk", "trunk_link", "busway"]) & ways["sidewalk"].isin(PAVEMENT)
    walkable: np.ndarray = (usual | (ways["highway"].notna() & allowed) | beside).to_numpy()
    return walkable


def _segments(lines: "np.ndarray") -> Floats:
    parts = shapely.get_parts(lines)
    points, line = shapely.get_coordinates(parts, return_index=True)
    following = line[1:] == line[:-1]
    segments: Floats = np.hstack([points[:-1], points[1:]])[following]
    return segments
