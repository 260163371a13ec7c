"""Buildings and other layouts as entrances; and those that another source knows already."""

import csv
import json
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import Status
from outreach.imports.kind import Choices
from outreach.imports.kinds import kind_named
from outreach.services.find_known_entrances import address_key
from outreach.services.import_addresses import entrance_id
from outreach.services.undo_import import undo_import
from outreach.store.tables import Entrance, FileImport
from tests.server.place_files import NOW, bring, problem
from tests.territory import add_entrance

SHARED = Path(__file__).parents[3] / "shared/data/addresses"
HOUSE = shapely.box(-0.5832, 44.8618, -0.5828, 44.8622)
"""Around the entrances of `tests.territory`."""
TABLE = ["Ref", "Num", "Suffixe", "Rue", "CP", "Ville", "Longitude", "Latitude"]


def table(path: Path, header: list[str], *rows: list[object]) -> Path:
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in (header, *rows):
            book.active.append(row)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([header, *rows])
    return path


def all_of(session: Session) -> list[Entrance]:
    session.expire_all()
    return list(session.scalars(select(Entrance).order_by(Entrance.source, Entrance.source_key)))


@pytest.mark.parametrize("name", ["liste.csv", "liste.xlsx"])
def test_any_table_of_addresses(session: Session, tmp_path: Path, name: str) -> None:
    path = table(
        tmp_path / name,
        TABLE,
        ["a", 12, "bis", "rue du Préau", "1000", "Bourg", "-0,583", "44,862"],
        ["b", "14 B", "", "rue du Préau", "", "", -0.5831, 44.862],
    )
    done = bring(session, "entrances", path)
    assert done.counts == {Status.ADDED: 2}
    first, second = all_of(session)
    assert (first.source, first.label, first.address, first.postcode, first.city) == ("file", "12 bis", "12 bis rue du Préau", "01000", "Bourg")
    assert (second.label, second.lon, second.lat) == ("14 B", -0.5831, 44.862)


def test_a_whole_address_in_one_column(session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", ["Adresse", "geo_point_2d"], ["12 ter rue du Préau 33300 Bordeaux", "44.862, -0.583"], ["Résidence du Port", "44.8621, -0.583"]
    )
    done = bring(session, "entrances", path)
    assert "l’adresse en tient lieu" in done.said()
    found = {entrance.label: (entrance.address, entrance.postcode, entrance.city) for entrance in all_of(session)}
    assert found == {"12 ter": ("12 ter rue du Préau", "33300", "Bordeaux"), "Résidence du Port": ("Résidence du Port", None, None)}
    assert bring(session, "entrances", path).counts == {Status.UNCHANGED: 2}


def test_columns_chosen_by_a_person(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["c1", "c2", "c3", "c4", "hall"], ["12", "rue du Préau", "-0.583", "44.862", "Hall Nord"])
    assert "la voie ou l’adresse" in problem(session, "entrances", path).sentence
    look = kind_named("entrances").look([path], Choices())
    assert any("la voie ou l’adresse" in note for note in look.notes)
    chosen = Choices({"number": "C1", "street": "c2", "lon": "c3", "lat": "c4"})
    assert bring(session, "entrances", path, chosen).counts == {Status.ADDED: 1}
    assert all_of(session)[0].label == "Hall Nord"
    assert "pas de colonne « c9 »" in problem(session, "entrances", path, Choices({"street": "c9"})).sentence


def test_people_are_never_read(session: Session, tmp_path: Path) -> None:
    path = table(
        tmp_path / "a.csv", ["Adresse", "Locataire", "Téléphone", "lon", "lat"], ["12 rue du Préau", "Personne Inventée", "0500000000", "-0.583", "44.862"]
    )
    look = kind_named("entrances").look([path], Choices())
    assert [column.name for column in look.columns if column.personal] == ["locataire", "téléphone"]
    assert all(not column.samples for column in look.columns if column.personal)
    assert "parler de personnes" in problem(session, "entrances", path, Choices({"label": "locataire"})).sentence


@pytest.mark.parametrize("epsg", [2154, 3945])
def test_metres_of_any_french_system(session: Session, tmp_path: Path, epsg: int) -> None:
    point = geopandas.GeoSeries([shapely.Point(-0.583, 44.862)], crs=4326).to_crs(epsg).iloc[0]
    done = bring(session, "entrances", table(tmp_path / "a.csv", ["Adresse", "X", "Y"], ["12 rue du Préau", f"{point.x}", f"{point.y}"]))
    assert f"EPSG:{epsg}" in done.said()
    assert (all_of(session)[0].lon, all_of(session)[0].lat) == pytest.approx((-0.583, 44.862), abs=1e-6)


def test_metres_called_longitude_are_noticed(session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", ["Adresse", "Longitude", "Latitude"], ["12 rue du Préau", "417063.47", "6424512.09"])
    assert "EPSG:2154" in bring(session, "entrances", path).said()
    wrong = table(tmp_path / "b.csv", ["Adresse", "Longitude", "Latitude"], ["12 rue du Préau", "1e9", "1e9"])
    assert problem(session, "entrances", wrong).code == "crs_missing"
    assert bring(session, "entrances", path, Choices(crs="EPSG:3945")).counts == {Status.REFUSED: 1}


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.fgb"])
def test_points_of_any_layer(session: Session, tmp_path: Path, name: str) -> None:
    frame = geopandas.GeoDataFrame(
        {"numero": ["12", "14", "16"], "voie": ["rue du Préau"] * 3}, geometry=[shapely.Point(-0.583, 44.862), shapely.Point(-20, 40), None], crs=4326
    )
    frame.to_file(tmp_path / name, **({"SPATIAL_INDEX": "NO"} if name == "a.fgb" else {}))
    done = bring(session, "entrances", tmp_path / name, skip_refused=True)
    assert done.counts == {Status.ADDED: 1, Status.REFUSED: 2}
    assert "en mer" in done.remarks(2)[0].problem
    assert "absentes" in done.remarks(3)[0].problem
    assert (all_of(session)[0].lon, all_of(session)[0].lat) == pytest.approx((-0.583, 44.862))


RNB = ["rnb_id", "point", "shape", "status", "ext_ids", "addresses", "plots", "validated_by"]


def rnb(number: str, status: str, *addresses: dict[str, str]) -> list[object]:
    return [number, "SRID=4326;POINT (-0.583 44.862)", f"SRID=4326;{HOUSE.wkt}", status, "[]", json.dumps(list(addresses)), "[]", ""]


def rnb_address(number: str, key: str) -> dict[str, str]:
    return {"cle_interop_ban": key, "street_number": number, "street_rep": "", "street": "Allée des Essais", "city_zipcode": "33300", "city_name": "Bordeaux"}


def test_a_building_of_the_rnb_is_one_entrance_per_address(session: Session, tmp_path: Path) -> None:
    rows = [
        rnb("AAA", "constructed", rnb_address("12", "k_12"), rnb_address("14", "k_14")),
        rnb("BBB", "demolished", rnb_address("16", "k_16")),
        rnb("CCC", "constructed"),
    ]
    rows.append([*rnb("DDD", "constructed")[:5], "pas du JSON", "", ""])
    done = bring(session, "entrances", table(tmp_path / "rnb.csv", RNB, *rows))
    assert done.look.profile == "RNB"
    assert done.counts == {Status.ADDED: 2, Status.IGNORED: 3}
    assert [(one.source, one.address, one.building) for one in all_of(session)] == [
        ("rnb", "12 Allée des Essais", "AAA"),
        ("rnb", "14 Allée des Essais", "AAA"),
    ]


def test_buildings_teach_known_addresses_which_belong_together_and_forget_it_again(session: Session, tmp_path: Path) -> None:
    ban = "id;numero;nom_voie;nom_commune;lon;lat\nk_12;12;Allée des Essais;Bordeaux;-0.583;44.862\nk_14;14;Allée des Essais;Bordeaux;-0.58295;44.862\n"
    (tmp_path / "ban.csv").write_text(ban, encoding="utf-8")
    bring(session, "entrances", tmp_path / "ban.csv")
    path = table(tmp_path / "rnb.csv", RNB, rnb("AAA", "constructed", rnb_address("12", "K_12"), rnb_address("14", "k_14"), rnb_address("16", "k_16")))
    done = bring(session, "entrances", path)
    assert done.counts == {Status.UPDATED: 2, Status.ADDED: 1}
    assert "bâtiment est noté" in done.remarks(1)[0].done
    assert [(one.source, one.building) for one in all_of(session)] == [("ban", "AAA"), ("ban", "AAA"), ("rnb", "AAA")]
    assert bring(session, "entrances", path).counts == {Status.IGNORED: 2, Status.UNCHANGED: 1}
    made = session.scalars(select(FileImport.id).where(FileImport.kind == "entrances")).all()
    for one in made[1:]:
        undo_import(session, NOW, None, one, {})
    assert [(one.source, one.building) for one in all_of(session)] == [("ban", None), ("ban", None)]


@pytest.mark.databases
def test_the_same_address_near_by_is_not_doubled(session: Session, tmp_path: Path) -> None:
    known = add_entrance(session, None, 12)
    rows: list[list[object]] = [
        ["a", 12, "", "all. des Essais", "33300", "", -0.5831, 44.862],
        ["b", 12, "", "Allée des Essais", "33300", "Bordeaux", -0.593, 44.862],
        ["c", 12, "bis", "Allée des Essais", "33300", "Bordeaux", -0.583, 44.862],
        ["d", 12, "", "Allée des Essais", "33000", "Mérignac", -0.583, 44.862],
        ["e", 12, "", "Allée des ESSAIS", "", "", -0.583, 44.862],
    ]
    done = bring(session, "entrances", table(tmp_path / "a.csv", TABLE, *rows))
    assert [line.status for line in done.lines] == [Status.IGNORED, *[Status.ADDED] * 4]
    assert "déjà connue par une autre source, à 8 m" in done.remarks(1)[0].problem
    assert {one.id for one in all_of(session)} == {known, *(entrance_id("file", key) for key in "bcde")}
    assert bring(session, "entrances", tmp_path / "a.csv").counts == {Status.IGNORED: 1, Status.UNCHANGED: 4}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("12 rue du Gal Leclerc", "12, Rue du Général Leclerc", True),
        ("12 B av. de la Plaine", "12 b avenue de la plaine", True),
        ("12 rue Saint-Genès", "12 r. St Genes", True),
        ("12 rue du Préau", "12 bis rue du Préau", False),
        ("12 rue du Préau", "14 rue du Préau", False),
        ("12 rue du Préau", "12 allée du Préau", False),
    ],
)
def test_an_address_however_it_is_written(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


def buildings(path: Path, **columns: list[object]) -> Path:
    count = len(columns["cleabs"])
    shapes = [shapely.affinity.translate(HOUSE, xoff=number / 100) for number in range(count)]
    empty = {
        "usage_2": [None] * count,
        "etat_de_l_objet": ["En service"] * count,
        "construction_legere": [False] * count,
        "nombre_de_logements": [None] * count,
    }
    rnb_ids = [*("R1/R2", "R3"), *(None for _ in range(count))][:count]
    geopandas.GeoDataFrame({**empty, "identifiants_rnb": rnb_ids, **columns}, geometry=shapes, crs=4326).to_crs(2154).to_file(path, layer="batiment")
    return path


def test_homes_of_the_bd_topo(session: Session, tmp_path: Path) -> None:
    path = buildings(
        tmp_path / "a.gpkg",
        cleabs=["BATIMENT01", "BATIMENT02", "BATIMENT03", "BATIMENT04", "BATIMENT05"],
        usage_1=["Résidentiel", "Indifférencié", "Annexe", "Résidentiel", "Résidentiel"],
        nombre_de_logements=[None, 4, 0, 2, None],
        etat_de_l_objet=["En service", "En service", "En service", "En ruine", "En service"],
        construction_legere=[False, False, False, False, True],
    )
    done = bring(session, "entrances", path)
    assert done.look.profile == "BD TOPO"
    assert done.counts == {Status.ADDED: 2, Status.IGNORED: 3}
    assert [(one.source_key, one.building) for one in all_of(session)] == [("BATIMENT01", "BATIMENT01"), ("BATIMENT02", "R3")]
    assert "Annexe" in done.remarks(3)[0].problem


def test_a_home_around_known_entrances_only_groups_them(session: Session, tmp_path: Path) -> None:
    for number in (1, 2):
        add_entrance(session, None, number, lon=-0.583 + number / 50_000)
    path = buildings(tmp_path / "a.gpkg", cleabs=["BATIMENT01"], usage_1=["Résidentiel"])
    done = bring(session, "entrances", path)
    assert done.counts == {Status.UPDATED: 1}
    assert "2 entrées sont déjà connues" in done.remarks(1)[0].problem
    assert [one.building for one in all_of(session)] == ["BATIMENT01"] * 2


@pytest.mark.parametrize("written", ["{33063_0001_00012,33063_0001_00014_bis}", "33063_0001_00012/33063_0001_00014_bis"])
def test_a_building_of_the_bdnb_is_one_entrance_per_address(session: Session, tmp_path: Path, written: str) -> None:
    header = ["batiment_construction_id", "geom_batiment_construction", "cle_interop_adr"]
    path = table(tmp_path / "a.csv", header, ["bdnb-bc-1", HOUSE.wkt, written], ["bdnb-bc-2", HOUSE.wkt, "{NULL}"])
    done = bring(session, "entrances", path)
    assert done.counts == {Status.ADDED: 2, Status.IGNORED: 1}
    assert [(one.label, one.building) for one in all_of(session)] == [("12", "bdnb-bc-1"), ("14", "bdnb-bc-1")]


def test_the_main_address_of_a_group_of_the_bdnb(session: Session, tmp_path: Path) -> None:
    header = ["batiment_groupe_id", "cle_interop_adr_principale_ban", "libelle_adr_principale_ban", "WKT"]
    path = table(tmp_path / "a.csv", header, ["bdnb-bg-1", "33063_0001_00012", "12 rue du Préau, 33300 Bordeaux", HOUSE.wkt])
    assert bring(session, "entrances", path).counts == {Status.ADDED: 1}
    (one,) = all_of(session)
    assert (one.label, one.address, one.postcode, one.city, one.building) == ("12", "12 rue du Préau", "33300", "Bordeaux", "bdnb-bg-1")


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(
    ("file", "profile", "counts"),
    [
        ("bdtopo_for_test.gpkg", "BD TOPO", {Status.ADDED: 1, Status.IGNORED: 5}),
        ("bdnb_2023_01_bdgs.csv", "BDNB", {Status.ADDED: 3, Status.IGNORED: 1}),
        ("osm-melun.osm.pbf", "OpenStreetMap", {Status.ADDED: 52, Status.IGNORED: 22}),
    ],
)
def test_shared_files_of_buildings(session: Session, file: str, profile: str, counts: dict[Status, int]) -> None:
    done = bring(session, "entrances", SHARED / file)
    assert (done.look.profile, done.counts) == (profile, counts)
    again = bring(session, "entrances", SHARED / file)
    assert again.counts[Status.UNCHANGED] == counts[Status.ADDED]


@pytest.mark.shared_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_a_zone_is_no_file_of_addresses(session: Session) -> None:
    assert "la voie ou l’adresse" in problem(session, "entrances", SHARED / "ban-paris-zone.geojson").sentence
