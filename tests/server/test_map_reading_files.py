"""Files of the readings: each keeps what the map showed, not the observed values instead."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pyogrio
import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from maps.shading import p_text
from outreach.services.publish_shipped_forms import publish_shipped_forms
from outreach.store.sessions import write_transaction
from tests.server.passages import add_doors, add_households, add_visits
from tests.territory import Territory, add_entrance, add_neighbourhood

Taken = Callable[[str, str], bytes]
AREAS = 12


@pytest.fixture
def taken(app: Flask, browser: Callable[[str], FlaskClient], territory: Territory) -> Taken:
    """Quarter A: 9 contacts at 12 doors in January, 3 in February. A row of twelve quarters, contacts rising from west to east."""
    with app.app_context(), write_transaction() as session:
        publish_shipped_forms(session)
        centre, first = territory.centre, territory.entrances[0]
        for place, door in enumerate(add_doors(session, first, 12)):
            add_visits(session, centre, first, door, "exchange" if place < 9 else "absent")
            add_visits(session, centre, first, door, "exchange" if place < 3 else "absent", first=date(2026, 2, 3))
        add_households(session, centre, first, *["yes"] * 4, *["no"] * 6)
        for number in range(AREAS):
            area = add_neighbourhood(session, f"R{number:02d}", west=-0.5 + 0.005 * number)
            entrance = add_entrance(session, area, 100 + number, lon=-0.498 + 0.005 * number)
            for place, door in enumerate(add_doors(session, entrance, 6)):
                add_visits(session, centre, entrance, door, "exchange" if place < number / 2 else "absent")
            add_households(session, centre, entrance, *["yes"] * (number % 5), *["no"] * 8)
    client = browser("coordinator")

    def get(ending: str, query: str) -> bytes:
        answer = client.get(f"/carte/fichier/carte.{ending}?{query}")
        assert answer.status_code == 200
        content: bytes = answer.data
        return content

    return get


READINGS = [
    ("mesure=contact&lecture=lissees", {"smoothed"}, "Lissée"),
    ("mesure=contact&lecture=voisinage", {"smoothed"}, "Lissée"),
    ("mesure=contact&lecture=points-chauds", {"statistic", "p", "spot"}, "Repère"),
    ("mesure=contact&lecture=exceptions", {"statistic", "p", "spot"}, "Repère"),
    ("mesure=contact&periode=2026-02&contre=avant", {"before", "before_n", "difference", "difference_low", "difference_high", "clear"}, "Écart net"),
    ("mesure=isolement&avec=contact", {"second", "second_n", "kind"}, "Classe"),
]


def test_a_file_has_what_the_reading_found_and_its_style(taken: Taken, tmp_path: Path) -> None:
    for place, (query, names, head) in enumerate(READINGS):
        has_what_was_found(taken, tmp_path / f"{place}.gpkg", query, names, head)


def has_what_was_found(taken: Taken, path: Path, query: str, names: set[str], head: str) -> None:
    features = json.loads(taken("geojson", query))["features"]
    assert names <= set(features[0]["properties"])
    rows = list(load_workbook(BytesIO(taken("xlsx", query))).active.iter_rows(values_only=True))
    assert any(head in row for row in rows)
    assert head in taken("csv", query).decode("utf-8-sig")
    path.write_bytes(taken("gpkg", query))
    frame = pyogrio.read_dataframe(path, layer="quartiers")
    assert names <= set(frame.columns)
    with sqlite3.connect(path) as database:
        (style,) = database.execute("SELECT styleQML FROM layer_styles").fetchone()
    database.close()
    assert set(frame["look"]) <= {one.get("value") for one in fromstring(style).iter("category")}
    svg = taken("svg", query).decode()
    fromstring(svg)
    drawn = {look for look in set(frame["look"]) if f"drawing-{look}" in svg}
    assert drawn == set(frame["look"])


def test_a_file_of_hot_spots_has_the_values_of_the_page(taken: Taken, browser: Callable[[str], FlaskClient]) -> None:
    page = browser("coordinator").get("/carte?mesure=contact&lecture=points-chauds").text
    features = [one["properties"] for one in json.loads(taken("geojson", "mesure=contact&lecture=points-chauds"))["features"]]
    tested = [one for one in features if one["p"] is not None]
    assert len(tested) == AREAS
    for one in tested:
        row = page[page.index(f"{one['name']}</a>") :]
        assert p_text(one["p"]) in row[: row.index("</tr>")].replace("&lt;", "<")


def test_a_change_is_told_in_full(taken: Taken) -> None:
    features = {one["properties"]["code"]: one["properties"] for one in json.loads(taken("geojson", "mesure=contact&periode=2026-02&contre=avant"))["features"]}
    change = features["A"]
    assert (change["before"], change["before_n"], change["value"], change["difference"], change["clear"]) == (0.75, 12, 0.25, -0.5, True)
    assert (round(change["difference_low"], 2), round(change["difference_high"], 2)) == (-0.73, -0.1)
    assert (features["B"]["difference"], features["B"]["clear"]) == (None, False)


def test_cells_are_in_files_and_small_ones_tell_nothing(taken: Taken) -> None:
    shown = [one["properties"] for one in json.loads(taken("geojson", "mesure=isolement&quartiers=h3"))["features"]]
    assert len(shown) >= AREAS / 2
    assert all(one["numerator"] is None and one["denominator"] is None for one in shown if one["status"] == "hidden")
    assert all(one["denominator"] >= 5 for one in shown if one["status"] == "ok")
    for ending in ("csv", "gpkg", "svg"):
        assert taken(ending, "mesure=isolement&quartiers=h3")
