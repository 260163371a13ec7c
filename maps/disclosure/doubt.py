"""How much doubt is left about a cell, and what else must be hidden so that enough is.

Doubt is shown by two tables that both fit everything that is shown and differ enough in the cell. One linear program holds both. Where what is hidden
leaves no such two tables, cells that are shown may move too, at a price: those that do are the ones to hide beside it. (The idea is old: complementary
suppression by minimal deviations, J. J. Kelly, B. L. Golden and A. A. Assad, « Cell suppression: disclosure protection for sensitive tabular data »,
Networks 22, 1992.)
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array

from maps.disclosure.knowledge import ZERO, Ends, Knowledge
from maps.disclosure.thresholds import WIDTH

Numbers = npt.NDArray[np.float64]
Undo = Callable[[], None]

FAR = 1e6
"""Nothing is counted that often: a bound instead of none, so that every program has an answer."""

MOVED = 1e-6
"""What is less than this is the solver's rounding."""


class _Quiet(highspy.Highs):
    """Without callbacks: setting them up prints a banner before anything can be silenced."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


@dataclass(frozen=True)
class Attack:
    """A hidden cell, and what somebody knows who knows one household of it.

    Attributes:
        cell: what is attacked.
        of: None: the household has the property (the cell is at least 1); a cell: it has not, and counts in this one; `ZERO`: no household is known.
    """

    cell: Hashable
    of: Hashable | None


@dataclass(frozen=True)
class Doubt:
    """Two tables, as far as they go.

    Attributes:
        low, high: values by cell, in the order of `Tables.place`.
        moved: the shown cells in which one of them is not what is shown: hide these, and both fit.
    """

    low: Numbers
    high: Numbers
    moved: tuple[Hashable, ...]


class Tables:
    """The program: two tables that fit what is known, side by side.

    Args:
        knowledge: rows between cells.
        shown_before: what earlier publications show, for ever.
        counts: the true counts of the cells of the new publication.
        price: by cell of it that is to be shown, what one household's deviation costs. All of them are shown until `hide` is called.
        signed: cells that may be negative.

    Attributes:
        place: where a cell stands in a table.
        programs: how many linear programs were solved.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        shown_before: Mapping[Hashable, int],
        counts: Mapping[Hashable, int],
        price: Mapping[Hashable, float],
        signed: frozenset[Hashable],
    ) -> None:
        self.place: dict[Hashable, int] = {cell: place for place, cell in enumerate(knowledge.cells)}
        self.price = price
        self.constant = np.array([float(shown_before.get(cell, counts.get(cell, 0))) for cell in self.place])
        self.soft = [place for place, row in enumerate(knowledge.rows) if row.soft]
        down, up = self._bounds(shown_before, counts, signed)
        self._columns, self._rows = 2 * len(self.place) + len(self.soft), len(knowledge.rows)
        self._highs = self._load(knowledge, down, up)
        self.programs = 0
        self._shown: dict[Hashable, None] = {}
        for cell in price:
            self.show(cell)

    def hide(self, cells: Sequence[Hashable]) -> None:
        """These cells may be anything that fits."""
        for cell in cells:
            self._shown.pop(cell, None)
            self._set_price(cell, 0.0)

    def show(self, cell: Hashable) -> None:
        """This cell is what it is."""
        self._shown[cell] = None
        self._set_price(cell, self.price[cell])

    def settle(self) -> None:
        """Let soft rows give way as little as what is shown now needs, and no further.

        Raises:
            ValueError: if what is shown contradicts itself.
        """
        if not self.soft:
            return
        given = [self._given(index, table) for index in range(len(self.soft)) for table in (0, 1)]
        for column in given:
            self._highs.changeColBounds(column, 0.0, FAR)
            self._highs.changeColCost(column, 1.0)
        firm = self._hold(self._shown)
        found = self._solve()
        firm()
        if found is None:
            raise ValueError("What is shown contradicts itself.")
        for column in given:
            self._highs.changeColCost(column, 0.0)
            self._highs.changeColBounds(column, 0.0, float(found[column]) + MOVED)

    def doubt(self, attack: Attack, width: float = WIDTH) -> Doubt | None:
        """Two tables that differ by `width` in the cell and both fit what the attacker knows, with as few and as cheap cells moved that are shown.

        Returns:
            None if there are none, whatever is hidden.
        """
        undo = self._ask(attack, width)
        found = self._solve()
        undo()
        return None if found is None else self._read(found)

    def fill(self, first: Sequence[Hashable], second: Sequence[Hashable]) -> Doubt | None:
        """Two tables that fit what is shown: one with the first cells as large as they can be together, one with the second."""
        firm = self._hold(self._shown)
        costs = [(column, -sign) for table, cells in enumerate((first, second)) for cell in cells for column, sign in self._of(cell, table)]
        for column, cost in costs:
            self._highs.changeColCost(column, cost)
        found = self._solve()
        for column, _ in costs:
            self._highs.changeColCost(column, 0.0)
        firm()
        return None if found is None else self._read(found)

    def ends(self, cell: Hashable) -> Ends:
        """Between which counts a cell must lie, by what is shown."""
        firm = self._hold(self._shown)
        ends = []
        for table, sign in ((0, 1.0), (1, -1.0)):
            columns = self._of(cell, table)
            costs = [(column, sign * factor) for column, factor in columns]
            for column, cost in costs:
                self._highs.changeColCost(column, cost)
            found = self._solve()
            for column, _ in costs:
                self._highs.changeColCost(column, 0.0)
            ends.append(-FAR * sign if found is None else self._value(found, cell, table))
        firm()
        return ends[0], ends[1]

    # The columns: of each table, what a cell is above and below its constant; and how far each soft row gives way.

    def _bounds(self, shown_before: Mapping[Hashable, int], counts: Mapping[Hashable, int], signed: frozenset[Hashable]) -> tuple[Numbers, Numbers]:
        down, up = np.zeros(len(self.place)), np.zeros(len(self.place))
        for cell, place in self.place.items():
            if cell in shown_before:
                continue
            up[place] = FAR
            down[place] = FAR if cell in signed else float(counts.get(cell, 0))
        return down, up

    def _load(self, knowledge: Knowledge, down: Numbers, up: Numbers) -> highspy.Highs:
        size, soft = len(self.place), len(self.soft)
        width = 2 * self._columns
        high = np.concatenate([up, down, np.full(soft, FAR)] * 2)
        entries: list[tuple[int, int, float]] = []
        low_row, high_row = [], []
        for table in (0, 1):
            for index, row in enumerate(knowledge.rows):
                constant = 0.0
                for cell, sign in row.terms:
                    place = self.place[cell]
                    constant += sign * self.constant[place]
                    at, first = table * self._rows + index, table * self._columns
                    entries += [(at, first + place, sign), (at, first + size + place, -sign)]
                low_row.append(-constant)
                high_row.append(-constant if row.is_sum else np.inf)
            entries += [(table * self._rows + at, self._given(index, table), 1.0) for index, at in enumerate(self.soft)]
        # Three rows are kept for the attack: how far the two tables differ, and what the attacker knows of each.
        low_row += [-np.inf] * 3
        high_row += [np.inf] * 3
        matrix = coo_array(
            ([sign for *_, sign in entries], ([row for row, *_ in entries], [column for _, column, _ in entries])), (len(low_row), width)
        ).tocsr()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = width, len(low_row)
        model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(width), np.zeros(width), high
        model.row_lower_, model.row_upper_ = np.array(low_row), np.array(high_row)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        highs = _Quiet()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            highs.setOptionValue(option, value)
        highs.passModel(model)
        self._low_row, self._up = low_row, high
        return highs

    def _given(self, index: int, table: int) -> int:
        return table * self._columns + 2 * len(self.place) + index

    def _of(self, cell: Hashable, table: int) -> list[tuple[int, float]]:
        first, place = table * self._columns, self.place[cell]
        return [(first + place, 1.0), (first + len(self.place) + place, -1.0)]

    def _set_price(self, cell: Hashable, price: float) -> None:
        for table in (0, 1):
            for column, _ in self._of(cell, table):
                self._highs.changeColCost(column, price)

    def _value(self, found: Numbers, cell: Hashable, table: int) -> float:
        return float(self.constant[self.place[cell]] + sum(sign * found[column] for column, sign in self._of(cell, table)))

    # The question

    def _ask(self, attack: Attack, width: float) -> Undo:
        """Write what the two tables must be into the three rows; gives what empties them again."""
        first = len(self._low_row) - 3
        written: list[tuple[int, int]] = []

        def write(row: int, terms: Sequence[tuple[int, float]], least: float) -> None:
            for column, factor in terms:
                self._highs.changeCoeff(row, column, factor)
                written.append((row, column))
            self._highs.changeRowBounds(row, least, np.inf)

        high, low = self._of(attack.cell, 1), self._of(attack.cell, 0)
        write(first, [*high, *((column, -factor) for column, factor in low)], width)
        if attack.of is None:
            write(first + 1, low, 1.0 - self.constant[self.place[attack.cell]])
        elif attack.of is not ZERO:
            rest = self.constant[self.place[attack.of]] - self.constant[self.place[attack.cell]]
            for table in (0, 1):
                whole, part = self._of(attack.of, table), self._of(attack.cell, table)
                write(first + 1 + table, [*whole, *((column, -factor) for column, factor in part)], 1.0 - rest)

        def undo() -> None:
            for row, column in written:
                self._highs.changeCoeff(row, column, 0.0)
            for row in range(first, first + 3):
                self._highs.changeRowBounds(row, -np.inf, np.inf)

        return undo

    def _hold(self, cells: Iterable[Hashable]) -> Undo:
        """Hold these cells where they are shown; gives what lets them move at their price again."""
        held = [column for cell in cells for table in (0, 1) for column, _ in self._of(cell, table)]
        for column in held:
            self._highs.changeColBounds(column, 0.0, 0.0)

        def undo() -> None:
            for column in held:
                self._highs.changeColBounds(column, 0.0, float(self._up[column]))

        return undo

    def _solve(self) -> Numbers | None:
        self.programs += 1
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self._highs.getSolution().col_value)

    def _read(self, found: Numbers) -> Doubt:
        size = len(self.place)
        above = [found[table * self._columns : table * self._columns + size] for table in (0, 1)]
        below = [found[table * self._columns + size : table * self._columns + 2 * size] for table in (0, 1)]
        low, high = (self.constant + up - down for up, down in zip(above, below, strict=True))
        moved = tuple(cell for cell in self._shown if max(abs(table[self.place[cell]] - self.constant[self.place[cell]]) for table in (low, high)) > MOVED)
        return Doubt(low, high, moved)
