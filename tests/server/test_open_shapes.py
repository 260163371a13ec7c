"""Files of shapes that want to harm, or are broken: a sentence each, never a traceback, nothing read from elsewhere, memory and disk bounded."""

import json
import os
import sqlite3
import struct
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.errors import Problem
from outreach.imports.geodata import archive
from outreach.imports.geodata.source import opened
from outreach.imports.geodata.vector import VectorFile
from outreach.imports.kind import Choices
from tests.server.place_files import bring, problem

EAST = shapely.box(-0.58, 44.86, -0.57, 44.87)


def feature(shape: BaseGeometry = EAST, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": {"code": "A", "nom": "Est"} | properties, "geometry": shapely.geometry.mapping(shape)}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features or (feature(),))}, ensure_ascii=False)


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


def shapefile(folder: Path, stem: str = "areas") -> dict[str, bytes]:
    folder.mkdir(exist_ok=True)
    geopandas.GeoDataFrame({"code": ["A"], "nom": ["Est"]}, geometry=[EAST], crs=4326).to_file(folder / f"{stem}.shp")
    return {part.suffix: part.read_bytes() for part in folder.glob(f"{stem}.*")}


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server of this machine that remembers who asked it for anything."""
    asked: list[str] = []

    class Remembering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(collection().encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Remembering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


BILLION = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><kml><Document><name>&b;</name></Document></kml>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Document><name>&x;</name></Document></kml>'
EMPTY_DTD = '<?xml version="1.0"?><!DOCTYPE kml SYSTEM "http://127.0.0.1/kml.dtd"><kml/>'
VRT = '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read /etc/passwd"}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("bombe.kml", BILLION, "entités"),
        ("dehors.kml", OUTSIDE, "entités"),
        ("dtd.gml", EMPTY_DTD, "entités"),
        ("profond.kml", "<kml>" + "<Folder>" * 200 + "</Folder>" * 200 + "</kml>", "lisible"),
        ("coupe.kml", "<kml><Document>", "lisible"),
        ("page.kml", "<html><body/></html>", "ni du GML ni du KML"),
        ("virtuel.gml", VRT.format(source="/etc/passwd"), "ni du GML ni du KML"),
        ("virtuel.txt", VRT.format(source="/etc/passwd"), "ni du GML ni du KML"),
        ("recette.geojson", GDALG, "pas du GeoJSON"),
        ("objet.json", '{"a": 1}', "pas du GeoJSON"),
        ("liste.json", "[1, 2, 3]", "lisible"),
        ("profond.json", '{"a":' * 20_000, "lisible"),
        ("topo.json", '{"type": "Topology", "objects": {}}', "pas du GeoJSON"),
        ("vide.geojson", '{"type": "FeatureCollection", "features": []}', "aucun"),
        ("coupe.geojson", collection()[:-40], "lisible"),
        ("nul.geojson", "\x00" * 100, "lisible"),
        ("archive.zip", "PK\x03\x04 coupé", "abîmée"),
    ],
)
def test_what_must_not_be_opened_gets_a_sentence(session: Session, tmp_path: Path, name: str, content: str, said: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert said in problem(session, "neighbourhoods", tmp_path / name).sentence
    assert said in problem(session, "entrances", tmp_path / name).sentence or name == "vide.geojson"


@pytest.mark.parametrize("content", [b"", b"pas un extrait", b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x99"])
def test_a_broken_extract_gets_a_sentence(session: Session, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.osm.pbf").write_bytes(content)
    assert "OpenStreetMap" in problem(session, "entrances", tmp_path / "a.osm.pbf").sentence
    problem(session, "neighbourhoods", tmp_path / "a.osm.pbf")


def test_nothing_is_asked_of_the_network(session: Session, tmp_path: Path, listener: tuple[str, list[str]]) -> None:
    address, asked = listener
    instance = "http://www.w3.org/2001/XMLSchema-instance"
    schema = f'<FeatureCollection xmlns:gml="http://www.opengis.net/gml" xmlns:xsi="{instance}" xsi:schemaLocation="x {address}/x.xsd">'
    member = f'<gml:featureMember><a><b xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{address}/b"/></a></gml:featureMember></FeatureCollection>'
    link = f"<kml><Document><NetworkLink><Link><href>{address}/c</href></Link></NetworkLink></Document></kml>"
    for name, content in (("a.gml", schema + member), ("b.kml", link), ("c.json", json.dumps(f"/vsicurl/{address}/d")), ("d.kml", VRT.format(source=address))):
        (tmp_path / name).write_text(content, encoding="utf-8")
        problem(session, "neighbourhoods", tmp_path / name)
    assert asked == []


def test_formats_that_fetch_other_files_are_not_even_loaded(tmp_path: Path) -> None:
    (tmp_path / "a.vrt").write_text(VRT.format(source="b.geojson"), encoding="utf-8")
    (tmp_path / "b.geojson").write_text(collection(), encoding="utf-8")
    script = (
        "from outreach.imports.geodata.gdal import list_layers, pyogrio\n"
        "names = set(pyogrio.list_drivers())\n"
        "assert {'GPKG', 'GeoJSON', 'ESRI Shapefile', 'FlatGeobuf', 'GML'} <= names, names\n"
        "assert not names & {'OGR_VRT', 'GDALG', 'WFS', 'CSW', 'HTTP', 'OAPIF', 'OSM', 'SQLite', 'PostgreSQL', 'Carto', 'Elasticsearch'}, names\n"
        "try:\n    list_layers('a.vrt')\nexcept Exception as error:\n    print('refused', type(error).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    )
    assert done.stdout.startswith("refused")


def test_archives_that_would_fill_the_disk_are_not_unpacked(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped(tmp_path / "bombe.zip", {"a.geojson": b"0" * (20 << 20)})
    assert bomb.stat().st_size < 100_000
    assert "démesuré" in problem(session, "neighbourhoods", bomb).sentence
    many = zipped(tmp_path / "nuee.zip", {f"{number}.geojson": b"{}" for number in range(archive.MOST_PARTS + 1)})
    assert "trop de fichiers" in problem(session, "neighbourhoods", many).sentence
    monkeypatch.setattr(archive, "LARGEST", 1000)
    large = zipped(tmp_path / "gros.zip", {"a.geojson": os.urandom(3000)})
    assert "démesuré" in problem(session, "neighbourhoods", large).sentence


def test_an_archive_that_lies_about_its_size_is_damaged(session: Session, tmp_path: Path) -> None:
    lying = zipped(tmp_path / "menteur.zip", {"a.geojson": b"0" * 5_000_000})
    content = bytearray(lying.read_bytes())
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + place
        content[at : at + 4] = struct.pack("<I", 100)
    lying.write_bytes(content)
    assert "abîmée" in problem(session, "neighbourhoods", lying).sentence


@pytest.mark.parametrize("inner", ["../a.geojson", "x/../../a.geojson", "/etc/a.geojson", "..\\a.geojson", "C:\\a.geojson"])
def test_paths_that_leave_the_archive_are_refused(session: Session, tmp_path: Path, inner: str) -> None:
    zipped(tmp_path / "sortie.zip", {inner: collection().encode()})
    assert "sortent de l’archive" in problem(session, "neighbourhoods", tmp_path / "sortie.zip").sentence
    assert not list(tmp_path.rglob("a.geojson"))


def test_archives_with_nothing_to_read_say_so(session: Session, tmp_path: Path) -> None:
    assert "archive" in problem(session, "neighbourhoods", zipped(tmp_path / "a.zip", {"lisez-moi.md": b"rien"})).sentence
    inner = zipped(tmp_path / "b.zip", {"c.geojson": collection().encode()}).read_bytes()
    assert "une autre archive" in problem(session, "neighbourhoods", zipped(tmp_path / "d.zip", {"b.zip": inner})).sentence
    assert "sans fichier de contours" in problem(session, "neighbourhoods", zipped(tmp_path / "e.zip", {"areas.dbf": b"x"})).sentence


def test_an_encrypted_archive_gets_its_own_sentence(session: Session, tmp_path: Path) -> None:
    path = zipped(tmp_path / "secret.zip", {"a.geojson": collection().encode()})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "mot de passe" in problem(session, "neighbourhoods", path).sentence


def test_several_files_in_an_archive_are_layers_to_choose_from(session: Session, tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "a")
    content = {f"Un Dossier/Areas{suffix.upper()}": text for suffix, text in parts.items()}
    other = collection(feature(nom="Autre", code="Z")).encode()
    zipped(tmp_path / "lot.zip", content | {"autre.geojson": other, "__MACOSX/._autre.geojson": b"x", "lisez.txt": b"x"})
    done = bring(session, "neighbourhoods", tmp_path / "lot.zip", Choices(layer="autre"))
    assert set(done.look.layers) == {"areas", "autre"}
    assert done.lines[0].name == "Autre"
    assert bring(session, "neighbourhoods", tmp_path / "lot.zip", Choices(layer="areas")).lines[0].name == "Est"


def test_the_parts_of_a_shapefile_may_come_in_any_case_and_without_the_rest(session: Session, tmp_path: Path) -> None:
    parts = shapefile(tmp_path / "a")
    files = []
    for suffix in (".shp", ".DBF", ".Shx", ".prj"):
        (tmp_path / f"Areas{suffix}").write_bytes(parts[suffix.lower()])
        files.append(tmp_path / f"Areas{suffix}")
    assert bring(session, "neighbourhoods", files).counts == {Status.ADDED: 1}
    assert "il manque le .shp" in problem(session, "neighbourhoods", files[1:2]).sentence
    (tmp_path / "seul").mkdir()
    (tmp_path / "seul/x.shp").write_bytes(parts[".shp"])
    assert ".shx" in problem(session, "neighbourhoods", tmp_path / "seul/x.shp").sentence


@pytest.mark.parametrize(("encoding", "said"), [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_geojson_in_any_encoding(session: Session, tmp_path: Path, encoding: str, said: str) -> None:
    (tmp_path / "a.geojson").write_bytes(collection(feature(nom="Caudéran – l’Été")).encode(encoding))
    before = (tmp_path / "a.geojson").read_bytes()
    done = bring(session, "neighbourhoods", tmp_path / "a.geojson")
    assert done.lines[0].name == "Caudéran – l’Été"
    assert said in done.said()
    assert (tmp_path / "a.geojson").read_bytes() == before


def test_nothing_is_written_beside_the_file(session: Session, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"code": ["A"], "nom": ["Est"]}, geometry=[EAST], crs=4326)
    for suffix in ("gml", "kml", "gpkg", "fgb", "geojson"):
        folder = tmp_path / suffix
        folder.mkdir()
        frame.to_file(folder / f"a.{suffix}", driver={"gml": "GML", "kml": "KML"}.get(suffix))
        for extra in folder.glob("*.xsd"):
            extra.unlink()
        mapping = {} if suffix != "kml" else {"name": "Name", "code": ""}
        assert bring(session, "neighbourhoods", folder / f"a.{suffix}", Choices(mapping)).report.total == 1, suffix
        assert [path.name for path in folder.iterdir()] == [f"a.{suffix}"]


def test_a_database_that_is_no_geopackage(session: Session, tmp_path: Path) -> None:
    for name in ("a.db", "a.gpkg"):
        with sqlite3.connect(tmp_path / name) as made:
            made.execute("create table x (a)")
        made.close()
        problem(session, "neighbourhoods", tmp_path / name)


def test_a_giant_shape_is_refused_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.imports.geodata.vector.LARGEST_SHAPE", 5_000)
    circle = shapely.Point(-0.58, 44.86).buffer(0.01, quad_segs=200)
    (tmp_path / "a.geojson").write_text(collection(feature(circle), feature(code="B")), encoding="utf-8")
    with opened([tmp_path / "a.geojson"]) as source:
        assert isinstance(source, VectorFile)
        found = list(source.features())
    assert "démesuré" in found[0].problem
    assert found[1].geometry is not None


def test_a_file_is_read_some_features_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.imports.geodata.vector.BATCH_BYTES", 2_000)
    (tmp_path / "a.geojson").write_text(collection(*(feature(code=str(number)) for number in range(50))), encoding="utf-8")
    with opened([tmp_path / "a.geojson"]) as source:
        assert isinstance(source, VectorFile)
        assert [found.cells["code"] for found in source.features()] == [str(number) for number in range(50)]
        assert [cells["code"] for cells in source.rows()] == [str(number) for number in range(50)]


def test_more_features_than_can_be_imported(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.imports.geodata.vector.MOST_FEATURES", 1)
    (tmp_path / "a.geojson").write_text(collection(feature(), feature(code="B")), encoding="utf-8")
    assert "ne gardez que votre territoire" in problem(session, "neighbourhoods", tmp_path / "a.geojson").sentence
    monkeypatch.undo()
    monkeypatch.setattr("outreach.imports.neighbourhoods.kind.MOST_AREAS", 1)
    assert "Ne gardez que votre territoire" in problem(session, "neighbourhoods", tmp_path / "a.geojson").sentence


@given(
    st.binary(max_size=300),
    st.sampled_from(["geojson", "gpkg", "shp", "zip", "fgb", "kml", "gml", "csv", "pbf"]),
    st.sampled_from(["", "{", "<kml>", "PK\x03\x04"]),
)
def test_any_bytes_are_read_or_get_a_sentence(tmp_path_factory: pytest.TempPathFactory, content: bytes, suffix: str, start: str) -> None:
    path = tmp_path_factory.getbasetemp() / f"any.{suffix}"
    path.write_bytes(start.encode() + content)
    sentence = ""
    try:
        with opened([path]) as source:
            if isinstance(source, VectorFile):
                list(source.features())
    except Problem as error:
        sentence = error.sentence
    assert not sentence or "Rien n’a été importé" in sentence
