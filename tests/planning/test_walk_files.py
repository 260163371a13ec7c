import json
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from outreach.domain.streets.graph import StreetGraph
from outreach.exports.walk_files import walk_geojson, walk_gpx
from outreach.planning.lines import walk_lines
from outreach.planning.plan import Plan, Visit
from outreach.planning.routing import route
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Pause
from tests.planning.generated import entrance, meeting_point, place_at, stretch, team, window

CENTRE = meeting_point(1, 0, 0)
ENTRANCES = [entrance(number + 11, 100 * number, 50) for number in range(4)]
PLACES = {spot.id: (spot.lon, spot.lat) for spot in [CENTRE, *ENTRANCES]}
NAMES = {CENTRE.id: "Centre social", ENTRANCES[0].id: "12 rue <des> Tilleuls & \x07"}
DAY = date(2027, 7, 6)


@pytest.fixture(scope="module")
def plan() -> Plan:
    walks = WalkTimes.between([CENTRE, *ENTRANCES], None)
    morning = (window("09:00", "11:00"),)
    visits = [Visit(one.id, 20, windows=morning if place < 2 else (window("14:00", "16:00"),)) for place, one in enumerate(ENTRANCES)]
    return route(visits, [team(0, CENTRE.id, ("09:00", "17:00"), Pause(CENTRE.id, stretch("12:00", "13:00"))), team(1, CENTRE.id)], walks, iterations=100)


def test_gdal_reads_the_gpx_as_routes_and_tracks(plan: Plan, tmp_path: Path) -> None:
    first, team_id = plan.walks[0], plan.walks[0].team.id
    path = tmp_path / "tournée.gpx"
    path.write_bytes(walk_gpx(plan.walks, PLACES, NAMES, DAY, {(team_id, None, 0): [PLACES[CENTRE.id], PLACES[ENTRANCES[0].id]]}))
    points = pyogrio.read_dataframe(path, layer="route_points")
    routes = pyogrio.read_dataframe(path, layer="routes")
    tracks = pyogrio.read_dataframe(path, layer="track_points")
    going = [walk for walk in plan.walks if walk.stops]
    assert len(routes) == len(going) >= 2
    assert len(points) == sum(len(walk.stops) + 2 for walk in going)
    assert routes["name"][0] == "Équipe A"
    assert points["name"][0] == "Centre social"
    assert "12 rue <des> Tilleuls & " in {name.partition(". ")[2] for name in points["name"]}
    assert points["time"][0].tz_convert("Europe/Paris").time().replace(microsecond=0) == first.leaves
    assert (points.geometry[0].x, points.geometry[0].y) == pytest.approx(PLACES[CENTRE.id], abs=1e-6)
    assert len(tracks) == 2


def test_the_geojson_has_a_line_for_each_walk_and_a_point_for_each_stop(plan: Plan) -> None:
    told = json.loads(walk_geojson(plan.walks, PLACES, NAMES, DAY))
    lines = [one for one in told["features"] if one["geometry"]["type"] == "LineString"]
    points = [one for one in told["features"] if one["geometry"]["type"] == "Point"]
    assert len(points) == 4
    first = next(walk for walk in plan.walks if walk.stops)
    assert len(lines[0]["geometry"]["coordinates"]) == len(first.stops) + 2
    assert lines[0]["geometry"]["coordinates"][0] == pytest.approx(PLACES[CENTRE.id], abs=1e-6)
    assert lines[0]["properties"]["metres"] == first.metres
    assert lines[0]["properties"]["leaves"] == f"2027-07-06T{first.leaves.isoformat()}+02:00"
    assert [one["properties"]["order"] for one in points if one["properties"]["part"] == 0] == [1, 2]


def test_the_line_of_a_walk_follows_the_streets() -> None:
    corners = [place_at(0, 0), place_at(0, 300), place_at(300, 300)]
    graph = StreetGraph.of_segments(np.array([(*a, *b) for a, b in pairwise(corners)]))
    start, there = meeting_point(1, 0, 0), entrance(2, 300, 300)
    places = {spot.id: (spot.lon, spot.lat) for spot in (start, there)}
    walks = WalkTimes.between([start, there], graph)
    plan = route([Visit(there.id, 10)], [team(0, start.id)], walks, iterations=10)
    lines = walk_lines(plan.walks, places, walks, graph)
    assert list(lines) == [plan.walks[0].key]
    assert np.allclose(lines[plan.walks[0].key], [corners[0], corners[1], corners[2], corners[1], corners[0]], atol=1e-6)
    assert len(json.loads(walk_geojson(plan.walks, places, {}, DAY, lines))["features"][0]["geometry"]["coordinates"]) == 5
    assert len(walk_lines(plan.walks, places, walks, None)[plan.walks[0].key]) == 3
