"""The auditor on tables whose answer is known: by hand, and by trying every table there is."""

import json
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maps.disclosure.audit import audit
from tests.disclosure.attack import attack

Row = tuple[int | None, int | None]


def published(rows: list[Row], total: Row, period: tuple[str, str] = ("2026-01-01", "2026-03-31"), **more: object) -> str:
    """A publication of one sensitive indicator, written by hand."""
    codes = [f"Q{place}" for place in range(len(rows))]
    table = {
        "key": "alone",
        "title": "",
        "definition": "",
        "sensitive": True,
        "n": "answered",
        "count": "",
        "what": "",
        "out_of": "",
        "kind": "rate",
        "rows": [[code, code, n, count, "hidden"] for code, (n, count) in zip(codes, rows, strict=True)],
        "groups": [],
        "total": [*total, "hidden"],
    }
    body = {"format": 1, "team": "nous", "audience": "partners", "geography": "quartiers", "period": list(period), "published_on": "2027-01-02"}
    rest = {"within": {}, "partitions": {}, "parents": {}, "distinct": [], "areas": dict.fromkeys(codes), "tables": [table]}
    return json.dumps({**body, **rest, **more})


def narrow(*texts: str) -> dict[str, tuple[float, float]]:
    return {finding.where.area: (round(finding.low), round(finding.high)) for finding in audit(texts).findings if finding.kind == "narrow"}


class TestKnownByHand:
    def test_the_only_hidden_cell_is_what_is_left(self) -> None:
        assert narrow(published([(40, 20), (30, None), (50, 25)], (120, 48))) == {"Q1": (3, 3)}

    def test_so_it_is_hidden_beside_another(self) -> None:
        # Together 23: the first is anything from 0 to 23, the other as well.
        assert narrow(published([(40, None), (30, None), (50, 25)], (120, 48))) == {}

    def test_two_hidden_cells_that_are_four_together_are_not_hidden(self) -> None:
        # 0 to 4 each; for somebody who knows one household that has the property 1 to 4.
        assert set(narrow(published([(40, None), (30, None), (50, 25)], (120, 29)))) == {"Q0", "Q1"}

    def test_nor_is_one_of_which_nearly_all_have_the_property(self) -> None:
        # 38 and 28 of 70: at least 38 − (30 − 28)…
        assert set(narrow(published([(40, None), (30, None)], (70, 68)))) == {"Q0", "Q1"}

    def test_one_known_household_makes_the_difference(self) -> None:
        # 0 to 5 is wide enough, but who knows one household that has it is left with 1 to 5.
        assert set(narrow(published([(40, None), (30, None)], (70, 5)))) == {"Q0", "Q1"}
        assert narrow(published([(40, None), (30, None)], (70, 6))) == {}

    def test_a_later_total_gives_an_earlier_cell_back(self) -> None:
        quarter = published([(40, 20), (30, None), (50, None)], (120, 48))
        rest = published([(40, 10), (30, 10), (50, 20)], (120, 40), ("2026-04-01", "2026-12-31"))
        year = published([(80, 30), (60, 13), (100, 45)], (240, 88), ("2026-01-01", "2026-12-31"))
        assert narrow(quarter) == {}
        assert {"Q1", "Q2"} <= set(narrow(quarter, rest, year))

    def test_a_late_household_shows_in_the_difference(self) -> None:
        quarter = published([(40, 20)], (40, 20))
        year = published([(42, 21)], (42, 21), ("2026-01-01", "2026-12-31"))
        assert {finding.kind for finding in audit([quarter, year]).findings} == {"difference"}

    def test_no_late_household_shows_nothing(self) -> None:
        quarter = published([(40, 20)], (40, 20))
        assert audit([quarter, published([(40, 20)], (40, 20), ("2026-01-01", "2026-12-31"))]).findings == ()

    def test_a_large_rest_may_be_read(self) -> None:
        quarter = published([(40, 20)], (40, 20))
        assert audit([quarter, published([(80, 40)], (80, 40), ("2026-01-01", "2026-12-31"))]).findings == ()


class TestRules:
    def test_a_second_geography(self) -> None:
        second = published([(80, 40)], (80, 40), ("2026-04-01", "2026-06-30"), geography="iris")
        assert {finding.kind for finding in audit([published([(40, 20)], (40, 20)), second]).findings} == {"other_geography"}

    def test_periods_that_overlap(self) -> None:
        second = published([(80, 40)], (80, 40), ("2026-03-01", "2026-06-30"))
        assert "overlap" in {finding.kind for finding in audit([published([(40, 20)], (40, 20)), second]).findings}

    def test_one_period_with_two_counts(self) -> None:
        assert "altered_twice" in {finding.kind for finding in audit([published([(40, 20)], (40, 20)), published([(40, 21)], (40, 21))]).findings}

    @pytest.mark.parametrize("text", ["", "[]", '{"period": []}'])
    def test_what_is_not_a_publication(self, text: str) -> None:
        with pytest.raises(ValueError, match="not a publication"):
            audit([text])


def by_trying(ns: list[int], counts: list[int], hidden: list[bool], *, total: bool) -> set[str]:
    """The hidden areas of which somebody who knows one household learns too much: every table that fits is looked at."""
    tables = [
        table
        for table in product(*(range(n + 1) if secret else [count] for n, count, secret in zip(ns, counts, hidden, strict=True)))
        if not total or sum(table) == sum(counts)
    ]
    given_back = set()
    for place, secret in enumerate(hidden):
        cases = [[table[place] for table in tables if table[place] >= 1], [table[place] for table in tables if table[place] < ns[place]]]
        if secret and any(case and max(case) - min(case) < 5 for case in cases):
            given_back.add(f"Q{place}")
    return given_back


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(6, 9), st.floats(0, 1), st.booleans()), min_size=1, max_size=4), st.booleans())
def test_the_auditor_finds_what_trying_every_table_finds(areas: list[tuple[int, float, bool]], total: bool) -> None:
    ns, hidden = [n for n, _, _ in areas], [secret for _, _, secret in areas]
    counts = [round(share * n) for n, share, _ in areas]
    rows: list[Row] = [(n, None if secret else count) for n, count, secret in zip(ns, counts, hidden, strict=True)]
    whole = (sum(ns), sum(counts) if total else None)
    found = narrow(published(rows, whole))
    assert set(found) - {""} == by_trying(ns, counts, hidden, total=total)


class TestAttack:
    def test_nothing_is_given_back_and_the_seeded_defect_is_found(self) -> None:
        complaints: list[str] = []
        result = attack(10, complaints.append)
        assert complaints == []
        assert result["given_back"] == 0
        assert result["given_back_without"] > 0
        assert result["publications"] > 10
        assert result["shown"] > 0
