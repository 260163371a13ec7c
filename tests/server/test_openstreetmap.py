"""An extract becomes the map and the streets, in the installation of a command; whatever is no extract changes nothing."""

import gzip
from collections import defaultdict
from pathlib import Path

import osmium
import pytest
from click.testing import CliRunner, Result
from osmium.osm.mutable import Node, Way
from pmtiles.reader import MmapSource, Reader, all_tiles
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cli import main
from outreach.cli.opened import at_work
from outreach.domain.streets.graph import StreetGraph
from outreach.store.sessions import write_transaction
from outreach.store.tables import Basemap, Entrance, StreetNetwork
from tests.territory import add_entrance

WEST, SOUTH, STEP = -0.58, 44.86, 0.001
EXTRACT = Path(__file__).parents[3] / "shared/data/addresses/osm-melun.osm.pbf"

WAYS: dict[int, tuple[list[tuple[int, int]], dict[str, str]]] = {
    1: ([(0, 0), (4, 0), (8, 0)], {"highway": "residential", "name": "Rue des Écoles"}),
    2: ([(4, 0), (4, 4), (4, 8)], {"highway": "footway"}),
    3: ([(4, 4), (8, 4)], {"highway": "service", "access": "private"}),
    4: ([(0, 8), (8, 8)], {"highway": "motorway"}),
    5: ([(4, 8), (6, 8), (6, 6), (4, 8)], {"highway": "pedestrian", "area": "yes"}),
    6: ([(0, 1), (1, 1), (1, 2), (0, 2), (0, 1)], {"building": "apartments"}),
    7: ([(1, 4), (3, 4), (3, 6), (1, 6), (1, 4)], {"leisure": "park"}),
    8: ([(0, 5), (8, 5)], {"waterway": "river"}),
    9: ([(6, 1), (7, 1), (7, 2), (6, 2), (6, 1)], {"natural": "water"}),
    10: ([(0, 3), (8, 3)], {"railway": "tram"}),
}
"""Corners as steps east and north."""


def extract(path: Path) -> Path:
    corners = sorted({corner for points, _tags in WAYS.values() for corner in points})
    numbers = {corner: number for number, corner in enumerate(corners, 1)}
    with osmium.SimpleWriter(str(path)) as out:
        for (east, north), number in numbers.items():
            out.add_node(Node(id=number, location=(WEST + east * STEP, SOUTH + north * STEP), tags={}))
        out.add_node(Node(id=900, location=(WEST + 4 * STEP, SOUTH + 3 * STEP), tags={"place": "suburb", "name": "Les Aubiers"}))
        for id_, (points, tags) in WAYS.items():
            out.add_way(Way(id=id_, nodes=[numbers[point] for point in points], tags=tags))
    return path


def palier(*command: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, list(command), input=typed)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PALIER_HOME", str(tmp_path / "home"))
    assert palier("init", typed="Centre d’essai\nLa coordination\ncoordination\n\n").exit_code == 0
    return tmp_path / "home"


def rows(session: Session) -> tuple[Basemap | None, StreetNetwork | None]:
    return session.scalars(select(Basemap)).one_or_none(), session.scalars(select(StreetNetwork)).one_or_none()


def test_an_extract_becomes_the_map_and_the_streets_and_a_bad_one_changes_nothing(home: Path, tmp_path: Path) -> None:
    file = extract(tmp_path / "extrait.osm.pbf")
    with at_work(), write_transaction() as session:
        add_entrance(session, None, 1, lon=WEST, lat=SOUTH)
    done = palier("basemap", str(file))
    assert done.exit_code == 0, done.output
    assert "Fond de carte installé" in done.output
    assert "Rues installées" in done.output
    with at_work(), write_transaction() as session:
        basemap, streets = rows(session)
        assert basemap is not None
        assert streets is not None
        check_tiles(Path(basemap.path))
        check_streets(StreetGraph.read(Path(streets.path)))
        before = basemap.hash, streets.hash
    files = sorted(path.name for path in home.rglob("*") if path.suffix in {".pmtiles", ".npz"})
    assert files == sorted([f"{before[0]}.pmtiles", f"{before[1]}.npz"])

    whole = file.read_bytes()
    bad = {"cut.osm.pbf": whole[: len(whole) // 2], "photo.osm.pbf": b"\x89PNG\r\n", "empty.osm.pbf": b""}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        refused = palier("streets", str(tmp_path / name))
        assert (refused.exit_code, "restent ceux d’avant" in refused.output) == (1, True), refused.output
    with at_work(), write_transaction() as session:
        add_entrance(session, None, 2, lon=2.0, lat=48.0)
        session.delete(session.scalars(select(Entrance).where(Entrance.lon < 0)).one())
    away = palier("streets", str(file))
    assert (away.exit_code, "autour de vos quartiers et de vos entrées" in away.output) == (1, True), away.output
    with at_work(), write_transaction() as session:
        basemap, streets = rows(session)
        assert (basemap and basemap.hash, streets and streets.hash) == before
    assert not list(home.glob("openstreetmap-*"))


def check_tiles(path: Path) -> None:
    with path.open("rb") as file:
        reader = Reader(MmapSource(file))
        layers = {one["id"] for one in reader.metadata()["vector_layers"]}
        content: dict[int, bytes] = defaultdict(bytes)
        for (zoom, _x, _y), tile in all_tiles(reader.get_bytes):
            content[zoom] += gzip.decompress(tile)
        header = reader.header()
    assert layers == {"landuse", "water", "physical_line", "roads", "buildings", "places"}
    assert (header["min_zoom"], header["max_zoom"]) == (10, 15)
    for word in ("residential", "motorway"):
        assert word.encode() not in content[15]
    for word in ("Rue des Écoles", "minor_road", "rail", "buildings", "park"):
        assert word.encode() in content[15], word
    assert b"highway" in content[10]
    assert "Rue des Écoles".encode() not in content[10]
    assert b"Les Aubiers" in content[12]


def check_streets(graph: StreetGraph) -> None:
    """The street, the footpath and the edge of the square; not the private way, nor the motorway that the path runs under."""
    assert len(graph.start) == 2 + 2 + 3
    lon = {round((lon - WEST) / STEP) for lon in graph.lon.tolist()}
    assert lon == {0, 4, 6, 8}
    assert graph.metres.max() == pytest.approx(4 * STEP * 111_195, rel=0.01)


@pytest.mark.shared_data
@pytest.mark.skipif(not EXTRACT.is_file(), reason="../shared/data is not here")
def test_a_real_extract(home: Path) -> None:
    done = palier("streets", str(EXTRACT))
    assert done.exit_code == 0, done.output
    assert "Rues installées : 4,3 km" in done.output
    assert "fois la ligne droite" in done.output
