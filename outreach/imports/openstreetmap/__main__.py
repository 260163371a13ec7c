"""The process that reads an extract: what `build` starts. It says how far it is on its standard output, a JSON object a line."""

import json
import sys
from pathlib import Path

from outreach.imports.openstreetmap.extract import cut, read_areas, read_places, read_ways
from outreach.imports.openstreetmap.layers import map_layers
from outreach.imports.openstreetmap.tiles import join, write_layer
from outreach.imports.openstreetmap.walkways import street_graph
from outreach.imports.openstreetmap.words import Bounds


def say(phase: str, done: int, total: int | None = None) -> None:
    """Tell how far it is."""
    print(json.dumps({"phase": phase, "done": done, "total": total}), flush=True)


def main(extract: Path, folder: Path, bounds: Bounds | None, wanted: set[str]) -> None:
    """Write `basemap.pmtiles` and `streets.npz` into a folder, as far as they are wanted and there is something to write."""
    say("Lecture des rues", 0)
    ways = read_ways(extract, bounds)
    say("Lecture des bâtiments et des espaces", len(ways))
    areas = read_areas(extract, bounds)
    if "streets" in wanted:
        say("Réseau des rues", len(ways))
        graph = street_graph(ways, areas)
        if len(graph.start):
            (folder / "streets.npz").write_bytes(graph.to_bytes())
    if "basemap" in wanted:
        layers = list(map_layers(cut(ways, bounds), cut(areas, bounds), read_places(extract, bounds)))
        parts = []
        for number, layer in enumerate(layers):
            say("Dessin des tuiles", number, len(layers))
            parts.append(folder / f"{number}.pmtiles")
            write_layer(layer, parts[-1])
        if parts:
            join(parts, folder / "basemap.pmtiles", lambda done, total: say("Assemblage des tuiles", done, total))


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    main(Path(asked["extract"]), Path(asked["folder"]), tuple(asked["bounds"]) if asked["bounds"] else None, set(asked["wanted"]))
