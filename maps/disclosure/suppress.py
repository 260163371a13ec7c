"""Which cells to hide beside the small ones, so that what is shown gives none of them back. As few and as small as possible.

First each sum by itself, by an integer program; then everything together, time included, by looking how far each hidden cell can still be moved
(`maps.disclosure.knowledge`) and hiding one more cell beside each that cannot, until all can.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from maps.disclosure.cells import WHOLE, Cell, Cells
from maps.disclosure.history import NEW, History, Past, Rest, harmless_rests
from maps.disclosure.knowledge import ROOM, Knowledge
from maps.disclosure.sequence import NotReleasable

Name = Cell | Past | Rest
Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

GAP = 0.01
"""How far from the fewest an integer program may stop."""

NODES = 200
"""Where it stops otherwise: a count of steps, so that the same counts give the same table on every machine."""

WHOLE_WORTH = 6.0
"""A total is worth so many cells."""


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
    hidden = cells.small()
    for whole, pieces in _in_order(cells):
        more = _beside(cells, hidden, whole, pieces)
        hidden = cells.with_counts(hidden | more)
    while True:
        stuck = _stuck(cells, hidden, history)
        if not stuck:
            return hidden
        more = _one_more_each(cells, hidden, stuck)
        if not more:
            # Everything is hidden, and what earlier publications have told still pins it down: it must not be said to be hidden.
            raise NotReleasable("nothing_left", history.publications[-1])
        hidden = cells.with_counts(hidden | more)


def _in_order(cells: Cells) -> list[tuple[Cell, tuple[Cell, ...]]]:
    """Columns that others are parts of first, and of each the largest areas first: what they hide, their parts hide too."""
    depth: dict[str, int] = {}
    for _ in range(len(cells.parts) + 1):
        before = dict(depth)
        for part, whole in cells.parts:
            depth[part.column] = max(depth.get(part.column, 0), depth.get(whole.column, 0) + 1)
        if before == depth:
            break
    largest_first = list(reversed(cells.sums))
    return sorted(largest_first, key=lambda one: depth.get(one[0].column, 0))


def _worth(cells: Cells, cell: Cell) -> float:
    """What is lost if a cell is hidden: mostly one cell, and a little for what it counts; with an n all counts out of it."""
    below = sum(1 for indicator in cells.indicators if indicator.n == cell.column)
    scale = max(cells.counts[Cell(cell.column, WHOLE)], 1)
    return (WHOLE_WORTH if cell.area == WHOLE else 1.0) * (1 + below) + 0.5 * cells.counts[cell] / scale


def _beside(cells: Cells, hidden: frozenset[Cell], whole: Cell, pieces: tuple[Cell, ...]) -> set[Cell]:
    """What to hide so that one sum gives no hidden cell of it back: `hi − lo ≥ ROOM` for each, chosen by HiGHS."""
    secret = [piece in hidden for piece in pieces]
    if whole in hidden or not any(secret):
        return set()
    counts = np.array([cells.counts[piece] for piece in pieces], dtype=float)
    low, high = _ends(cells, hidden, pieces, counts)
    down, up = counts - low, np.minimum(high - counts, 1e4)
    is_hidden = np.array(secret)
    if _enough(is_hidden, counts, low, high, down, up):
        return set()
    chosen = _chosen(is_hidden, counts, low, high, down, up, np.array([_worth(cells, piece) for piece in pieces]), _worth(cells, whole))
    named = [*pieces, whole]
    return {named[place] for place in np.flatnonzero(chosen) if named[place] not in hidden}


def _ends(cells: Cells, hidden: frozenset[Cell], pieces: tuple[Cell, ...], counts: Numbers) -> tuple[Numbers, Numbers]:
    """Between which counts everybody knows each piece to lie, by the wholes and parts of it that are shown (a hidden whole: by its true count)."""
    low, high = np.zeros(len(pieces)), np.full(len(pieces), np.inf)
    place = {piece: index for index, piece in enumerate(pieces)}
    for part, whole in cells.parts:
        if part in place:
            high[place[part]] = min(high[place[part]], cells.counts[whole])
        if whole in place and part not in hidden:
            low[place[whole]] = max(low[place[whole]], cells.counts[part])
    return np.minimum(low, counts), np.maximum(high, counts)


def _enough(is_hidden: Flags, counts: Numbers, low: Numbers, high: Numbers, down: Numbers, up: Numbers) -> bool:
    others_down, others_up = (is_hidden * down).sum() - down, (is_hidden * up).sum() - up
    top, bottom = np.minimum(high, counts + others_down), np.maximum(low, counts - others_up)
    return bool(np.all((top - bottom)[is_hidden] >= np.minimum(ROOM, high - low)[is_hidden]))


def _chosen(is_hidden: Flags, counts: Numbers, low: Numbers, high: Numbers, down: Numbers, up: Numbers, worth: Numbers, worth_of_whole: float) -> Flags:
    """Binary: each piece hidden, the whole hidden; continuous: how far each piece can go up and down. Up to the others' room, unless the whole is hidden."""
    many = len(counts)
    free = float(down.sum() + up.sum() + ROOM)
    all_down, all_up = 3 * many + 1, 3 * many + 2
    rows: list[tuple[dict[int, float], float]] = [
        ({all_down: 1.0, **{place: -float(down[place]) for place in range(many)}}, 0.0),
        ({all_up: 1.0, **{place: -float(up[place]) for place in range(many)}}, 0.0),
    ]
    for place in range(many):
        top, bottom = many + 1 + place, 2 * many + 1 + place
        need = float(min(ROOM, high[place] - low[place]))
        rows.append(({top: -1.0, bottom: -1.0, place: need}, 0.0))
        rows.append(({top: 1.0, many: -free, all_down: -1.0, place: float(down[place])}, 0.0))
        rows.append(({bottom: 1.0, many: -free, all_up: -1.0, place: float(up[place])}, 0.0))
    entries = [(row, column, value) for row, (terms, _) in enumerate(rows) for column, value in terms.items()]
    matrix = coo_array(
        ([value for *_, value in entries], ([row for row, *_ in entries], [column for _, column, _ in entries])), shape=(len(rows), 3 * many + 3)
    )
    cost = np.concatenate([worth, [worth_of_whole], np.zeros(2 * many + 2)])
    ends = np.concatenate([np.ones(many + 1), np.minimum(up, ROOM), np.minimum(down, ROOM), [free, free]])
    starts = np.concatenate([is_hidden.astype(float), [0.0], np.zeros(2 * many + 2)])
    whole_numbers = np.concatenate([np.ones(many + 1), np.zeros(2 * many + 2)])
    found = milp(
        cost,
        integrality=whole_numbers,
        bounds=Bounds(starts, ends),
        constraints=LinearConstraint(matrix.tocsr(), -np.inf, np.array([right for _, right in rows])),
        options={"mip_rel_gap": GAP, "node_limit": NODES},
    )
    # Nothing found within the limit: hiding the whole is always enough.
    chosen: Flags = found.x[: many + 1] > 0.5 if found.x is not None else np.concatenate([is_hidden, [True]])
    return chosen


def _stuck(cells: Cells, hidden: frozenset[Cell], history: History) -> list[Name]:
    """The hidden cells, earlier ones and differences included, that everything that is shown pins down too closely."""
    shown = {cell: count for cell, count in cells.counts.items() if cell not in hidden and cell.column in cells.published}
    rests = history.rests(cells)
    values: dict[Hashable, int] = dict(history.shown.items())
    values.update(shown.items())
    knowledge = Knowledge(values, signed=frozenset(rests))
    for whole, pieces in [*cells.sums, *history.sums]:
        knowledge.sum(whole, pieces)
    for part, whole in [*cells.parts, *history.parts]:
        knowledge.at_most(part, [whole])
    history.tie(knowledge, cells)
    secret = [cell for cell in hidden if cell.column in cells.published]
    watched: dict[Name, Sequence[Name]] = {cell: [whole for whole in cells.wholes(cell) if whole not in shown] for cell in secret}
    watched |= {cell: [whole for whole in wholes if whole not in history.shown] for cell, wholes in history.hidden.items()}
    told, bad = history.told(cells, shown)
    watched |= {rest: () for rest in rests if rest not in told}
    knowledge.know(watched)
    stuck = knowledge.fixed().stuck(watched, _area)
    fine = harmless_rests(stuck, told, cells)
    return [*(name for name in stuck if name not in fine), *bad]


def _area(name: Name) -> tuple[str, int, str]:
    """Whose columns rise together: an area of a publication."""
    return ("", NEW, name.area) if isinstance(name, Cell) else (type(name).__name__, name.publication, name.cell.area)


def _one_more_each(cells: Cells, hidden: frozenset[Cell], stuck: Sequence[Name]) -> set[Cell]:
    """For each cell that is pinned down the cell worth least that pins it: first of its own sums, then of its column, then of the whole table."""
    more: set[Cell] = set()
    near = _neighbours(cells)
    for name in stuck:
        cell = name.cell if isinstance(name, Past | Rest) else name
        if cell in cells.counts and cell not in hidden:
            more.add(cell)
            continue
        choices = [other for other in near.get(cell, ()) if other not in hidden]
        if more.intersection(choices):
            continue
        choices = choices or [other for other in cells.counts if other.column == cell.column and other not in hidden and other.column in cells.published]
        choices = choices or [other for other in cells.counts if other not in hidden and other.column in cells.published]
        if choices:
            more.add(min(choices, key=lambda other: (_worth(cells, other), other)))
    return more


def _neighbours(cells: Cells) -> Mapping[Cell, Iterable[Cell]]:
    near: dict[Cell, set[Cell]] = {}
    for whole, pieces in cells.sums:
        together = {cell for cell in (whole, *pieces) if cell.column in cells.published}
        for cell in together:
            near.setdefault(cell, set()).update(together)
    for part, whole in cells.parts:
        # Beside a hidden n, a count out of it that is shown.
        if part.column in cells.published:
            near.setdefault(whole, set()).add(part)
    return near
