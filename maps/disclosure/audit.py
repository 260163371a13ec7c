"""The auditor: attacks everything that was ever published, as somebody would who has read it all and knows one household of the cell attacked.

It shares no code with what hides cells. It reads publications as the texts they are frozen as, writes down every cell as an unknown of one linear
program, and asks HiGHS for each hidden cell between which counts it must lie. It assumes the worst: that nothing was erased, and nothing counted twice,
as far as the published figures allow.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import Any, Literal, NamedTuple

import highspy
import numpy as np
import numpy.typing as npt

WIDTH = 5
SENSITIVE_HOUSEHOLDS = 11
SMALLEST = 5
EPSILON = 1e-5
FAR = 1e6
"""A bound nothing comes near to, instead of none: HiGHS then always has an answer."""


class _Quiet(highspy.Highs):
    """Without callbacks: setting them up prints a banner before anything can be silenced."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


Kind = Literal["narrow", "difference", "altered_twice", "other_geography", "overlap"]
"""`narrow`: a hidden cell's interval is too small. `difference`: two periods subtracted give a small cell. `altered_twice`: one period, two different
counts. `other_geography`: a second geography. `overlap`: periods that overlap and do not contain one another."""


class Place(NamedTuple):
    """A cell: whose, of which days, which column, which area (empty: all together)."""

    team: str
    first: date
    last: date
    column: str
    area: str


@dataclass(frozen=True)
class Finding:
    """Something that gives a cell back, or may.

    Attributes:
        kind: what.
        where: the cell; for a rule that concerns whole publications, its column and area are empty.
        low, high: between which counts it must lie.
    """

    kind: Kind
    where: Place
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Audit:
    """What was attacked, and what gave way.

    Attributes:
        publications: how many were read.
        shown, hidden: how many cells they show and hide.
        differences: how many differences between containing periods were attacked.
        programs: how many linear programs were solved.
        findings: empty if nothing is given back.
    """

    publications: int
    shown: int
    hidden: int
    differences: int
    programs: int
    findings: tuple[Finding, ...]


def audit(publications: Sequence[str]) -> Audit:
    """Attack.

    Args:
        publications: every publication of the deployment, as `Released.to_json` has frozen it.

    Raises:
        ValueError: if a text is not a publication.
    """
    found: list[Finding] = []
    totals = {"shown": 0, "hidden": 0, "differences": 0, "programs": 0}
    bodies = [_read(text) for text in publications]
    for team in sorted({body["team"] for body in bodies}):
        own = [body for body in bodies if body["team"] == team]
        found += _rules(own)
        attack = _Attack(own)
        found += attack.findings()
        for name, value in (
            ("shown", len(attack.value)),
            ("hidden", len(attack.hidden)),
            ("differences", len(attack.rests)),
            ("programs", attack.programs),
        ):
            totals[name] += value
    return Audit(publications=len(publications), findings=tuple(found), **totals)


def _read(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
        body["days"] = (date.fromisoformat(body["period"][0]), date.fromisoformat(body["period"][1]))
        body["ground"] = json.dumps([body["geography"], body["areas"], body["parents"]], sort_keys=True)
        body["tables"], body["team"]
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise ValueError("This text is not a publication.") from error
    return dict(body)


def _rules(bodies: list[dict[str, Any]]) -> Iterable[Finding]:
    for one, other in combinations(bodies, 2):
        where = Place(other["team"], other["days"][0], other["days"][1], "", "")
        if one["ground"] != other["ground"]:
            yield Finding("other_geography", where)
        (start, end), (begin, stop) = one["days"], other["days"]
        apart, nested = end < begin or stop < start, (start <= begin and stop <= end) or (begin <= start and end <= stop)
        if not apart and not nested:
            yield Finding("overlap", where)


@dataclass
class _Rows:
    """Rows of the program, as they come: column and factor of each term; their sums are 0, or at most 0."""

    terms: list[list[tuple[int, float]]] = field(default_factory=list)

    def add(self, terms: Iterable[tuple[int, float]]) -> int:
        """Add a row; gives its number."""
        self.terms.append(list(terms))
        return len(self.terms) - 1


@dataclass(frozen=True)
class _Target:
    """A cell under attack by somebody who knows one household: one that has the property (`of` is None), or one that has not, of the n `of`."""

    cell: int
    of: int | None


class _Attack:
    """All publications of one team."""

    def __init__(self, bodies: list[dict[str, Any]]) -> None:
        self.value: dict[Place, int] = {}
        self.hidden: set[Place] = set()
        self.rests: dict[Place, int] = {}
        self.conflicts: list[Finding] = []
        self.spaces: dict[tuple[str, date, date], dict[str, Any]] = {}
        self.number: dict[object, int] = {}
        self.equal, self.least = _Rows(), _Rows()
        self.given: list[int] = []
        self.between: dict[tuple[int, int], int] = {}
        self.programs = 0
        for body in bodies:
            self._read(body)
        self.hidden -= self.value.keys()
        for space in self.spaces.values():
            self._structure(space)
        for outer, inner in self._nested():
            self._differences(outer, inner)
        self.low, self.high = np.zeros(len(self.number)), np.full(len(self.number), FAR)
        for place, known in self.value.items():
            self.low[self.number[place]] = self.high[self.number[place]] = known
        for unknown in self.rests.values():
            self.low[unknown] = -FAR
        self.highs = self._load()

    def findings(self) -> list[Finding]:
        """Everything that gives way."""
        found = list(self.conflicts)
        if not self._consistent():
            return [*found, *(Finding("altered_twice", place) for place in sorted(self.value)[:1])]
        ends = self._widths()
        for place in sorted(self.hidden):
            width = min((high - low, low, high) for low, high in ends[self.number[place]])
            if width[0] < WIDTH - EPSILON:
                found.append(Finding("narrow", place, width[1], width[2]))
        return found + self._told(ends)

    # What was published

    def _read(self, body: dict[str, Any]) -> None:
        team, (first, last) = body["team"], body["days"]
        space = self.spaces.setdefault((team, first, last), {"pairs": set(), "areas": {}, "parts": {}, "distinct": set(), "sensitive": set()})
        space["key"] = (team, first, last)
        space["distinct"] |= set(body["distinct"])
        for table in body["tables"]:
            n, count = table["n"], table["count"] or table["key"]
            space["pairs"].add((count, n))
            if table["sensitive"]:
                space["sensitive"].add((count, n))
            for code, _, shown_n, shown_count, _ in [*table["rows"], *table["groups"], ["", "", *table["total"]]]:
                space["areas"].setdefault(code, None)
                self._cell(Place(team, first, last, n, code), shown_n)
                self._cell(Place(team, first, last, count, code), shown_count)
        space["pairs"] |= {(part, whole) for part, whole in body["within"].items()}
        space["parts"] |= body["partitions"]
        for code in body["areas"]:
            space["areas"][code] = body["parents"].get(code, "")
        for code, parent in body["parents"].items():
            if code in space["areas"]:
                space["areas"][code] = parent

    def _cell(self, place: Place, shown: int | None) -> None:
        self._unknown(place)
        if shown is None:
            self.hidden.add(place)
        elif self.value.setdefault(place, shown) != shown:
            self.conflicts.append(Finding("altered_twice", place, min(shown, self.value[place]), max(shown, self.value[place])))

    def _unknown(self, name: object) -> int:
        return self.number.setdefault(name, len(self.number))

    def _structure(self, space: dict[str, Any]) -> None:
        key = space["key"]
        columns = {place.column for place in self.number if isinstance(place, Place) and place[:3] == key}
        columns |= {part for parts in space["parts"].values() for part in parts}
        for column in sorted(columns):
            for area in space["areas"]:
                below = [code for code, parent in space["areas"].items() if code and (parent or "") == area]
                if below:
                    own = self._unknown(_at(key, column, area))
                    self.equal.add([(own, -1.0), *((self._unknown(_at(key, column, code)), 1.0) for code in below)])
        for whole, parts in space["parts"].items():
            for area in space["areas"]:
                self.equal.add([(self._unknown(_at(key, whole, area)), -1.0), *((self._unknown(_at(key, part, area)), 1.0) for part in parts)])
        for part, whole in sorted(space["pairs"]):
            if part != whole and {part, whole} <= columns:
                for area in space["areas"]:
                    one, other = self._unknown(_at(key, part, area)), self._unknown(_at(key, whole, area))
                    self.between[one, other] = self.least.add([(one, 1.0), (other, -1.0)])

    def _nested(self) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
        """Every published period that contains others, with the largest of these."""
        found = []
        for outer in self.spaces.values():
            inside = [one for one in self.spaces.values() if one is not outer and _holds(outer["key"], one["key"])]
            largest = [one for one in inside if not any(two is not one and _holds(two["key"], one["key"]) for two in inside)]
            if largest:
                found.append((outer, largest))
        return found

    def _differences(self, outer: dict[str, Any], inner: list[dict[str, Any]]) -> None:
        gapless = _gapless(outer["key"], [one["key"] for one in inner])
        common = [
            place
            for place in list(self.number)
            if isinstance(place, Place) and place[:3] == outer["key"] and all(_at(one["key"], place.column, place.area) in self.number for one in inner)
        ]
        rests: dict[tuple[str, str], int] = {}
        for place in common:
            whole, pieces = self.number[place], [self.number[_at(one["key"], place.column, place.area)] for one in inner]
            if place.column in outer["distinct"]:
                for piece in pieces:
                    self._soft([(piece, 1.0), (whole, -1.0)])
                if gapless:
                    self._soft([(whole, 1.0), *((piece, -1.0) for piece in pieces)])
            else:
                rest = self._unknown(("rest", place))
                rests[place.column, place.area] = rest
                self.rests[place] = rest
                self.equal.add([(whole, -1.0), (rest, 1.0), *((piece, 1.0) for piece in pieces)])
                self._soft([(rest, -1.0)])
        for part, n in sorted(outer["pairs"]):
            for (column, area), rest in rests.items():
                if column == part and (n, area) in rests:
                    self._soft([(rest, 1.0), (rests[n, area], -1.0)])

    def _soft(self, terms: list[tuple[int, float]]) -> None:
        """An assumption rather than a fact: it gives way as far as the published figures need it to."""
        given = self._unknown(("given", len(self.number)))
        self.given.append(given)
        self.least.add([*terms, (given, -1.0)])

    # The attack

    def _load(self) -> highspy.Highs:
        highs = _Quiet()
        for option, value in (("output_flag", False), ("threads", 1), ("presolve", "off"), ("simplex_strategy", 4)):
            highs.setOptionValue(option, value)
        highs.addVars(len(self.low), self.low, self.high)
        for rows, is_equal in ((self.equal, True), (self.least, False)):
            for terms in rows.terms:
                columns, factors = np.array([column for column, _ in terms], dtype=np.int32), np.array([factor for _, factor in terms])
                highs.addRow(0.0 if is_equal else -np.inf, 0.0, len(terms), columns, factors)
        return highs

    def _table(self) -> npt.NDArray[np.float64] | None:
        """One table that fits everything published: of all, the one that is best for the goal set."""
        self.programs += 1
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(self.highs.getSolution().col_value)

    def _consistent(self) -> bool:
        """Find out how little the assumptions have to give way, and let them give way no further."""
        for given in self.given:
            self.highs.changeColCost(given, 1.0)
        found = self._table()
        if found is None:
            return False
        for given in self.given:
            self.highs.changeColCost(given, 0.0)
            self.highs.changeColBounds(given, 0.0, float(found[given]) + EPSILON)
        return True

    def _targets(self) -> list[_Target]:
        targets = []
        for place in sorted(self.hidden):
            cell = self.number[place]
            targets.append(_Target(cell, None))
            for part, whole in sorted(self.spaces[place.team, place.first, place.last]["pairs"]):
                n = Place(place.team, place.first, place.last, whole, place.area)
                if part == place.column != whole and n in self.number:
                    targets.append(_Target(cell, self.number[n]))
        return targets + [_Target(cell, None) for _, cell in sorted(self.rests.items())]

    def _widths(self) -> dict[int, list[tuple[float, float]]]:
        """For each attacked cell, case by case: an interval that it can be anywhere in. Exact if it is narrower than `WIDTH`."""
        targets = self._targets()
        cells = np.array([one.cell for one in targets], dtype=int)
        of = np.array([-1 if one.of is None else one.of for one in targets], dtype=int)
        is_rest = np.isin(cells, list(self.rests.values()))
        low, high = np.full(len(targets), np.inf), np.full(len(targets), -np.inf)

        def see(table: npt.NDArray[np.float64] | None) -> bool:
            nonlocal low, high
            if table is None:
                return False
            counts = table[cells]
            fits = is_rest | np.where(of < 0, counts >= 1 - EPSILON, table[of] - counts >= 1 - EPSILON)
            low, high = np.where(fits, np.minimum(low, counts), low), np.where(fits, np.maximum(high, counts), high)
            return True

        # A table with one area as full as it can be serves for all its cells, and for all others as empty.
        for area in self._areas():
            goal = np.array(area, dtype=np.int32)
            self.highs.changeColsCost(len(goal), goal, np.full(len(goal), -1.0))
            see(self._table())
            self.highs.changeColsCost(len(goal), goal, np.zeros(len(goal)))
        for index, target in enumerate(targets):
            if high[index] - low[index] >= WIDTH - EPSILON:
                continue
            undo = (lambda: None) if is_rest[index] else self._suppose(target)
            for sign in (-1.0, 1.0):
                self.highs.changeColCost(target.cell, sign)
                if not see(self._table()):
                    break
            self.highs.changeColCost(target.cell, 0.0)
            undo()
        ends: dict[int, list[tuple[float, float]]] = {}
        for index, target in enumerate(targets):
            # A case that cannot be (nobody has the property) is no case.
            found = ends.setdefault(target.cell, [])
            if low[index] <= high[index]:
                found.append((low[index], high[index]))
        return {cell: found or [(0.0, 0.0)] for cell, found in ends.items()}

    def _areas(self) -> list[list[int]]:
        found: dict[tuple[date, date, str], list[int]] = {}
        for place in sorted(self.hidden):
            found.setdefault((place.first, place.last, place.area), []).append(self.number[place])
        return list(found.values())

    def _suppose(self, target: _Target) -> Callable[[], object]:
        """Add what the attacker knows, one household that has the property or one that has not; gives what takes it away again."""
        if target.of is None:
            low, high = float(self.low[target.cell]), float(self.high[target.cell])
            self.highs.changeColBounds(target.cell, max(low, 1.0), high)
            return lambda: self.highs.changeColBounds(target.cell, low, high)
        row = len(self.equal.terms) + self.between[target.cell, target.of]
        self.highs.changeRowBounds(row, -np.inf, -1.0)
        return lambda: self.highs.changeRowBounds(row, -np.inf, 0.0)

    def _told(self, ends: dict[int, list[tuple[float, float]]]) -> list[Finding]:
        """Differences that are pinned down, and neither large enough to be shown nor simply nothing."""
        found = []
        pinned = {place: ends[cell][0] for place, cell in self.rests.items() if ends[cell][0][1] - ends[cell][0][0] < WIDTH - EPSILON}
        exact = {place: round(low) for place, (low, high) in pinned.items() if high - low < 0.5}
        for place, (low, high) in sorted(pinned.items()):
            space = self.spaces[place.team, place.first, place.last]
            wholes = [place._replace(column=n) for part, n in space["pairs"] if part == place.column != n and place._replace(column=n) in self.rests]
            readable = all(_may_be_read(exact.get(place, -1), exact.get(n), (place.column, n.column) in space["sensitive"]) for n in wholes)
            if place in exact and readable and (wholes or exact[place] == 0 or exact[place] > SMALLEST):
                continue
            found.append(Finding("difference", place, low, high))
        return found


def _at(key: tuple[str, date, date], column: str, area: str) -> Place:
    return Place(key[0], key[1], key[2], column, area)


def _may_be_read(count: int, n: int | None, sensitive: bool) -> bool:  # noqa: FBT001
    if not sensitive:
        return count == 0 or count >= SMALLEST
    if n is None:
        return False
    return (n == 0 and count == 0) or (n >= SENSITIVE_HOUSEHOLDS and SMALLEST <= count <= n - SMALLEST)


def _holds(outer: tuple[str, date, date], inner: tuple[str, date, date]) -> bool:
    return outer[1] <= inner[1] and inner[2] <= outer[2]


def _gapless(outer: tuple[str, date, date], inner: list[tuple[str, date, date]]) -> bool:
    day = outer[1]
    for _, first, last in sorted(inner):
        if first > day:
            return False
        day = last + timedelta(days=1)
    return day > outer[2]
