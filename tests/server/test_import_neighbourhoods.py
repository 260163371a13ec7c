"""Files of areas: any format, any encoding, any projection; every row is accounted for, and nothing is half imported."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import geopandas
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.errors import Problem
from outreach.imports.columns import as_text
from outreach.imports.neighbourhoods import NeighbourhoodImport, NeighbourhoodOptions, load_neighbourhoods
from outreach.imports.polygons import as_polygon
from outreach.imports.report import Report
from outreach.store.tables import Entrance, Neighbourhood
from tests.territory import add_entrance

SHARED = Path(__file__).parents[3] / "shared/data/boundaries"
EAST, WEST = shapely.box(-0.58, 44.86, -0.57, 44.87), shapely.box(-0.59, 44.86, -0.58, 44.87)
BOW_TIE = shapely.Polygon([(-0.6, 44.86), (-0.59, 44.87), (-0.59, 44.86), (-0.6, 44.87)])


def frame(**columns: Sequence[object]) -> geopandas.GeoDataFrame:
    shapes = columns.pop("shapes", [EAST, WEST])
    return geopandas.GeoDataFrame(columns or {"code": ["A", "B"], "nom": ["Est", "Ouest"]}, geometry=shapes, crs="EPSG:4326")


def load(session: Session, path: Path, skip_refused: bool = False, **options: object) -> NeighbourhoodImport:
    return load_neighbourhoods(session, path, NeighbourhoodOptions(**options), Report(), skip_refused=skip_refused)  # type: ignore[arg-type]


def names(session: Session) -> dict[str, str]:
    return {area.code: area.name for area in session.scalars(select(Neighbourhood))}


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.shp", "areas.fgb"])
def test_every_format_gives_the_same_areas(session: Session, tmp_path: Path, name: str) -> None:
    frame().to_file(tmp_path / name)
    done = load(session, tmp_path / name)
    assert names(session) == {"A": "Est", "B": "Ouest"}
    assert done.report.counts == {Status.ADDED: 2}
    stored = session.scalars(select(Neighbourhood).where(Neighbourhood.code == "A")).one()
    assert shapely.equals_exact(shapely.normalize(shapely.from_wkb(stored.geometry)), shapely.normalize(EAST), 1e-9)


def test_a_zipped_shapefile_in_a_folder(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.shp")
    with zipfile.ZipFile(tmp_path / "areas.zip", "w") as archive:
        for part in tmp_path.glob("areas.*"):
            if part.suffix != ".zip":
                archive.write(part, f"livraison/{part.name}")
    load(session, tmp_path / "areas.zip")
    assert names(session) == {"A": "Est", "B": "Ouest"}


def test_lambert_coordinates_become_degrees(session: Session, tmp_path: Path) -> None:
    frame().to_crs(2154).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    stored = session.scalars(select(Neighbourhood.geometry).where(Neighbourhood.code == "A")).one()
    assert shapely.from_wkb(stored).bounds == pytest.approx(EAST.bounds, abs=1e-7)
    assert any("converties" in note for note in done.report.notes)


def test_a_file_without_projection_is_refused_until_it_is_given(session: Session, tmp_path: Path) -> None:
    frame().to_crs(2154).set_crs(None, allow_override=True).to_file(tmp_path / "areas.fgb")
    with pytest.raises(Problem, match="--crs") as caught:
        load(session, tmp_path / "areas.fgb")
    assert caught.value.code == "crs_missing"
    load(session, tmp_path / "areas.fgb", crs="EPSG:2154")
    assert names(session) == {"A": "Est", "B": "Ouest"}


def test_degrees_that_are_metres_are_refused_row_by_row(session: Session, tmp_path: Path) -> None:
    frame().to_crs(2154).set_crs(4326, allow_override=True).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.report.counts == {Status.REFUSED: 2}
    assert done.assigned is None
    assert "--crs" in done.report.refused_rows[0].remarks[0].problem


@pytest.mark.parametrize(("encoding", "noted"), [("UTF-8", False), ("cp1252", True)])
def test_a_shapefile_without_cpg_keeps_its_accents(session: Session, tmp_path: Path, encoding: str, noted: bool) -> None:
    frame(code=["A", "B"], nom=["Caudéran", "Saint-Genès"]).to_file(tmp_path / "areas.shp", encoding=encoding)
    (tmp_path / "areas.cpg").unlink()
    done = load(session, tmp_path / "areas.shp")
    assert names(session) == {"A": "Caudéran", "B": "Saint-Genès"}
    assert any("Windows-1252" in note for note in done.report.notes) is noted


def test_an_invalid_polygon_is_repaired_and_reported(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Nœud"], shapes=[EAST, BOW_TIE]).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.report.counts == {Status.ADDED: 1, Status.REPAIRED: 1}
    assert done.report.rows[0].row == 2
    stored = shapely.from_wkb(session.scalars(select(Neighbourhood.geometry).where(Neighbourhood.code == "B")).one())
    assert stored.is_valid
    assert stored.geom_type == "MultiPolygon"


def test_each_bad_row_is_refused_with_its_reason_and_nothing_is_stored(session: Session, tmp_path: Path) -> None:
    shapes = [EAST, shapely.Point(0, 45), None, shapely.Polygon(), WEST, EAST]
    frame(code=["A", "B", "C", "D", "A", None], nom=["Est", "Point", "Sans", "Vide", "Double", "Anonyme"], shapes=shapes).to_file(tmp_path / "areas.geojson")
    done = load(session, tmp_path / "areas.geojson", code="code")
    refused = {row.row: row.remarks[0].problem for row in done.report.refused_rows}
    assert set(refused) == {2, 3, 4, 5, 6}
    assert "Point" in refused[2]
    assert "déjà vu à la ligne 1" in refused[5]
    assert done.assigned is None


def test_the_good_rows_go_in_when_asked(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Point"], shapes=[EAST, shapely.Point(0, 45)]).to_file(tmp_path / "areas.geojson")
    done = load(session, tmp_path / "areas.geojson", skip_refused=True)
    assert done.assigned is not None
    assert names(session) == {"A": "Est"}


@pytest.mark.databases
def test_the_same_file_again_changes_nothing_and_a_new_edition_updates(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg")
    before = {area.code: area.id for area in session.scalars(select(Neighbourhood))}
    assert load(session, tmp_path / "areas.gpkg").report.counts == {Status.UNCHANGED: 2}
    frame(code=["A", "B"], nom=["Est", "Couchant"]).to_file(tmp_path / "edition.gpkg")
    assert load(session, tmp_path / "edition.gpkg").report.counts == {Status.UNCHANGED: 1, Status.UPDATED: 1}
    assert names(session) == {"A": "Est", "B": "Couchant"}
    assert {area.code: area.id for area in session.scalars(select(Neighbourhood))} == before


def test_two_layers_do_not_touch_each_other(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg", layer="iris")
    assert sorted(tuple(row) for row in session.execute(select(Neighbourhood.layer, Neighbourhood.code))) == [
        ("iris", "A"),
        ("iris", "B"),
        ("quartier", "A"),
        ("quartier", "B"),
    ]


@pytest.mark.databases
def test_entrances_get_the_area_they_stand_in(session: Session, tmp_path: Path) -> None:
    inside, outside = add_entrance(session, None, 1, lon=-0.575, lat=44.865), add_entrance(session, None, 2, lon=2.0, lat=48.0)
    frame().to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.assigned is not None
    assert (done.assigned.inside, done.assigned.outside, done.assigned.changed) == (1, 1, 1)
    area = session.scalars(select(Neighbourhood).where(Neighbourhood.code == "A")).one()
    assert session.get_one(Entrance, inside).neighbourhood_id == area.id
    assert session.get_one(Entrance, outside).neighbourhood_id is None


def test_an_area_that_moves_away_lets_its_entrances_go(session: Session, tmp_path: Path) -> None:
    entrance = add_entrance(session, None, 1, lon=-0.575, lat=44.865)
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg")
    frame(shapes=[shapely.box(1, 45, 1.1, 45.1), WEST], code=["A", "B"], nom=["Est", "Ouest"]).to_file(tmp_path / "moved.gpkg")
    load(session, tmp_path / "moved.gpkg")
    assert session.get_one(Entrance, entrance).neighbourhood_id is None


@pytest.mark.parametrize(
    ("columns", "layer", "code", "name"),
    [
        ({"code_iris": ["330630101", "330630102"], "nom_iris": ["a", "b"], "code_insee": ["33063", "33063"]}, "iris", "code_iris", "nom_iris"),
        ({"code_qp": ["QN1", "QN2"], "lib_qp": ["a", "b"]}, "qpv", "code_qp", "lib_qp"),
        ({"gid": [120.0, 89.0], "nom": ["a", "b"], "insee": ["33063", "33063"]}, "quartier", "gid", "nom"),
        ({"code_insee": ["33063", "33281"], "nom_commune": ["a", "b"]}, "commune", "code_insee", "nom_commune"),
        ({"NOM": ["a", "b"]}, "quartier", "NOM", "NOM"),
    ],
)
def test_columns_are_guessed(session: Session, tmp_path: Path, columns: dict[str, list[object]], layer: str, code: str, name: str) -> None:
    frame(**columns).to_file(tmp_path / "areas.geojson")
    done = load(session, tmp_path / "areas.geojson")
    assert (done.columns.layer, done.columns.code, done.columns.name) == (layer, code, name)
    if code == "gid":
        assert set(names(session)) == {"120", "89"}


def test_unguessable_columns_are_listed(session: Session, tmp_path: Path) -> None:
    frame(zone=["1", "2"], intitule=["a", "b"]).to_file(tmp_path / "areas.geojson")
    with pytest.raises(Problem, match="zone, intitule"):
        load(session, tmp_path / "areas.geojson")
    load(session, tmp_path / "areas.geojson", code="ZONE", name="intitule")
    assert names(session) == {"1": "a", "2": "b"}


def test_rows_are_chosen_and_keep_their_number(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Ouest"], insee=[33281.0, 33063.0]).to_file(tmp_path / "areas.gpkg")
    numbers: list[int] = []
    load_neighbourhoods(session, tmp_path / "areas.gpkg", NeighbourhoodOptions(where=("insee=33063",)), Report(lambda row: numbers.append(row.row)))
    assert numbers == [2]
    for where in ("insee=1", "commune=2", "insee"):
        with pytest.raises(Problem):
            load(session, tmp_path / "areas.gpkg", where=(where,))


def test_a_file_of_several_layers_asks_which(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg", layer="quartiers")
    frame(shapes=[EAST], code=["Z"], nom=["Zone"]).to_file(tmp_path / "areas.gpkg", layer="zones")
    with pytest.raises(Problem, match="quartiers, zones"):
        load(session, tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg", file_layer="zones")
    assert names(session) == {"Z": "Zone"}


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02" * 99, b'{"type":"FeatureCollection","features":[{"ty', b"PK\x03\x04 no zip", "é".encode("utf-16")])
@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "shp", "zip", "fgb", "csv"])
def test_what_is_no_file_of_areas_gets_a_sentence(session: Session, tmp_path: Path, content: bytes, suffix: str) -> None:
    (tmp_path / f"bad.{suffix}").write_bytes(content)
    with pytest.raises(Problem, match="Rien n’a été importé"):
        load(session, tmp_path / f"bad.{suffix}")


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "geojson", "fgb"])
def test_a_truncated_file_never_gives_half_its_areas_silently(session: Session, tmp_path: Path, suffix: str) -> None:
    whole = tmp_path / f"whole.{suffix}"
    frame().to_file(whole)
    for part in tmp_path.glob("whole.*"):
        shutil.copy(part, part.with_stem("cut"))
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * 0.6)])
    try:
        done, sentence = load(session, cut), None
    except Problem as problem:
        done, sentence = None, problem.sentence
    if done is None:
        assert sentence is not None
        assert "Rien n’a été importé" in sentence
    else:
        assert done.report.refused > 0 or done.report.total == 2


@given(
    st.recursive(
        st.builds(shapely.Point, st.floats(-10, 10), st.floats(-10, 10))
        | st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=8).map(shapely.Polygon),
        lambda inner: st.lists(inner, max_size=3).map(shapely.GeometryCollection),
    )
)
def test_what_comes_out_is_a_valid_polygon_or_a_reason(shape: BaseGeometry) -> None:
    try:
        polygon, reason = as_polygon(shape)[0], ""
    except Problem as problem:
        polygon, reason = None, problem.details["problem"]
    if polygon is None:
        assert reason
    else:
        assert polygon.geom_type in ("Polygon", "MultiPolygon")
        assert polygon.is_valid
        assert polygon.area > 0


@given(st.none() | st.text() | st.integers() | st.floats() | st.booleans())
def test_any_cell_is_some_trimmed_text(value: object) -> None:
    text = as_text(value)
    assert text == text.strip()
    assert "\x00" not in text
    assert not text.endswith(".0") or isinstance(value, str)


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_the_eight_quartiers_of_bordeaux(session: Session) -> None:
    done = load(session, SHARED / "se_quart_s.shp", where=("insee=33063",))
    assert done.report.counts == {Status.ADDED: 8}
    assert {"Caudéran", "Nansouty - Saint Genès", "Chartrons - Grand Parc - Jardin Public"} <= set(names(session).values())


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(("file", "layer", "count"), [("communes-33-gironde.geojson", "commune", 538), ("cantons-33-gironde.geojson", "canton", 33)])
def test_the_communes_and_cantons_of_gironde(session: Session, file: str, layer: str, count: int) -> None:
    done = load(session, SHARED / file)
    assert (done.columns.layer, done.report.total, done.report.refused) == (layer, count, 0)
