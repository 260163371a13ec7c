"""Published numbers come out, and what must hold of every table holds."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from maps import CONTACT, ISOLATION, VISITED, Change, Measure, Pair, Smoothed, TeamTable, empirical_bayes, hot_spots, local_empirical_bayes, newcombe_interval
from maps.hotspots import neighbours_of, standardised_rates

SIDS = Path("/work/shared/data/statistics/sids2.shp")
needs_sids = pytest.mark.skipif(not SIDS.exists(), reason="The file of the North Carolina counties is not here.")

NEWCOMBE = [
    ((56, 70, 48, 80), (0.0524, 0.3339)),
    ((9, 10, 3, 10), (0.1705, 0.8090)),
    ((6, 7, 2, 7), (0.0582, 0.8062)),
    ((5, 56, 0, 29), (-0.0381, 0.1926)),
    ((0, 10, 0, 20), (-0.1611, 0.2775)),
    ((0, 10, 0, 10), (-0.2775, 0.2775)),
    ((10, 10, 0, 20), (0.6791, 1.0)),
    ((10, 10, 0, 10), (0.6075, 1.0)),
]
"""Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10."""


@pytest.mark.parametrize(("counts", "interval"), NEWCOMBE)
def test_differences_have_the_published_intervals(counts: tuple[int, int, int, int], interval: tuple[float, float]) -> None:
    assert newcombe_interval(*counts) == pytest.approx(interval, abs=5e-5)


counted = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counted, counted)
def test_an_interval_holds_its_difference_and_turns_with_the_periods(after: tuple[int, int], before: tuple[int, int]) -> None:
    low, high = newcombe_interval(*after, *before)
    difference = after[0] / after[1] - before[0] / before[1]
    assert -1 - 1e-9 <= low <= difference + 1e-9 <= high + 2e-9 <= 1 + 3e-9
    assert newcombe_interval(*before, *after) == pytest.approx((-high, -low))


@given(st.lists(counted, min_size=1, max_size=40))
def test_smoothed_rates_stay_between_an_area_and_the_whole(areas: list[tuple[int, int]]) -> None:
    events, n = (np.array(column, dtype=float) for column in zip(*areas, strict=True))
    whole, smoothed = events.sum() / n.sum(), empirical_bayes(events, n)
    assert (smoothed >= np.minimum(events / n, whole) - 1e-12).all()
    assert (smoothed <= np.maximum(events / n, whole) + 1e-12).all()
    assert local_empirical_bayes(events, n, [[]] * len(areas)) == pytest.approx(events / n)


def test_areas_that_differ_by_chance_only_get_one_rate() -> None:
    """Where the estimate of the variance between areas would be negative (Marshall 1991 puts it at 0), weights would be too."""
    assert empirical_bayes([1, 2, 1, 2], [10, 20, 11, 18]) == pytest.approx([6 / 59] * 4)


@needs_sids
def test_north_carolina_counties_come_out_as_published() -> None:
    """First five counties as in the tests of PySAL's esda (`TestSRate`): global, then with the neighbours of sids2.gal."""
    counties = gpd.read_file(SIDS)
    events, births = counties["SID74"].to_numpy(dtype=float), counties["BIR74"].to_numpy(dtype=float)
    assert empirical_bayes(events, births)[:5] == pytest.approx([0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], abs=5e-8)
    words = SIDS.with_suffix(".gal").read_text().split("\n")
    near = {words[row].split()[0]: words[row + 1].split() for row in range(1, len(words) - 1, 2)}
    places = {code: place for place, code in enumerate(near)}
    local = local_empirical_bayes(events, births, [[places[one] for one in around] for around in near.values()])
    assert local[:5] == pytest.approx([0.0009922, 0.0012639, 0.0009740, 0.0007605, 0.0050154], abs=5e-8)


@needs_sids
def test_standardised_rates_are_those_of_a_kept_library() -> None:
    from esda.smoothing import assuncao_rate

    counties = gpd.read_file(SIDS)
    events, births = counties["SID74"].to_numpy(dtype=float), counties["BIR74"].to_numpy(dtype=float)
    assert standardised_rates(events, births) == pytest.approx(assuncao_rate(events, births))


def chequered(rates: list[list[int]], n: int = 100, measure: Measure = CONTACT) -> TeamTable:
    """A grid of areas, a hundredth of a degree wide, with these events out of n each."""
    rows = [(f"{y}{x}", events, n, box(x / 100, y / 100, (x + 1) / 100, (y + 1) / 100)) for y, row in enumerate(rates) for x, events in enumerate(row)]
    codes, numerators, denominators, shapes = zip(*rows, strict=True)
    columns: dict[str, Any] = {"code": codes, "name": codes, "numerator": numerators, "denominator": denominators}
    return TeamTable("nous", measure, gpd.GeoDataFrame(columns, geometry=list(shapes), crs="EPSG:4326"))


CORNER = [[70 if x < 3 and y < 3 else 20 for x in range(8)] for y in range(8)]


def test_a_hot_corner_is_found_and_found_again() -> None:
    found = hot_spots(chequered(CORNER), permutations=999)
    spots = found.rows["spot"]
    assert spots["11"] == "high"
    assert spots["77"] == "none"
    assert found.tested == 64
    assert hot_spots(chequered(CORNER), permutations=999).rows.equals(found.rows)


def test_one_against_its_neighbours_is_an_exception_of_moran() -> None:
    rates = [[20 + 5 * (x > 3) for x in range(8)] for _ in range(8)]
    rates[4][6] = 1
    assert hot_spots(chequered(rates), "moran", permutations=4_999).rows.loc["46", "spot"] in ("low_among_high", "none")
    assert set(hot_spots(chequered(CORNER), "moran", permutations=999).rows["spot"]) >= {"high"}


def test_nothing_is_said_of_few_areas_few_observations_or_equal_rates() -> None:
    assert set(hot_spots(chequered([[10, 90]]), permutations=999).rows["spot"]) == {"none"}
    assert set(hot_spots(chequered(CORNER, n=100, measure=Measure("rare", "rate", "a", "b", minimum=101)), permutations=999).rows["spot"]) == {"few"}
    assert set(hot_spots(chequered([[20] * 4] * 4), permutations=999).rows["spot"]) == {"none"}
    with pytest.raises(ValueError, match="999"):
        hot_spots(chequered(CORNER), permutations=99)


def test_neighbours_are_those_that_touch_or_nearly() -> None:
    gap = gpd.GeoDataFrame(geometry=[box(0, 0, 0.01, 0.01), box(0.0101, 0, 0.02, 0.01), box(0.05, 0, 0.06, 0.01)], index=["a", "b", "c"], crs="EPSG:4326")
    assert neighbours_of(gap) == {"a": ["b"], "b": ["a"], "c": []}


def test_a_change_is_of_one_measure_in_the_same_areas() -> None:
    before, after = chequered([[20, 20]]), chequered([[40, 21]])
    figures = Change(before, after).figures
    assert figures["value"].to_list() == pytest.approx([0.2, 0.01])
    assert figures["clear"].to_list() == [True, False]
    with pytest.raises(ValueError, match="one measure"):
        Change(before, chequered([[40, 21]], measure=ISOLATION))
    with pytest.raises(ValueError, match="counts"):
        Change(chequered([[1, 1]], measure=VISITED), chequered([[1, 1]], measure=VISITED))


def test_two_measures_part_the_areas_in_thirds() -> None:
    pair = Pair(chequered([[10, 20, 30, 40, 50, 60]]), chequered([[60, 50, 40, 30, 20, 10]], measure=ISOLATION))
    assert pair.figures["kind"].to_list() == ["A3", "A3", "B2", "B2", "C1", "C1"]


def test_smoothing_leaves_out_what_a_table_does_not_show() -> None:
    few = chequered([[1, 20, 30]], measure=Measure("rare", "rate", "a", "b", minimum=5))
    rows = few.rows.assign(denominator=[4, 100, 100])
    assert Smoothed(TeamTable("nous", few.measure, rows)).figures["smoothed"].isna().to_list() == [True, False, False]
