"""Invented territories: areas in districts, households that answer, doors that are tried, some noted late and some erased, and a team that publishes.

Most areas are small, as on the ground, so that nearly every table has cells to hide.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import geopandas as gpd
import pandas as pd
from hypothesis import strategies as st
from shapely import box

from maps import Indicator
from maps.disclosure import NotReleasable, Released
from maps.disclosure.cells import Cell, Cells
from maps.disclosure.history import History
from maps.disclosure.release import release
from maps.disclosure.suppress import suppress

YEAR = 2026
ANSWERS = ("told", "alone", "isolated", "hard", "small", "middle", "large")
INDICATORS = (
    Indicator("answered", "Ménages", "", False, n="attempted", count="answered"),
    Indicator("alone", "Vivent seuls", "", True),
    Indicator("isolated", "Isolement", "", True, n="told"),
    Indicator("hard", "Fins de mois", "", True),
    Indicator("small", "Une personne", "", True),
    Indicator("middle", "Deux ou trois", "", True),
    Indicator("contact", "Contact", "", False, n="attempted"),
)
CHOICES = (("alone",), ("alone", "isolated"), ("hard", "contact"), ("alone", "isolated", "hard"), ("small", "middle"), ("alone", "small", "middle", "contact"))
PERIODS = {
    "q1": (date(YEAR, 1, 1), date(YEAR, 3, 31)),
    "q2": (date(YEAR, 4, 1), date(YEAR, 6, 30)),
    "q3": (date(YEAR, 7, 1), date(YEAR, 9, 30)),
    "q4": (date(YEAR, 10, 1), date(YEAR, 12, 31)),
    "s1": (date(YEAR, 1, 1), date(YEAR, 6, 30)),
    "year": (date(YEAR, 1, 1), date(YEAR, 12, 31)),
}
PLANS = (
    ("q1",),
    ("year",),
    ("q1", "q2"),
    ("q1", "q2", "s1"),
    ("q2", "s1", "year"),
    ("q1", "q2", "q3", "q4", "year"),
    ("s1", "q3", "year"),
    ("q1", "s1", "year"),
)


@dataclass(frozen=True)
class Household:
    """One that answered: where, when, what; noted and erased before which publication (by its place in the plan)."""

    area: str
    day: date
    columns: frozenset[str]
    noted: int
    erased: int


@dataclass(frozen=True)
class Territory:
    """What a team noted, and what it is going to publish."""

    areas: gpd.GeoDataFrame
    parents: dict[str, str]
    indicators: tuple[Indicator, ...]
    plan: tuple[str, ...]
    households: tuple[Household, ...]
    attempts: tuple[tuple[str, date, bool], ...]

    def publish(self, *, complementary: bool = True) -> list[Released]:
        """Every publication of the plan, each knowing the ones before; one that is refused is left out."""
        published: list[Released] = []
        for place, name in enumerate(self.plan):
            try:
                published.append(self._release(place, PERIODS[name], published, complementary=complementary))
            except NotReleasable:
                continue
        return published

    def counts(self, place: int, period: tuple[date, date]) -> pd.DataFrame:
        """What the team would count before a publication of the plan."""
        found: Counter[tuple[str, str]] = Counter()
        for household in self.households:
            if household.noted <= place < household.erased and period[0] <= household.day <= period[1]:
                found.update((household.area, column) for column in ("answered", "attempted", "contact", *household.columns))
        for area, day, contact in self.attempts:
            if period[0] <= day <= period[1]:
                found.update([(area, "attempted"), *([(area, "contact")] if contact else [])])
        codes = [str(code) for code in self.areas["code"]]
        return pd.DataFrame({column: [found[code, column] for code in codes] for column in ("attempted", "contact", "answered", *ANSWERS)}, index=codes)

    def _release(self, place: int, period: tuple[date, date], earlier: list[Released], *, complementary: bool) -> Released:
        partition = {one.key for one in self.indicators} >= {"small", "middle"}
        return release(
            team="nous",
            audience="partners",
            geography="quartiers",
            period=period,
            published_on=period[1] + timedelta(days=place + 1),
            areas=self.areas,
            counts=self.counts(place, period),
            indicators=self.indicators,
            within={"told": "answered", "answered": "contact", "isolated": "answered"},
            partitions={"answered": ("small", "middle", "large")} if partition else None,
            parents=self.parents,
            distinct=("attempted", "contact"),
            earlier=earlier,
            suppressor=suppress if complementary else only_small,
        )


def only_small(cells: Cells, _history: History) -> frozenset[Cell]:
    """The seeded defect: small cells are hidden, and nothing beside them."""
    return cells.small()


@st.composite
def territories(draw: st.DrawFn) -> Territory:
    """Any territory; structure drawn piece by piece, the crowd from one seed."""
    many = draw(st.integers(1, 12))
    codes = [f"Q{place:02}" for place in range(many)]
    districts = draw(st.integers(0, 3))
    parents = {code: f"D{draw(st.integers(1, districts))}" for code in codes} if districts > 1 else {}
    keys = draw(st.sampled_from(CHOICES))
    plan = draw(st.sampled_from(PLANS))
    scale = draw(st.sampled_from([4, 12, 40]))
    changes = draw(st.sampled_from([0.0, 0.02, 0.2]))
    crowd = Random(draw(st.integers(0, 2**32)))
    households = tuple(_household(crowd, code, len(plan), changes) for code in codes for _ in range(int(crowd.expovariate(1 / scale))))
    attempts = tuple((code, _day(crowd), crowd.random() < 0.3) for code in codes for _ in range(crowd.randrange(2 * scale)))
    areas = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=[box(place, 0, place + 1, 1) for place in range(many)], crs=4326)
    return Territory(areas, parents, tuple(one for one in INDICATORS if one.key in keys), plan, households, attempts)


def _household(crowd: Random, area: str, steps: int, changes: float) -> Household:
    size = crowd.choice(["small", "middle", "large"])
    columns = {size} | {name for name, share in (("told", 0.9), ("alone", 0.3), ("hard", 0.6)) if crowd.random() < share}
    if "told" in columns and crowd.random() < 0.25:
        columns.add("isolated")
    noted = crowd.randrange(steps) if crowd.random() < changes else 0
    erased = crowd.randrange(1, steps + 1) if crowd.random() < changes else steps + 1
    return Household(area, _day(crowd), frozenset(columns), noted, erased)


def _day(crowd: Random) -> date:
    return date(YEAR, 1, 1) + timedelta(days=crowd.randrange(365))
