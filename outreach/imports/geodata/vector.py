"""A layer of a file that GDAL reads (GeoJSON, GeoPackage, shapefile, FlatGeobuf, GML, KML), some thousand features at a time."""

import math
import unicodedata
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FieldError, GeometryError

from outreach.errors import Problem
from outreach.imports.geodata.coordinates import Coordinates, decide, words
from outreach.imports.geodata.feature import LARGEST_SHAPE, MOST_FEATURES, NOTHING_DONE, Feature, unreadable
from outreach.imports.geodata.gdal import list_layers, read_features, read_info

BATCH_BYTES = 48 << 20
MOST_AT_ONCE = 50_000
SAMPLED = 200
FAULTS = (DataSourceError, DataLayerError, FieldError, GeometryError, CRSError, UnicodeDecodeError, RuntimeError, ValueError, OverflowError)
"""What GDAL and pyogrio raise on bad files."""


@dataclass(frozen=True)
class LayerOf:
    """A layer of one of the files: what it is called for the person, its file (laid out), format and own name."""

    label: str
    path: Path
    format: str
    name: str
    has_shapes: bool


class VectorFile:
    """One layer, in degrees. See `FeatureFile`."""

    def __init__(self, shown: Path, chosen: LayerOf, layers: Sequence[LayerOf], asked_crs: str | None, notes: Sequence[str] = ()) -> None:
        self._shown, self._chosen, self._asked_crs = shown, chosen, asked_crs
        self.format = chosen.format
        self.layers = tuple(layer.label for layer in layers) if len(layers) > 1 else ()
        self.layer = chosen.label
        try:
            info = _quietly(read_info, chosen.path, layer=chosen.name, force_feature_count=True)
            self.columns = tuple(str(name) for name in info["fields"])
            self.count: int | None = int(info["features"])
            self._declared = pyproj.CRS.from_user_input(info["crs"]) if info["crs"] else None
            self._encoding: str | None = None
            about_text = self._encode()
        except (*FAULTS, pyproj.exceptions.CRSError) as error:
            raise unreadable(shown) from error
        if self.count > MOST_FEATURES:
            raise unreadable(shown, f"contient plus de {MOST_FEATURES // 1_000_000} millions d’objets : ne gardez que votre territoire")
        self.crs = words(self._declared)
        self._coordinates: Coordinates | None = None
        self.notes = (*notes, *about_text, *self._about_layers(layers))

    def coordinates(self) -> Coordinates:
        """How its coordinates become degrees, decided on its first shapes."""
        if self._coordinates is None:
            try:
                shapes = list(self._shapes(self._read(0, SAMPLED, shapes=True)[2])[0]) if self._chosen.has_shapes else []
            except FAULTS as error:
                raise unreadable(self._shown) from error
            self._coordinates = decide(self._shown.name, self._declared, self._asked_crs, shapes)
        return self._coordinates

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The attributes alone."""
        for _, cells in self._batches(shapes=False):
            yield from cells

    def features(self) -> Iterator[Feature]:
        """Every feature. See `FeatureFile`."""
        coordinates = self.coordinates()
        number = 0
        for raw, batch in self._batches(shapes=self._chosen.has_shapes):
            shapes, problems = self._shapes(raw)
            converted = coordinates.to_degrees(shapes)
            for cells, shape, problem in zip(batch, converted, problems, strict=True):
                number += 1
                yield Feature(number, cells, shape, problem)
        if self.count is not None and number < self.count:
            raise unreadable(self._shown, f"annonce {self.count} objets et n’en contient que {number} : il est tronqué")

    def _batches(self, *, shapes: bool) -> Iterator[tuple[NDArray[Any] | None, list[dict[str, str]]]]:
        size = self._chosen.path.stat().st_size
        step = max(1, min(MOST_AT_ONCE, BATCH_BYTES * max(self.count or 1, 1) // max(size, 1)))
        for start in range(0, self.count or 0, step):
            try:
                names, values, raw = self._read(start, step, shapes=shapes)
            except FAULTS as error:
                raise unreadable(self._shown) from error
            how_many = len(raw) if raw is not None else len(values[0]) if values else min(step, (self.count or 0) - start)
            texts = [[as_text(value) for value in column.tolist()] for column in values]
            yield raw, [dict(zip(names, row, strict=True)) for row in zip(*texts, strict=True)] if texts else [{} for _ in range(how_many)]

    def _read(self, start: int, step: int, *, shapes: bool) -> tuple[list[str], list[NDArray[Any]], NDArray[Any] | None]:
        """Columns, their values, and shapes as WKB."""
        if not (shapes or self.columns):
            return [], [], None
        meta, _, raw, values = _quietly(
            read_features,
            self._chosen.path,
            layer=self._chosen.name,
            encoding=self._encoding,
            read_geometry=shapes,
            force_2d=True,
            skip_features=start,
            max_features=step,
            datetime_as_string=True,
        )
        return [str(name) for name in meta["fields"]], list(values), raw

    def _shapes(self, raw: NDArray[Any] | None) -> tuple[NDArray[np.object_], list[str]]:
        """Geometries from WKB; None, with the reason, for what is none."""
        blobs = [] if raw is None else raw.tolist()
        shapes = np.full(len(blobs), None, dtype=object)
        problems = [""] * len(blobs)
        for place, blob in enumerate(blobs):
            if blob is None:
                continue
            if len(blob) > LARGEST_SHAPE:
                problems[place] = "contour démesuré (plus de deux millions de points)"
                continue
            try:
                shapes[place] = shapely.from_wkb(blob)
            except (shapely.errors.GEOSException, ValueError):
                problems[place] = "contour illisible"
        return shapes, problems

    def _encode(self) -> list[str]:
        """Settle the encoding. A shapefile without .cpg is UTF-8, or else Windows-1252."""
        if self._chosen.format != "shapefile" or self._chosen.path.with_suffix(".cpg").exists():
            return []
        self._encoding = "UTF-8"
        try:
            for _ in self._unchecked_rows():
                pass
        except UnicodeDecodeError:
            self._encoding = "cp1252"
            return ["Les textes n’indiquent pas leur encodage (.cpg absent) et ne sont pas en UTF-8 : ils ont été lus en Windows-1252. Vérifiez les accents."]
        return []

    def _unchecked_rows(self) -> Iterator[None]:
        for start in range(0, self.count or 0, MOST_AT_ONCE):
            self._read(start, MOST_AT_ONCE, shapes=False)
            yield

    def _about_layers(self, layers: Sequence[LayerOf]) -> list[str]:
        others = [f"« {layer.label} »" for layer in layers if layer is not self._chosen]
        if not others:
            return []
        return [f"Ce fichier contient plusieurs couches : « {self.layer} » est lue. Les autres : {', '.join(others[:8])}."]


def layers_of(path: Path, format_: str, prefix: str = "") -> list[LayerOf]:
    """The layers of a file, those without shapes last.

    Raises:
        Problem: `file_unreadable`.
    """
    try:
        listed = [(str(name), kind is not None) for name, kind in _quietly(list_layers, path)]
    except FAULTS as error:
        raise unreadable(path) from error
    labels = [(prefix if len(listed) == 1 else f"{prefix} · {name}") if prefix else name for name, _ in listed]
    found = [LayerOf(label, path, format_, name, shapes) for label, (name, shapes) in zip(labels, listed, strict=True)]
    return sorted(found, key=lambda layer: not layer.has_shapes)


def chosen_layer(shown: Path, layers: Sequence[LayerOf], wanted: str | None) -> LayerOf:
    """The layer asked for; else the first.

    Raises:
        Problem: `layer_unclear`, `no_geometry`.
    """
    found = next((layer for layer in layers if wanted in (layer.label, layer.name)), None) if wanted else None
    if wanted and found is None:
        known = ", ".join(f"« {layer.label} »" for layer in layers)
        raise Problem("layer_unclear", f"« {shown.name} » n’a pas de couche « {wanted} ». {NOTHING_DONE} Choisissez parmi : {known}.")
    first = found or (layers[0] if layers else None)
    if first is None or not first.has_shapes:
        raise Problem("no_geometry", f"« {shown.name} » ne contient aucun contour. {NOTHING_DONE} Choisissez un fichier de contours ou de points.")
    return first


def as_text(value: object) -> str:
    """A cell as text: trimmed, composed (NFC), numbers without useless decimals, nothing for a missing value."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bytes):
        return ""
    return unicodedata.normalize("NFC", " ".join(str(value).replace("\x00", " ").split()))


def _quietly(read: Any, path: Path, **options: Any) -> Any:  # noqa: ANN401 (pyogrio has no types)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL's remarks on single shapes come back as remarks on rows
        return read(path, **options)
