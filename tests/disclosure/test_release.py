"""What may be shown by itself, and that nothing but `release` makes a publication."""

import dataclasses
import json
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from maps import Indicator, MeasureText, Released, ReleasedTable, neighbourhood_map, release

ALONE = Indicator(
    "alone", "Vivent seuls", "Personnes seules, sur les ménages qui ont répondu.", True, what="qui vivent seuls", out_of="ménages qui ont répondu"
)
CONTACT = Indicator("contact", "Taux de contact", "Portes avec contact.", False, n="attempted", what="avec contact", out_of="portes frappées")
TEXT = MeasureText("Vivent seuls", "part", "qui vivent seuls", "ménages")


def areas(number: int) -> gpd.GeoDataFrame:
    codes = [f"Q{place:02}" for place in range(number)]
    return gpd.GeoDataFrame({"code": codes, "name": [f"Quartier {code}" for code in codes]}, geometry=[box(i, 0, i + 1, 1) for i in range(number)], crs=4326)


def released(counts: dict[str, list[int]], *indicators: Indicator) -> Released:
    frame = pd.DataFrame(counts, index=[f"Q{place:02}" for place in range(len(next(iter(counts.values()))))])
    return release(
        team="nous",
        audience="partners",
        geography="quartiers",
        period=(date(2026, 1, 1), date(2026, 3, 31)),
        published_on=date(2026, 4, 2),
        areas=areas(len(frame)),
        counts=frame,
        indicators=indicators,
    )


class TestThresholds:
    @pytest.mark.parametrize(
        ("n", "count", "status"),
        [
            (10, 5, "few"),
            (11, 5, "shown"),
            (11, 4, "hidden"),
            (11, 7, "hidden"),
            (40, 0, "hidden"),
            (40, 5, "shown"),
            (40, 35, "shown"),
            (40, 36, "hidden"),
            (40, 40, "hidden"),
            (5, 2, "hidden"),
        ],
    )
    def test_of_a_sensitive_figure(self, n: int, count: int, status: str) -> None:
        table = released({"answered": [n], "alone": [count]}, ALONE).table("alone")
        assert table.frame["status"].to_list() == [status]

    @pytest.mark.parametrize(("n", "count", "shown"), [(6, 5, True), (6, 6, True), (40, 4, False), (5, 5, False), (40, 40, True), (40, 0, False)])
    def test_of_any_other(self, n: int, count: int, shown: bool) -> None:
        table = released({"attempted": [n], "contact": [count]}, CONTACT).table("contact")
        assert (table.frame["status"].to_list() == ["shown"]) is shown


class TestTheTypes:
    def test_nothing_else_makes_them(self) -> None:
        made = released({"answered": [40], "alone": [20]}, ALONE)
        parts = {field.name: getattr(made, field.name) for field in dataclasses.fields(made)}
        with pytest.raises(TypeError, match="release"):
            Released(**{**parts, "token": object()})
        table = made.table("alone")
        with pytest.raises(TypeError, match="release"):
            ReleasedTable(table.spec, table.rows, table.groups, table.areas, table.whole, None)

    def test_a_map_is_drawn_from_one_and_says_nothing_of_what_is_hidden(self) -> None:
        table = released({"answered": [43, 37, 8, 3], "alone": [20, 2, 3, 1]}, ALONE).table("alone")
        drawing = neighbourhood_map(table, TEXT)
        assert "Masqué" in drawing.single_file
        assert "47" in drawing.single_file
        assert "20 qui vivent seuls" in drawing.single_file
        assert "2 qui vivent seuls" not in drawing.single_file


class TestFreezing:
    def test_there_and_back(self) -> None:
        made = released({"answered": [43, 37, 8, 3], "alone": [20, 2, 3, 1]}, ALONE)
        again = Released.from_json(made.to_json())
        assert again.to_json() == made.to_json()
        assert again.outlines == made.outlines
        pd.testing.assert_frame_equal(again.table("alone").frame, made.table("alone").frame)

    @pytest.mark.parametrize(
        "change",
        [
            {"format": 2},
            {"period": ["2026-03-31", "2026-01-01"]},
            {"tables": []},
            {"audience": 3},
        ],
    )
    def test_what_is_not_as_declared_is_refused(self, change: dict[str, object]) -> None:
        body = json.loads(released({"answered": [40], "alone": [20]}, ALONE).to_json())
        with pytest.raises(ValueError, match=r"\w"):
            Released.from_json(json.dumps({**body, **change}))

    @pytest.mark.parametrize("row", [["Q00", "A", 40, 20, "hidden"], ["Q00", "A", -1, None, "hidden"], ["Q00", "A", 40, None, "shown"], ["Q00", "A"]])
    def test_so_is_a_row(self, row: list[object]) -> None:
        body = json.loads(released({"answered": [40], "alone": [20]}, ALONE).to_json())
        body["tables"][0]["rows"] = [row]
        with pytest.raises(ValueError, match=r"\w"):
            Released.from_json(json.dumps(body))
