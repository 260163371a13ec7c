"""Points of the map page as its script and its lists get them, and an address that says the whole view."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.store.database import db
from outreach.store.tables import Entrance, Neighbourhood, Service, Structure
from outreach.web.coordination import map_points
from tests.server.passages import FIRST_DAY, add_doors, add_visits
from tests.server.web import Office
from tests.territory import Territory, add_entrance

HOSTILE = "</script><img src=x onerror=alert(1)>`${alert(2)}\\"
MONDAY = datetime(2026, 3, 9, 10, tzinfo=UTC)
"""11 o'clock in Paris."""


@pytest.fixture
def coordinator(browser: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(map_points, "now", lambda: MONDAY)
    return browser("coordinator")


@pytest.fixture
def noted(app: Flask, office: Office) -> Territory:
    """Entrance 1 of quarter A: 4 doors, 2 visited in January and 1 in March; one entrance outside of all quarters."""
    territory = office.territory
    with app.app_context():
        session = db.session()
        first = territory.entrances[0]
        doors = add_doors(session, first, 4)
        add_visits(session, territory.centre, first, doors[0], "exchange")
        add_visits(session, territory.centre, first, doors[1], "absent")
        add_visits(session, territory.centre, first, doors[2], "refusal", first=date(2026, 3, 2))
        add_visits(session, territory.other, first, doors[3], "exchange")
        outside = add_entrance(session, None, 9, lon=2.35, lat=48.85)
        add_doors(session, outside, 2)
        session.commit()
    return territory


def add_structure(session: Session, name: str, theme: str | None, hours: str | None = None, *, placed: bool = True, indicative: bool = False) -> UUID:
    key = f"essai--{uuid4().hex[:8]}"
    content = {
        "source": "essai",
        "id": key,
        "nom": name,
        "date_maj": "2026-01-01",
        "adresse": "1 place des Essais",
        "code_postal": "33300",
        "commune": "Bordeaux",
    }
    row = Structure(
        id=uuid4(),
        key=key,
        source="essai",
        name=name,
        lon=-0.58 if placed else None,
        lat=44.86 if placed else None,
        position=("indicative" if indicative else "exact") if placed else None,
        content=content | ({"horaires_accueil": hours} if hours else {}),
        aliases=[],
        updated_on=date(2026, 1, 1),
    )
    session.add(row)
    session.flush()
    if theme:
        said = {
            "source": "essai",
            "structure_id": key,
            "id": f"{key}-s",
            "nom": "Accueil",
            "description": "Un accueil",
            "date_maj": "2026-01-01",
            "thematiques": [theme],
        }
        session.add(Service(id=uuid4(), key=f"{key}-s", structure_id=row.id, name="Accueil", content=said, updated_on=date(2026, 1, 1)))
        session.flush()
    return row.id


@pytest.fixture
def directory(app: Flask, office: Office) -> None:
    with app.app_context():
        session = db.session()
        add_structure(session, "Cabinet ouvert", "sante--acces-aux-soins", "Mo-Fr 09:00-17:00")
        add_structure(session, "Cabinet qui ferme", "sante--acces-aux-soins", "Mo-Fr 09:00-11:15", indicative=True)
        add_structure(session, "Cabinet fermé", "sante--acces-aux-soins", "Tu 09:00-17:00")
        add_structure(session, "Cabinet sur rendez-vous", "sante--addictions", 'Mo-Fr 09:00-17:00 "sur rendez-vous"')
        add_structure(session, "Cabinet sans horaires", "sante--acces-aux-soins", placed=False)
        add_structure(session, HOSTILE, "numerique--acquerir-un-equipement")
        add_structure(session, "Association", None)
        session.commit()


def address_of(territory: Territory, place: int = 0) -> str:
    return f"/carte/entrees/{territory.neighbourhoods[place]}"


def listed(fragment: str) -> dict[str, list[str]]:
    rows = re.findall(r"<tr data-point.*?</tr>", fragment, re.DOTALL)
    found = {}
    for row in rows:
        name = re.search(r'class="map-show"[^>]*>([^<]+)<', row)
        assert name
        found[html.unescape(name[1])] = re.findall(r"<td>([^<]*)</td>", row)
    return found


def test_entrances_come_as_points_and_as_the_same_list(coordinator: FlaskClient, noted: Territory) -> None:
    found = coordinator.get(address_of(noted)).get_json()
    first, second = found["points"]
    assert [first[name] for name in ("known", "visited", "contact")] == [4, 3, 1]
    assert [second[name] for name in ("known", "visited", "contact")] == [0, 0, 0]
    assert listed(found["list"]) == {"1 allée des Essais, Entrée 1": ["4", "3", "2", "1"], "2 allée des Essais, Entrée 2": ["0", "0", "0", "0"]}
    assert set(re.findall(r'data-point="([^"]+)"', found["list"])) == {first["key"], second["key"]}
    assert found["name"] == "Quartier A"
    assert f"/territoire/entrees/{first['key']}/facade" in found["list"]


def test_entrances_keep_to_the_period(coordinator: FlaskClient, noted: Territory) -> None:
    january = coordinator.get(address_of(noted) + "?periode=2026-01").get_json()
    assert [january["points"][0][name] for name in ("known", "visited", "contact")] == [4, 2, 1]
    assert "janvier 2026" in january["list"]
    nothing = coordinator.get(address_of(noted) + "?du=2020-01-01&au=2020-02-01").get_json()
    assert [nothing["points"][0][name] for name in ("known", "visited", "contact")] == [4, 0, 0]


def test_an_impossible_period_is_said(coordinator: FlaskClient, noted: Territory) -> None:
    answer = coordinator.get(address_of(noted) + "?du=2026-03-02&au=2026-01-01", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "finit avant" in answer.get_json()["sentence"]
    page = coordinator.get("/carte?du=2026-03-02&au=2026-01-01")
    assert page.status_code == 200
    assert "finit avant d’avoir commencé" in page.text
    assert "la carte montre tout" in page.text


def test_what_lies_in_no_neighbourhood_is_shown_too(coordinator: FlaskClient, noted: Territory) -> None:
    found = coordinator.get("/carte/entrees/hors?quartiers=quartier").get_json()
    assert listed(found["list"]) == {"9 allée des Essais, Entrée 9": ["2", "0", "0", "0"]}
    page = coordinator.get("/carte").text
    (link,) = re.findall(r'data-area="hors-quartiers" data-entrances="([^"]+)"', page)
    assert coordinator.get(html.unescape(link)).get_json() == found


def test_only_the_own_team_sees_entrances(app: Flask, browser: Callable[[str], FlaskClient], noted: Territory) -> None:
    for path in (address_of(noted), "/carte/entrees/hors?quartiers=quartier", "/carte/ressources?themes=sante"):
        assert browser("worker").get(path).status_code == 403
        assert browser("administrator").get(path).status_code == 403
        assert browser("anonymous").get(path).status_code == 302
    points = browser("coordinator").get(address_of(noted)).get_json()["points"]
    assert points[0]["contact"] == 1  # of two: the other is the neighbour's


@pytest.mark.parametrize("path", [f"/carte/entrees/{UUID(int=7)}", "/carte/entrees/rien"])
def test_an_unknown_neighbourhood_is_not_found(coordinator: FlaskClient, noted: Territory, path: str) -> None:
    assert coordinator.get(path).status_code == 404


def test_every_resource_of_a_theme_says_whether_it_is_open(coordinator: FlaskClient, directory: None) -> None:
    found = coordinator.get("/carte/ressources?themes=sante").get_json()
    tips = {re.findall(r">([^<]+)<", point["tip"])[0]: point for point in found["points"]}
    assert {name: point["state"] for name, point in tips.items()} == {
        "Cabinet ouvert": "open",
        "Cabinet qui ferme": "soon",
        "Cabinet fermé": "closed",
        "Cabinet sur rendez-vous": "appointment",
    }
    assert [name for name, point in tips.items() if point["indicative"]] == ["Cabinet qui ferme"]
    assert "position indicative" in tips["Cabinet qui ferme"]["tip"]
    for said in (
        "Ouvert jusqu’à 17",
        "Ferme dans 15",
        "Ouvre demain",
        "Sur rendez-vous jusqu’à 17",
        "Horaires inconnus",
        "sans position",
        "position indicative",
    ):
        assert said in found["list"]
    assert "5 lieux" in found["list"]
    assert found["list"].count("data-point") == 4


def test_resources_tell_the_walk_from_what_is_open(coordinator: FlaskClient, noted: Territory, directory: None) -> None:
    """From the middle of a neighbourhood's entrances, or from one of them; nearest first, and without streets along a straight line."""
    nothing = coordinator.get("/carte/ressources?themes=sante").get_json()["list"]
    assert "à pied" not in nothing
    for address, place in (("&quartier=A", "le milieu des entrées de Quartier A"), (f"&quartier=A&depuis={noted.entrances[0]}", "1 allée des Essais")):
        found = coordinator.get(f"/carte/ressources?themes=sante{address}").get_json()["list"]
        assert f"À pied depuis {place}" in found
        times = [int(one) for one in re.findall(r"(\d+) min à pied \(ligne droite × 1,3\)", found)]
        assert len(times) == 4
        assert times == sorted(times)
    for unknown in ("&quartier=rien", "&quartier=hors-quartiers", "&depuis=rien", f"&depuis={UUID(int=7)}", "&quartier=A&quartiers=rien"):
        assert "à pied" not in coordinator.get(f"/carte/ressources?themes=sante{unknown}").get_json()["list"]


def test_themes_are_those_of_the_standard_with_how_many(coordinator: FlaskClient, noted: Territory, directory: None) -> None:
    page = coordinator.get("/carte").text
    offered = dict(re.findall(r'name="theme" value="([^"]+)"[^>]*><span>(.*?) <span', page))
    assert offered == {"numerique": "Numérique", "sante": "Santé", "sans-theme": "Sans thème"}
    both = coordinator.get("/carte/ressources?themes=numerique,sans-theme").get_json()
    assert "Association" in both["list"]
    assert len(both["points"]) == 2
    assert coordinator.get("/carte/ressources").get_json()["points"] == []
    assert coordinator.get("/carte/ressources?themes=rien,sante").status_code == 200


def test_what_is_left_out_is_said(coordinator: FlaskClient, directory: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_points, "MOST_RESOURCES", 2)
    found = coordinator.get("/carte/ressources?themes=sante").get_json()
    assert len(found["points"]) == 2
    assert "3 autres ne sont pas montrés" in found["list"]


def test_hostile_texts_are_shown_and_do_nothing(app: Flask, coordinator: FlaskClient, noted: Territory, directory: None) -> None:
    with app.app_context():
        db.session.execute(update(Entrance).values(address=HOSTILE))
        db.session.execute(update(Neighbourhood).values(name=HOSTILE))
        db.session.commit()
    page = coordinator.get("/carte?quartier=A&themes=numerique").text
    entrances = coordinator.get(address_of(noted)).get_json()
    resources = coordinator.get("/carte/ressources?themes=numerique").get_json()
    tips = [point["tip"] for answer in (entrances, resources) for point in answer["points"]]
    assert len(tips) == 3
    for text in (page, entrances["list"], resources["list"], *tips):
        assert "<img" not in text
    assert "${alert" not in page.partition("<script>")[2]
    assert HOSTILE in html.unescape(page)


def test_without_a_script_the_lists_stand_in_the_page(coordinator: FlaskClient, noted: Territory, directory: None) -> None:
    page = coordinator.get("/carte?quartier=A&theme=sante&theme=numerique&periode=2026-01").text
    assert listed(page) == {"1 allée des Essais, Entrée 1": ["4", "2", "1", "1"], "2 allée des Essais, Entrée 2": ["0", "0", "0", "0"]}
    assert "Cabinet ouvert" in page
    options = page[page.index("palierNeighbourhoods(") :]
    assert '"chosen": "A"' in options
    hidden = coordinator.get("/carte?quartier=A&entrees=non").text
    assert listed(hidden) == {}
    assert '"chosen": null' in hidden


def test_every_link_keeps_the_rest_of_the_view(coordinator: FlaskClient, noted: Territory, directory: None) -> None:
    view = {"mesure": "couverture", "periode": "2026-01", "quartier": "A", "themes": "sante", "vue": "44.862,-0.583,15.5"}
    page = coordinator.get("/carte?" + urlencode(view)).text
    links = [html.unescape(link) for link in re.findall(r'<a href="([^"]+)" data-keep', page)]
    assert len(links) > 10
    for link in links:
        said = {name: value[0] for name, value in parse_qs(urlsplit(link).query).items()}
        changed = {name for name in {*said, *view} if said.get(name) != view.get(name)}
        assert len(changed - {"quartier", "vue"}) <= 1, link
    for form in re.findall(r"<form[^>]*data-keep-form.*?</form>", page, re.DOTALL):
        kept = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        assert {**kept, "periode": "2026-01"}.items() >= {name: value for name, value in view.items() if name != "themes"}.items()
    assert '"view": [44.862, -0.583, 15.5]' in page


@pytest.mark.parametrize("view", ["ici", "44.8", "99,0,12", "44,-190,12", "44,0,99", "1e3,0,1", "44,0,15;alert(1)"])
def test_a_view_that_cannot_be_is_passed_over(coordinator: FlaskClient, noted: Territory, view: str) -> None:
    assert '"view": null' in coordinator.get("/carte?" + urlencode({"vue": view})).text


def test_an_unknown_neighbourhood_in_the_address_leads_to_the_rest_of_it(coordinator: FlaskClient, noted: Territory) -> None:
    answer = coordinator.get("/carte?mesure=contact&quartier=Z&vue=44.8,-0.5,12")
    assert (answer.status_code, answer.location) == (302, "/carte?mesure=contact")


def test_figures_of_a_period_stand_beside_those_of_all(coordinator: FlaskClient, noted: Territory) -> None:
    page = coordinator.get("/carte?periode=2026-03").text
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page[page.index("<tbody>") : page.index("</table>")], re.DOTALL)
    cells = {re.findall(r">([^<]+)</a>|>([^<]+)</th>", row)[0]: re.findall(r"<td[^>]*>([^<]*)</td>", row) for row in rows}
    assert [value for name, value in cells.items() if "Quartier A" in name] == [["1", "4", "3"]]
    assert "mars 2026" in page
    assert "Depuis le début" in page[page.index("<thead>") : page.index("</thead>")]
    assert f"Passages du {FIRST_DAY.day}" not in page


def test_an_empty_period_says_so(coordinator: FlaskClient, noted: Territory) -> None:
    assert "Aucun passage n’a été noté dans cette période" in coordinator.get("/carte?periode=2026-02").text
    assert "Aucun passage n’a été noté" not in coordinator.get("/carte?periode=2026-01").text


def test_the_months_offered_are_those_with_something(coordinator: FlaskClient, noted: Territory) -> None:
    page = coordinator.get("/carte?periode=2026-01").text
    assert re.findall(r'<option value="([^"]+)"', page) == ["2026-03", "2026-02", "2026-01"]
    assert re.search(r'<option value="2026-01" selected>janvier 2026', page)


def test_published_dwellings_stand_beside_the_doors_known(app: Flask, coordinator: FlaskClient, noted: Territory) -> None:
    from outreach.store.tables import AreaFigure

    assert "INSEE" not in coordinator.get("/carte").text
    with app.app_context():
        db.session.add(AreaFigure(id=uuid4(), layer="quartier", code="A", indicator="dwellings", value=1234, year=2021, source="INSEE RP 2021", estimated=True))
        db.session.commit()
    page = coordinator.get("/carte").text
    assert "≈\u202f1\u202f234" in page
    assert "INSEE RP 2021" in page
    assert "INSEE RP 2021" not in coordinator.get("/carte?mesure=contact").text


def test_a_year_of_the_past_is_left_out_of_this_year(app: Flask, coordinator: FlaskClient, noted: Territory) -> None:
    with app.app_context():
        session = db.session()
        entrance = session.scalars(select(Entrance).where(Entrance.label == "Entrée 2")).one()
        today = datetime.now(UTC).date()
        add_visits(
            session, noted.centre, entrance.id, add_doors(session, entrance.id, 1)[0], "exchange", first=today.replace(month=1, day=1) - timedelta(days=1)
        )
        session.commit()

    def visited(period: str) -> Any:
        points = coordinator.get(f"{address_of(noted)}?periode={period}").get_json()["points"]
        return next(point["visited"] for point in points if "2 allée" in point["tip"])

    assert (visited("tout"), visited("annee"), visited("12-mois")) == (1, 0, 1)
