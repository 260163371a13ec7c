"""Published figures: which we know, and rows of them before they are stored."""

from dataclasses import dataclass

from outreach.domain.imported import Remark

INDICATORS = {
    "dwellings": "Logements",
    "main_homes": "Résidences principales",
    "vacant_dwellings": "Logements vacants",
    "social_homes": "Résidences principales en location HLM",
    "households": "Ménages",
    "lone_households": "Ménages d’une personne",
    "lone_parent_families": "Familles monoparentales",
    "large_households": "Ménages de cinq personnes ou plus",
    "poor_households": "Ménages pauvres",
    "people": "Habitants",
    "people_under_18": "Habitants de moins de 18 ans",
    "people_65": "Habitants de 65 ans ou plus",
    "people_80": "Habitants de 80 ans ou plus",
    "lone_people_80": "Personnes de 80 ans ou plus vivant seules",
    "poverty_rate": "Taux de pauvreté (% des personnes)",
    "median_income": "Revenu disponible médian par unité de consommation (€ par an)",
}
"""Indicator → French name. Counts, but for the last two."""
NO_COUNTS = {"poverty_rate", "median_income"}


@dataclass(frozen=True)
class Figure:
    """A figure of an area. `estimated`: apportioned or imputed, not published for this very area."""

    indicator: str
    value: float
    year: int
    source: str
    estimated: bool = False


@dataclass(frozen=True)
class FiguresRow:
    """Figures of an area. `commune`: its INSEE code, if that is known."""

    row: int
    layer: str
    code: str
    name: str
    commune: str | None
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class SquareRow:
    """Figures of a square of a grid. `x`, `y`: its south-west corner, metres, EPSG:3035 (equal areas); `side` in metres."""

    row: int
    name: str
    x: int
    y: int
    side: int
    figures: tuple[Figure, ...]
    remarks: tuple[Remark, ...] = ()
