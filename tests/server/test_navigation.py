"""The navigation: floors of places where there are many, one list where there are few, and the floor of the page one is at open."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outreach.web.coordination.blueprint import FLOORS, HOME

LINK = re.compile(r'<li><a href="[^"]*"(?: aria-current="page")?><span class="rail-door" aria-hidden="true"></span>([^<]+)</a></li>')


def floors_of(page: str) -> dict[str, bool]:
    """Each floor, and whether it is open."""
    return {name: bool(opened) for opened, name in re.findall(r'<details class="rail-floor" name="rail"( open)?><summary>([^<]+)</summary>', page)}


@pytest.mark.parametrize(("address", "open_floor"), [("/", None), ("/tournees", "Terrain"), ("/tournees/nouvelle", "Terrain"), ("/reunions", "Partenaires")])
def test_the_floor_of_the_page_is_open(browser: Callable[[str], FlaskClient], address: str, open_floor: str | None) -> None:
    page = browser("coordinator").get(address).text
    floors = floors_of(page)
    assert list(floors) == ["Terrain", "Suivi", "Chiffres", "Partenaires", "Réglages"]
    assert [name for name, opened in floors.items() if opened] == ([open_floor] if open_floor else [])


def test_few_places_stand_in_one_list(browser: Callable[[str], FlaskClient]) -> None:
    page = browser("partner").get("/tournees-communes").text
    assert floors_of(page) == {}
    assert "Tournées communes" in LINK.findall(page)


def test_every_place_is_a_page_and_stands_once(app: Flask) -> None:
    endpoints = [HOME.endpoint, *(place.endpoint for floor in FLOORS for place in floor.places)]
    assert len(set(endpoints)) == len(endpoints)
    assert set(endpoints) <= set(app.view_functions)
