"""How much longer than the straight line walks along some streets are: the figure by which a network shows whether it hangs together."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from outreach.domain.streets.graph import StreetGraph, metres_between

NEAREST, FURTHEST = 200.0, 2_000.0
"""Metres in a straight line between the two ends of a walk that is measured."""
PLACES = 60
SEED = 1


@dataclass(frozen=True)
class Detour:
    """Over `walks` between places taken at random: the ratio of the way along the streets to the straight line.

    `low`, `middle`, `high`: 10th, 50th and 90th percentile. `cut_off`: share of the walks for which there is no way.
    """

    walks: int
    low: float
    middle: float
    high: float
    cut_off: float


def measured_detour(graph: StreetGraph) -> Detour | None:
    """Measure it on walks between corners taken at random, always the same; None where no two are far enough apart.

    What to expect: ratios of 1.2 to 1.5 in towns, called detour index or route factor in Barthélemy, M. (2011), "Spatial networks", Physics Reports 499, 1-101.
    """
    many = len(graph.lon)
    ends = np.random.default_rng(SEED).choice(many, size=min(PLACES, many), replace=False)
    straight = metres_between(graph.lon[ends][:, None], graph.lat[ends][:, None], graph.lon[None, :], graph.lat[None, :])[:, ends]
    walked = dijkstra(graph.matrix, directed=False, indices=ends)[:, ends]
    asked = np.triu((straight >= NEAREST) & (straight <= FURTHEST), 1)
    if not asked.any():
        return None
    joined = asked & np.isfinite(walked)
    if not joined.any():
        return None
    low, middle, high = (float(one) for one in np.percentile(walked[joined] / straight[joined], [10, 50, 90]))
    return Detour(int(joined.sum()), low, middle, high, 1 - float(joined.sum() / asked.sum()))
