"""The activity report of a period: the team's work, and of households what one publication says, nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from maps import Released, ReleasedTable
from outreach.domain.periods import Period
from outreach.reporting.bilan_figures import Figure

CHAPTERS: Final = ("team", "doors", "households", "needs", "rights", "promises", "passed_on", "maps", "annex")
"""In the order of the report."""
OF_TABLES: Final = ("doors", "households", "needs", "rights")
"""The chapters that a publication fills."""


@dataclass(frozen=True)
class Bilan:
    """A report.

    Attributes:
        centre: the name of the organisation.
        period: first and last day.
        layer: the geography.
        figures: of the team's work.
        released: the publication of this very period and geography; None if there is none.
        chapters: which are wanted, some of `CHAPTERS`.
        queries: by indicator, the query that counts what was published again (`outreach.reporting.published_queries`).
    """

    centre: str
    period: Period
    layer: str
    figures: Sequence[Figure]
    released: Released | None
    chapters: Sequence[str]
    queries: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.released is not None and not isinstance(self.released, Released):
            raise TypeError(f"a report takes what was released, not a {type(self.released).__name__}")

    def figures_of(self, chapter: str) -> list[Figure]:
        """The figures of the team's work that stand in a chapter. Of what was passed on, parts of nothing are left out: with no refusal, no reasons."""
        return [figure for figure in self.figures if figure.definition.chapter == chapter and not (chapter == "passed_on" and figure.n == 0)]

    def figure(self, key: str) -> Figure:
        """One of them."""
        return next(figure for figure in self.figures if figure.key == key)

    def tables_of(self, chapter: str) -> list[ReleasedTable]:
        """The published tables that stand in a chapter, in the order of the publication."""
        tables = self.released.tables.values() if self.released else ()
        return [table for table in tables if chapter_of(table) == chapter]

    @property
    def tables(self) -> list[ReleasedTable]:
        """Those of the chapters that are wanted."""
        return [table for chapter in OF_TABLES if chapter in self.chapters for table in self.tables_of(chapter)]

    @property
    def hidden(self) -> int:
        """How many published cells are hidden, or too small for a figure."""
        return sum(int((table.frame["status"] != "shown").sum()) for table in self.tables)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return sum(len(table.frame) for table in self.tables)


def chapter_of(table: ReleasedTable) -> str:
    """The chapter a published table stands in."""
    if not table.sensitive:
        return "doors"
    if table.indicator.startswith("right"):
        return "rights"
    return "needs" if table.indicator.startswith(("need", "theme")) else "households"


def count_and_n(table: ReleasedTable) -> list[tuple[str, str, int | None, int | None, float | None, str]]:
    """The rows of a table: code, name, count, n (None where hidden), share 0…1 (None unless both are shown), status."""
    found = []
    for _, row in table.frame.iterrows():
        count, n = (None if pd.isna(row[name]) else int(row[name]) for name in ("count", "n"))
        share = count / n if row["status"] == "shown" and count is not None and n else None
        found.append((str(row["code"]), str(row["name"]), count, n, share, str(row["status"])))
    return found


def whole_of(table: ReleasedTable) -> tuple[int | None, int | None, float | None, str]:
    """The same of all areas together: count, n, share, status."""
    n, count, status = table.whole
    return count, n, count / n if status == "shown" and count is not None and n else None, status
