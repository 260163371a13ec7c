"""Files of a directory: every layout read into valid data.inclusion v1, and a remark for everything that was not as it should be."""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import shapely
from data_inclusion.schema import v1
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from outreach.domain.imported import RowReport, Status
from outreach.domain.opening_hours import is_opening_hours
from outreach.domain.progress import Silent
from outreach.domain.resources import ServiceRow, StructureRow
from outreach.errors import Problem
from outreach.imports.kind import Choices
from outreach.imports.resources import KIND
from outreach.imports.resources.kind import of_a_person
from outreach.imports.resources.mapped import looks_personal
from outreach.store.sessions import read_transaction
from outreach.store.tables import Service, Structure
from tests.server.resource_files import BORDEAUX, THEME, csv_file, json_file, load, one, refused, rows_of, service, structure, told, xlsx_file

SHARED = Path(__file__).parents[3] / "shared" / "data" / "resources"
SHARED_DATA = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")


def look(path: Path, **choices: Any) -> Any:
    return KIND.look([path], Choices(**choices))


def mapped(folder: Path, **cells: object) -> Path:
    return csv_file(folder, [{"Nom de la structure": "Les Amis du Mail", **cells}])


# data.inclusion v1


def test_json_csv_and_xlsx_say_the_same(tmp_path: Path) -> None:
    structures = [structure(1, reseaux_porteurs=["caf", "communes"], horaires_accueil="Mo-Fr 09:00-12:00"), structure(2)]
    services = [service(1, thematiques=[THEME], publics=["seniors"], zone_eligibilite=["33063", "33"], volume_horaire_hebdomadaire=1.5)]
    wide = [{**structures[0]}, {**dict.fromkeys(structures[0]), **structures[1]}]
    flat = [{name: ", ".join(value) if isinstance(value, list) else value for name, value in row.items()} for row in wide]
    brought = rows_of(json_file(tmp_path, {"structures": structures, "services": services}))
    assert brought == rows_of(xlsx_file(tmp_path, {"services": services, "structures": wide}))
    tables = [csv_file(tmp_path, flat, "structures.csv"), csv_file(tmp_path, [{**services[0], "thematiques": THEME, "publics": '["seniors"]'}], "services.csv")]
    assert [row.record for row in rows_of(tables[0]) if isinstance(row, StructureRow)] == [row.record for row in brought if isinstance(row, StructureRow)]
    assert [row.record for row in rows_of(tables) if isinstance(row, StructureRow)] == [row.record for row in brought if isinstance(row, StructureRow)]
    records = [row.record for row in brought if not isinstance(row, RowReport)]
    assert records == [*structures, *services]


@pytest.mark.parametrize("wrapped", [list, lambda rows: {"results": rows}, lambda rows: {"data": {"items": rows}}, lambda rows: {"structures": rows, "n": 1}])
def test_an_array_may_be_wrapped(tmp_path: Path, wrapped: Any) -> None:
    assert one(json_file(tmp_path, wrapped([structure()]))).record == structure()


def test_services_alone_need_their_structures(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        done = load(tmp_path, json_file(tmp_path, [service(1)]))
        assert (done.lines[0].status, "inconnue" in done.lines[0].remarks[0].problem) == (Status.REFUSED, True)
        load(tmp_path, json_file(tmp_path, [structure(1)]))
        assert load(tmp_path, json_file(tmp_path, [service(1)])).lines[0].status is Status.ADDED


def test_structures_are_stored_before_services_whatever_the_order(app: Flask, tmp_path: Path) -> None:
    path = json_file(tmp_path, {"services": [service(1)], "structures": [structure(1)]})
    with app.app_context():
        assert [line.status for line in load(tmp_path, path).lines] == [Status.ADDED, Status.ADDED]


def test_an_archive_of_two_tables_or_of_json(app: Flask, tmp_path: Path) -> None:
    csv_file(tmp_path, [service(1)], "services.csv")
    csv_file(tmp_path, [structure(1)], "structures.csv")
    json_file(tmp_path, {"structures": [structure(1)], "services": [service(1)]}, "tout.json")
    for names in (("services.csv", "structures.csv"), ("tout.json",)):
        with ZipFile(tmp_path / "annuaire.zip", "w", ZIP_DEFLATED) as archive:
            for name in names:
                archive.write(tmp_path / name, name)
        assert [type(row) for row in rows_of(tmp_path / "annuaire.zip")] == [StructureRow, ServiceRow]


def test_names_of_persons_are_never_kept(tmp_path: Path) -> None:
    path = json_file(tmp_path, {"structures": [structure(1)], "services": [service(1, contact_nom_prenom="Personne Inventée")]})
    notes: list[str] = []
    rows = list(KIND.read([path], Choices(), notes, Silent()))
    assert "Personne" not in str(rows)
    assert any("contact_nom_prenom" in note for note in notes)
    seen = KIND.look([json_file(tmp_path, [service(1, contact_nom_prenom="Personne Inventée")])], Choices())
    assert "Personne" not in str(seen)
    assert [column.name for column in seen.columns if column.personal] == ["contact_nom_prenom"]


def test_an_older_schema_is_converted(tmp_path: Path) -> None:
    old = structure(1, id="42", typologie="CCAS", thematiques=[THEME, "numerique--inconnu"], labels_nationaux=["aidants-connect"])
    row = one(json_file(tmp_path, [old]))
    assert (row.record["id"], row.record["reseaux_porteurs"]) == ("essai--42", ["ccas-cias"])
    assert row.services[0]["thematiques"] == [THEME]
    assert "numerique--inconnu" in told(row)


@pytest.mark.parametrize(
    ("wrong", "said", "kept"),
    [
        ({"siret": "123"}, "14 chiffres", "siret"),
        ({"code_postal": "3300X"}, "5 chiffres", "code_postal"),
        ({"courriel": "accueil"}, "adresse électronique", "courriel"),
        ({"courriel": "a@b@c.fr"}, "adresse électronique", "courriel"),
        ({"site_web": "pas un site"}, "adresse de site", "site_web"),
        ({"site_web": "javascript:alert(1)"}, "adresse de site", "site_web"),
        ({"lien_source": "ftp://x"}, "adresse de site", "lien_source"),
        ({"accessibilite_lieu": "oui"}, "adresse de site", "accessibilite_lieu"),
        ({"description": "non"}, "10 000", "description"),
        ({"date_maj": "2999-01-01"}, "futur", "date_maj"),
        ({"date_maj": "1999-12-31"}, "avant 2000", "date_maj"),
        ({"date_maj": "hier"}, "hier", "date_maj"),
        ({"reseaux_porteurs": ["licornes"]}, "absent de la liste", "reseaux_porteurs"),
    ],
)
def test_an_optional_field_that_is_wrong_is_left_out_and_said(tmp_path: Path, wrong: dict[str, Any], said: str, kept: str) -> None:
    row = one(json_file(tmp_path, [structure(1, **wrong)]))
    assert said in told(row)
    assert kept not in row.record


@pytest.mark.parametrize("wrong", [{"nom": None}, {"nom": "ab"}, {"nom": "  "}, {"id": ""}, {"source": None}, {"id": "e--" + "x" * 300}, {"source": "s" * 101}])
def test_a_required_field_refuses_the_row(tmp_path: Path, wrong: dict[str, Any]) -> None:
    rows = rows_of(json_file(tmp_path, [structure(1, **wrong), structure(2)]))
    assert isinstance(rows[0], RowReport)
    assert (rows[0].status, rows[0].remarks[-1].done) == (Status.REFUSED, "ligne refusée")
    assert isinstance(rows[1], StructureRow)


@pytest.mark.parametrize("wrong", [{"description": None}, {"description": "abc"}, {"nom": ""}])
def test_a_service_without_what_it_needs_is_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    assert refused(json_file(tmp_path, [service(1, **wrong)])).remarks[-1].done == "ligne refusée"


def test_one_wrong_code_does_not_lose_the_others(tmp_path: Path) -> None:
    wrong = service(
        1, thematiques=[THEME, "licornes"], publics=["seniors", "tous-publics"], zone_eligibilite=["33063", "Bordeaux"], modes_accueil=["télépathie"]
    )
    (row,) = rows_of(json_file(tmp_path, [wrong]))
    assert isinstance(row, ServiceRow)
    assert (row.record["thematiques"], row.record["zone_eligibilite"]) == ([THEME], ["33063"])
    assert "publics" not in row.record
    assert "« tous-publics » va seul" in told(row)


def test_too_long_texts_are_cut_and_said(tmp_path: Path) -> None:
    row = one(json_file(tmp_path, [structure(1, nom="n" * 200, description="d" * 10_100)]))
    assert (len(row.record["nom"]), len(row.record["description"])) == (150, 10_000)
    assert told(row).count("coupé") == 2


def test_a_repeated_id_is_said(tmp_path: Path) -> None:
    rows = rows_of(json_file(tmp_path, {"structures": [structure(1), structure(1)], "services": [service(1), service(1)]}))
    assert [row.status if isinstance(row, RowReport) else None for row in rows] == [None, Status.IGNORED, None, Status.IGNORED]
    assert "déjà vu" in told(rows[1])


# where


@pytest.mark.parametrize(
    ("where", "at", "said"),
    [
        ({"longitude": None, "latitude": None}, None, "absentes"),
        ({"longitude": None}, None, "une seule"),
        ({"longitude": 0, "latitude": 0}, None, "nulles"),
        ({"longitude": -30.0, "latitude": 40.0}, None, "en mer"),
        ({"longitude": 44.8378, "latitude": -0.5792}, (-0.5792, 44.8378), "inversées"),
        ({"longitude": 417000.0, "latitude": 6421000.0}, (-0.58, 44.84), "Lambert"),
        ({"longitude": 55.45, "latitude": -20.88}, (55.45, -20.88), ""),
        ({"longitude": 166.45, "latitude": -22.27, "code_insee": "98818"}, (166.45, -22.27), ""),
        ({"longitude": "-0,5792", "latitude": "44,8378"}, (-0.5792, 44.8378), ""),
    ],
)
def test_positions(tmp_path: Path, where: dict[str, Any], at: tuple[float, float] | None, said: str) -> None:
    row, *_ = rows_of(json_file(tmp_path, [structure(1, **where), *(structure(number) for number in range(2, 5))]))
    assert isinstance(row, StructureRow)
    found = (row.record["longitude"], row.record["latitude"]) if "longitude" in row.record else None
    assert found == (None if at is None else (pytest.approx(at[0], abs=0.3), pytest.approx(at[1], abs=0.3)))
    assert said in told(row) if said else not row.remarks


def test_columns_that_are_swapped_in_every_row_are_told_once(tmp_path: Path) -> None:
    rows = [structure(number, longitude=44.8 + number / 100, latitude=-0.58) for number in range(5)]
    path = json_file(tmp_path, rows)
    assert "contient la latitude" in look(path).notes[0]
    assert all(isinstance(row, StructureRow) and row.record["longitude"] == -0.58 and not row.remarks for row in rows_of(path))
    mixed = json_file(tmp_path, [*rows, structure(9)])
    assert "inversées" in told(rows_of(mixed)[-1])


CC45 = [structure(number, longitude=1_416_000.0 + number, latitude=4_188_000.0) for number in range(4)]
"""Bordeaux in the metres of its conic zone, EPSG:3945."""


@pytest.mark.parametrize("asked", [None, "EPSG:3945", "3945"])
def test_metres_of_a_conic_zone(tmp_path: Path, asked: str | None) -> None:
    path = json_file(tmp_path, CC45)
    assert "EPSG:3945" in look(path, crs=asked).notes[0]
    row = rows_of(path, Choices(crs=asked))[0]
    assert isinstance(row, StructureRow)
    assert (row.record["longitude"], row.record["latitude"]) == (pytest.approx(-0.6, abs=0.15), pytest.approx(44.83, abs=0.1))


def test_a_system_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="système de coordonnées"):
        rows_of(json_file(tmp_path, CC45), Choices(crs="EPSG:99999"))


def test_remarks_name_fields_as_the_page_does(tmp_path: Path) -> None:
    assert [remark.field for remark in one(json_file(tmp_path, [structure(1, siret="1", site_web="non non")])).remarks] == ["SIRET", "Site"]


# other layouts


LIEU = {
    "id": "7",
    "nom": "Maison du numérique",
    "pivot": "34422913300196",
    "typologie": "CCAS",
    "commune": "Bordeaux",
    "code_postal": "33000",
    "adresse": "1 rue des Essais",
    "latitude": "44.8378",
    "longitude": "-0.5792",
    "horaires": "Lundi : 9h-12h ; Mardi : 14h-17h30",
    "date_maj": "2022-05-09",
    "services": "Accéder à une connexion internet;Prendre en main un ordinateur",
    "labels_nationaux": "CNFS;France Services",
    "source": "Hinaura",
    "conditions_acces": "Gratuit : Je peux accéder gratuitement au lieu et à ses services",
    "publics_accueillis": "Seniors (+ 65 ans);Adultes",
    "site_web": "exemple.fr",
    "modalites_accompagnement": "Seul : j'ai accès à du matériel et une connexion",
}


def test_places_of_digital_help(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [LIEU], delimiter=",")
    assert look(path).profile == "lieux de médiation numérique"
    row = one(path)
    assert row.record["id"] == "hinaura--7"
    assert row.record["reseaux_porteurs"] == ["ccas-cias", "conseillers-numeriques", "france-service"]
    assert (row.record["horaires_accueil"], row.repaired) == ("Mo 09:00-12:00; Tu 14:00-17:30", True)
    assert row.record["site_web"] == "http://exemple.fr"
    (offer,) = row.services
    assert offer["thematiques"] == ["numerique--acceder-a-une-connexion-internet", "numerique--maitriser-les-fondamentaux-du-numerique"]
    assert (offer["frais"], offer["publics"]) == ("gratuit", ["seniors"])


def test_a_newer_place_of_digital_help(tmp_path: Path) -> None:
    newer = {
        **LIEU,
        "services": "Aide aux démarches administratives|Acquisition de matériel informatique à prix solidaire",
        "dispositif_programmes_nationaux": "Aidants Connect",
        "frais_a_charge": "Payant",
        "conditions_acces": "",
        "modalites_accompagnement": "À distance",
    }
    row = one(json_file(tmp_path, [newer]))
    assert "aidants-connect" in row.record["reseaux_porteurs"]
    assert row.services[0]["frais"] == "payant"
    assert row.services[0]["modes_accueil"] == ["a-distance", "en-presentiel"]
    assert "numerique--acquerir-un-equipement" in row.services[0]["thematiques"]


def test_france_services(tmp_path: Path) -> None:
    hours = {
        "h_lundi": "09:00 - 12:00 / 13:30 - 17:00",
        "h_mardi": "09:00-12:00",
        "h_mercredi": "",
        "h_jeudi": "sur rendez-vous",
        "h_vendredi": "??",
        "h_samedi": "-",
    }
    path = csv_file(
        tmp_path,
        [{"id_fs": "3", "lib_fs": "France services", "insee_com": "1033", "latitude": "", "longitude": "", **hours, "commentaire": "Fermé en août"}],
        "fs-2022.csv",
    )
    assert look(path).options["date"] == "2022-01-01"
    row = one(path)
    assert row.record["horaires_accueil"] == 'Mo 09:00-12:00,13:30-17:00; Tu 09:00-12:00; Th "sur rendez-vous"; Fr unknown'
    assert row.hours_text == "vendredi : ??\nFermé en août"
    assert (row.record["code_insee"], row.record["date_maj"]) == ("01033", "2022-01-01")
    assert "zéro initial" in told(row)
    assert row.services[0]["structure_id"] == "france-services--3"


def test_the_map_of_the_gironde(tmp_path: Path) -> None:
    place = {
        "Lieu": "Médiathèque",
        "Adresse postale": "8 rue des Essais - 33000 Bordeaux",
        "Commune": "Bordeaux",
        "Coord. X": 44.8396,
        "Coord. Y": -0.5802,
        "Type Structure": "CAF",
        "services": "Accès à Internet en autonomie / Etre initié aux outils numériques",
        "equipements": "Ordinateur",
        "Dernière MAJ": "07/12/2021",
    }
    row = one(json_file(tmp_path, [place]))
    assert (row.record["adresse"], row.record["code_postal"], row.record["date_maj"]) == ("8 rue des Essais", "33000", "2021-12-07")
    assert (row.record["longitude"], row.record["reseaux_porteurs"]) == (-0.5802, ["caf"])
    assert "Ordinateur" in row.services[0]["description"]


def test_points_of_openstreetmap(tmp_path: Path) -> None:
    tags = {
        "name": "Épicerie sociale",
        "amenity": "social_facility",
        "social_facility": "food_bank",
        "opening_hours": "Tu 10:00-12:00",
        "addr:housenumber": "3",
    }
    feature = {"type": "Feature", "id": "node/5", "properties": {**tags, "addr:street": "rue X", "phone": "+33 5 00 00 00 00"}}
    geometry = {"type": "Point", "coordinates": [-0.57, 44.84]}
    area = {"type": "Polygon", "coordinates": [[[-0.57, 44.84], [-0.569, 44.84], [-0.569, 44.841], [-0.57, 44.84]]]}
    path = json_file(
        tmp_path, {"type": "FeatureCollection", "features": [{**feature, "geometry": geometry}, {**feature, "id": "way/6", "geometry": area}]}, "osm.geojson"
    )
    rows = rows_of(path)
    assert look(path).profile == "OpenStreetMap"
    assert isinstance(rows[0], StructureRow)
    assert (rows[0].record["id"], rows[0].record["adresse"]) == ("openstreetmap--node/5", "3 rue X")
    assert rows[0].services[0]["thematiques"] == ["equipement-et-alimentation--alimentation"]
    assert isinstance(rows[1], StructureRow)
    assert rows[1].record["longitude"] == pytest.approx(-0.5695, abs=0.001)


def test_places_of_soliguide(tmp_path: Path) -> None:
    place = {
        "lieu_id": 9,
        "name": "Accueil de jour",
        "position": {"address": "1 rue X", "city": "Bordeaux", "postalCode": "33000", "location": {"coordinates": [-0.57, 44.84]}},
        "entity": {"mail": "accueil@exemple.fr", "phones": [{"phoneNumber": "0500000000"}]},
        "newhours": {"monday": {"open": True, "timeslot": [{"start": 900, "end": 1230}]}, "tuesday": {"open": False, "timeslot": []}},
        "services_all": [{"category": "food_distribution", "name": "Repas", "description": "Un repas chaud"}, {"category": "inconnue"}],
        "updatedAt": "2025-03-01T10:00:00.000Z",
    }
    row = one(json_file(tmp_path, {"places": [place], "nbResults": 1}))
    assert (row.record["horaires_accueil"], row.record["telephone"]) == ("Mo 09:00-12:30", "0500000000")
    assert [offer.get("thematiques") for offer in row.services] == [["equipement-et-alimentation--alimentation"], None]
    assert row.record["date_maj"] == "2025-03-01"


# columns that a person maps


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    path = mapped(
        tmp_path,
        Adresse="1 rue des Essais",
        CP="33000",
        Ville="Bordeaux",
        Lat="44,8378",
        Long="-0,5792",
        Tél="05 00 00 00 00 / 06 00 00 00 00",
        **{
            "E-mail": "accueil@exemple.fr",
            "Horaires d'ouverture": "du lundi au jeudi 9h-12h",
            "Thèmes": "Alimentation ; Licornes",
            "Responsable": "Personne Inventée",
        },
    )
    seen = look(path, options={"source": "Mon annuaire"})
    assert (seen.profile, seen.options["source"]) == ("", "mon-annuaire")
    assert "Personne" not in str(seen)
    row = one(path, Choices(options={"source": "Mon annuaire"}))
    assert row.record["id"].startswith("mon-annuaire--les-amis-du-mail-")
    assert (row.record["telephone"], row.record["horaires_accueil"]) == ("05 00 00 00 00", "Mo-Th 09:00-12:00")
    assert row.services[0]["thematiques"] == ["equipement-et-alimentation--alimentation"]
    assert "Licornes" in told(row)
    assert "date_maj" not in row.record
    assert "Personne" not in str(row)


def test_a_chosen_mapping_wins_and_columns_about_persons_never_do(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [{"machin": "Les Amis du Mail", "nom du responsable": "Personne Inventée", "truc": "Bordeaux"}])
    with pytest.raises(Problem, match="Choisissez parmi : machin"):
        rows_of(path)
    assert one(path, Choices(mapping={"nom": "machin", "commune": "truc"})).record["commune"] == "Bordeaux"
    with pytest.raises(Problem, match="Aucune colonne n’est choisie"):
        rows_of(path, Choices(mapping={"nom": "nom du responsable"}))
    assert "commune" not in one(path, Choices(mapping={"nom": "machin", "commune": ""})).record


@pytest.mark.parametrize(
    ("address", "kept"),
    [("accueil@exemple.fr", True), ("espace.famille@exemple.fr", True), ("p.inventee@exemple.fr", False), ("une.personne@exemple.fr", False)],
)
def test_the_address_of_a_person_is_not_kept_from_a_table(tmp_path: Path, address: str, kept: bool) -> None:
    row = one(mapped(tmp_path, Courriel=address))
    assert ("courriel" in row.record) is kept
    assert looks_personal(address) is not kept
    assert one(json_file(tmp_path, [structure(1, courriel=address)])).record["courriel"] == address  # the standard's field is what the structure publishes


@pytest.mark.parametrize(
    ("column", "person"), [("Prénom", True), ("Nom du contact", True), ("Responsable", True), ("Téléphone", False), ("Nom de la structure", False)]
)
def test_columns_about_persons(column: str, person: bool) -> None:
    assert of_a_person(column) is person


def test_a_short_name_is_told_by_its_commune(tmp_path: Path) -> None:
    row = one(csv_file(tmp_path, [{"nom": "3R", "commune": "Lunel"}]))
    assert (row.record["nom"], row.repaired) == ("3R (Lunel)", True)


def test_formulas_are_texts(tmp_path: Path) -> None:
    row = one(mapped(tmp_path, Description='=HYPERLINK("http://x")', Commune="'=1+1"))
    assert row.record["description"] == '=HYPERLINK("http://x")'
    assert row.record["commune"] == "=1+1"


def test_a_date_for_the_whole_file(tmp_path: Path) -> None:
    assert one(mapped(tmp_path, Commune="Bordeaux"), Choices(options={"date": "2025-03-01"})).record["date_maj"] == "2025-03-01"
    with pytest.raises(Problem, match="n’est pas une date"):
        one(mapped(tmp_path, Commune="Bordeaux"), Choices(options={"date": "hier"}))


# files that are not what they should be


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"   \n", "vide"),
        (b"[]", "aucune liste"),
        (b"{}", "aucune liste"),
        (b'"texte"', "tableau"),
        (b"42", "tableau"),
        (b"[1, 2]", "aucune liste"),
        (b"[[{}]]", "aucune liste"),
        (b'{"message": "jeton absent"}', "aucune liste"),
        (b'[{"nom": "a", "id":', "incomplet"),
        (b'[{"nom": "abc"},', "incomplet"),
        (b'[{"nom": NaN}]', "NaN"),
        (b'[{"nom": -Infinity}]', "JSON"),
        (b'[{"nom": "abc",}]', "JSON"),
        (b"[{'nom': 'abc'}]", "JSON"),
        (b'[{"nom": "abc"}] fin', "JSON"),
        (b'[{"nom": 1e999}]', "JSON"),
        (b'[{"nom": "' + b"x" * (1 << 22) + b'y"}]', "démesurée"),
        (b'[{"noms": [' + b"1," * 120_000 + b"1]}]", "démesurée"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "texte"),
        (b"PK\x03\x04 tronque", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Excel"),
    ],
)
def test_a_file_that_is_no_directory_gets_a_sentence(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "annuaire.json"
    path.write_bytes(content)
    for attempt in (lambda: look(path), lambda: rows_of(path)):
        with pytest.raises(Problem) as problem:
            attempt()
        assert said in problem.value.sentence
        assert "Rien n’a été importé" in problem.value.sentence


def test_a_bomb_of_json_is_not_opened(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "bombe.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("annuaire.json", b"[" + b" " * (64 << 20) + b"]")
    with pytest.raises(Problem, match="démesuré"):
        look(tmp_path / "bombe.zip")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("table", [True, False])
def test_encodings(tmp_path: Path, encoding: str, table: bool) -> None:
    record = structure(1, nom="Épicerie solidaire des Œillets", commune="Mérignac")
    path = csv_file(tmp_path, [record], encoding=encoding) if table else json_file(tmp_path, [record], encoding=encoding)
    assert one(path).record["nom"] == "Épicerie solidaire des Œillets"
    assert any("Windows-1252" in note for note in look(path).notes) == (encoding == "cp1252")


@pytest.mark.parametrize("item", [None, 1, "texte", [], [1]])
def test_what_is_no_record_is_refused_alone(tmp_path: Path, item: object) -> None:
    rows = rows_of(json_file(tmp_path, [structure(1), item]))
    assert isinstance(rows[0], StructureRow)
    assert isinstance(rows[1], RowReport)
    assert "pas une fiche" in told(rows[1])


def test_a_cut_line_of_a_table_is_refused_alone(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [structure(1), structure(2)])
    path.write_text(path.read_text(encoding="utf-8") + "essai;essai--3\n", encoding="utf-8")
    assert "tronquée" in told(rows_of(path)[-1])


def test_text_that_would_break_a_database_is_cleaned(app: Flask, tmp_path: Path) -> None:
    path = json_file(
        tmp_path, [structure(1, nom="Nul\x00 et\x07 bruit", description="ligne 1\r\nligne 2\x00", adresse="\ud800 rue".encode("utf-8", "replace").decode())]
    )
    with app.app_context():
        assert load(tmp_path, path).lines[0].status is Status.ADDED
        with read_transaction() as session:
            found = session.scalars(select(Structure)).one()
            assert (found.name, found.content["description"]) == ("Nul et bruit", "ligne 1\nligne 2")


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.lists(st.text(max_size=10), max_size=3),
    st.sampled_from(["2026-01-10", "33000", "a,b", "{a}", "http://x.fr", "Mo-Fr 09:00-12:00", "=1", "x@y.fr", "44.84", "-0.58", "tous-publics", THEME]),
    st.dictionaries(st.sampled_from(["lat", "lon", "a"]), st.integers(-90, 90), max_size=2),
)
COLUMNS = st.sampled_from(
    [*v1.Structure.model_fields, *v1.Service.model_fields, "pivot", "services", "typologie", "lib_fs", "h_lundi", "h_vendredi", "lieu_id", "name", "horaires"]
)


@given(st.lists(st.dictionaries(COLUMNS, VALUES, max_size=8).map(lambda row: {"nom": "Structure", "id": "x--1", **row}), min_size=1, max_size=4))
def test_whatever_is_kept_is_valid(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    try:
        read = rows_of(json_file(tmp_path, rows))
    except Problem:
        return
    assert len(read) == len(rows)
    for row in read:
        if isinstance(row, RowReport):
            assert row.remarks
            continue
        structures, services = ([row.record], row.services) if isinstance(row, StructureRow) else ([], (row.record,))
        for record in structures:
            v1.Structure.model_validate({"date_maj": "2026-01-01", **record})
            assert is_opening_hours(record.get("horaires_accueil", "24/7"))
        for record in services:
            v1.Service.model_validate({"date_maj": "2026-01-01", **record})
        json.dumps([*structures, *services], allow_nan=False)


# the real files


@pytest.mark.shared_data
@SHARED_DATA
@pytest.mark.parametrize(
    ("name", "count", "unplaced", "note"),
    [
        ("data-inclusion-2023-v0.json", 3_811, 439, ""),
        ("mediation-numerique-gironde.json", 347, 0, "« coord. x » contient la latitude"),
        ("france-services-2022.csv", 2_683, 30, ""),
    ],
)
def test_a_shared_file(app: Flask, tmp_path: Path, name: str, count: int, unplaced: int, note: str) -> None:
    with app.app_context():
        done = load(tmp_path, SHARED / name)
        assert (done.report.total, done.report.refused) == (count, 0)
        assert sum("coordonnées absentes" in told(line) for line in done.lines) == unplaced
        assert any(one.startswith(note) for one in KIND.look([SHARED / name], Choices()).notes) or not note
        if count < 1_000:
            assert Counter(line.status for line in load(tmp_path, SHARED / name).lines) == {Status.UNCHANGED: count}
        with read_transaction() as session:
            structures, services = list(session.scalars(select(Structure))), list(session.scalars(select(Service)))
        assert len(structures) == count
        assert sum(one.lon is None for one in structures) == unplaced
        for found in structures:
            v1.Structure.model_validate(found.content)
            assert is_opening_hours(found.content.get("horaires_accueil", "24/7"))
        for offer in services:
            v1.Service.model_validate(offer.content)


def test_a_place_is_drawn(tmp_path: Path) -> None:
    drawn = KIND.sketch(one(json_file(tmp_path, [structure(1)])))
    assert drawn is not None
    assert (drawn.name, shapely.get_x(drawn.geometry)) == ("Structure 1", BORDEAUX["longitude"])
    assert KIND.sketch(one(json_file(tmp_path, [structure(1, longitude=None, latitude=None)]))) is None
