"""Where a structure is: longitude and latitude told apart by the shape of France, projected ones brought back, impossible ones left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from outreach.imports.france import in_france, lambert93

Pair: TypeAlias = tuple[float, float]

FAR = ("98", "97")
"""Codes of communes overseas: the Pacific is not in the outline of France."""
KEPT = "gardée sans position"


@dataclass(frozen=True)
class Order:
    """How a file writes (longitude, latitude): as named, the other way round, or in metres (EPSG:2154)."""

    swapped: bool = False
    metres: bool = False


@dataclass(frozen=True)
class Placed:
    """A position (lon, lat) in degrees, EPSG:4326, or None; a problem and what was done, if there is something to say."""

    at: Pair | None
    problem: str = ""
    done: str = ""
    repaired: bool = False


def find_order(pairs: Iterable[Pair], *, metres: bool = False) -> Order:
    """How most of these pairs are written. `metres`: a person said so."""
    straight = swapped = projected = 0
    for first, second in pairs:
        straight += in_france(first, second)
        swapped += in_france(second, first)
        projected += _in_metres(first, second) is not None
    if metres or projected > max(straight, swapped):
        return Order(metres=True)
    return Order(swapped=swapped > straight)


def place(lon: float | None, lat: float | None, order: Order, code: str) -> Placed:
    """Where a row is. `code`: of its commune, INSEE or postal; empty if unknown."""
    if lon is None or lat is None:
        problem = "coordonnées absentes" if lon is lat else "une seule des deux coordonnées"
        return Placed(None, problem, KEPT)
    if lon == lat == 0:
        return Placed(None, "coordonnées nulles (0, 0)", KEPT)
    if order.metres:
        found = _in_metres(lon, lat)
        return Placed(found) if found else _nowhere(lon, lat)
    here, other = ((lat, lon), (lon, lat)) if order.swapped else ((lon, lat), (lat, lon))
    if in_france(*here) or (code.startswith(FAR) and abs(here[0]) <= 180 and abs(here[1]) <= 90):
        return Placed(here)
    if in_france(*other):
        return Placed(other, "longitude et latitude inversées sur cette ligne", "remises dans l’ordre", repaired=True)
    found = _in_metres(lon, lat)
    return Placed(found, "coordonnées en mètres (Lambert-93)", "converties en degrés", repaired=True) if found else _nowhere(lon, lat)


def _in_metres(x: float, y: float) -> Pair | None:
    if not (0 < x < 1_400_000 and 5_900_000 < y < 7_300_000):
        return None
    found = lambert93()(x, y)
    return found if in_france(*found) else None


def _nowhere(lon: float, lat: float) -> Placed:
    written = ", ".join(f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") for value in (lon, lat))
    return Placed(None, f"hors de France ou en mer ({written})", KEPT)
