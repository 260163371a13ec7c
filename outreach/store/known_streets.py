"""The streets as walks and maps need them: read once from the disk, and again when others are loaded."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
from sqlalchemy.orm import Session

from outreach.domain.streets.graph import NoGraph, StreetGraph
from outreach.store.tables import StreetNetwork

_lock = Lock()
_read: dict[str, StreetGraph] = {}
"""The graph read last, by its hash."""


@dataclass(frozen=True, eq=False)
class Streets:
    """The loaded streets. `hash`: of their file, at `path`."""

    hash: str
    path: Path
    graph: StreetGraph


def known_streets(session: Session) -> Streets | None:
    """The streets that are loaded; None if none are, or their file is gone."""
    row = session.get(StreetNetwork, 1)
    if row is None:
        return None
    with _lock:
        if row.hash not in _read:
            try:
                graph = StreetGraph.read(Path(row.path))
            except (NoGraph, OSError):
                return None
            _read.clear()
            _read[row.hash] = graph
        return Streets(row.hash, Path(row.path), _read[row.hash])


def street_lines(graph: StreetGraph) -> bytes:
    """Every edge as a line: little-endian int32, longitude and latitude of either end in 10⁻⁶ degrees (EPSG:4326)."""
    ends = np.column_stack([graph.lon[graph.start], graph.lat[graph.start], graph.lon[graph.end], graph.lat[graph.end]])
    return np.round(ends * 1e6).astype("<i4").tobytes()
