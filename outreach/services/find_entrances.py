"""Which known entrance does a list mean? By house number and street, then city, then what stands on the entrance."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.dwellings import Place
from outreach.domain.place_words import REPETITIONS, folded_words, name_key, read_place
from outreach.store.tables import Entrance

LIKENESS = 0.88
"""Share of a street's name that must be the same where it is not written exactly alike."""
Address = tuple[int | None, str, str]


@dataclass(frozen=True)
class Known:
    """An entrance as it is compared. `marks`: the words that tell it apart from others at its address (« b » of « Entrée B »)."""

    id: UUID
    address: Address
    shown: str
    postcode: str
    city: str
    building: str
    marks: frozenset[str]
    lon: float
    lat: float
    building_name: str | None
    city_name: str | None


@dataclass(frozen=True)
class Match:
    """What a place turned out to be: an entrance, or why not. `near`: the only known address of that number, to put a new entrance at."""

    entrance: UUID | None = None
    why: str = ""
    read_as: str = ""
    near: Known | None = None


class Entrances:
    """The known entrances of some house numbers."""

    def __init__(self, known: Collection[Known]) -> None:
        self._at: dict[Address, list[Known]] = defaultdict(list)
        self._streets: dict[int | None, set[str]] = defaultdict(set)
        for one in known:
            self._at[one.address].append(one)
            self._streets[one.address[0]].add(one.address[2])

    def match(self, places: Collection[Place]) -> dict[Place, Match]:
        """What each place is. Places that a list tells apart at one address are never one known entrance."""
        beside: dict[Address, set[tuple[str, str]]] = defaultdict(set)
        for place in places:
            beside[_address(place)].add((place.building, place.stairs))
        return {place: self._match(place, len(beside[_address(place)])) for place in places}

    def _match(self, place: Place, beside: int) -> Match:
        here, read_as = self._here(place)
        if not here:
            return Match(why="entrée inconnue")
        if len({(one.postcode, one.city) for one in here}) > 1:
            return Match(why="cette adresse existe dans plusieurs communes, et la liste ne dit pas laquelle")
        marks = {mark for mark in (place.stairs, place.building) if mark}
        near = here[0]
        if marks:
            told = [one for one in here if _tells(one, place)]
            if len(told) == 1:
                return Match(told[0].id, read_as=read_as, near=near)
            if not told and len(here) == 1 and beside == 1 and not here[0].marks:
                return Match(here[0].id, read_as=read_as, near=near)  # one entrance, which the list gives a name
            if told:
                return Match(why="plusieurs entrées connues portent ce nom à cette adresse", near=near)
            return Match(why="cette entrée de l’adresse n’est pas connue", near=near)
        if len(here) == 1:
            return Match(here[0].id, read_as=read_as, near=near)
        return Match(why=f"{len(here)} entrées sont connues à cette adresse, et la liste ne dit pas laquelle")

    def _here(self, place: Place) -> tuple[list[Known], str]:
        """The entrances at an address, and how its street was read if it is written otherwise."""
        other = REPETITIONS.get(place.repetition)
        for repetition in (place.repetition, other) if other else (place.repetition,):
            if found := _in_city(self._at.get((place.number, repetition, place.street), []), place):
                return found, ""
        close = {street for street in self._streets.get(place.number, ()) if _alike(street, place.street)}
        if len(close) == 1:
            found = _in_city(self._at.get((place.number, place.repetition, close.pop()), []), place)
            return found, found[0].shown if found else ""
        return [], ""


def load_entrances(session: Session, numbers: Collection[int | None]) -> Entrances:
    """The entrances at these house numbers, whatever the street. Memory: about 1 kB for each."""
    query = select(Entrance.id, Entrance.label, Entrance.address, Entrance.postcode, Entrance.city, Entrance.building, Entrance.lon, Entrance.lat)
    known = []
    for row in session.execute(query.execution_options(yield_per=2_000)):
        words = read_place(row.address)
        if words.number in numbers and words.street:
            marks = frozenset((_marks(row.label, words.number, words.repetition) | {words.stairs, words.building}) - {""})
            building = name_key(row.building) if row.building else words.building
            where = (row.postcode or words.postcode, folded_words(row.city or words.city))
            known.append(Known(row.id, words.address, words.shown, *where, building, marks, row.lon, row.lat, row.building, row.city))
    return Entrances(known)


def _marks(label: str, number: int | None, repetition: str) -> set[str]:
    """What a label adds to the house number."""
    found = read_place(label)
    if found.stairs or found.building:
        return {found.stairs, found.building}
    folded = folded_words(label)
    plain = re.sub(rf"^{number} ?{re.escape(repetition)}(?![a-z0-9])", "", folded).strip()
    return {name_key(plain)} if plain and len(plain) <= 12 else set()


def _address(place: Place) -> Address:
    return place.number, place.repetition, place.street


def _tells(one: Known, place: Place) -> bool:
    """Whether an entrance is the one that a place names: its stairwell, and its building if both say one."""
    if place.stairs and place.stairs not in one.marks:
        return False
    buildings = one.marks | ({one.building} if one.building else set())
    if place.building and place.building not in buildings:
        return bool(place.stairs) and not one.building and one.marks == {place.stairs}
    return True


def _in_city(here: Collection[Known], place: Place) -> list[Known]:
    kept = [one for one in here if not (place.postcode and one.postcode) or one.postcode == place.postcode]
    if len(kept) > 1 and place.city:
        kept = [one for one in kept if not one.city or one.city == place.city] or kept
    return kept if kept or not place.city else [one for one in here if one.city == place.city]


def _alike(one: str, other: str) -> bool:
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return DamerauLevenshtein.normalized_similarity(one, other) >= LIKENESS
