"""Which cells to hide beside the small ones, so that what is shown gives none of them back. As few and as small as possible.

Cell by cell, what must be hidden so that two tables are left that differ enough in it (`maps.disclosure.doubt`); then each cell that was hidden for
another's sake is tried again, the most useful first, and shown if the others do without.
"""

from collections.abc import Hashable, Iterable

import numpy as np

from maps.disclosure.cells import WHOLE, Cell, Cells
from maps.disclosure.doubt import MOVED, Attack, Doubt, Tables
from maps.disclosure.history import History, Rest, may_be_read
from maps.disclosure.knowledge import ZERO, Knowledge
from maps.disclosure.left import Left
from maps.disclosure.sequence import NotReleasable
from maps.disclosure.thresholds import WIDTH

EXACT = 0.5
"""Two ends nearer to each other than this hold one whole number."""

TRIES = 8
"""So many ways at most; the one that loses least is kept."""

EFFORT = 1000
"""So many cells in all ways together; a publication that has more, or that follows on others, is hidden one way."""

PROGRAMS = 2000
"""After so many linear programs nothing more is tried for being shown again: a count of steps, so that the same counts give the same table anywhere."""

WHOLE_WORTH = 12.0
"""A total is worth so many cells; one of a containing area half of it."""


def suppress(cells: Cells, history: History) -> frozenset[Cell]:
    """The cells to hide: the small ones, and those that would give them, or an earlier publication's, or what came between, back.

    Args:
        cells: every cell with its true count.
        history: the earlier publications whose periods lie in this one's.

    Returns:
        A superset of `cells.small()`.

    Raises:
        NotReleasable: if earlier publications leave nothing of this one that could be shown.
    """
    several = 1 if history.publications else min(TRIES, max(1, EFFORT // len(cells.counts)))
    best = _Suppression(cells, history)
    best.run()
    for way in range(1, several):
        if best.hidden == cells.small():
            break
        tried = _Suppression(cells, history, way)
        tried.run()
        best = min(best, tried, key=lambda one: one.loss)
    return best.hidden


def worth_of(cells: Cells, hidden: frozenset[Cell]) -> float:
    """What is lost if these cells are hidden, of those that would be published."""
    return sum(_worth(cells, cell) for cell in sorted(hidden) if cell.column in cells.published)


class _Suppression:
    """The work on one publication."""

    def __init__(self, cells: Cells, history: History, way: int = 0) -> None:
        self.cells, self.history, self.parts_first = cells, history, way % 2 == 0
        self.rests = history.rests(cells)
        self.depth = _depth(cells)
        self.worth = {cell: _worth(cells, cell) for cell in cells.counts if cell.column in cells.published}
        # After the first two ways, other prices: another choice that costs about the same, which may do with less.
        luck = np.random.default_rng(way).uniform(0.3, 1.7, len(self.worth)) if way > 1 else np.ones(len(self.worth))
        self.tables = Tables(
            _knowledge(cells, history),
            dict(history.shown.items()),
            dict(cells.counts.items()),
            {cell: float(factor) * worth / WIDTH for factor, (cell, worth) in zip(luck, self.worth.items(), strict=True)},
            frozenset(self.rests),
        )
        self.hidden: frozenset[Cell] = frozenset()
        self.found: list[Doubt] = []
        self._hide(cells.small())

    @property
    def loss(self) -> float:
        """What all that is hidden was worth."""
        return worth_of(self.cells, self.hidden)

    def run(self) -> None:
        """Hide, give back, and look at everything once more with nothing remembered."""
        while self._protect():
            pass
        self._give_back()
        self.found = []
        while self._protect():
            pass

    # Hiding

    def _hide(self, cells: Iterable[Cell]) -> None:
        hidden = self.cells.with_counts(self.hidden | set(cells))
        self.tables.hide([cell for cell in hidden - self.hidden if cell in self.worth])
        self.hidden = hidden

    def _protect(self) -> bool:
        """Hide beside each cell that can be worked out; gives whether anything was."""
        before = self.hidden
        self.tables.settle()
        self._fill()
        left = Left(self._attacks(), self.tables.place, self.found)
        while (attack := left.next()) is not None:
            left.done(attack, self._leave_doubt(attack))
        for attack in self._told_rests():
            self._leave_doubt(attack)
        return self.hidden != before

    def _fill(self) -> None:
        """A table with one area as full as it can be serves for all its cells, and for those of most others as an empty one."""
        by_area: dict[str, list[Cell]] = {}
        for cell in sorted(self.hidden):
            if cell in self.worth:
                by_area.setdefault(cell.area, []).append(cell)
        areas = list(by_area.values())
        for first, second in zip(areas[::2], [*areas[1::2], areas[0]] if len(areas) % 2 else areas[1::2], strict=True):
            found = self.tables.fill(first, second)
            if found is not None:
                self.found.append(found)

    def _leave_doubt(self, attack: Attack) -> Doubt | None:
        doubt = self.tables.doubt(attack)
        if doubt is None:
            if self.tables.doubt(attack, width=0.0) is None:
                return None  # Nobody can know such a household: there is none, whatever is hidden.
            # Everything is hidden, and what earlier publications have told still pins it down: it must not be said to be hidden.
            raise NotReleasable("nothing_left", self.history.publications[-1])
        self._hide(cell for cell in doubt.moved if isinstance(cell, Cell))
        self.found.append(doubt)
        return doubt

    def _attacks(self) -> list[Attack]:
        """On every hidden cell, parts first: what is hidden for their sake mostly serves their wholes."""
        attacks = []
        secret = [cell for cell in self.hidden if cell in self.worth]
        turn = -1 if self.parts_first else 1
        for cell in sorted(secret, key=lambda one: (turn * self.depth.get(one.column, 0), one)):
            attacks += [Attack(cell, None), *(Attack(cell, whole) for whole in self.cells.wholes(cell))]
        for past, wholes in self.history.hidden.items():
            attacks += [Attack(past, None), *(Attack(past, whole) for whole in wholes)]
        return attacks

    def _told_rests(self) -> list[Attack]:
        """What came between two publications, pinned down and neither large enough to be shown nor simply nothing."""
        if not self.rests:
            return []
        known = self.history.told(self.cells, {cell: count for cell, count in self.cells.counts.items() if cell not in self.hidden and cell in self.worth})
        readable = {rest for rest in known if may_be_read(rest, known, self.cells)}
        attacks = {Attack(rest, ZERO): rest for rest in self.rests if rest not in readable}
        pinned: list[Rest] = []
        left = Left(list(attacks), self.tables.place, self.found)
        while (attack := left.next()) is not None:
            doubt = self.tables.doubt(attack)
            if doubt is not None and not doubt.moved:
                self.found.append(doubt)
                left.done(attack, doubt)
                continue
            left.done(attack, None)
            low, high = self.tables.ends(attack.cell)
            pinned.append(attacks[attack])
            if high - low < EXACT:
                known[attacks[attack]] = round(low)
        return [Attack(rest, ZERO) for rest in pinned if rest not in known or not may_be_read(rest, known, self.cells)]

    # Giving back

    def _give_back(self) -> None:
        """Show again what need not be hidden, the most useful first."""
        small = self.cells.small()
        for cell in sorted(self.hidden - small, key=lambda one: (-self.worth.get(one, 0.0), one)):
            if self.tables.programs > PROGRAMS:
                return
            if cell in self.worth and cell not in self.cells.with_counts(self.hidden - {cell}):
                self._try(cell)

    def _try(self, cell: Cell) -> None:
        before, found = self.hidden, self.found
        place, count = self.tables.place[cell], self.cells.counts[cell]
        self.hidden = self.hidden - {cell}
        self.tables.show(cell)
        self.found = [one for one in found if abs(one.low[place] - count) <= MOVED and abs(one.high[place] - count) <= MOVED]
        if not self._holds(cell):
            self.tables.hide([cell])
            self.hidden, self.found = before, found

    def _holds(self, cell: Cell) -> bool:
        """Whether there is doubt enough without hiding this cell, which is looked at where it would fail first: in its column, in its area."""
        self.tables.settle()
        attacks = sorted(self._attacks(), key=lambda one: _distance(one.cell, cell))
        left = Left(attacks, self.tables.place, self.found)
        while (attack := left.next()) is not None:
            doubt = self.tables.doubt(attack)
            if doubt is not None and doubt.moved:
                return False
            if doubt is not None:
                self.found.append(doubt)
            left.done(attack, doubt)
        return not self._told_rests()


def _distance(one: Hashable, cell: Cell) -> int:
    return (one.column != cell.column) + (one.area != cell.area) if isinstance(one, Cell) else 2


def _knowledge(cells: Cells, history: History) -> Knowledge:
    knowledge = Knowledge()
    for whole, pieces in [*cells.sums, *history.sums]:
        knowledge.sum(whole, pieces)
    for part, whole in [*cells.parts, *history.parts]:
        knowledge.at_most(part, [whole])
    history.tie(knowledge, cells)
    knowledge.know([*cells.counts, *history.hidden, *history.shown, *history.rests(cells)])
    return knowledge


def _worth(cells: Cells, cell: Cell) -> float:
    """What is lost if a cell is hidden: mostly one cell, and a little for what it counts; with an n all counts out of it."""
    below = sum(1 for indicator in cells.indicators if indicator.n == cell.column)
    scale = max(cells.counts[Cell(cell.column, WHOLE)], 1)
    times = WHOLE_WORTH if cell.area == WHOLE else WHOLE_WORTH / 2 if cell.area in cells.groups else 1.0
    return times * (1 + below) + cells.counts[cell] / scale


def _depth(cells: Cells) -> dict[str, int]:
    """How many columns each is a part of, one in the other."""
    depth: dict[str, int] = {}
    for _ in cells.published:
        before = dict(depth)
        for part, whole in cells.parts:
            depth[part.column] = max(depth.get(part.column, 0), depth.get(whole.column, 0) + 1)
        if before == depth:
            break
    return depth
