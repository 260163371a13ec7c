"""Figures as INSEE publishes them, invented for the demo: for all neighbourhoods but one, so that one sees what the map says where there are none."""

from collections import Counter
from collections.abc import Sequence

from outreach.domain.figures import Figure
from outreach.imports.demo.areas import LAYER, Area
from outreach.imports.demo.buildings import EntrancePlan

SOURCE, YEAR = "chiffres inventés 2021", 2021
WITHOUT = "Le Haut-Verger"
ESTIMATED = "La Verrerie"
"""Stands for a neighbourhood to which squares were apportioned."""


def invent_figures(areas: Sequence[Area], entrances: Sequence[EntrancePlan]) -> list[tuple[str, str, list[Figure]]]:
    """Dwellings (a third more than the doors that the team knows), households and the poverty rate of each neighbourhood."""
    doors = Counter(entrance.area.code for entrance in entrances for _door in entrance.doors)
    found = []
    for area in areas:
        if area.plan.name == WITHOUT:
            continue
        dwellings = round(doors[area.code] * 4 / 3)
        told = {"dwellings": dwellings, "households": round(dwellings * 0.92), "poverty_rate": round(9 + 22 * area.plan.estate + 30 * area.plan.isolation, 1)}
        figures = [Figure(indicator, value, YEAR, SOURCE, estimated=area.plan.name == ESTIMATED) for indicator, value in told.items()]
        found.append((LAYER, area.code, figures))
    return found
