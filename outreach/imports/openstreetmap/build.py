"""Make the map and the streets out of an extract, in a process of its own: GDAL may fall over bytes it was not made for, and nothing else falls with it."""

import json
import os
import subprocess
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import osmium
from osmium.filter import EmptyTagFilter, KeyFilter

from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.geodata.formats import SKIPPED
from outreach.imports.openstreetmap.words import Bounds

KEPT = "Rien n’a été changé : le fond de carte et les rues restent ceux d’avant."
HEAD = 64
"""Bytes in which a .osm.pbf says what it is."""

WRITERS = {"OSM", "MVT", "PMTiles", "MBTiles", "SQLite"}
READER = ",".join(name for name in SKIPPED if name not in WRITERS)
"""What GDAL leaves out in the process that reads extracts and writes tiles (by way of SQLite). Everywhere else it knows neither."""

Part = Literal["basemap", "streets"]
NOTHING: dict[Part, str] = {
    "basemap": "ni rue ni bâtiment à dessiner",
    "streets": "aucune rue où marcher",
}


@dataclass(frozen=True)
class Built:
    """The files made, in the folder that was given; None where they were not wanted."""

    basemap: Path | None
    streets: Path | None


def looks_like_extract(path: Path) -> bool:
    """Whether the first bytes are those of an OpenStreetMap extract."""
    with path.open("rb") as file:
        return b"OSMHeader" in file.read(HEAD)


def build(extract: Path, folder: Path, bounds: Bounds | None, wanted: Collection[Part], progress: Progress) -> Built:
    """Make the map (PMTiles) and the streets (.npz) out of an extract.

    Args:
        extract: a .osm.pbf.
        folder: an empty one, on a disk with room for a few times the extract.
        bounds: what of the extract is wanted; None for all of it.
        wanted: which of the two.
        progress: told how far it is.

    Raises:
        Problem: `not_an_extract`, `extract_unreadable`, `extract_empty`.
    """
    if not looks_like_extract(extract):
        raise Problem("not_an_extract", f"« {extract.name} » n’est pas un extrait OpenStreetMap (.osm.pbf). {KEPT}")
    progress.step("Contrôle du fichier", 0)
    _require_whole(extract)
    _run(extract, folder, bounds, wanted, progress)
    made: dict[Part, Path] = {"basemap": folder / "basemap.pmtiles", "streets": folder / "streets.npz"}
    for part in wanted:
        if not made[part].is_file():
            where = " autour de vos quartiers et de vos entrées" if bounds else ""
            raise Problem("extract_empty", f"« {extract.name} » ne contient {NOTHING[part]}{where}. {KEPT} Prenez l’extrait de votre région.")
    return Built(*(made[part] if part in wanted else None for part in made))


def _require_whole(extract: Path) -> None:
    """Read the file once: GDAL takes a file that was cut for one that ends."""
    nothing = KeyFilter("palier:none")
    try:
        for _object in osmium.FileProcessor(osmium.io.File(str(extract), "pbf")).with_filter(EmptyTagFilter()).with_filter(nothing):
            pass
    except (RuntimeError, ValueError) as error:
        raise _unreadable(extract) from error


def _run(extract: Path, folder: Path, bounds: Bounds | None, wanted: Collection[Part], progress: Progress) -> None:
    asked = {"extract": str(extract.resolve()), "folder": str(folder.resolve()), "bounds": bounds, "wanted": sorted(wanted)}
    environment = {**os.environ, "OGR_SKIP": READER, "CPL_TMPDIR": str(folder), "OSM_COMPRESS_NODES": "YES"}
    command = [sys.executable, "-m", "outreach.imports.openstreetmap", json.dumps(asked)]
    with (folder / "errors").open("wb") as errors, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as process:
        try:
            for line in process.stdout or ():
                said = json.loads(line)
                progress.step(said["phase"], said["done"], said["total"])
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise _unreadable(extract)


def _unreadable(extract: Path) -> Problem:
    return Problem("extract_unreadable", f"« {extract.name} » est tronqué ou abîmé. {KEPT} Téléchargez l’extrait OpenStreetMap (.osm.pbf) à nouveau.")
