"""A graph of walkable ways: corners, the pieces of way between them, and their lengths."""

import io
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.signedinteger]

METRES_PER_DEGREE = 111_195.08
"""On a great circle of the mean Earth radius of the IUGG, 6 371 008.8 m."""

SHORTEST_NETWORK = 500.0
"""Metres: a piece of network that hangs together with nothing else and is shorter leads nowhere."""


class NoGraph(ValueError):
    """These arrays or bytes are no graph of streets."""


@dataclass(frozen=True, eq=False)
class StreetGraph:
    """Walkable ways, both ways round.

    Attributes:
        lon, lat: of each node, degrees, EPSG:4326.
        start, end: of each edge, positions of its nodes.
        metres: length of each edge, > 0.

    Raises:
        NoGraph: if the arrays do not fit together.
    """

    lon: Floats
    lat: Floats
    start: Places
    end: Places
    metres: Floats

    def __post_init__(self) -> None:
        nodes, edges = len(self.lon), len(self.start)
        if len(self.lat) != nodes or len(self.end) != edges or len(self.metres) != edges:
            raise NoGraph("Nodes have a longitude and a latitude each, edges two nodes and a length.")
        if edges and not (min(self.start.min(), self.end.min()) >= 0 and max(self.start.max(), self.end.max()) < nodes):
            raise NoGraph("An edge goes from a node to a node.")
        if not (np.isfinite(self.lon).all() and np.isfinite(self.lat).all() and np.isfinite(self.metres).all() and (self.metres > 0).all()):
            raise NoGraph("Positions and lengths are numbers, and lengths are above zero.")

    @classmethod
    def of_segments(cls, segments: Floats) -> Self:
        """A graph of straight pieces of way, joined where they have an end in common, without what leads nowhere (`SHORTEST_NETWORK`).

        Args:
            segments: (n, 4): longitude and latitude of either end, degrees, EPSG:4326.
        """
        ends = segments.reshape(-1, 2)
        nodes, which = np.unique(np.round(ends * 1e7).astype(np.int64), axis=0, return_inverse=True)
        pairs = np.sort(which.reshape(-1, 2), axis=1)
        pairs = np.unique(pairs[pairs[:, 0] != pairs[:, 1]], axis=0)
        lon, lat = nodes[:, 0] / 1e7, nodes[:, 1] / 1e7
        metres = metres_between(lon[pairs[:, 0]], lat[pairs[:, 0]], lon[pairs[:, 1]], lat[pairs[:, 1]])
        kept = _connected(pairs, metres, len(nodes))
        used, places = np.unique(pairs[kept], return_inverse=True)
        start, end = np.ascontiguousarray(places.reshape(-1, 2).T).astype(np.int32, copy=False)
        return cls(lon[used], lat[used], start, end, metres[kept])

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what `to_bytes` made. Raises `NoGraph`, `OSError`."""
        try:
            with np.load(path, allow_pickle=False) as found:
                arrays = {name: found[name] for name in ("lon", "lat", "start", "end", "metres")}
        except (ValueError, KeyError, EOFError, BadZipFile) as error:
            raise NoGraph(f"{path} holds no graph of streets.") from error
        start, end = arrays["start"].astype(np.int32), arrays["end"].astype(np.int32)
        return cls(arrays["lon"].astype(np.float64), arrays["lat"].astype(np.float64), start, end, arrays["metres"].astype(np.float64))

    def to_bytes(self) -> bytes:
        """As a compressed .npz file. The same graph makes the same bytes."""
        into = io.BytesIO()
        np.savez_compressed(into, lon=self.lon, lat=self.lat, start=self.start, end=self.end, metres=self.metres.astype(np.float32))
        return into.getvalue()

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north, degrees."""
        return float(self.lon.min()), float(self.lat.min()), float(self.lon.max()), float(self.lat.max())

    @cached_property
    def matrix(self) -> csr_array:
        """Metres from node to node over one edge, as scipy's graph routines take them."""
        size = len(self.lon)
        return csr_array(coo_array((self.metres, (self.start, self.end)), shape=(size, size)))


def metres_between(lon: Floats, lat: Floats, to_lon: Floats, to_lat: Floats) -> Floats:
    """Great-circle distances in metres, by the haversine formula on the mean sphere; all in degrees, EPSG:4326.

    Source: Sinnott, R. W. (1984), "Virtues of the haversine", Sky and Telescope 68, 159.
    """
    a, b = np.radians(lat), np.radians(to_lat)
    part = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(to_lon - lon) / 2) ** 2
    metres: Floats = 2 * np.degrees(np.arcsin(np.sqrt(np.clip(part, 0, 1)))) * METRES_PER_DEGREE
    return metres


def on_plane(lon: Floats, lat: Floats, middle: float) -> Floats:
    """Metres east and north, (n, 2), on a plane that touches the globe at latitude `middle` (degrees): right to 0.1 % over a town."""
    return np.column_stack([lon * METRES_PER_DEGREE * cos(radians(middle)), lat * METRES_PER_DEGREE])


def _connected(pairs: npt.NDArray[np.int64], metres: Floats, nodes: int) -> npt.NDArray[np.bool_]:
    """Which edges belong to a network that is long enough to lead somewhere; all of them if none is."""
    if not len(pairs):
        return np.zeros(0, dtype=np.bool_)
    graph = coo_array((metres, (pairs[:, 0], pairs[:, 1])), shape=(nodes, nodes))
    _count, label = connected_components(graph, directed=False)
    length = np.bincount(label[pairs[:, 0]], weights=metres)
    kept: npt.NDArray[np.bool_] = (length >= min(SHORTEST_NETWORK, length.max()))[label[pairs[:, 0]]]
    return kept
