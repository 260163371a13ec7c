"""Where a structure is: longitude and latitude told apart by the shape of France, projected ones brought back, impossible ones left out."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import pyproj

from outreach.imports.france import in_france
from outreach.imports.geodata.coordinates import CANDIDATES, asked_crs

Pair: TypeAlias = tuple[float, float]

FAR = ("98", "97")
"""Codes of communes overseas: the Pacific is not in the outline of France."""
LAMBERT_93 = "EPSG:2154"
DEGREES = (4326, 4258, 4171)
"""EPSG codes of systems in degrees that are one for us."""
MOST_DEGREES = 180.0
KEPT = "gardée sans position"


@dataclass(frozen=True)
class Order:
    """How a file writes (longitude, latitude): in degrees as named, the other way round, or in the metres of a system (`EPSG:2154`)."""

    swapped: bool = False
    crs: str | None = None


@dataclass(frozen=True)
class Placed:
    """A position (lon, lat) in degrees, EPSG:4326, or None; a problem and what was done, if there is something to say."""

    at: Pair | None
    problem: str = ""
    done: str = ""
    repaired: bool = False


def find_order(pairs: Iterable[Pair], asked: str | None = None) -> Order:
    """How most of these pairs are written. `asked`: the system that a person says they are in.

    Raises:
        Problem: `crs_unknown`.
    """
    if asked:
        system = asked_crs(asked)
        return Order() if system.to_epsg() in DEGREES else Order(crs=system.to_string())
    known = list(pairs)
    straight, swapped = sum(in_france(*pair) for pair in known), sum(in_france(lat, lon) for lon, lat in known)
    metric = [pair for pair in known if max(map(abs, pair)) > MOST_DEGREES]
    if len(metric) > max(straight, swapped):
        found = next((f"EPSG:{code}" for code in CANDIDATES if 2 * sum(_degrees(pair, f"EPSG:{code}") is not None for pair in metric) > len(metric)), None)
        if found:
            return Order(crs=found)
    return Order(swapped=swapped > straight)


def place(lon: float | None, lat: float | None, order: Order, code: str) -> Placed:
    """Where a row is. `code`: of its commune, INSEE or postal; empty if unknown."""
    if lon is None or lat is None:
        problem = "coordonnées absentes" if lon is lat else "une seule des deux coordonnées"
        return Placed(None, problem, KEPT)
    if lon == lat == 0:
        return Placed(None, "coordonnées nulles (0, 0)", KEPT)
    if order.crs is not None:
        found = _degrees((lon, lat), order.crs)
        return Placed(found) if found else _nowhere(lon, lat)
    here, other = ((lat, lon), (lon, lat)) if order.swapped else ((lon, lat), (lat, lon))
    if in_france(*here) or (code.startswith(FAR) and abs(here[0]) <= 180 and abs(here[1]) <= 90):
        return Placed(here)
    if in_france(*other):
        return Placed(other, "longitude et latitude inversées sur cette ligne", "remises dans l’ordre", repaired=True)
    found = _degrees((lon, lat), LAMBERT_93)
    return Placed(found, "coordonnées en mètres (Lambert-93)", "converties en degrés", repaired=True) if found else _nowhere(lon, lat)


def _degrees(pair: Pair, crs: str) -> Pair | None:
    """(lon, lat) of metres in a system; None where that is not in France."""
    if max(map(abs, pair)) <= MOST_DEGREES:
        return None
    lon, lat = _transform(crs)(*pair)
    return (round(lon, 7), round(lat, 7)) if math.isfinite(lon) and math.isfinite(lat) and in_france(lon, lat) else None


@cache
def _transform(crs: str) -> Callable[[float, float], Pair]:
    return pyproj.Transformer.from_crs(crs, 4326, always_xy=True).transform


def _nowhere(lon: float, lat: float) -> Placed:
    written = ", ".join(f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") for value in (lon, lat))
    return Placed(None, f"hors de France ou en mer ({written})", KEPT)
