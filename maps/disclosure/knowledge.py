"""What somebody knows who has read everything that is shown: equations between hidden cells. How far each of them can still be moved."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import highspy
import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, vstack
from scipy.sparse.csgraph import connected_components

from maps.disclosure.thresholds import WIDTH

ROOM = WIDTH + 1
"""How far a hidden cell must move, so that its interval is still wide enough for somebody who knows one household: this one takes at most 1 of it."""

SLACK = 1e-6

Name = TypeVar("Name", bound=Hashable)

ZERO = ("nothing",)
"""A cell that everybody knows to be 0."""

Ends = tuple[float, float]
"""The smallest and the largest count a cell was seen with."""

FAR = 1e6
"""Nothing is counted that often: a bound instead of none, so that every program has an answer."""

Vector = npt.NDArray[np.float64]


@dataclass
class Knowledge:
    """Equations and inequalities over cells of any kind (hashable); those with a value are known.

    Attributes:
        values: the cells that are shown.
        signed: hidden cells that may be negative.
    """

    values: Mapping[Hashable, int]
    signed: frozenset[Hashable] = frozenset()

    _places: dict[Hashable, int] = field(default_factory=dict)
    _equal: list[tuple[dict[int, float], float]] = field(default_factory=list)
    _least: list[tuple[dict[int, float], float]] = field(default_factory=list)
    _low: dict[int, float] = field(default_factory=dict)
    _high: dict[int, float] = field(default_factory=dict)

    def know(self, cells: Iterable[Hashable]) -> None:
        """Name cells that matter even if nothing is said about them."""
        for cell in cells:
            self._place(cell)

    def sum(self, whole: Hashable, pieces: Sequence[Hashable]) -> None:
        """A cell is the sum of others."""
        terms, constant = self._terms([(whole, -1.0), *((piece, 1.0) for piece in pieces)])
        if terms:
            self._equal.append((terms, -constant))

    def at_most(self, part: Hashable, wholes: Sequence[Hashable], *, soft: bool = False) -> None:
        """A cell is at most the sum of others. A soft one gives way as far as what is shown needs it to."""
        terms, constant = self._terms([(part, 1.0), *((whole, -1.0) for whole in wholes)])
        if not terms:
            return
        if len(terms) == 1 and not soft:
            ((place, sign),) = terms.items()
            if sign > 0:
                self._high[place] = min(self._high.get(place, np.inf), -constant)
            else:
                self._low[place] = max(self._low.get(place, 0.0), constant)
            return
        if soft:
            terms[self._places.setdefault(("given way", len(self._places)), len(self._places))] = -1.0
        self._least.append((terms, -constant))

    def fixed(self) -> "Solved":
        """Let soft inequalities give way as little as possible, and look at what is left to know."""
        given = [place for cell, place in self._places.items() if isinstance(cell, tuple) and cell and cell[0] == "given way"]
        solved = Solved(self._places, *self._matrices(), self._bounds())
        if given:
            cost = np.zeros(len(self._places))
            cost[given] = 1.0
            least = solved.solve(cost, range(len(self._places)))
            for place in given:
                solved.bounds[place] = (0.0, float(least[place]) + SLACK)
        return solved

    def _place(self, cell: Hashable) -> int | None:
        if cell is ZERO or cell in self.values:
            return None
        return self._places.setdefault(cell, len(self._places))

    def _terms(self, cells: Sequence[tuple[Hashable, float]]) -> tuple[dict[int, float], float]:
        terms: dict[int, float] = {}
        constant = 0.0
        for cell, sign in cells:
            place = self._place(cell)
            if place is None:
                constant += 0 if cell is ZERO else sign * self.values[cell]
            else:
                terms[place] = terms.get(place, 0.0) + sign
        return terms, constant

    def _bounds(self) -> list[tuple[float, float]]:
        free = {self._places[cell] for cell in self.signed if cell in self._places}
        bounds = []
        for place in range(len(self._places)):
            low = self._low.get(place, 0.0)
            bounds.append((-np.inf if place in free else low, self._high.get(place, np.inf)))
        return bounds

    def _matrices(self) -> tuple[csr_array, Vector, csr_array, Vector]:
        return *_matrix(self._equal, len(self._places)), *_matrix(self._least, len(self._places))


def _matrix(rows: list[tuple[dict[int, float], float]], width: int) -> tuple[csr_array, Vector]:
    where = [(row, place, sign) for row, (terms, _) in enumerate(rows) for place, sign in terms.items()]
    data = np.array([sign for _, _, sign in where], dtype=float)
    shape = (len(rows), width)
    at = (np.array([row for row, _, _ in where], dtype=int), np.array([place for _, place, _ in where], dtype=int))
    return csr_array(coo_array((data, at), shape=shape)), np.array([right for _, right in rows], dtype=float)


@dataclass
class Solved:
    """Knowledge made into matrices, cut into parts that tell nothing about each other."""

    places: Mapping[Hashable, int]
    equal: csr_array
    equal_right: Vector
    least: csr_array
    least_right: Vector
    bounds: list[tuple[float, float]]

    def stuck(self, watched: Mapping[Name, Sequence[Name]], near: Callable[[Name], Hashable]) -> dict[Name, Ends]:
        """The watched cells that cannot be moved by `ROOM`, with their ends.

        Args:
            watched: hidden cell → the hidden cells of which it is a part, and in which one more household must find room beside it.
            near: what to call the cells that mostly rise together.
        """
        found: dict[Name, Ends] = {}
        at = {self.places[cell]: cell for cell in watched}
        for part in self._parts():
            inside = {at[place]: watched[at[place]] for place in part.inside if place in at}
            if inside:
                found |= part.stuck({self.places[cell]: [self.places[whole] for whole in wholes] for cell, wholes in inside.items()}, list(inside), near)
        return found

    def solve(self, cost: Vector, places: Iterable[int]) -> Vector:
        """Minimise; a vector of all places, with those asked for.

        Raises:
            ValueError: if nothing fits what is shown.
        """
        kept = list(places)
        found = linprog(
            cost[kept],
            A_ub=self.least[:, kept] if self.least.shape[0] else None,
            b_ub=self.least_right if self.least.shape[0] else None,
            A_eq=self.equal[:, kept] if self.equal.shape[0] else None,
            b_eq=self.equal_right if self.equal.shape[0] else None,
            bounds=[self.bounds[place] for place in kept],
            method="highs",
        )
        if found.x is None:
            raise ValueError(f"What is shown contradicts itself: {found.message}")
        whole: Vector = np.zeros(len(cost))
        whole[kept] = found.x
        return whole

    def _parts(self) -> "list[_Part]":
        rows = [matrix for matrix in (self.equal, self.least) if matrix.shape[0]]
        size = len(self.places)
        if not rows:
            return [_Part(self, np.array([place]), np.array([], dtype=int), np.array([], dtype=int)) for place in range(size)]
        count = sum(matrix.shape[0] for matrix in rows)
        joined = csr_array(np.abs(_stacked(rows)))
        graph = coo_array(joined)
        links = coo_array((np.ones(graph.nnz), (graph.coords[0] + size, graph.coords[1])), shape=(size + count, size + count))
        _, labels = connected_components(csr_array(links), directed=False)
        of_places, of_rows = labels[:size], labels[size:]
        equal_rows, least_rows = of_rows[: self.equal.shape[0]], of_rows[self.equal.shape[0] :]
        order = np.argsort(of_places, kind="stable")
        groups = np.split(order, np.flatnonzero(np.diff(of_places[order])) + 1)
        by_equal, by_least = _by_label(equal_rows), _by_label(least_rows)
        nothing = np.array([], dtype=int)
        return [_Part(self, group, by_equal.get(int(of_places[group[0]]), nothing), by_least.get(int(of_places[group[0]]), nothing)) for group in groups]


def _by_label(labels: npt.NDArray[np.int32]) -> dict[int, npt.NDArray[np.int64]]:
    order = np.argsort(labels, kind="stable")
    return {int(labels[group[0]]): group for group in np.split(order, np.flatnonzero(np.diff(labels[order])) + 1) if len(group)}


def _stacked(rows: list[csr_array]) -> csr_array:

    return csr_array(vstack(rows))


class _Part:
    """Cells that tell something about each other, directly or through others, and about no other cell."""

    def __init__(self, solved: Solved, places: npt.NDArray[np.int64], equal: npt.NDArray[np.int64], least: npt.NDArray[np.int64]) -> None:
        self.inside = {int(place): index for index, place in enumerate(places)}
        self.equal = solved.equal[equal][:, places] if len(equal) else None
        self.equal_right = solved.equal_right[equal] if len(equal) else None
        self.least = solved.least[least][:, places] if len(least) else None
        self.least_right = solved.least_right[least] if len(least) else None
        self.bounds = np.array([solved.bounds[place] for place in places])

    def stuck(self, watched: Mapping[int, Sequence[int]], names: Sequence[Name], near: Callable[[Name], Hashable]) -> dict[Name, Ends]:
        cells = [self.inside[place] for place in watched]
        wholes = [[self.inside[place] for place in found] for found in watched.values()]
        if self.least is None and (self.equal is None or self.equal.shape[0] == 1):
            low, high = self._by_hand()
            return {name: (low[cell], high[cell]) for name, cell in zip(names, cells, strict=True) if not high[cell] - low[cell] >= ROOM - SLACK}
        groups: dict[Hashable, list[int]] = {}
        for index, name in enumerate(names):
            groups.setdefault(near(name), []).append(index)
        moves = _Moves(self, cells, wholes)
        for group in groups.values():
            moves.together(group)
        return {names[index]: (moves.low[index], moves.high[index]) for index in moves.stuck()}

    def _by_hand(self) -> tuple[Vector, Vector]:
        """The ends of every cell, where at most one sum binds them."""
        low, high = self.bounds[:, 0], self.bounds[:, 1]
        if self.equal is None or self.equal_right is None:
            return low, high
        signs = self.equal.toarray()[0]
        least, most = np.where(signs > 0, low, -high), np.where(signs > 0, high, -low)
        others_least, others_most = _without_each(least), _without_each(most)
        own_least = np.maximum(least, self.equal_right[0] - others_most)
        own_most = np.minimum(most, self.equal_right[0] - others_least)
        return np.where(signs > 0, own_least, -own_most), np.where(signs > 0, own_most, -own_least)


def _without_each(values: Vector) -> Vector:
    """The sum of all others, for each; infinite ones kept apart."""
    endless = np.isinf(values)
    finite = np.where(endless, 0.0, values)
    others = finite.sum() - finite
    many = endless.sum() - endless
    return np.where(many > 0, values[endless][0] if endless.any() else 0.0, others)


class _Moves:
    """Looks for two tables that fit what is shown and differ enough in each watched cell; every table found serves for all of them.

    One linear program, whose goal alone changes: HiGHS goes on from where it ended.
    """

    def __init__(self, part: _Part, cells: list[int], wholes: list[list[int]]) -> None:
        self.part, self.cells, self.wholes = part, np.array(cells), wholes
        self.low = np.full(len(cells), np.inf)
        self.high = np.full(len(cells), -np.inf)
        width = max((len(found) for found in wholes), default=0)
        self.of = np.array([[*found, *([-1] * (width - len(found)))] for found in wholes], dtype=int).reshape(len(cells), width)
        self.highs, self.between = _program(part)

    def together(self, group: Sequence[int]) -> None:
        """One table with all these cells as large as they can be at once."""
        if all(self._moves(index) for index in group):
            return
        goal = self.cells[list(group)].astype(np.int32)
        self.highs.changeColsCost(len(goal), goal, np.full(len(goal), -1.0))
        self._see()
        self.highs.changeColsCost(len(goal), goal, np.zeros(len(goal)))

    def stuck(self) -> list[int]:
        """Indices of the cells that do not move far enough."""
        for index in range(len(self.cells)):
            if not self._moves(index):
                self._alone(index)
        return [index for index in range(len(self.cells)) if not self._moves(index)]

    def _moves(self, index: int) -> bool:
        return bool(self.high[index] - self.low[index] >= ROOM - SLACK)

    def _alone(self, index: int) -> None:
        cell = int(self.cells[index])
        rows = [self.between[cell, whole] for whole in self.wholes[index]]
        for row in rows:
            self.highs.changeRowBounds(row, -np.inf, -1.0)
        for sign in (-1.0, 1.0):
            if not self._moves(index):
                self.highs.changeColCost(cell, sign)
                self._see()
        self.highs.changeColCost(cell, 0.0)
        for row in rows:
            self.highs.changeRowBounds(row, -np.inf, 0.0)

    def _see(self) -> None:
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return
        table = np.asarray(self.highs.getSolution().col_value)
        counts = table[self.cells]
        fits = np.all((self.of < 0) | (table[self.of] - counts[:, None] >= 1 - SLACK), axis=1)
        self.low = np.where(fits, np.minimum(self.low, counts), self.low)
        self.high = np.where(fits, np.maximum(self.high, counts), self.high)


def _program(part: _Part) -> tuple[highspy.Highs, dict[tuple[int, int], int]]:
    """The part as a program without a goal, and for each cell and a whole of it the row that says which is larger."""
    matrices = [matrix for matrix in (part.equal, part.least) if matrix is not None]
    rows = _stacked(matrices)
    equal = 0 if part.equal is None or part.equal_right is None else len(part.equal_right)
    right = np.concatenate([side for side in (part.equal_right, part.least_right) if side is not None])
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = rows.shape[1], rows.shape[0]
    model.col_cost_ = np.zeros(rows.shape[1])
    model.col_lower_, model.col_upper_ = np.maximum(part.bounds[:, 0], -FAR), np.minimum(part.bounds[:, 1], FAR)
    model.row_lower_ = np.where(np.arange(len(right)) < equal, right, -np.inf)
    model.row_upper_ = right
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = rows.indptr, rows.indices, rows.data
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex"), ("simplex_strategy", 4)):
        highs.setOptionValue(option, value)
    highs.passModel(model)
    between = {}
    for row in range(equal, len(right)):
        places, signs = (found[rows.indptr[row] : rows.indptr[row + 1]] for found in (rows.indices, rows.data))
        if len(places) == 2 and right[row] == 0:
            part_at, whole_at = (0, 1) if signs[0] > 0 else (1, 0)
            between[int(places[part_at]), int(places[whole_at])] = row
    return highs, between
