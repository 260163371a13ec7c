"""The map of streets under ours: one PMTiles file of vector tiles, checked, copied beside the database, and named to every tablet."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.store.tables import Basemap

FOLDER = "basemap"
KEPT = "Le fond de carte reste celui d’avant."
LONGEST_ATTRIBUTION = 300
MIB = 1024 * 1024


@dataclass(frozen=True)
class Tiles:
    """What a PMTiles file says of itself. Degrees, EPSG:4326."""

    west: float
    south: float
    east: float
    north: float
    min_zoom: int
    max_zoom: int
    attribution: str


def load_basemap(session: Session, now: datetime, home: Path, source: Path) -> Basemap:
    """Make this file the basemap.

    The copy is complete on the disk before the row names it; the file of before goes afterwards, with `drop_old_basemaps`.

    Args:
        session: a writing transaction. The caller commits.
        now: the server's clock.
        home: the folder of this installation.
        source: a PMTiles file, version 3, of vector tiles.

    Raises:
        Problem: `not_pmtiles`, `not_vector_tiles`, `empty_tiles`.
    """
    tiles = read_tiles(source)
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    target = home / FOLDER / f"{digest}.pmtiles"
    if not target.is_file() or target.stat().st_size != source.stat().st_size:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target.with_suffix(".new")
        shutil.copyfile(source, fresh)
        fresh.replace(target)
    found = session.get(Basemap, 1)
    row = found or Basemap(id=1)
    row.hash, row.bytes, row.path, row.loaded_at = digest, target.stat().st_size, str(target), now
    row.west, row.south, row.east, row.north = tiles.west, tiles.south, tiles.east, tiles.north
    row.min_zoom, row.max_zoom, row.attribution = tiles.min_zoom, tiles.max_zoom, tiles.attribution
    if found is None:
        session.add(row)
    session.flush()
    return row


def drop_old_basemaps(home: Path, kept: str) -> None:
    """Remove the files of earlier basemaps, once the row that named them is gone for good."""
    for file in (home / FOLDER).glob("*.pmtiles"):
        if file.stem != kept:
            file.unlink(missing_ok=True)


def read_tiles(source: Path) -> Tiles:
    """Read the header and the metadata of a PMTiles file.

    Raises:
        Problem: `not_pmtiles`, `not_vector_tiles`, `empty_tiles`.
    """
    from pmtiles.reader import MmapSource, Reader
    from pmtiles.tile import TileType

    try:
        with source.open("rb") as file:
            reader = Reader(MmapSource(file))
            header: dict[str, Any] = reader.header()
            metadata: dict[str, Any] = reader.metadata()
    except OSError:
        raise
    except Exception:  # noqa: BLE001 (the reader raises whatever bytes of something else make it stumble over)
        raise Problem("not_pmtiles", f"« {source.name} » n’est pas un fichier PMTiles (version 3), ou il est abîmé. {KEPT}") from None
    if header["tile_type"] != TileType.MVT:
        raise Problem("not_vector_tiles", f"« {source.name} » contient des images ; il faut des tuiles vectorielles (MVT). {KEPT}")
    if header["addressed_tiles_count"] == 0:
        raise Problem("empty_tiles", f"« {source.name} » ne contient aucune tuile. {KEPT}")
    west, south, east, north = (header[side] / 1e7 for side in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"))
    return Tiles(west, south, east, north, header["min_zoom"], header["max_zoom"], _plain(str(metadata.get("attribution") or "")))


def _plain(attribution: str) -> str:
    """Attributions are often written in HTML: what matters is whom they name."""
    words = re.sub(r"<[^>]*>", " ", attribution)
    return " ".join(words.split())[:LONGEST_ATTRIBUTION] or "© OpenStreetMap"
