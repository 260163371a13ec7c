"""How a building is numbered: from a pattern to the doors of its floors. The office's script has the same rules in `static/tablet/src/domain/patterns.ts`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from string import ascii_uppercase

from outreach.domain.doors import DoorLabel, Side

MOST_DOORS = 200
MOST_PER_FLOOR = 26
HIGHEST_NUMBER = 9999
SIDES: dict[int, tuple[Side, ...]] = {1: ("left",), 2: ("left", "right"), 3: ("left", "middle", "right")}


class Numbering(StrEnum):
    """`LANDING`: each floor from 1; `CONTINUOUS`, `ODD`, `EVEN`: from the bottom up; `HUNDREDS`: 101, 102… 201; `LETTERS`, `SIDES`: on each floor."""

    LANDING = "landing"
    CONTINUOUS = "continuous"
    HUNDREDS = "hundreds"
    ODD = "odd"
    EVEN = "even"
    LETTERS = "letters"
    SIDES = "sides"


@dataclass(frozen=True)
class Pattern:
    """Floors `lowest` to `highest` with `per_floor` doors each; `first`: the lowest number of those numbered from the bottom up."""

    numbering: Numbering
    per_floor: int
    lowest: int
    highest: int
    first: int = 1


def fill(pattern: Pattern) -> list[DoorLabel]:
    """Doors from the lowest floor up, left to right: at most `MOST_DOORS`, and none with a number that no door can have."""
    return list(islice(_doors(pattern), MOST_DOORS))


def _doors(pattern: Pattern) -> Iterator[DoorLabel]:
    per_floor = min(pattern.per_floor, len(SIDES) if pattern.numbering is Numbering.SIDES else MOST_PER_FLOOR)
    for floor in range(pattern.lowest, pattern.highest + 1):
        for index in range(per_floor):
            if pattern.numbering is Numbering.SIDES:
                yield DoorLabel(floor, SIDES[per_floor][index], None, None)
            elif pattern.numbering is Numbering.LETTERS:
                yield DoorLabel(floor, None, None, ascii_uppercase[index])
            elif (number := _number(pattern, floor, index, per_floor)) <= HIGHEST_NUMBER:
                yield DoorLabel(floor, None, number, None)


def _number(pattern: Pattern, floor: int, index: int, per_floor: int) -> int:
    place = (floor - pattern.lowest) * per_floor + index
    if pattern.numbering is Numbering.LANDING:
        return index + 1
    if pattern.numbering is Numbering.HUNDREDS:
        return max(floor, 0) * 100 + index + 1
    if pattern.numbering is Numbering.CONTINUOUS:
        return pattern.first + place
    wanted = 1 if pattern.numbering is Numbering.ODD else 0
    return pattern.first + (pattern.first % 2 != wanted) + 2 * place
