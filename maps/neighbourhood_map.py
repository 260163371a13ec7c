"""A choropleth of neighbourhoods on paper: no basemap, names and values on the areas, and only as large as the polygons."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
from folium.map import Layer
from folium.template import Template
from folium.utilities import JsCode

from maps.escape import escape
from maps.ground import Ground
from maps.legend import HATCHED, legend_html
from maps.lighter import lighter
from maps.offline import JSCSSMixin, OfflineMap, PageParts, framed
from maps.points import Point, Resources, RoundEntrances, Set, TeamEntrances, entrance_points, points_legend, resource_points, round_points
from maps.shading import Shown, base_table, shade
from maps.tables import Mappable
from maps.words import FRENCH, MeasureText, Words

STILL = JsCode("!matchMedia('(prefers-reduced-motion: reduce)').matches")


class NeighbourhoodLayer(JSCSSMixin, Layer):
    """The areas, their names and the outline of them all. Every text in `features` is escaped before it comes here."""

    default_js: list[tuple[str, str]] = [("points", "points.js"), ("neighbourhoods", "neighbourhoods.js")]  # noqa: RUF012 (folium declares them so)
    default_css: list[tuple[str, str]] = [("neighbourhood_map_css", "neighbourhood-map.css")]  # noqa: RUF012

    _template = Template(Path(__file__).with_name("neighbourhood_layer.jinja").read_text(encoding="utf-8"))

    def __init__(self, name: str, options: dict[str, Any]) -> None:
        super().__init__(name=escape(name), overlay=True)
        if options.get("ground"):
            self.default_js = [*self.default_js, ("ground", "ground.js")]
        self._name = "NeighbourhoodLayer"
        self.options = {**options, "pattern": f"{self.get_name()}_"}


@dataclass(frozen=True)
class View:
    """What of the map is seen at first: by default the whole.

    Attributes:
        centre: latitude and longitude, degrees; None for the whole, or for all of the chosen area.
        zoom: Leaflet's, with `centre`.
        chosen: code of the area that is open, without colour, for the points in it.
        choosable: whether the page around the map listens to the choice of an area (see script/neighbourhoods.js).
    """

    centre: tuple[float, float] | None = None
    zoom: float = 0
    chosen: str | None = None
    choosable: bool = False


WHOLE = View()


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


def neighbourhood_map(
    shown: Shown,
    text: MeasureText,
    words: Words = FRENCH,
    *,
    beside: Mappable | None = None,
    text_up: MeasureText | None = None,
    entrances: TeamEntrances | None = None,
    resources: Resources | None = None,
    rounds: RoundEntrances | None = None,
    view: View = WHOLE,
    legend_of_points: bool = True,
    ground: Ground | None = None,
    base_url: str = "",
) -> NeighbourhoodMap:
    """Draw one measure by neighbourhood, and points on it.

    Args:
        shown: what to draw; at least one neighbourhood. A table as it is, or read in another way: `Smoothed`, `HotSpots`, `Change`, `Pair`.
        text: what the measure is called.
        words: everything else that is written.
        beside: the same measure over another period, so that both get the same classes, and one colour means the same on both maps.
        text_up: of a `Pair`, what the second measure is called.
        entrances: one dot each.
        resources: one mark each.
        rounds: one mark each.
        view: what is seen at first.
        legend_of_points: whether the legend also says how to read the points that are given; see `points_legend`.
        ground: the streets to draw through it, for a page; a map that is saved asks nobody and has none.
        base_url: where the page's host serves the map's files; needed with `ground`.

    Raises:
        TypeError: if `shown`, `entrances`, `resources` or `rounds` is not of the types that maps accept.
        ValueError: if `shown` has no neighbourhood, or a pair comes without `text_up`.
    """
    table = base_table(shown)
    if table.figures.empty:
        raise ValueError("A map needs at least one neighbourhood.")
    shading = shade(shown, text, words, beside=beside, text_up=text_up)
    points: dict[Set, list[Point]] = {}
    if entrances is not None:
        points["entrances"] = entrance_points(entrances, words)
    if resources is not None:
        points["resources"] = resource_points(resources, words)
    if rounds is not None:
        points["rounds"] = round_points(rounds)
    under = ground.options(base_url) if ground else None
    options = {**_drawn(shading.areas), **_seen(view), "words": _spoken(words), "points": points, "ground": under}
    layer = NeighbourhoodLayer(text.title, options)
    canvas = OfflineMap(
        zoom_control=False, attributionControl=False, scrollWheelZoom=False, zoomSnap=0, zoomDelta=0.5, zoomAnimation=STILL, fadeAnimation=STILL, inertia=STILL
    )
    layer.add_to(canvas)
    legend = legend_html(shading, table, text, words, layer.get_name())
    if legend_of_points:
        legend += "".join(points_legend(which, words) for which in points)
    return NeighbourhoodMap(table, text, words, canvas, legend)


def _drawn(figures: gpd.GeoDataFrame) -> dict[str, Any]:
    shapes, outline, spots = lighter(figures.geometry)
    features = []
    for (_, row), shape, spot in zip(figures.iterrows(), shapes, spots, strict=True):
        properties = {
            "code": row["code"],
            "look": row["look"],
            "hatched": row["look"] in HATCHED,
            "tip": _tooltip(row["name"], row["lines"]),
            # A dash stays with the word before it.
            "name": escape(str(row["name"]).replace(" - ", "\u00a0- ")),
            "value": escape(row["label"]),
            "at": spot,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    west, south, east, north = (float(side) for side in figures.total_bounds)
    return {"areas": {"type": "FeatureCollection", "features": features}, "outline": outline, "bounds": [[south, west], [north, east]]}


def _seen(view: View) -> dict[str, Any]:
    return {"view": None if view.centre is None else [*view.centre, view.zoom], "chosen": view.chosen, "choosable": view.choosable}


def _spoken(words: Words) -> dict[str, str]:
    return {name: getattr(words, name) for name in ("zoom_in", "zoom_out", "whole", "keys")}


def _tooltip(name: str, lines: list[tuple[str, str]]) -> str:
    body = "".join(f'<span class="map-tip-{kind}">{escape(line)}</span>' for kind, line in lines if line)
    return f'<strong class="map-tip-name">{escape(name)}</strong>{body}'
