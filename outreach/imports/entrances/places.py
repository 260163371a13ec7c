"""Where entrances are: from their shape, from longitude and latitude, or from metres; checked many at a time."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from outreach.domain.imported import AddressRow, Remark, RowReport
from outreach.imports.entrances.drafts import Draft, full_postcode, refused
from outreach.imports.france import are_in_france
from outreach.imports.geodata.coordinates import Coordinates
from outreach.store.journal import chunks

FARTHEST = 50.0
"""Metres between (x, y) and (lon, lat) beyond which they contradict each other."""
BATCH = 1_000
Pairs = NDArray[np.float64]
"""Shape (n, 2): longitude and latitude, or x and y; nan where there is none."""


def _lambert93() -> Coordinates:
    return Coordinates(pyproj.CRS.from_epsg(2154))


@dataclass(frozen=True)
class Systems:
    """How the two pairs of coordinates that a table may have become degrees."""

    degrees: Coordinates = field(default_factory=Coordinates)
    metres: Coordinates = field(default_factory=_lambert93)


def placed(drafts: Iterable[Draft | RowReport], systems: Systems) -> Iterator[AddressRow | RowReport]:
    """Entrances with a position in France, in degrees; or the reason why not. The order stays."""
    for batch in chunks(drafts, BATCH):
        whole = [one for one in batch if isinstance(one, Draft)]
        done = iter(_placed(whole, systems) if whole else ())
        yield from (next(done) if isinstance(one, Draft) else one for one in batch)


def _placed(drafts: list[Draft], systems: Systems) -> Iterator[AddressRow | RowReport]:
    degrees, faults = _pairs([draft.degrees for draft in drafts], "lon, lat")
    metres, more_faults = _pairs([draft.metres for draft in drafts], "x, y")
    metres[[draft.overseas for draft in drafts]] = np.nan
    shown, converted, shapes = _convert(systems.degrees, degrees), _convert(systems.metres, metres), _of_shapes(drafts)
    places = np.where(np.isnan(shapes), np.where(np.isnan(shown), converted, shown), shapes)
    inside, swapped = are_in_france(places[:, 0], places[:, 1]), are_in_france(places[:, 1], places[:, 0])
    apart = _metres_apart(shown, converted)
    for number, draft in enumerate(drafts):
        fault = faults[number] or more_faults[number]
        lon, lat = places[number].tolist()
        if np.isnan(shapes[number]).any() and fault:
            yield _refused(draft, fault)
        elif math.isnan(lon) or math.isnan(lat):
            yield _refused(draft, _absent(draft))
        elif not inside[number]:
            yield _refused(draft, "longitude et latitude inversées" if swapped[number] else f"hors de France ou en mer ({_number(lon)}, {_number(lat)})")
        else:
            yield _row(draft, lon, lat, _contradiction(float(apart[number])))


def _row(draft: Draft, lon: float, lat: float, remarks: tuple[Remark, ...]) -> AddressRow:
    return AddressRow(
        draft.row,
        draft.key,
        draft.label,
        draft.address,
        full_postcode(draft.postcode) or None,
        draft.city or None,
        lon,
        lat,
        remarks,
        draft.building or None,
        draft.reference.lower() or None,
        shapely.to_wkb(draft.shape) if draft.is_building and draft.shape is not None else None,
    )


def _refused(draft: Draft, problem: str) -> RowReport:
    return refused(draft.row, draft.address, "position", problem)


def _absent(draft: Draft) -> str:
    if draft.overseas and any(draft.metres):
        return "coordonnées lon, lat absentes (x, y ne sont pas en Lambert-93 outre-mer)"
    return "sans place sur terre" if draft.shape is not None and not draft.shape.is_empty else "coordonnées absentes"


def _pairs(texts: list[tuple[str, str]], names: str) -> tuple[Pairs, list[str]]:
    """Numbers from texts, and what is wrong with each."""
    values = np.full((len(texts), 2), np.nan)
    faults = [""] * len(texts)
    for place, (first, second) in enumerate(texts):
        if first and second:
            try:
                pair = float(first.replace(",", ".")), float(second.replace(",", "."))
            except ValueError:
                faults[place] = f"{names} ne sont pas des nombres"
                continue
            if math.isfinite(pair[0]) and math.isfinite(pair[1]):
                values[place] = pair
    return values, faults


def _convert(coordinates: Coordinates, pairs: Pairs) -> Pairs:
    """Degrees; nan stays, and what has no place on earth becomes infinite."""
    known = ~np.isnan(pairs[:, 0])
    if coordinates.source is None or not known.any():
        return pairs
    converted = pairs.copy()
    converted[known] = shapely.get_coordinates(coordinates.to_degrees(cast("NDArray[np.object_]", shapely.points(pairs[known]))))
    return converted


def _of_shapes(drafts: list[Draft]) -> Pairs:
    places = np.full((len(drafts), 2), np.nan)
    for number, draft in enumerate(drafts):
        shape = draft.shape
        if shape is None or shape.is_empty or not math.isfinite(sum(shape.bounds)):
            continue
        point = shape if isinstance(shape, shapely.Point) else shape.representative_point()
        places[number] = (point.x, point.y)
    return places


def _metres_apart(a: Pairs, b: Pairs) -> NDArray[np.float64]:
    """Distance of pairs of (lon, lat) on a flat earth, metres; nan where one is absent."""
    with np.errstate(invalid="ignore", over="ignore"):
        east = (a[:, 0] - b[:, 0]) * np.cos(np.radians(a[:, 1]))
        apart: NDArray[np.float64] = np.hypot(east, a[:, 1] - b[:, 1]) * 111_320
    return apart


def _contradiction(apart: float) -> tuple[Remark, ...]:
    if math.isnan(apart) or apart <= FARTHEST:
        return ()
    said = f"{apart:.0f} m" if apart < 10_000 else "plus de 10 km"
    return (Remark("position", f"x, y et lon, lat se contredisent ({said} d’écart)", "lon, lat gardées"),)


def _number(value: float) -> str:
    return f"{value:.4f}".replace(".", ",")


def sample_points(texts: Iterable[tuple[str, str]]) -> list[shapely.Point]:
    """Points from pairs of texts, for deciding in which system they are."""
    pairs, _ = _pairs(list(texts), "")
    return [shapely.Point(*pair) for pair in pairs.tolist() if not math.isnan(pair[0])]
