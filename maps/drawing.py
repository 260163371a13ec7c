"""A map of neighbourhoods to print, to send or to put into a document: one SVG, with north, scale, legend, period, source and n."""

from dataclasses import dataclass
from html import escape
from math import cos, floor, log10, radians

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.breaks import class_breaks, class_of
from maps.legend import class_labels
from maps.shading import SCALES
from maps.tables import Mappable, require_mappable
from maps.words import FRENCH, MeasureText, Words, number
from maps.written import figure_text, none_text, total_text

WIDTH, MARGIN, SIDE = 900.0, 24.0, 270.0
"""Units of the whole drawing, of its edge, and of the legend on its right."""
MAP = WIDTH - SIDE - 3 * MARGIN
TALLEST = 620.0
METRES_PER_DEGREE = 111_320.0
"""Of latitude, and of longitude at the equator: good to half a per cent, which a scale bar does not show."""
LETTER = 7.2
COLOURS = ("#f0e5b5", "#bccb8d", "#76ad84", "#2f7f79", "#11464f")
"""Light to dark in even steps, also in grey: those of the map on screen, in its light theme."""

STYLE = (
    "text{font-family:'Atkinson Hyperlegible Next','Atkinson Hyperlegible',sans-serif;font-size:14px;fill:#1f2a2e}"
    ".drawing-title{font-size:20px;font-weight:700}.drawing-soft{fill:#55605f;font-size:13px}"
    ".drawing-area{stroke:#fffdf9;stroke-width:1.6;stroke-linejoin:round}.drawing-outline{fill:none;stroke:#1f2a2e;stroke-width:1.1}"
    ".drawing-name,.drawing-value{font-size:12.5px;text-anchor:middle;paint-order:stroke}.drawing-value{font-weight:700}"
    ".drawing-on-dark{fill:#ffffff}.drawing-few{fill:#e4dfd4}.drawing-none{fill:#fbf8f1}"
    ".drawing-mark{stroke:#8c8371;stroke-width:1.2;fill:none}.drawing-ink{fill:#1f2a2e}.drawing-rule{stroke:#1f2a2e;stroke-width:1.4;fill:none}"
    ".drawing-swatch{stroke:#8c8371;stroke-width:.8}" + "".join(f".drawing-class-{place}{{fill:{colour}}}" for place, colour in enumerate(COLOURS))
)
"""The colours of a drawing that stands alone. A page has the same classes in its own sheet."""


@dataclass(frozen=True)
class Notes:
    """What is written under a drawing.

    Attributes:
        key: unique in the document, for ids.
        source: whose figures, and since when they are as they are.
        warning: who may see it: « interne à l’équipe »; empty for what was published.
        period: which days.
    """

    key: str
    source: str
    warning: str = ""
    period: str = ""


def drawing(table: Mappable, text: MeasureText, notes: Notes, words: Words = FRENCH, *, alone: bool = True) -> str:
    """Draw one measure by neighbourhood.

    Args:
        table: what to draw; at least one neighbourhood.
        text: what the measure is called.
        notes: what else is written.
        words: the words of maps.
        alone: whether colours are inside (a file, a document), or come from the page's sheet.

    Returns:
        SVG. North is up; distances are true along both axes at the middle latitude.

    Raises:
        TypeError: if `table` is not of the types that maps accept.
        ValueError: if `table` has no neighbourhood.
    """
    figures = require_mappable(table).figures
    if figures.empty:
        raise ValueError("A map needs at least one neighbourhood.")
    shown = [float(value) for value in figures.loc[figures["status"] == "ok", "value"]]
    whole = table.measure.kind == "count"
    breaks = class_breaks(shown, whole=whole, top=1.0 if table.measure.kind in ("share", "rate") else None) if shown else []
    looks = [_look(value, status, breaks) for value, status in zip(figures["value"], figures["status"], strict=True)]
    shapes, scale, height = _placed(figures)
    top = 86.0
    bottom = top + height
    said = [*_areas(figures, shapes, looks, table, words), *_outline(shapes)]
    legend = _legend(looks, set(figures["status"]), breaks, table, words, top)
    low = max(bottom, top + legend[1])
    foot = _foot(table, text, notes, words, low + 46)
    total = low + 46 + 20 * len(foot) + 10
    style = f"<style>{STYLE}</style>" if alone else ""
    key = escape(notes.key)
    described = f"{text.title}, {text.unit}. {notes.period} {notes.warning}".strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH:g} {total:.0f}" width="{WIDTH:g}" height="{total:.0f}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(text.title)}</title><desc id="{key}-desc">{escape(described)}</desc>{style}'
        f'<defs><pattern id="{key}-few" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect class="drawing-few" width="7" height="7"/><path class="drawing-mark" d="M0 0V7"/></pattern></defs>'
        f'<text class="drawing-title" x="{MARGIN:g}" y="38">{escape(text.title)}</text>'
        f'<text class="drawing-soft" x="{MARGIN:g}" y="62">{escape(text.unit)}</text>'
        f'<g transform="translate({MARGIN:g} {top:g})">{"".join(said)}</g>{legend[0]}{_north(top)}{_scale(scale, low + 18)}{"".join(foot)}</svg>'
    ).replace("url(#KEY-", f"url(#{key}-")


def _look(value: float, status: str, breaks: list[float]) -> str:
    if status != "ok":
        return "none" if status == "none" else "few"
    return f"class-{SCALES[len(breaks) - 1][class_of(value, breaks)]}"


def _placed(figures: gpd.GeoDataFrame) -> tuple[list[BaseGeometry], float, float]:
    """The areas in units of the drawing, units per metre, and how high they reach."""
    west, south, east, north = (float(side) for side in figures.total_bounds)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    times = min(MAP / wide, TALLEST / high)

    def place(points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        return np.column_stack([(points[:, 0] - west) * squeeze * times, (north - points[:, 1]) * times])

    return [shapely.transform(shape, place) for shape in figures.geometry], times / METRES_PER_DEGREE, high * times


def _areas(figures: gpd.GeoDataFrame, shapes: list[BaseGeometry], looks: list[str], table: Mappable, words: Words) -> list[str]:
    drawn, written = [], []
    for (_, row), shape, look in zip(figures.iterrows(), shapes, looks, strict=True):
        fill = ' fill="url(#KEY-few)"' if look == "few" else ""
        counted = f"{row['name']} : {figure_text(row, table, words)}"
        drawn.append(f'<path class="drawing-area{_class(look)}"{fill} d="{_path(shape)}"><title>{escape(counted)}</title></path>')
        written += _label(str(row["name"]), figure_text(row, table, words) if row["status"] == "ok" else "", shape, look)
    return drawn + written


def _class(look: str) -> str:
    return "" if look == "few" else f" drawing-{look}"


def _path(shape: BaseGeometry) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)


def _label(name: str, value: str, shape: BaseGeometry, look: str) -> list[str]:
    """The name and the value where they fit inside; the value alone, or nothing, where they do not: the table has them."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    x, y = shapely.maximum_inscribed_circle(largest).coords[0]
    dark = " drawing-on-dark" if look in ("class-3", "class-4") else ""
    lines = [(line, "name") for line in _fitting(name, _room(largest, x, y))]
    if value and LETTER * len(value) <= _room(largest, x, y):
        lines.append((value, "value"))
    first = y + 4 - 8 * (len(lines) - 1)
    return [f'<text class="drawing-{kind}{dark}" x="{x:.1f}" y="{first + 16 * place:.1f}">{escape(line)}</text>' for place, (line, kind) in enumerate(lines)]


def _room(area: BaseGeometry, x: float, y: float) -> float:
    """How wide a text around a point may be."""
    across = shapely.get_parts(area.intersection(shapely.LineString([(-9_999, y), (9_999, y)])))
    left, _, right, _ = min(across, key=lambda part: part.distance(shapely.Point(x, y))).bounds
    return float(2 * min(x - left, right - x))


def _fitting(name: str, room: float) -> list[str]:
    """The name in one line or two; none where it does not fit."""
    middle = min((place for place, letter in enumerate(name) if letter in " -"), key=lambda place: abs(place - len(name) / 2), default=0)
    for lines in ([name], [name[: middle + 1].rstrip(), name[middle + 1 :]] if middle else []):
        if lines and LETTER * max(map(len, lines)) <= room:
            return lines
    return []


def _outline(shapes: list[BaseGeometry]) -> list[str]:
    whole = shapely.union_all([shapely.make_valid(shape) for shape in shapes])
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return [f'<path class="drawing-outline" d="{_path(shapely.MultiPolygon(parts))}"/>'] if parts else []


def _legend(looks: list[str], statuses: set[str], breaks: list[float], table: Mappable, words: Words, top: float) -> tuple[str, float]:
    """The legend, and how high it is."""
    labels = class_labels(breaks, whole=table.measure.kind == "count", words=words) if breaks else []
    entries = [(f"class-{place}", label) for place, label in zip(SCALES.get(len(labels), ()), labels, strict=True)]
    hidden = " / ".join(label for status, label in (("few", words.few), ("hidden", words.hidden)) if status in statuses)
    entries += [(look, label) for look, label in (("few", hidden), ("none", none_text(words, table))) if look in looks]
    x, y = WIDTH - SIDE - MARGIN + 12, top + 74
    lines = []
    for look, label in entries:
        fill = ' fill="url(#KEY-few)"' if look == "few" else ""
        areas = (words.areas_one if looks.count(look) < 2 else words.areas).format(n=number(looks.count(look)))
        lines.append(
            f'<rect class="drawing-swatch{_class(look)}"{fill} x="{x:g}" y="{y:g}" width="32" height="20"/>'
            f'<text x="{x + 42:g}" y="{y + 10:g}">{escape(label)}</text><text class="drawing-soft" x="{x + 42:g}" y="{y + 26:g}">{areas}</text>'
        )
        y += 42
    return "".join(lines), y - top


def _north(top: float) -> str:
    x = WIDTH - SIDE - MARGIN + 28
    letter = f'<text x="{x - 5:g}" y="{top + 48:g}">N</text>'
    return f'<path class="drawing-ink" d="M{x:g} {top:g}l10 30l-10 -7l-10 7Z"/>{letter}'


def _scale(units: float, y: float) -> str:
    """A bar of a round length, at most a third of the map."""
    most = MAP / 3 / units
    power = 10.0 ** floor(log10(most))
    metres = max(power * times for times in (1, 2, 5) if power * times <= most)
    long = metres * units
    said = f"{number(metres)}\u202fm" if metres < 1000 else f"{number(metres / 1000)}\u202fkm"
    return (
        f'<path class="drawing-rule" d="M{MARGIN:g} {y - 4:.1f}v6H{MARGIN + long:.1f}v-6"/>'
        f'<text class="drawing-soft" x="{MARGIN + long + 8:.1f}" y="{y + 5:.1f}">{said}</text>'
    )


def _foot(table: Mappable, text: MeasureText, notes: Notes, words: Words, y: float) -> list[str]:
    counted = total_text(table, text, words)
    lines = [f"n\u00a0: {counted}", " · ".join(one for one in (notes.period, text.dates) if one), text.source, notes.source, notes.warning]
    kept = [line for line in lines if line]
    return [f'<text class="drawing-soft" x="{MARGIN:g}" y="{y + 20 * place:.1f}">{escape(line)}</text>' for place, line in enumerate(kept)]
