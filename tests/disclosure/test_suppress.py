"""That no more is hidden than must be: beside the best there is, found by trying every choice with the auditor."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from random import Random

import geopandas as gpd
import pandas as pd
from shapely import box

from maps import Indicator, Released
from maps.disclosure.audit import audit
from maps.disclosure.cells import Cell, Cells
from maps.disclosure.release import release
from maps.disclosure.suppress import suppress, worth_of

HOUSEHOLDS = Indicator("households", "Ménages", "", False, n="answered", count="answered", kind="count")
ALONE = Indicator("alone", "Vivent seuls", "", True, n="told")


def tables() -> Iterator[pd.DataFrame]:
    """A few small ones, always the same."""
    crowd = Random(7)
    for _ in range(10):
        answered = [int(crowd.expovariate(1 / 14)) for _ in range(crowd.randint(2, 4))]
        told = [sum(crowd.random() < 0.9 for _ in range(many)) for many in answered]
        alone = [sum(crowd.random() < 0.35 for _ in range(many)) for many in told]
        yield pd.DataFrame({"answered": answered, "told": told, "alone": alone}, index=[f"Q{place}" for place in range(len(answered))])


def published(counts: pd.DataFrame, hidden: frozenset[Cell] | None) -> tuple[Released, Cells, frozenset[Cell]]:
    """The publication, with what is chosen hidden (or what `suppress` chooses), its cells, and those that are hidden."""
    seen: list[tuple[Cells, frozenset[Cell]]] = []

    def choose(cells: Cells, history: object) -> frozenset[Cell]:
        seen.append((cells, suppress(cells, history) if hidden is None else hidden))  # type: ignore[arg-type]
        return seen[0][1]

    codes = [str(code) for code in counts.index]
    areas = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=[box(place, 0, place + 1, 1) for place in range(len(codes))], crs=4326)
    made = release(
        team="nous",
        audience="partners",
        geography="quartiers",
        period=(date(2026, 1, 1), date(2026, 3, 31)),
        published_on=date(2026, 4, 2),
        areas=areas,
        counts=counts,
        indicators=(HOUSEHOLDS, ALONE),
        within={"told": "answered"},
        suppressor=choose,
    )
    return made, *seen[0]


def least_loss(counts: pd.DataFrame, cells: Cells, at_most: float) -> float:
    """What the cheapest choice costs in which the auditor finds nothing, if it is cheaper."""
    small = cells.small()
    free = [cell for cell in cells.counts if cell.column in cells.published and cell not in small]
    choices = ((worth_of(cells, frozenset(chosen)), small.union(chosen)) for many in range(len(free) + 1) for chosen in combinations(free, many))
    possible = sorted(((loss, hidden) for loss, hidden in choices if loss < at_most - 1e-9 and cells.with_counts(hidden) == hidden), key=lambda one: one[0])
    return next((loss for loss, hidden in possible if not audit([published(counts, hidden)[0].to_json()]).findings), at_most)


def test_hardly_more_is_hidden_than_must_be() -> None:
    ours = best = 0.0
    for counts in tables():
        made, cells, hidden = published(counts, None)
        assert audit([made.to_json()]).findings == ()
        loss = worth_of(cells, hidden - cells.small())
        ours, best = ours + loss, best + least_loss(counts, cells, loss)
    assert best > 0
    assert ours <= 1.05 * best


def test_a_total_stays_where_small_areas_can_hide_each_other() -> None:
    counts = pd.DataFrame({"answered": [93, 59, 20, 9, 6, 0, 0], "told": [88, 52, 19, 7, 6, 0, 0], "alone": [31, 17, 5, 3, 4, 0, 0]}, index=list("ABCDEFG"))
    made, _, _ = published(counts, None)
    assert {made.tables[key].whole[2] for key in ("households", "alone")} == {"shown"}
    shown = made.tables["alone"].frame
    assert list(shown.loc[shown["status"] == "shown", "code"]) == ["A", "B", "C"]
