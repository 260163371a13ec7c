"""Walking distances: by hand, against every path there is, and by what must hold of any streets."""

from collections.abc import Iterator
from itertools import pairwise, permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.streets.detour import measured_detour
from outreach.domain.streets.graph import METRES_PER_DEGREE, NoGraph, StreetGraph, metres_between
from outreach.domain.streets.walking import DETOUR, REACH, Spots, nearest, place, straight, walks, walks_among
from outreach.domain.streets.ways import way_through

METRE = 1 / METRES_PER_DEGREE
"""Degrees of latitude; on the equator of longitude too."""


def graph(*segments: tuple[float, float, float, float]) -> StreetGraph:
    """Straight streets, in metres east and north of where the equator meets Greenwich."""
    return StreetGraph.of_segments(np.array(segments, dtype=float).reshape(-1, 4) * METRE)


def spots(streets: StreetGraph | None, *points: tuple[float, float]) -> Spots:
    east, north = np.array(points, dtype=float).T * METRE
    return place(streets, east, north)


def metres(streets: StreetGraph | None, from_: tuple[float, float], to: tuple[float, float]) -> tuple[float, bool]:
    found = walks(streets, spots(streets, from_), spots(streets, to))
    return float(found.metres[0, 0]), bool(found.by_street[0, 0])


def stretched(streets: StreetGraph | None, from_: tuple[float, float], to: tuple[float, float]) -> float:
    """The metres of a walk that follows no street."""
    found, by_street = metres(streets, from_, to)
    assert not by_street
    return found


U_TURN = ((0, 0, 0, 400), (0, 400, 300, 400), (300, 400, 300, 0))


@pytest.mark.parametrize(
    ("from_", "to", "expected"),
    [
        ((0, 0), (300, 0), 1_100),  # along three sides
        ((0, 100), (300, 50), 300 + 300 + 350),
        ((0, 100), (0, 350), 250),  # on one street
        ((20, 100), (-30, 350), 20 + 250 + 30),  # from beside the street to beside it
        ((0, 100), (0, 100), 0),
    ],
)
def test_walks_follow_the_streets(from_: tuple[float, float], to: tuple[float, float], expected: float) -> None:
    found, by_street = metres(graph(*U_TURN), from_, to)
    assert by_street
    assert found == pytest.approx(expected, abs=0.2)
    assert metres(graph(*U_TURN), to, from_)[0] == pytest.approx(found)


def test_without_a_street_near_both_ends_the_straight_line_is_made_longer() -> None:
    far = (0, -REACH - 50)
    assert stretched(graph(*U_TURN), far, (300, 0)) == pytest.approx(DETOUR * np.hypot(300, REACH + 50), rel=1e-4)
    assert stretched(None, (0, 0), (300, 400)) == pytest.approx(DETOUR * 500, rel=1e-4)
    apart = graph(*U_TURN, (1_000, 0, 1_000, 1_050))
    assert len(apart.start) == 4
    assert stretched(apart, (300, 0), (1_000, 0)) == pytest.approx(DETOUR * 700, rel=1e-4)


def test_what_leads_nowhere_is_no_street() -> None:
    yard = (100, 50, 120, 50)
    assert len(graph(*U_TURN, yard).start) == 3
    # Nor do streets meet where they only cross: a bridge.
    bridge = graph((0, 0, 600, 0), (300, -300, 300, 300))
    assert not walks(bridge, spots(bridge, (0, 0)), spots(bridge, (300, 300))).by_street.any()


@st.composite
def towns(draw: st.DrawFn) -> StreetGraph:
    corners = draw(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=6, unique=True))
    pairs = draw(st.lists(st.tuples(st.sampled_from(corners), st.sampled_from(corners)).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=9))
    return graph(*((50 * a[0], 50 * a[1], 50 * b[0], 50 * b[1]) for a, b in pairs))


@given(towns())
def test_no_way_is_shorter_than_the_shortest(town: StreetGraph) -> None:
    """Against every path there is, one by one."""
    corners = place(town, town.lon, town.lat)
    found = walks(town, corners, corners)
    length = {(a, b): m for a, b, m in _both_ways(town)}
    nodes = range(len(town.lon))
    for a in nodes:
        for b in nodes:
            if a == b:
                continue
            paths = ((a, *between, b) for many in range(len(nodes) - 1) for between in permutations(set(nodes) - {a, b}, many))
            ways = [sum(length.get(step, np.inf) for step in pairwise(path)) for path in paths]
            best = min(ways)
            assert found.by_street[a, b] == np.isfinite(best)
            if found.by_street[a, b]:
                assert found.metres[a, b] == pytest.approx(best, abs=0.02)


def _both_ways(town: StreetGraph) -> Iterator[tuple[int, int, float]]:
    for a, b, m in zip(town.start.tolist(), town.end.tolist(), town.metres.tolist(), strict=True):
        yield a, b, m
        yield b, a, m


@given(towns(), st.lists(st.tuples(st.integers(-100, 1_100), st.integers(-100, 1_100)), min_size=1, max_size=20))
def test_walks_are_symmetric_and_never_shorter_than_the_straight_line(town: StreetGraph, points: list[tuple[int, int]]) -> None:
    there = spots(town, *((float(east), float(north)) for east, north in points))
    found = walks(town, there, there)
    assert np.allclose(found.metres, found.metres.T, atol=0.02)
    assert (found.metres >= straight(there, there) * 0.999 - 0.02).all()


@given(towns(), st.lists(st.tuples(st.integers(-300, 1_300), st.integers(-300, 1_300)), min_size=1, max_size=20))
def test_walks_among_places_are_the_shorter_of_both_ways(town: StreetGraph, points: list[tuple[int, int]]) -> None:
    there = spots(town, *((float(east), float(north)) for east, north in points))
    one_way, among = walks(town, there, there), walks_among(town, there)
    compared = one_way.metres < 4_500
    assert np.allclose(among.metres[compared], np.minimum(one_way.metres, one_way.metres.T)[compared] * (1 - np.eye(len(points)))[compared], atol=0.02)
    assert (among.by_street == one_way.by_street)[compared].all()


@given(
    towns(),
    st.lists(st.tuples(st.integers(-300, 1_300), st.integers(-300, 1_300)), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(-300, 1_300), st.integers(-300, 1_300)), min_size=1, max_size=12),
)
def test_the_nearest_place_is_the_least_of_all_walks(town: StreetGraph, places: list[tuple[int, int]], points: list[tuple[int, int]]) -> None:
    """Among the walks along streets and those to places without a street, or among straight lines where a spot has no walk along streets."""
    those, there = (spots(town, *((float(east), float(north)) for east, north in some)) for some in (places, points))
    all_walks, found = walks(town, those, there), nearest(town, those, there)
    for spot in range(len(points)):
        fair = all_walks.by_street[:, spot] | (those.edge < 0) if all_walks.by_street[:, spot].any() else np.ones(len(places), dtype=bool)
        least = all_walks.metres[fair, spot].min()
        assert found.metres[spot] == pytest.approx(least, abs=0.05)
        assert all_walks.metres[found.which[spot], spot] == pytest.approx(least, abs=0.05)


@given(towns(), st.lists(st.tuples(st.integers(-100, 1_100), st.integers(-100, 1_100)), min_size=2, max_size=6))
def test_the_line_of_a_walk_is_as_long_as_the_walk(town: StreetGraph, points: list[tuple[int, int]]) -> None:
    """Where it follows the streets; else it is straight, and the walk is that made longer."""
    there = spots(town, *((float(east), float(north)) for east, north in points))
    among = walks_among(town, there)
    for one, two in pairwise(range(len(points))):
        if among.metres[one, two] > 4_500 or points[one] == points[two]:
            continue
        line = way_through(town, there.lon[[one, two]], there.lat[[one, two]], among.metres[[one], [two]])
        lon, lat = np.array(line).T
        length = metres_between(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum()
        assert line[0] == pytest.approx((there.lon[one], there.lat[one]), abs=1e-6)
        assert line[-1] == pytest.approx((there.lon[two], there.lat[two]), abs=1e-6)
        expected = among.metres[one, two] / (1 if among.by_street[one, two] else DETOUR)
        assert length == pytest.approx(expected, rel=1e-3, abs=0.2 * len(line))


def test_without_streets_the_line_of_a_walk_goes_from_place_to_place() -> None:
    assert way_through(None, np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0]), np.array([1.0, 0.0])) == [(0, 0), (1, 1)]


def test_without_a_place_nothing_is_near() -> None:
    nobody = place(None, np.zeros(0), np.zeros(0))
    found = nearest(graph(*U_TURN), nobody, spots(graph(*U_TURN), (0, 0)))
    assert np.isinf(found.metres).all()
    assert (found.which == -1).all()


def test_a_graph_comes_back_from_its_bytes(tmp_path: Path) -> None:
    town = graph(*U_TURN)
    (tmp_path / "a.npz").write_bytes(town.to_bytes())
    again = StreetGraph.read(tmp_path / "a.npz")
    assert all(np.allclose(getattr(again, name), getattr(town, name)) for name in ("lon", "lat", "start", "end", "metres"))
    assert again.to_bytes() == town.to_bytes()
    for name, content in {"empty": b"", "cut": town.to_bytes()[:100], "other": b"PMTiles"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(NoGraph):
            StreetGraph.read(tmp_path / name)


def test_a_chequered_town_has_the_detour_of_its_geometry() -> None:
    """On a fine grid a walk is |dx| + |dy| long: 4/π = 1.27 times the straight line on average over all directions."""
    lines = np.arange(0, 2_001, 100)
    streets = [(x, y, x + 100, y) for x in lines[:-1] for y in lines] + [(x, y, x, y + 100) for x in lines for y in lines[:-1]]
    found = measured_detour(graph(*streets))
    assert found is not None
    assert found.cut_off == 0
    assert found.middle == pytest.approx(4 / np.pi, abs=0.06)
    assert found.high == pytest.approx(np.sqrt(2), abs=0.03)


def test_distances_on_the_globe() -> None:
    """A degree of latitude, and one of longitude at 60° north: half of it."""
    found = metres_between(np.array([0.0, 0.0]), np.array([0.0, 60.0]), np.array([0.0, 1.0]), np.array([1.0, 60.0]))
    assert found == pytest.approx([METRES_PER_DEGREE, METRES_PER_DEGREE / 2], rel=1e-4)
