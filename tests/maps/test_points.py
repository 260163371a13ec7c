"""Points: only declared types come in, every text comes out harmless, every mark has its line in the legend."""

import json
import re
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest

from maps import (
    KINDS,
    STATES,
    Resources,
    RoundEntrances,
    TeamEntrances,
    TeamTable,
    View,
    entrance_points,
    neighbourhood_map,
    points_legend,
    resource_points,
    round_points,
)
from tests.maps.territory import TEXT, table

HOSTILE = "</script><img src=x onerror=hit()>`${hit()}\\"


def entrances(**changes: Any) -> gpd.GeoDataFrame:
    columns = {"key": ["1", "2"], "address": ["1 rue A", "2 rue A"], "known": [20, 0], "visited": [14, 0], "opened": [9, 0], "contact": [6, 0]}
    frame = {**columns, "passages": [31, 0], "last": [date(2026, 3, 5), None], **changes}
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([-0.595, -0.594], [44.855, 44.856]), crs="EPSG:4326")


def resources(**changes: Any) -> gpd.GeoDataFrame:
    columns = {"key": ["r"], "name": ["Épicerie"], "address": ["1 place"], "state": ["open"], "opening": ["Ouvert jusqu’à 17 h"], "indicative": [True]}
    return gpd.GeoDataFrame({**columns, **changes}, geometry=gpd.points_from_xy([-0.59], [44.85]), crs="EPSG:4326")


def lines(tip: str) -> list[str]:
    return re.findall(r">([^<]+)<", tip)


def test_an_entrance_says_its_counts() -> None:
    first, second = entrance_points(TeamEntrances("nous", entrances()))
    assert first["at"] == [44.855, -0.595]
    assert lines(first["tip"]) == [
        "1 rue A",
        "14 portes visitées sur 20 connues",
        "9 ouvertes, 6 avec contact",
        "passages\u00a0: 31, le dernier le 05/03/2026",
    ]
    assert lines(second["tip"]) == ["2 rue A", "aucune porte connue pour le moment"]


def test_a_resource_says_whether_it_is_open_and_how_sure_its_position_is() -> None:
    (point,) = resource_points(Resources(resources()))
    assert lines(point["tip"])[:3] == ["Épicerie", "Ouvert jusqu’à 17 h", "1 place"]
    assert "position indicative" in point["tip"]
    (sure,) = resource_points(Resources(resources(indicative=[False])))
    assert "indicative" not in sure["tip"]


@pytest.mark.parametrize(
    "broken",
    [
        lambda: TeamEntrances("nous", entrances(visited=[21, 0])),
        lambda: TeamEntrances("nous", entrances(contact=[10, 0])),
        lambda: TeamEntrances("nous", entrances(contact=[-1, 0])),
        lambda: TeamEntrances("nous", entrances(key=["1", "1"])),
        lambda: TeamEntrances("nous", entrances(note=["x", "y"])),
        lambda: TeamEntrances("nous", entrances().to_crs(2154)),
        lambda: TeamEntrances("nous", entrances().set_geometry(entrances().buffer(0.001))),
        lambda: Resources(resources(state=["perhaps"])),
        lambda: Resources(resources().drop(columns="name")),
        lambda: Resources(resources().set_geometry(gpd.points_from_xy([None], [None]), crs="EPSG:4326")),
    ],
)
def test_what_is_not_as_declared_is_refused(broken: Any) -> None:
    with pytest.raises(ValueError, match=r"[A-Z]"):
        broken()


def test_a_layer_takes_declared_types_only() -> None:
    team, public = TeamEntrances("nous", entrances()), Resources(resources())
    for other in (public, entrances(), pd.DataFrame(), None):
        with pytest.raises(TypeError, match="TeamEntrances"):
            entrance_points(other)  # type: ignore[arg-type]
    for other in (team, resources(), table()):
        with pytest.raises(TypeError, match="Resources"):
            resource_points(other)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        TeamEntrances("nous", pd.DataFrame())
    with pytest.raises(TypeError):
        neighbourhood_map(table(), TEXT, entrances=public)  # type: ignore[arg-type]


def test_what_was_handed_in_cannot_be_changed_from_outside() -> None:
    rows = entrances()
    made = TeamEntrances("nous", rows)
    rows.loc[0, "visited"] = 20
    assert entrance_points(made)[0]["visited"] == 14


def test_hostile_texts_stay_texts() -> None:
    made = neighbourhood_map(
        table(),
        TEXT,
        entrances=TeamEntrances("nous", entrances(address=[HOSTILE, "2"])),
        resources=Resources(resources(name=[HOSTILE], address=[HOSTILE], opening=[HOSTILE])),
    )
    for text in (made.page_parts("/").script, made.legend, made.single_file):
        assert "<img" not in text
        assert "${hit" not in text


def test_every_mark_is_in_the_legend() -> None:
    legend = points_legend("resources")
    assert [legend.count(f">{word}<") for word in ("ouvert", "ferme bientôt", "fermé", "sur rendez-vous", "horaires inconnus", "position indicative")] == [
        1
    ] * 6
    assert len(STATES) == 5
    assert points_legend("entrances").count("<li>") == 4
    made = neighbourhood_map(table(), TEXT, resources=Resources(resources()))
    assert 'data-set="resources"' in made.legend
    assert 'data-set="entrances"' not in made.legend


def test_two_periods_get_the_same_classes() -> None:
    whole, month = table([(60, 100), (10, 100)]), table([(3, 10), (2, 10)])
    assert _classes(month, whole) == _classes(whole, month)
    assert _classes(month, None) != _classes(whole, None)


def _classes(shown: TeamTable, beside: TeamTable | None) -> list[str]:
    return re.findall(r'map-class">([^<]+)<', neighbourhood_map(shown, TEXT, beside=beside).legend)


def test_a_view_is_handed_to_the_script() -> None:
    script = neighbourhood_map(table(), TEXT, view=View((44.85, -0.59), 15.5, "Q1", choosable=True)).page_parts("/").script
    start = script.index("palierNeighbourhoods(")
    options, _ = json.JSONDecoder().raw_decode(script[script.index("{", start) :])
    assert (options["view"], options["chosen"], options["choosable"], options["points"]) == ([44.85, -0.59, 15.5], "Q1", True, {})


def rounds(**changes: Any) -> gpd.GeoDataFrame:
    columns = {"key": ["e"], "address": ["1 rue A"], "kind": ["joint"], "several": [False], "goings": [["en tournée le 12 nov. 2026 avec la régie"]]}
    return gpd.GeoDataFrame({**columns, **changes}, geometry=gpd.points_from_xy([-0.59], [44.85]), crs="EPSG:4326")


def test_an_entrance_of_a_round_says_who_goes_and_when_and_has_no_figure() -> None:
    (point,) = round_points(RoundEntrances(rounds(address=[HOSTILE])))
    assert point.keys() == {"key", "at", "kind", "several", "tip"}
    assert "en tournée le 12 nov. 2026 avec la régie" in lines(point["tip"])
    assert "<img" not in point["tip"]
    assert points_legend("rounds").count("<li>") == len(KINDS) + 1
    with pytest.raises(TypeError):
        round_points(TeamEntrances("nous", entrances()))  # type: ignore[arg-type]


@pytest.mark.parametrize("broken", [rounds(kind=["visited"]), rounds(visited=[3]), rounds().to_crs(3857)])
def test_entrances_of_rounds_are_as_declared(broken: gpd.GeoDataFrame) -> None:
    with pytest.raises(ValueError, match=r"."):
        RoundEntrances(broken)


def test_a_map_bears_the_rounds_it_is_given() -> None:
    drawn = neighbourhood_map(table(), TEXT, rounds=RoundEntrances(rounds()))
    assert "le 12 nov. 2026 avec la r" in drawn.page_parts("/x/").script
    assert "tournée commune proposée" in drawn.legend
