"""One PMTiles file out of several layers. GDAL writes a file for each; tiles of one place are joined by putting their bytes end to end.

A vector tile is a protobuf message whose only field, `layers`, may be repeated, and protobuf messages that follow each other merge
(Mapbox Vector Tile specification 2.1, § 4; Protocol Buffers, "Encoding", § "Last one wins").
"""

import gzip
import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import Any

import pyogrio
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from outreach.imports.openstreetmap.layers import Layer

ATTRIBUTION = "© les contributeurs d’OpenStreetMap (ODbL)"


def write_layer(layer: Layer, into: Path) -> None:
    """One layer as a PMTiles file of its own."""
    pyogrio.write_dataframe(layer.features, into, layer=layer.name, driver="PMTiles", MINZOOM=layer.first, MAXZOOM=layer.last)


def join(parts: Sequence[Path], into: Path, told: Callable[[int, int], None]) -> None:
    """Join files of one layer each.

    Args:
        parts: PMTiles files of gzipped vector tiles; no two have a layer of one name at one zoom.
        into: the file to write.
        told: called with the tiles joined, and how many there will be at most.
    """
    with ExitStack() as opened:
        readers = [Reader(MmapSource(opened.enter_context(part.open("rb")))) for part in parts]
        headers = [reader.header() for reader in readers]
        total = sum(header["addressed_tiles_count"] for header in headers)
        with into.open("wb") as file:
            writer, done = Writer(file), 0
            for tile, found in groupby(heapq.merge(*map(_tiles, readers)), key=lambda one: one[0]):
                layers = [content for _tile, content in found]
                writer.write_tile(tile, gzip.compress(b"".join(layers), mtime=0))
                done += len(layers)
                if done % 200 < len(layers):
                    told(done, total)
            writer.finalize(_header(headers), _metadata(readers))


def _tiles(reader: Any) -> Iterator[tuple[int, bytes]]:  # noqa: ANN401 (pmtiles says nothing of types)
    """Tiles in the order of their numbers, unpacked."""
    for (zoom, x, y), content in all_tiles(reader.get_bytes):
        yield zxy_to_tileid(zoom, x, y), gzip.decompress(content)


def _header(headers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    west, south = (min(header[side] for header in headers) for side in ("min_lon_e7", "min_lat_e7"))
    east, north = (max(header[side] for header in headers) for side in ("max_lon_e7", "max_lat_e7"))
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(header["max_zoom"] for header in headers),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(readers: Sequence[Any]) -> dict[str, Any]:
    layers: dict[str, dict[str, Any]] = {}
    for reader in readers:
        for layer in reader.metadata().get("vector_layers", []):
            known = layers.setdefault(layer["id"], layer)
            known["minzoom"], known["maxzoom"] = min(known["minzoom"], layer["minzoom"]), max(known["maxzoom"], layer["maxzoom"])
    return {"name": "Fond de carte de Palier", "attribution": ATTRIBUTION, "vector_layers": list(layers.values())}
