import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from maps import CONTACT, VISITED, MeasureText, TeamTable, escape, neighbourhood_map
from tests.maps.territory import TEXT, squares, table

BORDEAUX = Path(__file__).parents[3] / "shared/data/boundaries/se_quart_s.shp"


def features(drawing: object) -> list[dict[str, Any]]:
    script = drawing.page_parts("/").script  # type: ignore[attr-defined]
    start = script.index('{"features"')
    collection, _ = json.JSONDecoder().raw_decode(script[start:])
    return list(collection["features"])


def looks(drawing: object) -> list[str]:
    return [feature["properties"]["look"] for feature in features(drawing)]


def test_few_and_nothing_look_different_from_every_class() -> None:
    made = looks(neighbourhood_map(table(), TEXT))
    assert made[2:4] == ["few", "none"]
    assert {look[:6] for look in (made[0], made[1], made[4])} == {"class-"}


def test_the_legend_says_title_unit_classes_n_and_dates() -> None:
    legend = neighbourhood_map(table(outside=(1, 9)), TEXT).legend
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", legend))
    for expected in (
        "Taux de contact",
        "part des portes frappées",
        "Trop peu pour un taux (moins de 5",
        "Rien à compter",
        "54 portes avec contact sur 203 frappées",
    ):
        assert expected in text.replace("\u202f", " ")
    assert "Passages du 5 au 9 janvier 2026" in text
    areas = [int(n) for n in re.findall(r"(\d+) quartiers?<", legend)]
    assert sum(areas) == 5


def test_the_tooltip_says_name_value_interval_and_n() -> None:
    tip = features(neighbourhood_map(table([(12, 40)], ["Les Acacias"]), TEXT))[0]["properties"]["tip"]
    interval = "intervalle à 95\u202f%\u00a0: 18 à 45\u202f%"
    assert re.findall(r">([^<]+)<", tip) == ["Les Acacias", "30\u202f%", interval, "12 portes avec contact sur 40 frappées"]


def test_counts_have_no_interval_and_zero_is_shown() -> None:
    made = features(neighbourhood_map(table([(0, 40), (31, 40)], measure=VISITED), MeasureText("Portes visitées", "nombre", "visitées", "connues")))
    assert made[0]["properties"]["value"] == "0"
    assert "intervalle" not in made[0]["properties"]["tip"]


def test_nothing_at_all_to_count_still_draws_the_areas() -> None:
    assert looks(neighbourhood_map(table([(0, 0), (0, 0)]), TEXT)) == ["none", "none"]


def test_a_hostile_name_is_written_and_not_run() -> None:
    name = "</script><img src=x onerror=hit()>`${hit()}\\"
    drawing = neighbourhood_map(table([(12, 40)], [name]), TEXT)
    parts = drawing.page_parts("/")
    for part in (parts.html, parts.script, drawing.legend, drawing.single_file):
        assert "<img" not in part
        assert "${hit" not in part
    assert features(drawing)[0]["properties"]["name"] == escape(name)


def test_the_page_is_bounded_by_the_polygons_and_not_by_the_doors() -> None:
    few, many = (neighbourhood_map(table([(n // 3, n)] * 88), TEXT).page_parts("/").script for n in (30, 3_000_000))
    assert abs(len(few) - len(many)) < 88 * 60
    assert len(many) < 120_000


def test_detailed_outlines_are_lightened_and_borders_stay_shared() -> None:
    left = shapely.box(0, 0, 1, 1).segmentize(0.0001)
    right = shapely.box(1, 0, 2, 1).segmentize(0.0001)
    counts = {"code": ["l", "r"], "name": ["L", "R"], "numerator": [5, 6], "denominator": [10, 10]}
    rows = gpd.GeoDataFrame(counts, geometry=[left, right], crs="EPSG:4326")
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features(neighbourhood_map(TeamTable("nous", CONTACT, rows), TEXT))]
    assert sum(shapely.get_num_coordinates(shapes)) < 40
    assert shapes[0].intersection(shapes[1]).length == pytest.approx(1, abs=1e-3)
    assert shapes[0].intersection(shapes[1]).area == 0


def test_a_speck_beside_a_giant_is_still_drawn() -> None:
    rows = squares("géant", "point")
    rows.geometry = [shapely.box(0, 0, 1, 1), shapely.box(1.0, 0, 1.00002, 0.00002)]
    rows["numerator"], rows["denominator"] = [5, 6], [10, 10]
    drawn = features(neighbourhood_map(TeamTable("nous", CONTACT, rows), TEXT))
    assert all(shapely.geometry.shape(feature["geometry"]).area > 0 for feature in drawn)


def test_neighbours_that_do_not_meet_exactly_are_lightened_too() -> None:
    rows = squares("A", "B")
    rows.geometry = [shapely.box(0, 0, 1, 1).segmentize(0.001), shapely.box(0.9995, 0, 2, 1).segmentize(0.0007)]
    rows["numerator"], rows["denominator"] = [5, 6], [10, 10]
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in features(neighbourhood_map(TeamTable("nous", CONTACT, rows), TEXT))]
    assert sum(shapely.get_num_coordinates(shapes)) < 40
    assert sum(shape.area for shape in shapes) == pytest.approx(2.0005, abs=1e-3)


@pytest.mark.shared_data
@pytest.mark.skipif(not BORDEAUX.exists(), reason="needs ../shared/data")
def test_the_neighbourhoods_of_bordeaux_are_drawn() -> None:
    areas = gpd.read_file(BORDEAUX, encoding="utf-8")
    areas = areas[areas["insee"].astype(str) == "33063"].to_crs(4326)
    rows = gpd.GeoDataFrame({"code": areas["gid"].astype(str).to_list(), "name": areas["nom"].to_list()}, geometry=areas.geometry.to_list(), crs="EPSG:4326")
    rows["numerator"], rows["denominator"] = range(10, 18), 40
    drawing = neighbourhood_map(TeamTable("nous", CONTACT, rows), TEXT)
    made = features(drawing)
    assert len(made) == 8
    assert "Caudéran" in {feature["properties"]["name"] for feature in made}
    assert len(drawing.page_parts("/").script) < 60_000
    drawn = shapely.union_all([shapely.geometry.shape(feature["geometry"]) for feature in made])
    assert drawn.symmetric_difference(rows.union_all()).area < 0.002 * rows.union_all().area
