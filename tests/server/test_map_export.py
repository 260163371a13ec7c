"""The map as files: read again by what people open them with."""

import json
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

import pyogrio
import pytest
from defusedxml.ElementTree import fromstring
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from outreach.store.sessions import write_transaction
from outreach.store.tables import AuditEvent
from tests.server.passages import add_doors, add_visits
from tests.territory import Territory

Taken = Callable[[str], bytes]


@pytest.fixture
def taken(app: Flask, browser: Callable[[str], FlaskClient], territory: Territory) -> Taken:
    """Eight doors known in quarter A, six visited; none in B."""
    with app.app_context(), write_transaction() as session:
        for place, door in enumerate(add_doors(session, territory.entrances[0], 8)):
            if place < 6:
                add_visits(session, territory.centre, territory.entrances[0], door, "absent")
    client = browser("coordinator")

    def get(ending: str) -> bytes:
        answer = client.get(f"/carte/fichier/carte.{ending}?mesure=couverture")
        assert answer.status_code == 200
        assert "interne" in answer.headers["Content-Disposition"]
        content: bytes = answer.data
        return content

    return get


def test_tables_say_the_figures_and_whose_they_are(taken: Taken) -> None:
    lines = taken("csv").decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Interne à l’équipe de Centre des Essais")
    assert "A;Quartier A;6;8;0,75;;" in lines
    rows = list(load_workbook(BytesIO(taken("xlsx"))).active.iter_rows(values_only=True))
    assert ("A", "Quartier A", 6, 8, 0.75, None, None) in rows
    assert any("Interne à l’équipe" in str(row[0]) for row in rows)


def test_a_geopackage_has_its_areas_and_a_style_by_default(taken: Taken, tmp_path: Path) -> None:
    path = tmp_path / "carte.gpkg"
    path.write_bytes(taken("gpkg"))
    frame = pyogrio.read_dataframe(path, layer="quartiers").set_index("code")
    assert (frame.loc["A", "numerator"], frame.loc["A", "denominator"], frame.loc["A", "value"]) == (6, 8, 0.75)
    assert frame.crs.to_epsg() == 4326
    with sqlite3.connect(path) as database:
        style, default, column, table = database.execute("SELECT styleQML, useAsDefault, f_geometry_column, f_table_name FROM layer_styles").fetchone()
        about = database.execute("SELECT description FROM gpkg_contents WHERE table_name = 'quartiers'").fetchone()[0]
        geometry = database.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = 'quartiers'").fetchone()[0]
    database.close()
    assert (default, column, table) == (1, geometry, "quartiers")
    assert "Interne à l’équipe" in about
    root: Element = fromstring(style)
    looks = {one.get("value"): one.get("label") for one in root.iter("category")}
    assert looks[frame.loc["A", "look"]] == "75 à 76\u202f%"
    assert set(frame["look"]) <= set(looks)
    assert {one.get("symbol") for one in root.iter("category")} == {one.get("name") for one in root.iter("symbol")}


def test_pictures_and_geojson(taken: Taken) -> None:
    found = json.loads(taken("geojson"))
    assert {feature["properties"]["code"] for feature in found["features"]} == {"A", "B"}
    assert "Interne à l’équipe" in found["description"]
    svg = taken("svg").decode()
    root = fromstring(svg)
    assert root.get("role") == "img"
    assert "Interne à l’équipe" in svg
    assert "<script" not in svg
    assert taken("png").startswith(b"\x89PNG")
    assert taken("pdf").startswith(b"%PDF")


def test_each_file_is_in_the_log_and_an_unknown_one_is_not_found(app: Flask, taken: Taken, browser: Callable[[str], FlaskClient]) -> None:
    taken("csv")
    with app.app_context(), write_transaction() as session:
        assert session.query(AuditEvent).filter_by(kind="report_made").count() == 1
    assert browser("coordinator").get("/carte/fichier/carte.exe").status_code == 404
