"""The cells of a publication and what somebody knows of them without reading any: which are sums of which, and which are parts of which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import pandas as pd

from maps.disclosure.indicator import Indicator
from maps.disclosure.thresholds import count_may_show, n_may_show

WHOLE = ""
"""The code of all areas together."""


class Cell(NamedTuple):
    """One count: a column in an area (`WHOLE` for all of them)."""

    column: str
    area: str


@dataclass(frozen=True)
class Cells:
    """Every cell of a publication with its true count.

    Attributes:
        indicators: what is said of them.
        counts: the true count of every cell.
        sums: cell → the cells that make it up, together and without overlap.
        parts: pairs (part, whole): the first is never larger than the second.
        leaves: codes of the areas that contain no other.
        groups: codes of those that do.
    """

    indicators: tuple[Indicator, ...]
    counts: Mapping[Cell, int]
    sums: Sequence[tuple[Cell, tuple[Cell, ...]]]
    parts: Sequence[tuple[Cell, Cell]]
    leaves: tuple[str, ...]
    groups: tuple[str, ...]

    @cached_property
    def published(self) -> frozenset[str]:
        """The columns that the indicators show; others (parts of a column) are known to exist only."""
        return frozenset(name for one in self.indicators for name in (one.n, one.counted))

    @cached_property
    def _wholes(self) -> Mapping[Cell, tuple[Cell, ...]]:
        found: dict[Cell, tuple[Cell, ...]] = {}
        for part, whole in self.parts:
            found[part] = (*found.get(part, ()), whole)
        return found

    def wholes(self, cell: Cell) -> tuple[Cell, ...]:
        """The cells it is a part of, by what it counts."""
        return self._wholes.get(cell, ())

    def small(self) -> frozenset[Cell]:
        """The cells that may not be shown by themselves, whatever else is shown; a count whose n is hidden is one of them."""
        hidden: set[Cell] = set()
        for indicator in self.indicators:
            for area in (*self.leaves, *self.groups, WHOLE):
                n, count = Cell(indicator.n, area), Cell(indicator.counted, area)
                if not n_may_show(self.counts[n]):
                    hidden.add(n)
                if not count_may_show(self.counts[n], self.counts[count], sensitive=indicator.sensitive):
                    hidden.add(count)
        return self.with_counts(hidden)

    def with_counts(self, hidden: "set[Cell] | frozenset[Cell]") -> frozenset[Cell]:
        """The same, with every count whose n is hidden: it would only be read as a count, never as a rate, and tells how large its n is at least."""
        found = set(hidden)
        before = -1
        while before != len(found):
            before = len(found)
            for indicator in self.indicators:
                for area in (*self.leaves, *self.groups, WHOLE):
                    if Cell(indicator.n, area) in found:
                        found.add(Cell(indicator.counted, area))
        return frozenset(found)


def cells_of(
    counts: pd.DataFrame,
    indicators: Sequence[Indicator],
    within: Mapping[str, str],
    partitions: Mapping[str, Sequence[str]],
    parents: Mapping[str, str],
) -> Cells:
    """Put the counts of a publication in cells.

    Args:
        counts: indexed by code of an area that contains no other, one column of whole numbers ≥ 0 per `n` and `count` of the indicators.
        indicators: what is to be published.
        within: part → whole, columns, beyond what the indicators say themselves.
        partitions: whole → its parts, columns.
        parents: code of the containing area by area, whatever the number of levels.

    Raises:
        ValueError: if a column is missing, a count is negative, a part is larger than its whole, or parts do not make up their whole.
    """
    columns = sorted(
        {name for indicator in indicators for name in (indicator.n, indicator.counted)} | {part for parts in partitions.values() for part in parts}
    )
    missing = [name for name in columns if name not in counts.columns]
    if missing:
        raise ValueError(f"Missing columns: {', '.join(missing)}.")
    leaves = tuple(str(code) for code in counts.index)
    children = contained(leaves, parents)
    values: dict[Cell, int] = {}
    for name in columns:
        for code, value in zip(leaves, counts[name], strict=True):
            values[Cell(name, code)] = int(value)
        for area, below in children.items():
            values[Cell(name, area)] = sum(values[Cell(name, code)] for code in below)
    sums = [(Cell(name, area), tuple(Cell(name, code) for code in below)) for name in columns for area, below in children.items()]
    areas = (*leaves, *children)
    shared = [(whole, tuple(parts)) for whole, parts in partitions.items() if whole in columns]
    sums += [(Cell(whole, area), tuple(Cell(part, area) for part in parts)) for whole, parts in shared for area in areas]
    pairs = sorted(
        {(indicator.counted, indicator.n) for indicator in indicators} | {(part, whole) for part, whole in within.items() if {part, whole} <= set(columns)}
    )
    parts = [(Cell(part, area), Cell(whole, area)) for part, whole in sorted(pairs) if part != whole for area in areas]
    _check(values, sums, parts)
    groups = tuple(area for area in children if area != WHOLE)
    return Cells(tuple(indicators), values, sums, parts, leaves, groups)


def contained(leaves: tuple[str, ...], parents: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """By area that contains others, `WHOLE` last: the areas directly in it. An area comes after those it contains."""
    below: dict[str, list[str]] = {}
    level = list(leaves)
    seen = set(leaves)
    while level:
        upper: list[str] = []
        for code in level:
            parent = parents.get(code, WHOLE)
            below.setdefault(parent, []).append(code)
            if parent != WHOLE and parent not in seen:
                seen.add(parent)
                upper.append(parent)
        level = upper
    whole = below.pop(WHOLE, [])
    return {**{area: tuple(codes) for area, codes in _inner_first(below)}, WHOLE: tuple(whole)}


def _inner_first(below: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    done: dict[str, list[str]] = {}
    while len(done) < len(below):
        ready = [area for area, codes in below.items() if area not in done and all(code in done or code not in below for code in codes)]
        if not ready:
            raise ValueError("An area contains itself.")
        done.update({area: below[area] for area in ready})
    return list(done.items())


def _check(values: Mapping[Cell, int], sums: Sequence[tuple[Cell, tuple[Cell, ...]]], parts: Sequence[tuple[Cell, Cell]]) -> None:
    if any(value < 0 for value in values.values()):
        raise ValueError("A count is a whole number ≥ 0.")
    for part, whole in parts:
        if values[part] > values[whole]:
            raise ValueError(f"{part.column} counts more than {whole.column}, of which it is a part, in an area.")
    for whole, pieces in sums:
        if values[whole] != sum(values[piece] for piece in pieces):
            raise ValueError(f"The parts of {whole.column} do not make it up in an area.")
