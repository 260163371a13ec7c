"""What earlier publications say about a new one whose period contains theirs: a year less its quarters is what was noted since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import pandas as pd

from maps.disclosure.cells import WHOLE, Cell, Cells, contained
from maps.disclosure.knowledge import ZERO, Knowledge
from maps.disclosure.released import Released
from maps.disclosure.sequence import contains
from maps.disclosure.thresholds import count_may_show, n_may_show

NEW = -1
"""The publication that is being made."""


@dataclass(frozen=True)
class Past:
    """A cell of an earlier publication."""

    publication: int
    cell: Cell


@dataclass(frozen=True)
class Rest:
    """What a publication counts beyond those whose periods it contains: the days between, and what was noted late; less what was erased."""

    publication: int
    cell: Cell


@dataclass(frozen=True)
class History:
    """The earlier publications whose periods lie in the new one's.

    Attributes:
        publications: each period once, in their order; period and distinct columns of the new one last.
        shown: the cells that they show.
        hidden: those that they hide, each with the cells it is a part of.
        sums, parts: as of `Cells`.
        named: by publication, every cell it speaks of, shown or not.
    """

    publications: tuple[Released, ...]
    period: tuple[date, date]
    distinct: frozenset[str]
    shown: dict[Past, int] = field(default_factory=dict)
    hidden: dict[Past, tuple[Past, ...]] = field(default_factory=dict)
    sums: list[tuple[Past, tuple[Past, ...]]] = field(default_factory=list)
    parts: list[tuple[Past, Past]] = field(default_factory=list)
    named: list[frozenset[Cell]] = field(default_factory=list)

    @classmethod
    def of(cls, earlier: Sequence[Released], period: tuple[date, date], distinct: frozenset[str]) -> "History":
        """Read the earlier publications.

        Args:
            earlier: all of the team's.
            period: of the new one.
            distinct: columns of which a longer period is not the sum of its parts, because it counts each door once.
        """
        inside = {one.period: one for one in earlier if contains(period, one.period)}
        history = cls(tuple(inside.values()), period, distinct)
        for index, one in enumerate(history.publications):
            history._read(index, one)
        return history

    def tie(self, knowledge: Knowledge, cells: Cells) -> None:
        """Say what containing publications and contained ones have to do with each other."""
        for outer, inner in self._nested():
            whole_period = self._covers(outer, inner)
            for cell in self._common(outer, inner, cells):
                whole = _name(outer, cell)
                if cell.column in self.distinct:
                    for one in inner:
                        knowledge.at_most(Past(one, cell), [whole], soft=True)
                    if whole_period:
                        knowledge.at_most(whole, [Past(one, cell) for one in inner], soft=True)
                else:
                    knowledge.sum(whole, [*(Past(one, cell) for one in inner), Rest(outer, cell)])
                    knowledge.at_most(ZERO, [Rest(outer, cell)], soft=True)
        for rest, containing in self.rests(cells).items():
            for larger in containing:
                knowledge.at_most(rest, [larger], soft=True)

    def rests(self, cells: Cells) -> dict[Rest, tuple[Rest, ...]]:
        """Every rest, with the rests it is a part of."""
        found: dict[Rest, tuple[Rest, ...]] = {}
        for outer, inner in self._nested():
            common = {cell for cell in self._common(outer, inner, cells) if cell.column not in self.distinct}
            found |= {Rest(outer, cell): tuple(Rest(outer, whole) for whole in cells.wholes(cell) if whole in common) for cell in common}
        return found

    def told(self, cells: Cells, shown: Mapping[Cell, int]) -> dict[Rest, int]:
        """The rests that can be read off by one subtraction."""
        known: dict[Rest, int] = {}
        for outer, inner in self._nested():
            for cell in self._common(outer, inner, cells):
                whole = shown.get(cell) if outer == NEW else self.shown.get(Past(outer, cell))
                pieces = [self.shown.get(Past(one, cell)) for one in inner]
                if cell.column not in self.distinct and whole is not None and None not in pieces:
                    known[Rest(outer, cell)] = whole - sum(piece for piece in pieces if piece is not None)
        return known

    def _read(self, index: int, one: Released) -> None:
        values: dict[Cell, int | None] = {}
        for table in one.tables.values():
            rows = pd.concat([table.rows, table.groups])
            whole = (WHOLE, *table.whole[:2])
            for code, n, count in [*rows[["code", "n", "count"]].itertuples(index=False, name=None), whole]:
                for column, value in ((table.spec.n, n), (table.spec.counted, count)):
                    known = None if value is None or pd.isna(value) else int(value)
                    values[Cell(column, code)] = known if known is not None else values.get(Cell(column, code))
        columns = {cell.column for cell in values}.union(*one.partitions.values())
        said = {(table.spec.counted, table.spec.n) for table in one.tables.values()} | set(one.within.items())
        pairs = sorted(pair for pair in said if pair[0] != pair[1] and set(pair) <= columns)
        below = contained(tuple(next(iter(one.tables.values())).rows["code"]), one.parents)
        areas = {*below, *(code for codes in below.values() for code in codes)}
        named = {Cell(column, area): Past(index, Cell(column, area)) for column in sorted(columns) for area in sorted(areas)}
        self.named.append(frozenset(named))
        self.shown.update({named[cell]: value for cell, value in values.items() if value is not None})
        self.parts.extend((named[Cell(part, area)], named[Cell(whole, area)]) for part, whole in pairs for area in sorted(areas))
        for column in sorted(columns):
            self.sums.extend((named[Cell(column, area)], tuple(named[Cell(column, code)] for code in codes)) for area, codes in below.items())
        for column, parts in one.partitions.items():
            self.sums.extend((named[Cell(column, area)], tuple(named[Cell(part, area)] for part in parts)) for area in sorted(areas))
        for cell in (cell for cell, value in values.items() if value is None):
            self.hidden[named[cell]] = tuple(named[Cell(whole, cell.area)] for part, whole in pairs if part == cell.column)

    def _nested(self) -> list[tuple[int, list[int]]]:
        """Each publication that contains others, with the largest of these; no two of them overlap, by `check_sequence`."""
        periods = {index: one.period for index, one in enumerate(self.publications)} | {NEW: self.period}
        found = []
        for outer, period in periods.items():
            inside = [index for index, other in periods.items() if index != outer and contains(period, other)]
            largest = [index for index in inside if not any(index != other and contains(periods[other], periods[index]) for other in inside)]
            if largest:
                found.append((outer, largest))
        return found

    def _covers(self, outer: int, inner: list[int]) -> bool:
        periods = sorted(self.publications[index].period for index in inner)
        first, last = self.period if outer == NEW else self.publications[outer].period
        day = first
        for start, end in periods:
            if start > day:
                return False
            day = end + timedelta(days=1)
        return day > last

    def _common(self, outer: int, inner: list[int], cells: Cells) -> list[Cell]:
        tables = [self.named[index] for index in inner] + ([] if outer == NEW else [self.named[outer]])
        return [cell for cell in cells.counts if all(cell in table for table in tables)]


def may_be_read(rest: Rest, known: Mapping[Rest, int], cells: Cells) -> bool:
    """Whether what came between may be read: large enough to be shown by itself, or simply nothing."""
    value = known[rest]
    if rest.cell.column not in cells.published:
        return value == 0 or n_may_show(value)
    for indicator in cells.indicators:
        if rest.cell.column == indicator.n and value != 0 and not n_may_show(value):
            return False
        if rest.cell.column == indicator.counted:
            n = known.get(Rest(rest.publication, Cell(indicator.n, rest.cell.area)))
            if n is None or ((n, value) != (0, 0) and not count_may_show(n, value, sensitive=indicator.sensitive)):
                return False
    return True


def _name(publication: int, cell: Cell) -> Cell | Past:
    return cell if publication == NEW else Past(publication, cell)
