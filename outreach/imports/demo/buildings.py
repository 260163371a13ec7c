"""Sixty invented entrances: towers, slabs with several entrances in a row, old houses; and every door behind them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal
from uuid import UUID

import shapely

from outreach.domain.doors import SIDES, DoorLabel
from outreach.domain.imported import AddressRow
from outreach.imports.demo.areas import Area
from outreach.imports.demo.plane import Point, point_in_degrees
from outreach.services.import_addresses import entrance_id

SOURCE = "demo"
CITY = "Le Grand Mail (ville de démonstration)"
Kind = Literal["tower", "slab", "house"]

STREETS = (
    *("cours du Grand-Mail", "allée des Roitelets", "allée des Aubépines", "rue du Lavoir", "allée de la Plaine", "rue des Tisserands"),
    *("avenue des Quatre-Vents", "allée des Sorbiers", "rue des Verriers", "rue du Petit-Four", "rue du Clos-Vermeil", "impasse des Glycines"),
    *("allée des Passereaux", "rue de la Passerelle", "rue du Moulin-Blanc", "allée des Charmes", "rue de la Fontaine-aux-Merles", "allée des Tamaris"),
    *("rue des Cordiers", "rue du Préau", "allée de Belle-Lisière", "rue des Carriers", "chemin du Haut-Verger", "allée des Cormorans"),
)
"""Two for each area, in their order."""

TOWERS = (
    *("Fauvette", "Loriot", "Alouette", "Bouvreuil", "Sittelle", "Mésange", "Huppe", "Verdier", "Bergeronnette", "Pinson", "Grèbe", "Tarin"),
    *("Linotte", "Hirondelle", "Martinet", "Chardonneret", "Traquet", "Pipit", "Sarcelle", "Courlis", "Avocette", "Engoulevent", "Milan", "Étourneau"),
    *("Roitelet", "Gobe-mouche", "Torcol", "Bruant"),
)
FROM_BORDER, BETWEEN = 75.0, 95.0
"""Metres a building keeps from the border of its area, and from the next building."""


@dataclass(frozen=True)
class EntrancePlan:
    """An invented entrance. `lon`, `lat`: degrees, EPSG:4326."""

    area: Area
    kind: Kind
    label: str
    address: str
    lon: float
    lat: float
    doors: tuple[DoorLabel, ...]

    @property
    def key(self) -> str:
        """What identifies it in the demo: its address is nobody else's."""
        return self.address

    @property
    def id(self) -> UUID:
        """Its id in the database."""
        return entrance_id(SOURCE, self.key)


@dataclass(frozen=True)
class _Building:
    kind: Kind
    entrances: int


def place_buildings(areas: list[Area], seed: int) -> list[EntrancePlan]:
    """Every entrance of the territory, area by area. The same seed gives the same."""
    random = Random(f"buildings {seed}")
    names = iter(random.sample(TOWERS, len(TOWERS)))
    plans: list[EntrancePlan] = []
    for place, area in enumerate(areas):
        free = dict.fromkeys(STREETS[2 * place : 2 * place + 2], 1)
        sites: list[Point] = []
        for turn, building in enumerate(_buildings(area, random)):
            street = list(free)[turn % 2]
            site = _site(area, sites, random)
            sites.append(site)
            plans += _entrances(area, building, street, free[street], site, names, random)
            free[street] += 2 * building.entrances
    return plans


def as_rows(plans: list[EntrancePlan]) -> list[AddressRow]:
    """As rows ready to be stored."""
    return [AddressRow(number, plan.key, plan.label, plan.address, None, CITY, plan.lon, plan.lat) for number, plan in enumerate(plans, start=1)]


def _buildings(area: Area, random: Random) -> Iterator[_Building]:
    left = area.plan.entrances
    houses = round(left * (1 - area.plan.estate))
    left -= houses
    towers = math.ceil(left * 0.42)
    yield from (_Building("tower", 1) for _ in range(towers))
    left -= towers
    while left:
        entrances = left if left <= 3 else random.choice((2, 3))
        yield _Building("slab", entrances)
        left -= entrances
    yield from (_Building("house", 1) for _ in range(houses))


def _site(area: Area, taken: list[Point], random: Random) -> Point:
    """A place for a building; a crowded area lets buildings stand closer together and nearer to its border."""
    west, south, east, north = area.shape.bounds
    for attempt in range(2_000):
        slack = 1 - attempt / 2_500
        point = random.uniform(west, east), random.uniform(south, north)
        inside = shapely.contains_xy(area.shape.buffer(-FROM_BORDER * slack), *point)
        if inside and all(math.dist(point, other) > BETWEEN * slack for other in taken):
            return point
    centre = area.shape.representative_point()
    return centre.x, centre.y


def _entrances(area: Area, building: _Building, street: str, first: int, site: Point, names: Iterator[str], random: Random) -> Iterator[EntrancePlan]:
    floors = {"tower": (11, 16), "slab": (6, 9), "house": (3, 4)}[building.kind]
    top, style = random.randint(*floors), random.randrange(3)
    along = random.uniform(0, math.pi)
    title = f"Tour {next(names)}" if building.kind == "tower" else ""
    for place in range(building.entrances):
        shift = 24.0 * (place - (building.entrances - 1) / 2)
        lon, lat = point_in_degrees((site[0] + shift * math.cos(along), site[1] + shift * math.sin(along)))
        number = first + 2 * place
        label = title or (f"Entrée {'ABCDEFGH'[place]}" if building.entrances > 1 else f"Entrée {number}")
        yield EntrancePlan(area, building.kind, label, f"{number} {street}", lon, lat, tuple(_doors(building.kind, top, style, random)))


def _doors(kind: Kind, top: int, style: int, random: Random) -> Iterator[DoorLabel]:
    """The doors from the ground up. The ground floor has fewer: a hall, letter boxes, a bicycle room."""
    wide = 4 if kind == "tower" else 3 if kind == "slab" and style else 2
    below = random.randint(0, 2) if kind == "tower" else 1
    start = random.choice((1, 1, 2, 5))
    for floor in range(top + 1):
        for place in range(below if floor == 0 else wide):
            if kind == "tower":
                yield _in_a_tower(floor, place, style, start)
            elif wide == 3 and floor:
                yield DoorLabel(floor, SIDES[place], None, None)
            else:
                yield DoorLabel(floor, ("left", "right")[place], None, None)
        start += below if floor == 0 else wide


def _in_a_tower(floor: int, place: int, style: int, start: int) -> DoorLabel:
    """By letter, by number of floor and door, or numbered through from the bottom (not always from 1)."""
    if style == 0:
        return DoorLabel(floor, None, None, "ABCD"[place])
    return DoorLabel(floor, None, 100 * floor + place + 1 if style == 1 else start + place, None)
