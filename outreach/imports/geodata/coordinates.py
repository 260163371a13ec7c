"""In which system are a file's coordinates? What it declares, what a person says, or, where neither can be true, what puts it in France: never silently."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from outreach.errors import Problem
from outreach.imports.france import in_france

NOTHING_DONE = "Rien n’a été importé."
CANDIDATES = (2154, *range(3942, 3951))
"""EPSG codes of Lambert-93 and of the nine conic zones (CC45 in Gironde): no two of them put one point in France."""
NAMES = {2154: "Lambert-93", **{code: f"RGF93 / CC{code - 3900}" for code in range(3942, 3951)}}
WRITTEN = re.compile(r"(?:([A-Za-z]{2,8}):)?(\w{3,20})")


@dataclass(frozen=True)
class Coordinates:
    """How a file's coordinates become degrees (EPSG:4326), and sentences about it. `source` None: they are degrees already."""

    source: pyproj.CRS | None = None
    notes: tuple[str, ...] = ()
    _transformers: list[pyproj.Transformer] = field(default_factory=list)

    def to_degrees(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Geometries in longitude and latitude; what has no place on earth gets infinite coordinates."""
        if self.source is None:
            return shapes
        if not self._transformers:
            self._transformers.append(pyproj.Transformer.from_crs(self.source, 4326, always_xy=True))
        transform = self._transformers[0].transform

        def convert(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(transform(points[:, 0], points[:, 1]))

        converted: NDArray[np.object_] = shapely.transform(shapes, convert)
        return converted


def asked_crs(text: str) -> pyproj.CRS:
    """The system a person asks for: `EPSG:2154`, `2154`, `IGNF:LAMB93`.

    Raises:
        Problem: `crs_unknown`.
    """
    written = WRITTEN.fullmatch(text.strip())
    try:
        if written is None:
            raise pyproj.exceptions.CRSError(text)
        return pyproj.CRS.from_authority(written[1] or "EPSG", written[2])
    except (pyproj.exceptions.CRSError, ValueError):
        raise Problem("crs_unknown", f"« {text} » n’est pas un système de coordonnées connu. {NOTHING_DONE} Exemple : EPSG:2154 (Lambert-93).") from None


def decide(name: str, declared: pyproj.CRS | None, asked: str | None, sample: Sequence[BaseGeometry | None]) -> Coordinates:
    """How to read the coordinates of the file `name`, from what it declares, what is asked for, and some of its shapes.

    Raises:
        Problem: `crs_unknown`, `crs_missing`.
    """
    points = _points(sample)
    if asked:
        return _as_asked(declared, asked_crs(asked), points)
    if declared is not None and not declared.is_geographic:
        return _as_declared(declared, points)
    if not len(points) or _share(_are_degrees(points)) > 0.5:
        return _as_degrees(declared, points)
    proposal = _proposal(points)
    said = "annonce des longitudes et latitudes" if declared is not None else "ne dit pas dans quel système sont ses coordonnées"
    if proposal is None:
        sentence = f"« {name} » {said}, et elles ne peuvent pas être des degrés."
        raise Problem("crs_missing", f"{sentence} {NOTHING_DONE} Indiquez leur système, par exemple EPSG:2154 (Lambert-93) ou EPSG:3945 (CC45).")
    guess = f"{NAMES[proposal]} (EPSG:{proposal})"
    note = f"Le fichier {said}, et elles ne peuvent pas être des degrés. Lues en {guess}, elles tombent en France : c’est ce qui est proposé."
    return Coordinates(pyproj.CRS.from_epsg(proposal), (f"{note} Vérifiez sur la carte, ou choisissez un autre système.",))


def words(crs: pyproj.CRS | None) -> str | None:
    """A system in words: « RGF93 v1 / Lambert-93 (EPSG:2154) »."""
    if crs is None:
        return None
    code = crs.to_epsg()
    return f"{crs.name} (EPSG:{code})" if code else str(crs.name)


def _as_asked(declared: pyproj.CRS | None, wanted: pyproj.CRS, points: NDArray[np.float64]) -> Coordinates:
    notes = []
    if declared is not None and declared != wanted:
        notes.append(f"Le fichier annonce {declared.name} ; ses coordonnées ont été lues comme {wanted.name}, à votre demande.")
    return Coordinates(_unless_degrees(wanted), (*notes, *_elsewhere(wanted, points)))


def _as_declared(declared: pyproj.CRS, points: NDArray[np.float64]) -> Coordinates:
    note = f"Coordonnées converties de {declared.name} en longitude et latitude."
    return Coordinates(declared, (note, *_elsewhere(declared, points)))


def _as_degrees(declared: pyproj.CRS | None, points: NDArray[np.float64]) -> Coordinates:
    if declared is None and len(points):
        return Coordinates(None, ("Le fichier ne dit pas dans quel système sont ses coordonnées : elles ont été lues comme des degrés (WGS 84).",))
    return Coordinates(None if declared is None else _unless_degrees(declared))


def _elsewhere(crs: pyproj.CRS, points: NDArray[np.float64]) -> list[str]:
    """A sentence if these coordinates are not in France in this system, with another system in which they are."""
    if not len(points) or _share(_french(crs, points)) > 0.5:
        return []
    proposal = _proposal(points)
    advice = f" Lues en {NAMES[proposal]} (EPSG:{proposal}), elles tombent en France : essayez ce système." if proposal else ""
    return [f"Lues en {crs.name}, les coordonnées tombent hors de France.{advice}"]


def _unless_degrees(crs: pyproj.CRS) -> pyproj.CRS | None:
    return None if crs.to_epsg() in (4326, 4258, 4171) else crs  # ETRS89 and RGF93 are within a metre of WGS 84


def _proposal(points: NDArray[np.float64]) -> int | None:
    return next((code for code in CANDIDATES if _share(_french(_crs(code), points)) > 0.5), None)


@cache
def _crs(code: int) -> pyproj.CRS:
    return pyproj.CRS.from_epsg(code)


def _french(crs: pyproj.CRS, points: NDArray[np.float64]) -> list[bool]:
    transformer = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)
    lon, lat = transformer.transform(points[:, 0], points[:, 1])
    return [bool(np.isfinite(x) and np.isfinite(y) and in_france(float(x), float(y))) for x, y in zip(lon, lat, strict=True)]


def _are_degrees(points: NDArray[np.float64]) -> list[bool]:
    return [abs(x) <= 180 and abs(y) <= 90 for x, y in points.tolist()]


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags)


def _points(sample: Sequence[BaseGeometry | None]) -> NDArray[np.float64]:
    firsts = [shapely.get_coordinates(shape)[:1] for shape in sample if shape is not None and not shape.is_empty]
    return np.concatenate(firsts) if firsts else np.empty((0, 2))
