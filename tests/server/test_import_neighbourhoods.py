"""Files of areas: any format, any encoding, any projection; every row is accounted for, and nothing is half imported."""

import csv
import json
import shutil
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely
import shapely.affinity
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.domain.progress import Silent
from outreach.errors import Problem
from outreach.imports.geodata.vector import as_text
from outreach.imports.kind import Choices
from outreach.imports.kinds import kind_named
from outreach.imports.neighbourhoods.polygons import as_polygon
from outreach.store.tables import Entrance, Neighbourhood
from tests.server.place_files import Brought, bring
from tests.territory import add_entrance

SHARED = Path(__file__).parents[3] / "shared/data/boundaries"
EAST, WEST = shapely.box(-0.58, 44.86, -0.57, 44.87), shapely.box(-0.59, 44.86, -0.58, 44.87)
BOW_TIE = shapely.Polygon([(-0.6, 44.86), (-0.59, 44.87), (-0.59, 44.86), (-0.6, 44.87)])


def frame(**columns: Sequence[object]) -> geopandas.GeoDataFrame:
    shapes = columns.pop("shapes", [EAST, WEST])
    return geopandas.GeoDataFrame(columns or {"code": ["A", "B"], "nom": ["Est", "Ouest"]}, geometry=shapes, crs="EPSG:4326")


def load(session: Session, path: Path | list[Path], skip_refused: bool = False, **wanted: str) -> Brought:
    """Options by their names; `code`, `name`, `geometry`: columns; `file_layer`, `crs`."""
    mapping: dict[str, str] = {field: wanted.pop(field) for field in ("code", "name", "geometry") if field in wanted}
    choices = Choices(mapping, wanted.pop("file_layer", None), wanted.pop("crs", None), wanted)
    return bring(session, "neighbourhoods", path, choices, skip_refused=skip_refused)


def names(session: Session) -> dict[str, str]:
    return {area.code: area.name for area in session.scalars(select(Neighbourhood))}


@pytest.mark.parametrize("name", ["areas.geojson", "areas.gpkg", "areas.shp", "areas.fgb"])
def test_every_format_gives_the_same_areas(session: Session, tmp_path: Path, name: str) -> None:
    frame().to_file(tmp_path / name)
    done = load(session, tmp_path / name)
    assert names(session) == {"A": "Est", "B": "Ouest"}
    assert done.counts == {Status.ADDED: 2}
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
    assert "converties" in done.said()
    assert done.look.crs is not None
    assert "2154" in done.look.crs


@pytest.mark.parametrize("epsg", [2154, 3945])
def test_metres_without_projection_are_read_where_they_fall_in_france_and_it_is_said(session: Session, tmp_path: Path, epsg: int) -> None:
    frame().to_crs(epsg).set_crs(None, allow_override=True).to_file(tmp_path / "areas.fgb")
    done = load(session, tmp_path / "areas.fgb")
    assert f"EPSG:{epsg}" in done.said()
    assert done.look.crs is None
    stored = session.scalars(select(Neighbourhood.geometry).where(Neighbourhood.code == "A")).one()
    assert shapely.from_wkb(stored).bounds == pytest.approx(EAST.bounds, abs=1e-6)


def test_degrees_without_projection_are_degrees_and_it_is_said(session: Session, tmp_path: Path) -> None:
    frame().set_crs(None, allow_override=True).to_file(tmp_path / "areas.shp")
    assert "comme des degrés" in load(session, tmp_path / "areas.shp").said()


def test_metres_that_fall_nowhere_in_france_are_refused_until_somebody_says_where(session: Session, tmp_path: Path) -> None:
    frame().to_crs(3857).set_crs(None, allow_override=True).to_file(tmp_path / "areas.fgb")
    with pytest.raises(Problem, match="Rien n’a été importé") as caught:
        load(session, tmp_path / "areas.fgb")
    assert caught.value.code == "crs_missing"
    load(session, tmp_path / "areas.fgb", crs="EPSG:3857")
    assert names(session) == {"A": "Est", "B": "Ouest"}


def test_degrees_that_are_metres_are_noticed(session: Session, tmp_path: Path) -> None:
    frame().to_crs(2154).set_crs(4326, allow_override=True).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.counts == {Status.ADDED: 2}
    assert "annonce des longitudes et latitudes, et elles ne peuvent pas être des degrés" in done.said()


def test_a_wrong_system_puts_everything_elsewhere_and_the_right_one_is_proposed(session: Session, tmp_path: Path) -> None:
    frame().to_crs(2154).set_crs(3945, allow_override=True).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.counts == {Status.REFUSED: 2}
    assert "hors de France" in done.remarks(1)[0].problem
    assert "EPSG:2154" in done.said()
    assert load(session, tmp_path / "areas.gpkg", crs="EPSG:2154").counts == {Status.ADDED: 2}


@pytest.mark.parametrize("crs", ["EPSG:999999", "lambert", "+proj=pipeline +step +proj=hgridshift +grids=/etc/passwd", "", "2154; rm"])
def test_an_unknown_system_gets_a_sentence(session: Session, tmp_path: Path, crs: str) -> None:
    frame().to_file(tmp_path / "areas.gpkg")
    if crs:
        with pytest.raises(Problem, match="système de coordonnées") as caught:
            load(session, tmp_path / "areas.gpkg", crs=crs)
        assert caught.value.code == "crs_unknown"
    else:
        load(session, tmp_path / "areas.gpkg", crs=crs)


def test_axes_the_wrong_way_round_are_noticed(session: Session, tmp_path: Path) -> None:
    swapped = [shapely.transform(shape, lambda points: points[:, ::-1]) for shape in (EAST, WEST)]
    frame(code=["A", "B"], nom=["Est", "Ouest"], shapes=swapped).to_file(tmp_path / "areas.geojson")
    done = load(session, tmp_path / "areas.geojson")
    assert done.counts == {Status.REFUSED: 2}
    assert "inversées" in done.remarks(1)[0].problem


def test_an_area_in_the_ocean_is_refused_alone(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Mer"], shapes=[EAST, shapely.box(-20, 40, -19, 41)]).to_file(tmp_path / "areas.geojson")
    assert load(session, tmp_path / "areas.geojson").counts == {Status.ADDED: 1, Status.REFUSED: 1}


@pytest.mark.parametrize(("encoding", "noted"), [("UTF-8", False), ("cp1252", True)])
def test_a_shapefile_without_cpg_keeps_its_accents(session: Session, tmp_path: Path, encoding: str, noted: bool) -> None:
    frame(code=["A", "B"], nom=["Caudéran", "Saint-Genès"]).to_file(tmp_path / "areas.shp", encoding=encoding)
    (tmp_path / "areas.cpg").unlink()
    done = load(session, tmp_path / "areas.shp")
    assert names(session) == {"A": "Caudéran", "B": "Saint-Genès"}
    assert ("Windows-1252" in done.said()) is noted


def test_an_invalid_polygon_is_repaired_and_reported(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Nœud"], shapes=[EAST, BOW_TIE]).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.counts == {Status.ADDED: 1, Status.REPAIRED: 1}
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
    assert "c’est un point" in refused[2]
    assert "déjà vu à la ligne 1" in refused[5]
    assert names(session) == {}


def test_the_good_rows_go_in_when_asked(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Point"], shapes=[EAST, shapely.Point(0, 45)]).to_file(tmp_path / "areas.geojson")
    load(session, tmp_path / "areas.geojson", skip_refused=True)
    assert names(session) == {"A": "Est"}


@pytest.mark.databases
def test_the_same_file_again_changes_nothing_and_a_new_edition_updates(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg")
    before = {area.code: area.id for area in session.scalars(select(Neighbourhood))}
    assert load(session, tmp_path / "areas.gpkg").counts == {Status.UNCHANGED: 2}
    frame(code=["A", "B"], nom=["Est", "Couchant"]).to_file(tmp_path / "edition.gpkg")
    assert load(session, tmp_path / "edition.gpkg").counts == {Status.UNCHANGED: 1, Status.UPDATED: 1}
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
    assert "1 dans cette couche, 1 en dehors, 1 rattachées" in done.said()
    area = session.scalars(select(Neighbourhood).where(Neighbourhood.code == "A")).one()
    session.expire_all()
    assert session.get_one(Entrance, inside).neighbourhood_id == area.id
    assert session.get_one(Entrance, outside).neighbourhood_id is None


def test_an_area_that_moves_away_lets_its_entrances_go(session: Session, tmp_path: Path) -> None:
    entrance = add_entrance(session, None, 1, lon=-0.575, lat=44.865)
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg")
    frame(shapes=[shapely.box(1, 45, 1.1, 45.1), WEST], code=["A", "B"], nom=["Est", "Ouest"]).to_file(tmp_path / "moved.gpkg")
    load(session, tmp_path / "moved.gpkg")
    session.expire_all()
    assert session.get_one(Entrance, entrance).neighbourhood_id is None


@pytest.mark.parametrize(
    ("columns", "layer", "code", "name"),
    [
        ({"code_iris": ["330630101", "330630102"], "nom_iris": ["a", "b"], "code_insee": ["33063", "33063"]}, "iris", "code_iris", "nom_iris"),
        ({"DCOMIRIS": ["330630101", "330630102"], "INSEE_COM": ["33063", "33063"], "NOM_IRIS": ["a", "b"]}, "iris", "DCOMIRIS", "NOM_IRIS"),
        ({"code_qp": ["QN1", "QN2"], "lib_qp": ["a", "b"], "insee_com": ["33063", "33063"]}, "qpv", "code_qp", "lib_qp"),
        ({"CODE_QP": ["QP1", "QP2"], "NOM_QP": ["a", "b"], "COMMUNE_QP": ["x", "x"]}, "qpv", "CODE_QP", "NOM_QP"),
        ({"gid": [120.0, 89.0], "nom": ["a", "b"], "insee": ["33063", "33063"]}, "quartier", "gid", "nom"),
        ({"code_insee": ["33063", "33281"], "nom_commune": ["a", "b"]}, "commune", "code_insee", "nom_commune"),
        ({"INSEE_COM": ["33063", "33281"], "NOM": ["a", "b"], "POPULATION": [1, 2]}, "commune", "INSEE_COM", "NOM"),
        ({"c_qu": ["1", "2"], "l_qu": ["a", "b"]}, "quartier", "c_qu", "l_qu"),
        ({"NOM": ["a", "b"]}, "quartier", None, "NOM"),
        ({"code": ["1", "2"]}, "quartier", "code", None),
    ],
)
def test_columns_are_guessed(session: Session, tmp_path: Path, columns: dict[str, list[object]], layer: str, code: str | None, name: str | None) -> None:
    frame(**columns).to_file(tmp_path / "areas.geojson")
    done = load(session, tmp_path / "areas.geojson")
    assert (done.look.options["layer"], done.look.mapping.get("code"), done.look.mapping.get("name")) == (layer, code, name)
    assert {area for (area,) in session.execute(select(Neighbourhood.layer))} == {layer}
    if code == "gid":
        assert set(names(session)) == {"120", "89"}


@pytest.mark.parametrize(
    ("file", "layer"), [("se_iri24_s", "iris"), ("QPV2024_France", "qpv"), ("communes-33", "commune"), ("Cantons", "canton"), ("z", "quartier")]
)
def test_a_file_s_name_tells_its_layer(tmp_path: Path, file: str, layer: str) -> None:
    frame().to_file(tmp_path / f"{file}.geojson")
    assert kind_named("neighbourhoods").look([tmp_path / f"{file}.geojson"], Choices()).options["layer"] == layer


def test_unguessable_columns_are_listed(session: Session, tmp_path: Path) -> None:
    frame(zone=["1", "2"], quoi=["a", "b"]).to_file(tmp_path / "areas.geojson")
    with pytest.raises(Problem, match="zone, quoi"):
        load(session, tmp_path / "areas.geojson")
    load(session, tmp_path / "areas.geojson", code="ZONE", name="quoi")
    assert names(session) == {"1": "a", "2": "b"}


def test_an_outline_without_any_attribute_has_the_name_of_its_file(session: Session, tmp_path: Path) -> None:
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(EAST)}
    (tmp_path / "Mon secteur.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    done = load(session, tmp_path / "Mon secteur.geojson")
    assert names(session) == {"Mon secteur": "Mon secteur"}
    assert "le nom du fichier" in done.said()


def test_columns_that_name_nothing_can_be_left_out(session: Session, tmp_path: Path) -> None:
    frame(zone=["x", "x"]).to_file(tmp_path / "secteurs.geojson")
    load(session, tmp_path / "secteurs.geojson", code="", name="")
    assert sorted(names(session).values()) == ["secteurs 1", "secteurs 2"]


def test_rows_are_chosen_and_keep_their_number(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "B"], nom=["Est", "Ouest"], insee=[33281.0, 33063.0]).to_file(tmp_path / "areas.gpkg")
    assert [line.row for line in load(session, tmp_path / "areas.gpkg", where="insee=33063").lines] == [2]
    assert [line.row for line in load(session, tmp_path / "areas.gpkg", where="INSEE = 33063 ; nom=Ouest").lines] == [2]
    for where in ("insee=1", "commune=2", "insee", "insee=33063\nnom=Est"):
        with pytest.raises(Problem, match="Rien n’a été importé"):
            load(session, tmp_path / "areas.gpkg", where=where)


def test_a_column_that_repeats_is_a_code_where_one_of_each_is_kept(session: Session, tmp_path: Path) -> None:
    frame(code=["A", "A"], nom=["Est", "Ouest"], gid=["1", "2"]).to_file(tmp_path / "areas.gpkg")
    assert load(session, tmp_path / "areas.gpkg").look.mapping["code"] == "gid"
    assert load(session, tmp_path / "areas.gpkg", where="nom=Est").look.mapping["code"] == "code"


def test_a_file_of_several_layers_reads_the_first_and_says_so(session: Session, tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg", layer="quartiers")
    frame(shapes=[EAST], code=["Z"], nom=["Zone"]).to_file(tmp_path / "areas.gpkg", layer="zones")
    done = load(session, tmp_path / "areas.gpkg", layer="canton")
    assert done.look.layers == ("quartiers", "zones")
    assert "« quartiers » est lue. Les autres : « zones »" in done.said()
    load(session, tmp_path / "areas.gpkg", file_layer="zones")
    assert names(session)["Z"] == "Zone"
    with pytest.raises(Problem, match="« quartiers », « zones »"):
        load(session, tmp_path / "areas.gpkg", file_layer="autre")


def test_a_second_layer_leaves_entrances_where_they_are_unless_asked(session: Session, tmp_path: Path) -> None:
    entrance = add_entrance(session, None, 1, lon=-0.575, lat=44.865)
    frame().to_file(tmp_path / "areas.gpkg")
    load(session, tmp_path / "areas.gpkg", layer="quartier")
    said = load(session, tmp_path / "areas.gpkg", layer="iris").said()
    assert "restent rattachées à la couche « quartier »" in said

    def layer() -> str:
        session.expire_all()
        return session.scalars(select(Neighbourhood.layer).join(Entrance).where(Entrance.id == entrance)).one()

    assert layer() == "quartier"
    load(session, tmp_path / "areas.gpkg", layer="iris", assign="yes")
    assert layer() == "iris"


def test_a_rehearsal_assigns_nothing(session: Session, tmp_path: Path) -> None:
    entrance = add_entrance(session, None, 1, lon=-0.575, lat=44.865)
    frame().to_file(tmp_path / "areas.gpkg")
    assert bring(session, "neighbourhoods", tmp_path / "areas.gpkg", dry=True).counts == {Status.ADDED: 2}
    assert names(session) == {}
    session.expire_all()
    assert session.get_one(Entrance, entrance).neighbourhood_id is None


@pytest.mark.parametrize(
    ("header", "write"),
    [
        ("geo shape", lambda shape: json.dumps(shapely.geometry.mapping(shape))),
        ("geom", lambda shape: shape.wkt),
        ("wkt", lambda shape: f"SRID=4326;{shape.wkt}"),
        ("la forme", lambda shape: f"SRID=2154;{geopandas.GeoSeries([shape], crs=4326).to_crs(2154).iloc[0].wkt}"),
        ("wkb_geometry", lambda shape: shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)),
        ("x", lambda shape: json.dumps({"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)})),
    ],
)
def test_a_table_with_a_shape_in_a_column(session: Session, tmp_path: Path, header: str, write: Callable[[BaseGeometry], str]) -> None:
    with (tmp_path / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Code", "Nom", header, "geo point"])
        rows.writerows([["A", "Est", write(EAST), "44.865, -0.575"], ["B", "Ouest", write(WEST), "44.865, -0.585"]])
    done = load(session, tmp_path / "areas.csv")
    assert names(session) == {"A": "Est", "B": "Ouest"}
    assert done.look.mapping == {"code": "code", "name": "nom", "geometry": header}
    stored = session.scalars(select(Neighbourhood.geometry).where(Neighbourhood.code == "A")).one()
    assert shapely.from_wkb(stored).bounds == pytest.approx(EAST.bounds, abs=1e-6)


def test_a_workbook_with_a_shape_in_a_column(session: Session, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["code", "nom", "geojson"], ["A", "Est", json.dumps(shapely.geometry.mapping(EAST))], ["B", "Ouest", WEST.wkt]):
        sheet.append(row)
    book.save(tmp_path / "areas.xlsx")
    load(session, tmp_path / "areas.xlsx")
    assert names(session) == {"A": "Est", "B": "Ouest"}


def test_bad_cells_are_refused_one_by_one(session: Session, tmp_path: Path) -> None:
    cells = [EAST.wkt, "POLYGON((", "", '{"type": "Polygon"}', "SRID=2154;POINT (1 1)", "LINESTRING (-0.58 44.86, -0.57 44.87)"]
    lines = ["code;nom;wkt", *(f'{number};n{number};"{cell.replace(chr(34), chr(34) * 2)}"' for number, cell in enumerate(cells, start=1)), "7;trop court"]
    (tmp_path / "areas.csv").write_text("\n".join(lines), encoding="utf-8")
    done = load(session, tmp_path / "areas.csv", skip_refused=True)
    assert done.counts == {Status.ADDED: 1, Status.REFUSED: 6}
    said = [done.remarks(row)[0].problem for row in range(2, 8)]
    for expected, text in zip(["illisible", "sans contour", "illisible", "autre système", "c’est une ligne", "nombre de cellules"], said, strict=True):
        assert expected in text


def test_a_table_without_shape_gets_a_sentence(session: Session, tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("code;nom\nA;Est\n", encoding="utf-8")
    with pytest.raises(Problem, match="tableau sans contour"):
        load(session, tmp_path / "areas.csv")
    with pytest.raises(Problem, match="pas de colonne « contour »"):
        load(session, tmp_path / "areas.csv", geometry="contour")


def test_twenty_eight_invalid_polygons_are_repaired_one_by_one(session: Session, tmp_path: Path) -> None:
    shapes = [shapely.affinity.translate(BOW_TIE, xoff=number / 50) for number in range(28)] + [EAST]
    frame(code=[f"C{number}" for number in range(29)], nom=[f"Zone {number}" for number in range(29)], shapes=shapes).to_file(tmp_path / "areas.gpkg")
    done = load(session, tmp_path / "areas.gpkg")
    assert done.counts == {Status.REPAIRED: 28, Status.ADDED: 1}
    assert all(line.remarks[0].done == "réparé" for line in done.lines[:28])


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


def test_the_preview_draws_the_area(tmp_path: Path) -> None:
    frame().to_file(tmp_path / "areas.gpkg")
    kind = kind_named("neighbourhoods")
    rows = list(kind.read([tmp_path / "areas.gpkg"], Choices(), [], Silent()))
    drawn = kind.sketch(rows[0])
    assert drawn is not None
    assert drawn.name == "Est"
    assert drawn.geometry.bounds == pytest.approx(EAST.bounds)


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


@given(st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.binary())
def test_any_cell_is_some_trimmed_text(value: object) -> None:
    text = as_text(value)
    assert text == text.strip()
    assert "\x00" not in text
    assert not text.endswith(".0") or isinstance(value, str)


SHARED_DATA = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


@pytest.mark.shared_data
@SHARED_DATA
def test_the_eight_quartiers_of_bordeaux(session: Session) -> None:
    done = load(session, SHARED / "se_quart_s.shp", where="insee=33063")
    assert done.counts == {Status.ADDED: 8}
    assert {"Caudéran", "Nansouty - Saint Genès", "Chartrons - Grand Parc - Jardin Public"} <= set(names(session).values())


@pytest.mark.shared_data
@SHARED_DATA
@pytest.mark.parametrize(
    ("file", "layer", "count"),
    [
        ("se_quart_s.shp", "quartier", 38),
        ("fv_commu_s.shp", "commune", 1),
        ("communes-33-gironde.geojson", "commune", 538),
        ("cantons-33-gironde.geojson", "canton", 33),
        ("../addresses/ban-paris-zone.geojson", "quartier", 1),
    ],
)
def test_every_shared_outline(session: Session, file: str, layer: str, count: int) -> None:
    done = load(session, SHARED / file)
    assert (done.look.options["layer"], done.report.total, done.report.refused) == (layer, count, 0)
    assert len(names(session)) == count


@pytest.mark.shared_data
@SHARED_DATA
def test_limits_that_are_lines_are_refused(session: Session) -> None:
    done = load(session, SHARED / "bordeaux-limits.csv", skip_refused=True)
    assert done.counts == {Status.REFUSED: 81}
    assert all("c’est une ligne" in line.remarks[0].problem or "ce sont des lignes" in line.remarks[0].problem for line in done.lines)
    assert names(session) == {}


@pytest.mark.shared_data
@SHARED_DATA
def test_the_parts_of_a_shapefile_brought_together(session: Session, tmp_path: Path) -> None:
    parts = [Path(shutil.copy(part, tmp_path / part.name.upper())) for part in SHARED.glob("se_quart_s.*")]
    assert load(session, sorted(parts)).counts == {Status.ADDED: 38}
