"""The basemap: checked, copied whole, named to the tablets; and the outlines that are there without one."""

import gzip
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.services.load_basemap import drop_old_basemaps, load_basemap, read_tiles
from tests.territory import Territory

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
SHARED = Path(__file__).parents[3] / "shared/data/tiles/protomaps-firenze-2023.pmtiles"


ADDRESSED_TILES = 72
"""Where the header says how many tiles there are (PMTiles 3)."""


def tiles(path: Path, kind: TileType = TileType.MVT, content: bytes = b"streets") -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(14, 8160, 5923), gzip.compress(content, mtime=0))
        header = {
            "tile_type": kind,
            "tile_compression": Compression.GZIP,
            "min_zoom": 14,
            "max_zoom": 14,
            "min_lon_e7": -7000000,
            "min_lat_e7": 447000000,
            "max_lon_e7": -4000000,
            "max_lat_e7": 449500000,
            "center_zoom": 14,
            "center_lon_e7": -5700000,
            "center_lat_e7": 448600000,
        }
        writer.finalize(header, {"attribution": '<a href="x">© Auteurs</a> du <b>plan</b>'})
    return path


def test_a_file_becomes_the_basemap_and_the_next_takes_its_place(session: Session, tmp_path: Path) -> None:
    first = load_basemap(session, NOW, tmp_path, tiles(tmp_path / "a.pmtiles"))
    assert (first.attribution, first.min_zoom, round(first.west, 2), round(first.north, 2)) == ("© Auteurs du plan", 14, -0.7, 44.95)
    kept = Path(first.path)
    assert kept.read_bytes() == (tmp_path / "a.pmtiles").read_bytes()
    second = load_basemap(session, NOW, tmp_path, tiles(tmp_path / "b.pmtiles", content=b"other streets"))
    drop_old_basemaps(tmp_path, second.hash)
    assert not kept.exists()
    assert Path(second.path).is_file()


REFUSED = {
    "picture.png": "not_pmtiles",
    "cut.pmtiles": "not_pmtiles",
    "empty": "not_pmtiles",
    "raster.pmtiles": "not_vector_tiles",
    "none.pmtiles": "empty_tiles",
}


@pytest.mark.parametrize(("name", "code"), REFUSED.items())
def test_anything_else_is_refused_in_a_sentence(session: Session, tmp_path: Path, name: str, code: str) -> None:
    path = tmp_path / name
    if name == "raster.pmtiles":
        tiles(path, TileType.PNG)
    elif name == "none.pmtiles":
        content = bytearray(tiles(path).read_bytes())
        content[ADDRESSED_TILES : ADDRESSED_TILES + 8] = bytes(8)
        path.write_bytes(content)
    else:
        path.write_bytes({"picture.png": b"\x89PNG\r\n" * 100, "cut.pmtiles": tiles(tmp_path / "whole").read_bytes()[:100], "empty": b""}[name])
    with pytest.raises(Problem) as refused:
        load_basemap(session, NOW, tmp_path, path)
    assert (refused.value.code, "reste celui d’avant" in refused.value.sentence) == (code, True)


def test_tablets_get_the_streets_in_parts_and_the_outlines_whole(client: FlaskClient, territory: Territory, session: Session, tmp_path: Path) -> None:
    tablet = territory.centre.tablets[0]
    path = tiles(tmp_path / "a.pmtiles")
    load_basemap(session, NOW, tmp_path, path)
    session.commit()
    files = {one["name"]: one for one in client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()["bundle"]["files"]}
    basemap = files["basemap"]
    assert (basemap["hash"], basemap["bytes"]) == (sha256(path.read_bytes()).hexdigest(), path.stat().st_size)
    part = client.get(f"/api/v1/files/basemap/{basemap['hash']}", headers={**tablet.headers, "Range": "bytes=0-6"})
    assert (part.status_code, part.data) == (206, b"PMTiles")
    outlines = client.get(f"/api/v1/files/outlines/{files['outlines']['hash']}", headers=tablet.headers)
    areas = json.loads(outlines.data)["areas"]
    assert areas
    assert {area["outline"]["type"] for area in areas} <= {"Polygon", "MultiPolygon"}
    next((tmp_path / "basemap").iterdir()).unlink()
    again = client.post("/api/v1/changes", json={"cursors": {}}, headers=tablet.headers).get_json()["bundle"]["files"]
    assert "basemap" not in {one["name"] for one in again}


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_file(), reason="../shared/data is not here")
def test_a_real_file_tells_its_bounds_and_authors() -> None:
    found = read_tiles(SHARED)
    assert (found.min_zoom, found.max_zoom, found.attribution) == (0, 14, "Protomaps © OpenStreetMap")
    assert 11 < found.west < found.east < 12
