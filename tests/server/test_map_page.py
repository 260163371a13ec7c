"""The coordinator's map page: the same numbers on the map and in the table, under a policy that allows this one script."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Executable, delete, update

from outreach.store.database import db
from outreach.store.tables import Entrance, EntrancePassages, Household, Neighbourhood, Visit
from tests.server.passages import add_doors, add_households, add_visits
from tests.server.web import Office
from tests.territory import Territory, add_entrance, add_neighbourhood

MEASURES = ("visites", "couverture", "contact", "contact-ouvertes", "isolement")
HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}\\"


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser("coordinator")


def change(app: Flask, *statements: Executable) -> None:
    """Outside of any request, whose context would be shared."""
    with app.app_context():
        for statement in statements:
            db.session.execute(statement)
        db.session.commit()


@pytest.fixture
def noted(app: Flask, office: Office) -> Territory:
    """Quarter A: 12 doors, 10 visited, 6 with contact; quarter B: 3 doors, none visited; 2 doors in no quarter, 1 visited."""
    territory = office.territory
    with app.app_context():
        session = db.session()
        first, _, third = territory.entrances
        doors = add_doors(session, first, 12)
        for place, door in enumerate(doors[:10]):
            add_visits(session, territory.centre, first, door, "absent", "exchange" if place < 6 else "refusal")
        add_visits(session, territory.other, third, add_doors(session, third, 3)[0], "exchange")
        outside = add_entrance(session, None, 4, lon=2.35, lat=48.85)
        add_visits(session, territory.centre, outside, add_doors(session, outside, 2)[0], "absent")
        add_households(session, territory.centre, first, *["yes"] * 3, *["no"] * 7, *["unknown"] * 2)
        session.commit()
    return territory


def features(page: str) -> list[dict[str, Any]]:
    collection, _ = json.JSONDecoder().raw_decode(page[page.index('{"features"') :])
    return list(collection["features"])


def texts(fragment: str) -> list[str]:
    return [html.unescape(text).strip() for text in re.findall(r">([^<]+)<", fragment) if text.strip()]


def table(page: str) -> dict[str, list[str]]:
    """Name → the other cells."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index("<tbody>") : page.index("</table>")], re.DOTALL)
    return {texts(row)[0]: texts(row)[1:] for row in rows}


def test_the_figures_are_those_of_the_organisation(coordinator: FlaskClient, noted: Territory) -> None:
    assert table(coordinator.get("/carte").text) == {
        "Quartier A": ["10", "12"],
        "Quartier B": ["0", "3"],
        "Hors quartiers connus": ["1", "2"],
        "Ensemble": ["11", "17"],
    }
    assert table(coordinator.get("/carte?mesure=contact").text) == {
        "Quartier A": ["6", "10", "60\u202f%", "31 – 83\u202f%"],
        "Quartier B": ["0", "0", "Rien à compter", "–"],
        "Hors quartiers connus": ["0", "1", "Trop peu pour un taux", "–"],
        "Ensemble": ["6", "11", "55\u202f%", "28 – 79\u202f%"],
    }
    assert table(coordinator.get("/carte?mesure=isolement").text)["Ensemble"] == ["3", "10", "30\u202f%", "11 – 60\u202f%"]
    assert "2 foyers ne permettent pas" in coordinator.get("/carte?mesure=isolement").text


@pytest.mark.parametrize("measure", MEASURES)
def test_map_and_table_say_the_same(coordinator: FlaskClient, noted: Territory, measure: str) -> None:
    page = coordinator.get(f"/carte?mesure={measure}").text
    rows = table(page)
    for feature in features(page):
        name, value, *rest = texts(f">{feature['properties']['tip']}<")
        cells = rows[name]
        assert value == (cells[0] if measure == "visites" else cells[2])
        numbers = re.findall(r"\d[\d\u202f]*", rest[-1])
        assert numbers == cells[:2]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_policy_allows_the_script_of_this_answer_and_no_other(coordinator: FlaskClient, noted: Territory, measure: str) -> None:
    response = coordinator.get(f"/carte?mesure={measure}")
    (script,) = re.findall(r"<script>(.*?)</script>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == f"'self' 'sha256-{digest}'"
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert "style=" not in response.text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", response.text)


def test_the_files_it_links_are_served(coordinator: FlaskClient, noted: Territory) -> None:
    page = coordinator.get("/carte").text
    links = re.findall(r'(?:src|href)="(/assets/maps/[^"]+)"', page)
    assert len(links) == 5
    for link in links:
        response = coordinator.get(link)
        assert response.status_code == 200
        assert len(response.data) > 1000
    assert coordinator.get("/assets/maps/../offline.py").status_code == 404


def test_a_hostile_name_is_shown_and_does_nothing(app: Flask, coordinator: FlaskClient, noted: Territory) -> None:
    change(app, update(Neighbourhood).where(Neighbourhood.code == "A").values(name=HOSTILE))
    for measure in MEASURES:
        page = coordinator.get(f"/carte?mesure={measure}").text
        assert "<img" not in page
        assert "${alert" not in page.partition("<script>")[2]
        assert HOSTILE in table(page)


def test_the_table_sorts_and_the_choice_stays_in_the_address(coordinator: FlaskClient, noted: Territory) -> None:
    page = coordinator.get("/carte?mesure=couverture&tri=valeur").text
    assert list(table(page)) == ["Quartier A", "Quartier B", "Hors quartiers connus", "Ensemble"]
    assert page.count('aria-sort="descending"') == 1
    assert "/carte?mesure=contact&amp;tri=valeur" in page
    assert re.search(r'href="/carte\?mesure=couverture#tableau"', page)
    assert re.search(r'mesure=couverture[^"]*" data-keep aria-current="true"', page)


@pytest.mark.parametrize("query", ["mesure=mort", "tri=hasard", "quartiers=aucun", f"mesure={HOSTILE}"])
def test_an_address_that_means_nothing_leads_to_the_page(coordinator: FlaskClient, noted: Territory, query: str) -> None:
    response = coordinator.get(f"/carte?{query}")
    assert (response.status_code, response.location) == (302, "/carte")


def test_several_layers_are_offered(app: Flask, coordinator: FlaskClient, noted: Territory) -> None:
    assert "quartiers=quartier&" not in coordinator.get("/carte").text
    assert "Cellules (H3)" in coordinator.get("/carte").text
    with app.app_context():
        add_neighbourhood(db.session(), "Z", west=-0.6)
        db.session.commit()
    change(app, update(Neighbourhood).where(Neighbourhood.code == "Z").values(layer="iris"))
    page = coordinator.get("/carte?quartiers=iris").text
    assert "Découpage" in page
    assert list(table(page)) == ["Quartier Z", "Hors quartiers connus", "Ensemble"]
    assert "quartiers=iris" in page[page.index("<thead>") :]


def test_without_neighbourhoods_it_says_what_to_do(app: Flask, coordinator: FlaskClient, office: Office) -> None:
    change(app, update(Entrance).values(neighbourhood_id=None), delete(Neighbourhood))
    page = coordinator.get("/carte")
    assert page.status_code == 200
    assert "Importer des quartiers" in page.text
    assert "<script>" not in page.text


def test_without_a_visit_it_says_so(app: Flask, coordinator: FlaskClient, noted: Territory) -> None:
    change(app, delete(Visit), delete(EntrancePassages), delete(Household))
    assert "Aucun passage n’est encore arrivé" in coordinator.get("/carte").text
    assert "Aucune réponse de foyer n’est encore arrivée" in coordinator.get("/carte?mesure=isolement").text


def test_only_coordinators_see_it(browser: Callable[[str], FlaskClient], noted: Territory) -> None:
    assert browser("worker").get("/carte").status_code == 403
    assert browser("administrator").get("/carte").status_code == 403
    assert browser("anonymous").get("/carte").status_code == 302
