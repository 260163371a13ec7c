import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, VISITED, door_counts, household_counts, wilson_interval
from maps.rates import figures

# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3 (score, without continuity correction).
PUBLISHED = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("events", "n", "low", "high"), PUBLISHED)
def test_the_interval_is_that_of_the_literature(events: int, n: int, low: float, high: float) -> None:
    assert wilson_interval(events, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(case: tuple[int, int]) -> None:
    events, n = case
    low, high = wilson_interval(events, n)
    assert 0 <= low <= events / n <= high <= 1
    assert wilson_interval(n - events, n) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("events", "n"), [(0, 0), (3, 2), (-1, 5)])
def test_what_is_no_proportion_is_refused(events: int, n: int) -> None:
    with pytest.raises(ValueError, match="proportion"):
        wilson_interval(events, n)


DOORS = pd.DataFrame(
    [
        # neighbourhood, doors, passages, attempted, opened, contact
        ("A", 1, 3, True, True, True),  # absent, absent, exchange: one contact
        ("A", 1, 2, True, True, False),  # refused twice
        ("A", 1, 1, True, False, False),  # absent
        ("A", 1, 1, False, False, False),  # vacant: visited, no attempt
        ("A", 2, 0, False, False, False),  # never visited
        ("B", 3, 5, True, True, True),
        (None, 1, 1, True, True, True),
    ],
    columns=["neighbourhood", "doors", "passages", "attempted", "opened", "contact"],
)


def test_each_door_counts_once_whatever_its_passages() -> None:
    counts = door_counts(DOORS)
    assert counts.loc["A"].to_dict() == {"known": 6, "visited": 4, "passages": 7, "attempted": 3, "opened": 2, "contact": 1}
    assert counts.loc["B"].to_dict() == {"known": 3, "visited": 3, "passages": 5, "attempted": 3, "opened": 3, "contact": 3}
    assert counts[counts.index.isna()].iloc[0]["contact"] == 1
    assert counts["known"].sum() == DOORS["doors"].sum()


@pytest.mark.parametrize(
    "row",
    [
        ("A", 1, 0, True, False, False),  # an outcome without a passage
        ("A", 1, 1, True, False, True),  # a contact behind a closed door
        ("A", 1, 1, False, True, True),
        ("A", 4, 3, True, True, True),  # four doors, three passages
    ],
)
def test_rows_that_cannot_be_are_refused(row: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="passage"):
        door_counts(pd.DataFrame([row], columns=DOORS.columns))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="opened"):
        door_counts(DOORS.drop(columns="opened"))


def test_no_row_at_all_counts_nothing() -> None:
    assert door_counts(DOORS.iloc[:0]).empty
    assert household_counts(pd.DataFrame(columns=["neighbourhood", "signal", "households"])).empty


def test_households_without_a_determined_answer_are_not_in_the_denominator() -> None:
    households = pd.DataFrame(
        [("A", "yes", 2), ("A", "no", 5), ("A", "unknown", 4), ("A", "yes", 1), (None, "unknown", 1)], columns=["neighbourhood", "signal", "households"]
    )
    counts = household_counts(households)
    assert counts.loc["A"].to_dict() == {"signals": 3, "determined": 8, "answered": 12}
    assert counts[counts.index.isna()].iloc[0].to_dict() == {"signals": 0, "determined": 0, "answered": 1}


def test_an_unknown_word_for_a_signal_is_refused() -> None:
    with pytest.raises(ValueError, match="signal"):
        household_counts(pd.DataFrame([("A", "maybe", 1)], columns=["neighbourhood", "signal", "households"]))


def test_few_and_none_are_told_apart_and_have_no_value() -> None:
    made = figures(pd.Series([2, 0, 3, 0]), pd.Series([4, 0, 5, 9]), CONTACT)
    assert made["status"].to_list() == ["few", "none", "ok", "ok"]
    assert made["value"].iloc[2:].to_list() == [0.6, 0.0]
    assert made.loc[:1, ["value", "low", "high"]].isna().all(axis=None)


def test_only_estimates_have_an_interval() -> None:
    for measure, has in [(VISITED, False), (COVERAGE, False), (CONTACT, True), (CONTACT_OPENED, True), (ISOLATION, True)]:
        row = figures(pd.Series([6]), pd.Series([10]), measure).iloc[0]
        assert math.isnan(row["low"]) is not has
        assert row["value"] == (6 if measure is VISITED else 0.6)


def test_a_count_of_nothing_among_something_is_zero_not_missing() -> None:
    assert figures(pd.Series([0, 0]), pd.Series([3, 0]), VISITED)["status"].to_list() == ["ok", "none"]
