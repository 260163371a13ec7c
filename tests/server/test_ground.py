"""The streets under the office's maps: in ranges, kept by browsers, from our own host; tiles first, else lines, else nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from maps import Ground
from outreach.domain.streets.graph import StreetGraph
from outreach.services.load_basemap import load_basemap
from outreach.services.load_streets import load_streets
from tests.server.test_basemap import tiles

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
SEGMENTS = np.array([[-0.585, 44.86, -0.58, 44.86], [-0.58, 44.86, -0.58, 44.865]])


def streets(folder: Path) -> Path:
    path = folder / "rues.npz"
    path.write_bytes(StreetGraph.of_segments(SEGMENTS).to_bytes())
    return path


def test_tiles_come_in_ranges_and_stay(browser: Callable[[str], FlaskClient], session: Session, tmp_path: Path) -> None:
    file = tiles(tmp_path / "a.pmtiles")
    digest = load_basemap(session, NOW, tmp_path, file).hash
    session.commit()
    client = browser("coordinator")
    address = f"/carte/fond/{digest}.pmtiles"
    part = client.get(address, headers={"Range": "bytes=0-6"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"PMTiles", f"bytes 0-6/{file.stat().st_size}")
    assert "immutable" in part.headers["Cache-Control"]
    assert part.headers["ETag"] == f'"{digest}"'
    assert client.get(address).data == file.read_bytes()
    assert client.get(address, headers={"If-None-Match": f'"{digest}"'}).status_code == 304
    assert client.get(address, headers={"Range": "bytes=999999999-"}).status_code == 416
    assert client.get(f"/carte/fond/{'0' * 64}.pmtiles").status_code == 404
    page = client.get("/carte")
    assert address in page.text
    assert "Auteurs du plan" in page.text
    assert "style-src 'self'" in page.headers["Content-Security-Policy"]
    small = client.get("/annuaire/quartiers").get_json()["ground"]
    assert (small["tiles"], small["script"].startswith("/assets/maps/ground.js?v=")) == (address, True)


def test_without_tiles_the_streets_are_lines_and_without_either_there_is_nothing(
    browser: Callable[[str], FlaskClient], session: Session, tmp_path: Path
) -> None:
    client = browser("coordinator")
    assert "ground.js" not in client.get("/carte").text
    digest = load_streets(session, NOW, tmp_path, streets(tmp_path)).hash
    session.commit()
    page = client.get("/carte").text
    assert "ground.js" in page
    assert f"/carte/rues/{digest}" in page
    answer = client.get(f"/carte/rues/{digest}")
    lines = np.frombuffer(answer.data, dtype="<i4").reshape(-1, 4) / 1e6
    assert {tuple(sorted([tuple(line[:2]), tuple(line[2:])])) for line in lines.round(6)} == {
        tuple(sorted([tuple(line[:2]), tuple(line[2:])])) for line in SEGMENTS
    }
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/carte/rues/{'0' * 64}").status_code == 404


@pytest.mark.parametrize("path", ["", "https://tiles.example/a.pmtiles", "//tiles.example/a.pmtiles"])
def test_streets_of_another_host_are_refused(path: str) -> None:
    with pytest.raises(ValueError, match="own host"):
        Ground(tiles=path)
