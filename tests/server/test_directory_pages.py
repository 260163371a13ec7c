"""The directory's pages: every filter, wrong input, hostile texts, other roles, downloads, and the time they take."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from data_inclusion.schema import v1
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.services.merge_structures import merge_structures
from outreach.services.store_resources import resource_id
from outreach.store.database import db
from outreach.store.tables import Service, Structure
from outreach.web.coordination import directory as pages
from outreach.web.coordination import directory_edit, directory_structure, directory_words
from tests.server.directory_rows import add_service, add_structure
from tests.server.web import Office

HOSTILE = "</script><img src=x onerror=alert(1)>\"'{{7*7}}"
FOOD = "equipement-et-alimentation--alimentation"
MONDAY_TEN = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is Monday, ten o'clock in Paris."""
    for module in (pages, directory_edit, directory_structure):
        monkeypatch.setattr(module, "now", lambda: MONDAY_TEN)


@pytest.fixture
def filled(app: Flask, office: Office) -> Office:
    with app.app_context():
        session = db.session()
        fill(session)
        session.commit()
    return office


def fill(session: Session) -> None:
    place: dict[str, Any] = {"longitude": -0.5825, "latitude": 44.8625}
    hours: dict[str, Any] = {"horaires_accueil": 'Mo-Fr 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"; PH off'}
    add_structure(
        session,
        "foyer",
        nom="Foyer des Essais",
        aliases=["Le Foyer"],
        commune="Bordeaux",
        adresse="1 rue Inventée",
        code_postal="33000",
        telephone="05 56 00 00 01",
        courriel="a@exemple.fr",
        site_web="https://www.exemple.fr/",
        reseaux_porteurs=["fcsf"],
        siret="12345678901234",
        **place,
        **hours,
    )
    add_structure(session, "epicerie", nom="Épicerie solidaire", commune="Cenon", position="indicative", longitude=-0.52, latitude=44.85, date_maj="2024-03-01")
    add_structure(session, "vieux-foyer", nom="Foyer des essais", commune="Bordeaux", telephone="05 56 00 00 01", **place)
    add_service(
        session, "foyer", "droits", nom="Accès aux droits", publics=["seniors"], modes_accueil=["en-presentiel"], frais="gratuit", zone_eligibilite=["33063"]
    )
    add_service(session, "epicerie", "courses", nom="Courses", thematiques=[FOOD], publics=["tous-publics"], modes_mobilisation=["telephoner"])


def found(page: str) -> list[str]:
    return [html.unescape(name) for name in re.findall(r'<h3><a href="/annuaire/[^"]+">([^<]+)</a>', page)]


def structure(key: str) -> UUID:
    return resource_id(f"essai--{key}")


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient], filled: Office) -> FlaskClient:
    return browser("coordinator")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Épicerie solidaire", "Foyer des Essais", "Foyer des essais"]),
        ("mots=ÉPI", ["Épicerie solidaire"]),
        ("mots=droits", ["Foyer des Essais"]),
        (f"theme={FOOD}", ["Épicerie solidaire"]),
        ("theme=equipement-et-alimentation", ["Épicerie solidaire"]),
        ("public=seniors", ["Épicerie solidaire", "Foyer des Essais"]),
        ("acces=en-presentiel", ["Foyer des Essais"]),
        ("acces=telephoner", ["Épicerie solidaire"]),
        ("ouvert=1", ["Foyer des Essais"]),
        ("commune=CENON", ["Épicerie solidaire"]),
        ("pres=Quartier+A&rayon=250", ["Foyer des Essais", "Foyer des essais"]),
        ("pres=1+all%C3%A9e+essais&rayon=500", ["Foyer des Essais", "Foyer des essais"]),
        ("verifier=toutes", ["Épicerie solidaire"]),
        ("verifier=ancienne&mois=18", ["Épicerie solidaire"]),
        ("verifier=position-indicative", ["Épicerie solidaire"]),
        ("verifier=sans-position", []),
        ("mots=foyer&acces=en-presentiel", ["Foyer des Essais"]),
        ("theme=inventé&public=rien&acces=x&ouvert=2&rayon=-1&verifier=non&mois=1e9&page=0", ["Épicerie solidaire", "Foyer des Essais", "Foyer des essais"]),
        ("page=abc&lieu=quartier:rien&quartier=rien", ["Épicerie solidaire", "Foyer des Essais", "Foyer des essais"]),
        ("_external=1&_anchor=x&endpoint=account.people", ["Épicerie solidaire", "Foyer des Essais", "Foyer des essais"]),
    ],
)
def test_each_filter(coordinator: FlaskClient, query: str, expected: list[str]) -> None:
    response = coordinator.get(f"/annuaire?{query}")
    assert response.status_code == 200
    assert found(response.text) == expected
    points = coordinator.get(f"/annuaire/points?{query}").json
    assert points is not None
    assert [name for _, name, *_ in points] == expected


def test_a_neighbourhood_and_what_is_near_it(coordinator: FlaskClient, filled: Office) -> None:
    area = filled.territory.neighbourhoods[0]
    assert found(coordinator.get(f"/annuaire?quartier={area}").text) == ["Foyer des Essais", "Foyer des essais"]
    page = coordinator.get(f"/annuaire?lieu=quartier:{area}&rayon=10000").text
    assert found(page) == ["Foyer des Essais", "Foyer des essais", "Épicerie solidaire"]
    assert "dans le quartier" in page
    assert "4,9\u00a0km" in page


def test_the_choices_in_force_can_be_taken_away_one_by_one(coordinator: FlaskClient) -> None:
    page = coordinator.get("/annuaire?mots=foyer&public=seniors&ouvert=1&page=1").text
    assert "1 structure sur 3" in page
    addresses = [html.unescape(address) for address in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert addresses == ["/annuaire?public=seniors&ouvert=1", "/annuaire?mots=foyer&ouvert=1", "/annuaire?mots=foyer&public=seniors"]


def test_an_unclear_place_is_asked_about_and_an_unknown_one_is_told(coordinator: FlaskClient, filled: Office) -> None:
    page = coordinator.get("/annuaire?pres=quartier&mots=foyer").text
    assert "Près de quel endroit" in page
    for area in filled.territory.neighbourhoods:
        assert f"mots=foyer&amp;lieu=quartier%3A{area}" in page
    assert found(page) == ["Foyer des Essais", "Foyer des essais"], "nothing is filtered before the person says"
    assert "Aucune entrée ni aucun quartier connu" in coordinator.get("/annuaire?pres=nulle+part").text


def test_pages(app: Flask, coordinator: FlaskClient) -> None:
    with app.app_context():
        for number in range(60):
            add_structure(db.session(), f"n{number}", nom=f"Numéro {number:02}")
        db.session.commit()
    first = coordinator.get("/annuaire?mots=numero")
    assert len(found(first.text)) == 24
    assert "page 1 sur 3" in first.text
    assert html.escape("/annuaire?mots=numero&page=2") in first.text
    last = coordinator.get("/annuaire?mots=numero&page=3").text
    assert found(last) == [f"Numéro {number}" for number in range(48, 60)]
    assert coordinator.get("/annuaire?mots=numero&page=4").location == "/annuaire?mots=numero"


def test_a_structure_says_everything_in_french(coordinator: FlaskClient) -> None:
    page = html.unescape(coordinator.get(f"/annuaire/{structure('foyer')}").text)
    for words in (
        *("Ouvert jusqu’à 12\u00a0h", "9\u00a0h\u00a0–\u00a012\u00a0h, 14\u00a0h\u00a0–\u00a017\u00a0h, sur rendez-vous", "33000 Bordeaux", "aussi : Le Foyer"),
        *("Accès aux droits", "Séniors", "Gratuit", "En présentiel", "commune 33063", "1 octobre 2025", "Fédération des Centres Sociaux", "12345678901234"),
    ):
        assert words in page, words
    assert 'href="tel:0556000001"' in page
    assert 'href="https://www.exemple.fr/"' in page
    assert "style=" not in page
    assert "position indicative" in coordinator.get(f"/annuaire/{structure('epicerie')}").text
    assert coordinator.get(f"/annuaire/{uuid4()}").status_code == 404


def test_adding_a_structure_and_a_service(app: Flask, coordinator: FlaskClient) -> None:
    wrong = coordinator.post("/annuaire/nouvelle", data={"nom": "", "latitude": "nord", "courriel": "x", "aliases": "Un\nDeux"})
    assert wrong.status_code == 422
    page = html.unescape(wrong.text)
    assert "3 champs sont à corriger" in page
    assert page.count('aria-invalid="true"') == 3
    assert "Un\nDeux" in page
    assert 'value="nord"' in page
    degrees = {"latitude": "44,8601", "longitude": "−0,5802", "position": "indicative"}
    made = coordinator.post("/annuaire/nouvelle", data={"nom": " Maison neuve ", "site_web": "www.exemple.fr", "siret": "123 456 789 01234", **degrees})
    assert made.status_code == 302
    assert "Sans position" not in coordinator.get(made.location).text
    with app.app_context():
        row = db.session.scalars(select(Structure).where(Structure.name == "Maison neuve")).one()
        assert (row.source, row.lon, row.lat, row.position, row.siret) == ("palier", -0.5802, 44.8601, "indicative", "12345678901234")
        assert row.content["site_web"] == "https://www.exemple.fr"
        new_id = row.id
    form = {"nom": "Atelier", "description": "Un atelier.", "thematiques": [FOOD], "publics": ["tous-publics", "seniors"], "zone_eligibilite": "33063, 33"}
    wrong = coordinator.post(f"/annuaire/{new_id}/services/nouveau", data=form)
    assert wrong.status_code == 422
    assert "va seul" in wrong.text
    assert re.search(rf'value="{FOOD}" checked', wrong.text)
    assert coordinator.post(f"/annuaire/{new_id}/services/nouveau", data={**form, "publics": ["seniors"]}).status_code == 302
    page = coordinator.get(f"/annuaire/{new_id}").text
    for words in ("Atelier", "Alimentation", "commune 33063, département 33"):
        assert words in page
    with app.app_context():
        service = db.session.scalars(select(Service).where(Service.name == "Atelier")).one()
        v1.Service.model_validate(service.content)
    again = coordinator.get(f"/annuaire/services/{service.id}/modifier").text
    assert re.search(rf'value="{FOOD}" checked', again)
    assert coordinator.post(f"/annuaire/services/{service.id}/modifier", data={**form, "publics": [], "nom": "Atelier cuisine"}).status_code == 302
    assert "Atelier cuisine" in coordinator.get(f"/annuaire/{new_id}").text
    assert coordinator.post(f"/annuaire/services/{service.id}/supprimer").status_code == 302
    assert coordinator.post(f"/annuaire/{new_id}/supprimer").location == "/annuaire"
    assert coordinator.get(f"/annuaire/{new_id}").status_code == 404


def test_changing_an_imported_structure_says_that_it_is_kept(coordinator: FlaskClient) -> None:
    address = f"/annuaire/{structure('foyer')}"
    form = coordinator.get(f"{address}/modifier").text
    assert "les imports la laissent comme vous l’avez écrite" in form
    assert 'value="-0,5825"' in form
    sent = {name: html.unescape(value) for name, value in re.findall(r'<input id="(\w+)" name="\w+" type="\w+" value="([^"]*)"', form)}
    assert coordinator.post(f"{address}/modifier", data={**sent, "aliases": "Le Foyer", "reseaux_porteurs": ["fcsf"], "position": "exact"}).status_code == 302
    assert "Modifiée à la main" not in coordinator.get(address).text, "nothing was changed"
    assert coordinator.post(f"{address}/modifier", data={**sent, "nom": "Foyer renommé"}).status_code == 302
    assert "les imports de « essai » la laissent comme elle est" in coordinator.get(address).text
    assert coordinator.post(f"{address}/rendre").status_code == 302
    assert "Modifiée à la main" not in coordinator.get(address).text
    assert coordinator.post(f"/annuaire/{structure('epicerie')}/verifiee").status_code == 302
    assert found(coordinator.get("/annuaire?verifier=ancienne").text) == []


@pytest.mark.parametrize(
    ("expression", "valid", "lines"),
    [
        ("Mo-Fr 09:00-12:00", True, ["lundi à vendredi : 9\u00a0h\u00a0–\u00a012\u00a0h", "samedi à dimanche : fermé"]),
        (
            'Tu 14:00-24:00 "sur rendez-vous"; PH off',
            True,
            ["lundi : fermé", "mardi : 14\u00a0h\u00a0–\u00a0minuit, sur rendez-vous", "mercredi à dimanche : fermé"],
        ),
        ("24/7", True, ["lundi à dimanche : toute la journée"]),
        ("lundi matin", False, []),
        ("", False, []),
        ("Mo " * 5_000, False, []),
    ],
)
def test_hours_are_read_back(coordinator: FlaskClient, monkeypatch: pytest.MonkeyPatch, expression: str, valid: bool, lines: list[str]) -> None:
    answer = coordinator.get(f"/annuaire/horaires?expression={quote(expression)}").json
    assert answer is not None
    assert (answer["valid"], answer["lines"]) == (valid, lines)


def test_duplicates_are_compared_merged_and_split(app: Flask, coordinator: FlaskClient) -> None:
    page = coordinator.get("/annuaire/doublons").text
    (address,) = re.findall(r'href="(/annuaire/doublons/[^"]+)"', page)
    for reason in ("même nom", "même téléphone"):
        assert reason in page
    compared = coordinator.get(address).text
    assert compared.count("<mark>") >= 1
    assert 'name="nom"' in compared
    keep_old = "first" if address.split("/")[3] == str(structure("vieux-foyer")) else "second"
    other = {"first": "second", "second": "first"}[keep_old]
    merged = coordinator.post(address, data={"garder": keep_old, "nom": other, "adresse": other, "inconnu": other})
    assert merged.location == f"/annuaire/{structure('vieux-foyer')}"
    page = coordinator.get(merged.location).text
    for words in ("Foyer des Essais", "1 rue Inventée", "Accès aux droits", "Fiches réunies à celle-ci", "essai--foyer"):
        assert words in page
    assert coordinator.get(f"/annuaire/{structure('foyer')}").location == merged.location
    assert len(found(coordinator.get("/annuaire").text)) == 2
    assert coordinator.post(address, data={"garder": keep_old}).status_code == 409
    assert coordinator.post(f"/annuaire/{structure('vieux-foyer')}/supprimer").status_code == 409
    assert coordinator.post(f"/annuaire/{structure('foyer')}/separer").location == merged.location
    assert len(found(coordinator.get("/annuaire").text)) == 3
    assert "1 rue Inventée" not in coordinator.get(merged.location).text
    assert coordinator.post(f"{address}/distinctes").location == "/annuaire/doublons"
    page = coordinator.get("/annuaire/doublons").text
    assert "Aucun doublon en vue" in page
    (again,) = re.findall(r'action="(/annuaire/doublons/[^"]+/a-revoir)"', page)
    assert coordinator.post(again).status_code == 302
    assert "Comparer" in coordinator.get("/annuaire/doublons").text
    assert coordinator.get(f"/annuaire/doublons/{structure('foyer')}/{uuid4()}").status_code == 404


def test_downloads_are_what_is_shown(app: Flask, coordinator: FlaskClient) -> None:
    with app.app_context():
        merge_structures(db.session(), MONDAY_TEN, structure("foyer"), structure("vieux-foyer"), set())
        db.session.commit()
    assert "Une fiche réunie à une autre" in coordinator.get("/annuaire/fichiers").text
    answer = coordinator.get("/annuaire/fichiers/data-inclusion")
    assert re.search(r"filename=annuaire-\d{4}-\d\d-\d\d\.json", answer.headers["Content-Disposition"])
    content = json.loads(answer.data)
    assert sorted(record["id"] for record in content["structures"]) == ["essai--epicerie", "essai--foyer"]
    for record in content["structures"]:
        v1.Structure.model_validate(record)
    for record in content["services"]:
        v1.Service.model_validate(record)
    features = json.loads(coordinator.get("/annuaire/fichiers/carte").data)["features"]
    assert len(features) == 2
    with zipfile.ZipFile(io.BytesIO(coordinator.get("/annuaire/fichiers/tableur").data)) as archive:
        rows = list(csv.DictReader(io.StringIO(archive.read("structures.csv").decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert coordinator.get("/annuaire/fichiers/autre").status_code == 404


def test_hostile_texts_are_shown_and_do_nothing(app: Flask, browser: Callable[[str], FlaskClient], office: Office) -> None:
    with app.app_context():
        session = db.session()
        fields: dict[str, Any] = dict.fromkeys(
            ("nom", "description", "adresse", "complement_adresse", "commune", "telephone", "courriel", "horaires_accueil"), HOSTILE
        )
        for key in ("x", "y"):
            add_structure(session, key, aliases=[HOSTILE], hours_text=HOSTILE, longitude=-0.58, latitude=44.86, site_web="javascript:alert(1)", **fields)
        add_service(session, "x", "s", nom=HOSTILE, thematiques=[HOSTILE], publics=[HOSTILE], frais="gratuit", lien_mobilisation="javascript:alert(1)")
        session.commit()
    client = browser("coordinator")
    x, y = structure("x"), structure("y")
    service = resource_id("essai--s")
    addresses = ["/annuaire", f"/annuaire?mots={quote(HOSTILE)}&commune={quote(HOSTILE)}&pres={quote(HOSTILE)}", f"/annuaire/{y}", f"/annuaire/{x}/modifier"]
    for address in (*addresses, f"/annuaire/services/{service}/modifier", "/annuaire/doublons", f"/annuaire/doublons/{x}/{y}"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "<img" not in response.text
        assert 'href="javascript' not in response.text
        assert HOSTILE.replace("{{7*7}}", "49") not in html.unescape(response.text)
    points = client.get("/annuaire/points")
    assert points.content_type == "application/json"


def test_who_may_do_what(browser: Callable[[str], FlaskClient], filled: Office) -> None:
    one, other, service = structure("foyer"), structure("vieux-foyer"), resource_id("essai--droits")
    reading = ["/annuaire", "/annuaire/points", "/annuaire/quartiers", f"/annuaire/{one}", "/annuaire/fichiers", "/annuaire/fichiers/carte"]
    writing = ["/annuaire/nouvelle", f"/annuaire/{one}/modifier", f"/annuaire/{one}/services/nouveau", f"/annuaire/services/{service}/modifier"]
    writing += ["/annuaire/doublons", f"/annuaire/doublons/{one}/{other}", "/annuaire/horaires"]
    posted = [f"/annuaire/{one}/{act}" for act in ("verifiee", "rendre", "separer", "supprimer")]
    posted += [f"/annuaire/services/{service}/supprimer", f"/annuaire/doublons/{one}/{other}", f"/annuaire/doublons/{one}/{other}/distinctes"]
    for address in reading:
        assert [browser(role).get(address).status_code for role in ("coordinator", "administrator", "worker", "anonymous")] == [200, 200, 403, 302], address
    for address in writing:
        assert [browser(role).get(address).status_code for role in ("coordinator", "administrator", "worker")] == [200, 403, 403], address
    for address in posted:
        assert [browser(role).post(address).status_code for role in ("administrator", "worker", "anonymous")] == [403, 403, 401], address
    page = browser("administrator").get(f"/annuaire/{one}").text
    assert "/supprimer" not in page
    assert "/modifier" not in page
    assert "/nouvelle" not in browser("administrator").get("/annuaire").text


def test_nothing_known_leads_to_the_imports(browser: Callable[[str], FlaskClient], office: Office) -> None:
    page = browser("coordinator").get("/annuaire").text
    assert "L’annuaire est vide" in page
    assert 'href="/imports' in page
    assert browser("coordinator").get("/annuaire/points").json == []
    outlines = browser("coordinator").get("/annuaire/quartiers").json
    assert outlines is not None
    assert len(outlines["features"]) == 2


def test_labels_are_those_of_the_standard_and_no_code_has_two() -> None:
    members = [code for group in directory_words.theme_groups() for code, _ in group.members]
    assert len(members) == len(v1.Thematique)
    codes = [*members, *(group.code for group in directory_words.theme_groups()), *dict(directory_words.publics())]
    codes += [code for group in directory_words.ways() for code, _ in group.members]
    assert len(codes) == len(set(codes))
