"""A choropleth of neighbourhoods on paper: no basemap, names and values on the areas, and only as large as the polygons."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from folium.map import Layer
from folium.template import Template
from folium.utilities import JsCode

from maps.breaks import class_breaks, class_of
from maps.escape import escape
from maps.legend import Entry, class_labels, legend_html
from maps.offline import JSCSSMixin, OfflineMap, PageParts, framed
from maps.tables import Mappable, require_mappable
from maps.words import FRENCH, MeasureText, Words, number, percent

DETAIL = 1_500
"""How many steps across the whole map its outlines keep: finer than a screen shows."""

PRECISION = 1e-5
"""Degrees; about one metre."""

SCALES = {1: (2,), 2: (1, 4), 3: (1, 3, 4), 4: (1, 2, 3, 4), 5: (0, 1, 2, 3, 4)}
"""Which of the five colours to use for fewer classes, so that they stay far apart."""

STILL = JsCode("!matchMedia('(prefers-reduced-motion: reduce)').matches")


class NeighbourhoodLayer(JSCSSMixin, Layer):
    """The areas, their names and the outline of them all. Every text in `features` is escaped before it comes here."""

    default_css: list[tuple[str, str]] = [("neighbourhood_map_css", "neighbourhood-map.css")]  # noqa: RUF012 (folium declares it so)

    _template = Template(Path(__file__).with_name("neighbourhood_layer.jinja").read_text(encoding="utf-8"))

    def __init__(self, name: str, features: dict[str, Any], outline: dict[str, Any], bounds: list[list[float]], words: Words) -> None:
        super().__init__(name=escape(name), overlay=True)
        self._name = "NeighbourhoodLayer"
        self.features = features
        self.outline = outline
        self.bounds = bounds
        self.words = words


@dataclass(frozen=True)
class NeighbourhoodMap:
    """A map with its legend, for a page (`page_parts`), a file (`save`) or a notebook (by itself)."""

    table: Mappable
    text: MeasureText
    words: Words
    folium_map: OfflineMap
    legend: str

    def page_parts(self, base_url: str) -> PageParts:
        """The parts for a page; see `OfflineMap.page_parts`. The legend is `self.legend`."""
        return self.folium_map.page_parts(base_url)

    @cached_property
    def single_file(self) -> str:
        """Map and legend as one HTML text that asks nobody for anything."""
        method = f'<p class="map-method">{escape(self.text.method)}</p>' if self.text.method else ""
        return self.folium_map.single_file(self.text.title, after=f'<aside class="map-side">{self.legend}{method}</aside>')

    def save(self, path: str | Path) -> None:
        """Write the single file."""
        Path(path).write_text(self.single_file, encoding="utf-8")

    def _repr_html_(self) -> str:
        return framed(self.single_file)


def neighbourhood_map(table: Mappable, text: MeasureText, words: Words = FRENCH) -> NeighbourhoodMap:
    """Draw one measure by neighbourhood.

    Args:
        table: what to draw; at least one neighbourhood.
        text: what the measure is called.
        words: everything else that is written.

    Raises:
        TypeError: if `table` is not one of the types that maps accept.
        ValueError: if it has no neighbourhood.
    """
    figures = require_mappable(table).figures
    if figures.empty:
        raise ValueError("A map needs at least one neighbourhood.")
    whole = table.measure.kind == "count"
    shown = figures.loc[figures["status"] == "ok", "value"]
    breaks = class_breaks(list(shown), whole=whole, top=None if whole else 1.0) if len(shown) else []
    figures["look"] = [_look(value, status, breaks) for value, status in zip(figures["value"], figures["status"], strict=True)]
    layer = _layer(figures, table, text, words)
    canvas = OfflineMap(
        zoom_control=False, attributionControl=False, scrollWheelZoom=False, zoomSnap=0, zoomDelta=0.5, zoomAnimation=STILL, fadeAnimation=STILL, inertia=STILL
    )
    layer.add_to(canvas)
    entries = _entries(figures["look"], breaks, table, words)
    return NeighbourhoodMap(table, text, words, canvas, legend_html(entries, table, text, words, layer.get_name()))


def figure_text(row: "pd.Series[Any]", table: Mappable, words: Words) -> str:
    """The value of a row as maps and tables write it: « 42 % », « 128 », « Trop peu pour un taux »."""
    if row["status"] == "few":
        return words.few
    if row["status"] == "none":
        return words.none
    return number(row["value"]) if table.measure.kind == "count" else percent(row["value"])


def interval_text(row: "pd.Series[Any]", words: Words) -> str:
    """The interval of a row, « intervalle à 95 % : 38 à 47 % »; empty for a measure that is counted, not estimated."""
    if np.isnan(row["low"]):
        return ""
    return words.interval.format(low=percent(row["low"]).removesuffix("%").rstrip(), high=percent(row["high"]))


def _look(value: float, status: str, breaks: list[float]) -> str:
    if status != "ok":
        return status
    return f"class-{SCALES[len(breaks) - 1][class_of(value, breaks)]}"


def _entries(looks: "pd.Series[str]", breaks: list[float], table: Mappable, words: Words) -> list[Entry]:
    many = Counter(looks)
    labels = class_labels(breaks, whole=table.measure.kind == "count", words=words)
    entries = [Entry(f"class-{colour}", label, many[f"class-{colour}"]) for colour, label in zip(SCALES.get(len(labels), ()), labels, strict=True)]
    if many["few"]:
        entries.append(Entry("few", f"{words.few} ({words.few_note.format(minimum=table.measure.minimum)})", many["few"]))
    if many["none"]:
        entries.append(Entry("none", words.none, many["none"]))
    return entries


def _layer(figures: gpd.GeoDataFrame, table: Mappable, text: MeasureText, words: Words) -> NeighbourhoodLayer:
    shapes = _lighter(figures.geometry)
    features = []
    for (_, row), shape in zip(figures.iterrows(), shapes, strict=True):
        properties = {
            "look": row["look"],
            "tip": _tooltip(row, table, text, words),
            # A dash stays with the word before it.
            "name": escape(str(row["name"]).replace(" - ", "\u00a0- ")),
            "value": escape(figure_text(row, table, words)) if row["status"] == "ok" else "",
            "at": _label_point(shape),
        }
        features.append({"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)})
    outline = shapely.union_all(shapes).boundary
    west, south, east, north = shapely.total_bounds(shapes)
    return NeighbourhoodLayer(
        text.title,
        {"type": "FeatureCollection", "features": features},
        shapely.geometry.mapping(outline),
        [[float(south), float(west)], [float(north), float(east)]],
        words,
    )


def _tooltip(row: "pd.Series[Any]", table: Mappable, text: MeasureText, words: Words) -> str:
    counts = words.of.format(numerator=number(row["numerator"]), what=text.what, denominator=number(row["denominator"]), out_of=text.out_of)
    lines = [("value", figure_text(row, table, words)), ("interval", interval_text(row, words)), ("counts", counts)]
    body = "".join(f'<span class="map-tip-{kind}">{escape(line)}</span>' for kind, line in lines if line)
    return f'<strong class="map-tip-name">{escape(row["name"])}</strong>{body}'


def _label_point(shape: shapely.Polygon | shapely.MultiPolygon) -> list[float]:
    """Where a text has most room: the centre of the largest ellipse, twice as wide as high, inside the shape. Latitude, longitude, degrees."""
    squeeze = 2 / np.cos(np.radians(shapely.get_y(shapely.centroid(shape))))
    tall = shapely.transform(shape, lambda points: points * np.array([1, squeeze]))
    lon, lat = shapely.maximum_inscribed_circle(tall).coords[0]
    return [round(lat / squeeze, 5), round(lon, 5)]


def _lighter(shapes: gpd.GeoSeries) -> "np.ndarray[Any, np.dtype[np.object_]]":
    """The shapes with fewer points, shared borders kept shared; an area too small for it keeps its own."""
    west, south, east, north = shapes.total_bounds
    step = max(east - west, north - south) / DETAIL
    before = shapely.make_valid(np.asarray(shapes.array))
    snapped = shapely.set_precision(before, PRECISION)
    # Only where neighbours have the same points on their borders can these be kept shared; else each outline by itself, less than a pixel off.
    together = shapely.coverage_is_valid(snapped)
    after = shapely.coverage_simplify(snapped, step) if together else shapely.set_precision(shapely.simplify(snapped, step / 2), PRECISION)
    return np.where(shapely.is_empty(after) | (shapely.get_dimensions(after) < 2), before, after)
