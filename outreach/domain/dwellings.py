"""Dwellings of a landlord's list, before their entrance is known."""

from dataclasses import dataclass

from outreach.domain.door_words import DoorWords
from outreach.domain.imported import Remark

SHORT = 4


@dataclass(frozen=True)
class Place:
    """Where an entrance is said to be. Names are keys of `outreach.domain.place_words`; empty where nothing is said.

    `shown` is the house number and street as written.
    """

    number: int | None
    repetition: str
    street: str
    shown: str
    postcode: str
    city: str
    building: str
    stairs: str

    @property
    def called(self) -> str:
        """As a report calls it: « 12 rue des Acacias, bât. C, entrée 2 »."""
        parts = (self.shown, f"bât. {sign(self.building)}" if self.building else "", f"entrée {sign(self.stairs)}" if self.stairs else "")
        return ", ".join(part for part in parts if part)


def sign(name: str) -> str:
    """A building's or stairwell's name as it may stand on its wall: « B2 », « Alouette »."""
    return name.upper() if len(name) <= SHORT else name.title()


@dataclass(frozen=True)
class DwellingRow:
    """A dwelling: its place, its floor, its door in words. `lon`, `lat`: of its entrance, degrees, EPSG:4326, if the list has them."""

    row: int
    place: Place
    floor: int
    door: DoorWords
    lon: float | None = None
    lat: float | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class DwellingOptions:
    """How a list is to be understood.

    Attributes:
        create: make the entrances that are not known, where a position can be told.
        letters: whether a lone G, D, F or M is a letter; None: told by the other doors of its entrance.
    """

    create: bool = False
    letters: bool | None = None
