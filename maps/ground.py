"""The streets that a page's map is drawn through: tiles, or plain lines, from the page's own host."""

from dataclasses import dataclass
from typing import Any

from maps.offline import asset, versioned

LIBRARY = "protomaps-leaflet.js"
"""Draws vector tiles on canvas. In maintenance mode; its successor would not draw under Leaflet."""


@dataclass(frozen=True)
class Ground:
    """Where a map's streets come from: paths on the page's own host.

    Attributes:
        tiles: a PMTiles file of vector tiles (path ending in `.pmtiles`), or empty.
        streets: lines as little-endian int32, four a line: longitude and latitude of either end in 10⁻⁶ degrees (EPSG:4326); used without tiles.
        deepest: the last zoom of the tiles.
        credit: plain text: whom the streets are owed to.

    Raises:
        ValueError: for a path on another host, or neither tiles nor streets.
    """

    tiles: str = ""
    streets: str = ""
    deepest: int = 15
    credit: str = ""

    def __post_init__(self) -> None:
        paths = [path for path in (self.tiles, self.streets) if path]
        if not paths or not all(path.startswith("/") and not path.startswith("//") for path in paths):
            raise ValueError("Streets come from the page's own host.")

    def options(self, base_url: str) -> dict[str, Any]:
        """As the script takes it. `base_url`: where the page's host serves `maps.offline.ASSETS`."""
        asset(LIBRARY)
        return {"tiles": self.tiles, "streets": self.streets, "deepest": self.deepest, "credit": self.credit, "library": base_url + versioned(LIBRARY)}
