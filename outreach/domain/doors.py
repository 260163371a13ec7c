"""Doors: how they are called, what identifies them, and how they stand on a floor."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID, uuid5

Side = Literal["left", "middle", "right"]
SIDES: tuple[Side, ...] = ("left", "middle", "right")


@dataclass(frozen=True, slots=True)
class DoorLabel:
    """What stands on a door, or where it stands. At least one of side, number and letter is set."""

    floor: int
    side: Side | None
    number: int | None
    letter: str | None


def door_id(entrance: UUID, label: DoorLabel) -> UUID:
    """The id of the door that is first called this: two tablets that add the same door offline add one.

    UUIDv5 of the entrance and `floor|side|number|letter`, null written as the empty string, e.g. `3|left||`.
    """
    parts = (label.floor, label.side, label.number, label.letter)
    return uuid5(entrance, "|".join("" if part is None else str(part) for part in parts))


def standing_order(label: DoorLabel) -> tuple[int, int, str, int]:
    """Sort key: from the top floor down; on a floor by number, then letter, then from left to right; what is not set comes first."""
    side = -1 if label.side is None else SIDES.index(label.side)
    return (-label.floor, label.number or 0, label.letter or "", side)
