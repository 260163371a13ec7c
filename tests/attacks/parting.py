"""An attacker who has the server's disk links answers to doors, by everything that lies there beside the answers themselves.

For each day at each entrance it knows which doors had an exchange, in which order they were noted, and which answers there are. Each way of guessing
puts the answers into an order of its own, or narrows their doors down; a guess is right as often as chance would have it, or the parting failed.
"""

import json
import math
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.attacks.rounds import Lived
from tests.attacks.sqlite_files import Snapshot

TABLES = ("answers_entries", "sealed_parts", "households")
Order = Callable[[str], Any]
Places = dict[int, int]
ONE_WAY, ALL_WAYS = 1.96, 2.81
"""Standard deviations: 95 % of one way of guessing, and of ten together."""


@dataclass(frozen=True)
class Group:
    """What is known of one day at one entrance: doors in the order in which their exchanges were noted, and the answers."""

    doors: list[str]
    again: frozenset[str]
    """Doors where an exchange was noted on an earlier day."""
    corrected: frozenset[str]
    answers: list[str]


@dataclass(frozen=True)
class Verdict:
    """How often a way of guessing was right, and what chance would give."""

    way: str
    right: float
    tries: int
    chance: float
    """Expected number of right guesses of somebody who knows nothing but the doors."""

    def interval(self, z: float = ONE_WAY) -> tuple[float, float]:
        """Wilson's."""
        if self.tries == 0:
            return 0.0, 1.0
        n, share = self.tries, self.right / self.tries
        middle, half = share + z * z / (2 * n), z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

    @property
    def beats_chance(self) -> bool:
        """At 95 % for all the ways together: of ten honest ones, one in four would else be found guilty by chance."""
        return self.tries > 0 and self.interval(ALL_WAYS)[0] > self.chance / self.tries

    def __str__(self) -> str:
        if self.tries == 0:
            return f"{self.way:45} nothing to guess from"
        low, high = self.interval()
        share, chance = self.right / self.tries, self.chance / self.tries
        return f"{self.way:45} {share:6.1%} right (95 %: {low:.1%} to {high:.1%}), chance {chance:.1%}, of {self.tries}"


class Disk:
    """A copy of what is on the server's disk, opened."""

    def __init__(self, lived: Lived, folder: Path) -> None:
        self.files = Snapshot.take(lived.database)
        copy = folder / "taken.sqlite"
        for suffix in ("", "-wal"):
            if (source := Path(f"{lived.database}{suffix}")).exists():
                shutil.copyfile(source, f"{copy}{suffix}")
        with closing(sqlite3.connect(copy)) as database:
            self.roots = dict(database.execute("select name, rootpage from sqlite_schema where type = 'table'"))
            self.numbers = {_text(id_): number for id_, number in database.execute("select id, number from log_entries")}
            self.replacing = {_text(id_) for (id_,) in database.execute("select id from answers_entries where kind = 'answers' and target_id is not null")}
            self.said = {_text(id_): json.loads(clear) for id_, clear in database.execute("select id, clear from answers_entries where clear is not null")}
            self.visits = [
                (_text(id_), _text(entrance), _text(door), day)
                for id_, entrance, door, day in database.execute("select id, entrance_id, door_id, day from visits where outcome = 'exchange'")
            ]
            self.households = [(_text(id_), _text(entrance), day) for id_, entrance, day in database.execute("select id, entrance_id, day from households")]
            self.replaced = {_text(id_) for (id_,) in database.execute("select id from log_entries where kind = 'visit' and target_id is not null")}
        self.names = {key: id_ for id_, _, _ in self.households for key in _keys(id_)}

    def groups(self) -> list[Group]:
        visits: dict[tuple[str, str], list[tuple[int, str, str]]] = defaultdict(list)
        answers: dict[tuple[str, str], list[str]] = defaultdict(list)
        days: dict[str, list[str]] = defaultdict(list)
        for visit, entrance, door, day in self.visits:
            visits[entrance, day].append((self.numbers[visit], door, visit))
            days[door].append(day)
        for id_, entrance, day in self.households:
            answers[entrance, day].append(id_)
        found = []
        for (entrance, day), noted in visits.items():
            doors = [door for _, door, _ in sorted(noted)]
            again = frozenset(door for door in doors if any(earlier < day for earlier in days[door]))
            corrected = frozenset(door for _, door, visit in noted if visit in self.replaced)
            found.append(Group(doors, again, corrected, sorted(answers[entrance, day])))
        return [group for group in found if group.answers]

    def written(self) -> dict[str, int]:
        """The commit that wrote each of the answers, for those that the log shows: a page without them, then with them."""
        seen: set[int] = set()
        before: set[str] = set()
        found: dict[str, int] = {}
        for commit, number, page in self.files.frames():
            here = {name for key, name in self.names.items() if key in page} - before
            before |= here
            if number in seen:
                found.update(dict.fromkeys(here, commit))
            seen.add(number)
        return found

    def orders(self) -> dict[str, Order]:
        """Ways of putting answers in the order in which they may have come; None where nothing can be told."""
        written = self.written()
        return {"order of their ids": lambda id_: id_, "order of the commits in the log": written.get}

    def neighbours(self) -> dict[str, dict[str, tuple[int, int]]]:
        """Where answers lie, table by table: of two on one page, what came first lies nearer to its end."""
        return {f"place in {table}, two by two": self.files.places(self.roots[table], self.names) for table in TABLES}

    def narrowed(self) -> dict[str, Callable[[Group, str], frozenset[str]]]:
        """Ways of leaving only some doors for answers."""

        def by_counted(group: Group, id_: str) -> frozenset[str]:
            first = bool(self.said[id_]["counted"])
            return frozenset(group.doors) - group.again if first else group.again

        def by_correction(group: Group, id_: str) -> frozenset[str]:
            return group.corrected if id_ in self.replacing else frozenset(group.doors) - group.corrected

        return {"counted before, or not": by_counted, "corrected, or not": by_correction}


def attack(lived: Lived, folder: Path) -> list[Verdict]:
    """Every way of guessing, tried on every answer that stands."""
    disk = Disk(lived, folder)
    groups = disk.groups()
    tries = sum(len(group.answers) for group in groups)
    chance = sum(len(group.answers) / len(group.doors) for group in groups)
    verdicts = [_in_order(way, order, groups, lived.truth) for way, order in disk.orders().items()]
    for way, places in disk.neighbours().items():
        last = {page: max(at for number, at in places.values() if number == page) for page, _ in places.values()}
        verdicts.append(_two_by_two(way, places, groups, lived.truth))
        verdicts.append(_two_by_two(f"{way}, newest", places, groups, lived.truth, last))
    for way, left in disk.narrowed().items():
        verdicts.append(Verdict(way, sum(_expected(left(group, id_), group, lived.truth[id_]) for group in groups for id_ in group.answers), tries, chance))
    return verdicts


def _in_order(way: str, order: Order, groups: list[Group], truth: dict[str, str]) -> Verdict:
    """Answers in the order they may have come in, doors in the order they were noted in: one to one, for what can be told."""
    right, tries, chance = 0, 0, 0.0
    for group in groups:
        told = sorted((id_ for id_ in group.answers if order(id_) is not None), key=order)
        # What can't be told came before: the doors of the others are the last ones.
        guesses = zip(told, group.doors[len(group.doors) - len(told) :], strict=True)
        right += sum(truth[id_] == door for id_, door in guesses)
        tries, chance = tries + len(told), chance + len(told) / len(group.doors)
    return Verdict(way, right, tries, chance)


def _two_by_two(way: str, places: dict[str, tuple[int, int]], groups: list[Group], truth: dict[str, str], last: Places | None = None) -> Verdict:
    """Which of two answers came first, where both lie on one page: half of the guesses would be right by chance.

    `last`: what lies where a page's newest row does; then only those pairs that have one such.
    """
    right, tries = 0, 0
    for group in groups:
        pages: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for id_ in group.answers:
            if id_ in places:
                pages[places[id_][0]].append((places[id_][1], id_))
        for page, here in pages.items():
            # Each answer in one pair only: pairs that share one would not be independent.
            for (_, one), (at, other) in zip(sorted(here)[::2], sorted(here)[1::2], strict=False):
                if last is None or last[page] == at:
                    right += group.doors.index(truth[one]) < group.doors.index(truth[other])
                    tries += 1
    return Verdict(way, right, tries, tries / 2)


def together(verdicts: Iterable[list[Verdict]]) -> list[Verdict]:
    """The same ways over several servers."""
    by_way: dict[str, list[Verdict]] = defaultdict(list)
    for some in verdicts:
        for one in some:
            by_way[one.way].append(one)
    return [Verdict(way, sum(one.right for one in all_), sum(one.tries for one in all_), sum(one.chance for one in all_)) for way, all_ in by_way.items()]


def _expected(left: frozenset[str], group: Group, truth: str) -> float:
    """How often a guess among the doors that are left is right."""
    doors = left or frozenset(group.doors)
    return (truth in doors) / len(doors)


def _text(id_: object) -> str:
    return str(UUID(bytes=id_) if isinstance(id_, bytes) else UUID(str(id_)))


def _keys(id_: str) -> tuple[bytes, ...]:
    return UUID(id_).bytes, UUID(id_).hex.encode(), id_.encode()
