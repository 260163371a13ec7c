"""What somebody knows who has read everything that is shown: sums and inequalities between cells, of this publication and of earlier ones."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

ZERO = ("nothing",)
"""A cell that everybody knows to be 0."""

Ends = tuple[float, float]
"""The smallest and the largest count a cell can have."""


@dataclass(frozen=True)
class Row:
    """`Σ sign · cell` is 0, or at least 0; a soft one gives way as far as what is shown needs it to."""

    terms: tuple[tuple[Hashable, float], ...]
    is_sum: bool
    soft: bool = False


@dataclass
class Knowledge:
    """Rows over cells of any kind (hashable)."""

    cells: dict[Hashable, None] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def know(self, cells: Iterable[Hashable]) -> None:
        """Name cells that matter even if nothing is said about them."""
        self.cells.update(dict.fromkeys(cells))

    def sum(self, whole: Hashable, pieces: Sequence[Hashable]) -> None:
        """A cell is the sum of others."""
        self._add(Row(((whole, -1.0), *((piece, 1.0) for piece in pieces)), is_sum=True))

    def at_most(self, part: Hashable, wholes: Sequence[Hashable], *, soft: bool = False) -> None:
        """A cell is at most the sum of others."""
        terms = [(cell, sign) for cell, sign in ((part, -1.0), *((whole, 1.0) for whole in wholes)) if cell is not ZERO]
        self._add(Row(tuple(terms), is_sum=False, soft=soft))

    def _add(self, row: Row) -> None:
        self.know(cell for cell, _ in row.terms)
        self.rows.append(row)
