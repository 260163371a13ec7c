"""A map of neighbourhoods to print, to send or to put into a document: one SVG, with north, scale, legend, period, source and n."""

from collections import Counter
from dataclasses import dataclass
from html import escape
from math import cos, floor, log10, radians
from textwrap import wrap

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from maps.legend import HATCHED, Entry, PairLegend, Shading
from maps.pairs import LETTERS, THIRDS
from maps.palette import DARK, LOOKS
from maps.shading import Shown, base_table, shade
from maps.tables import Mappable
from maps.words import FRENCH, MeasureText, Words, number
from maps.written import total_text

WIDTH, MARGIN, SIDE = 900.0, 24.0, 270.0
"""Units of the whole drawing, of its edge, and of the legend on its right."""
MAP = WIDTH - SIDE - 3 * MARGIN
TALLEST = 620.0
METRES_PER_DEGREE = 111_320.0
"""Of latitude, and of longitude at the equator: good to half a per cent, which a scale bar does not show."""
LETTER, LINE = 7.2, 18.0
"""How wide a letter is, and how high a line with the room around it."""
LEGEND_LETTERS, FOOT_LETTERS = 28, 118
"""How long a line may be there."""
SQUARE = 44.0
"""Side of a square in the legend of two measures."""

STYLE = (
    "text{font-family:'Atkinson Hyperlegible Next','Atkinson Hyperlegible',sans-serif;font-size:14px;fill:#1f2a2e}"
    ".drawing-title{font-size:20px;font-weight:700}.drawing-soft{fill:#55605f;font-size:13px}"
    ".drawing-area{stroke:#fffdf9;stroke-width:3;stroke-linejoin:round}.drawing-edge{fill:none;stroke:#1f2a2e;stroke-width:.8;stroke-linejoin:round}.drawing-outline{fill:none;stroke:#1f2a2e;stroke-width:1.1}"
    ".drawing-cell{text-anchor:middle}.drawing-name,.drawing-value,.drawing-cell{fill:#10191c}.drawing-name,.drawing-value{font-size:12.5px;text-anchor:middle;paint-order:stroke}.drawing-value{font-weight:700}"
    ".drawing-on-dark{fill:#ffffff}.drawing-hatch{stroke:#ffffff;stroke-opacity:.55;stroke-width:1.6;fill:none}"
    ".drawing-mark{stroke:#8c8371;stroke-width:1.2;fill:none}.drawing-ink{fill:#1f2a2e}.drawing-rule{stroke:#1f2a2e;stroke-width:1.4;fill:none}"
    ".drawing-swatch{stroke:#8c8371;stroke-width:.8}" + "".join(f".drawing-{look}{{fill:{colour}}}" for look, colour in LOOKS.items())
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


def drawing(shown: Shown, text: MeasureText, notes: Notes, words: Words = FRENCH, *, text_up: MeasureText | None = None, alone: bool = True) -> str:
    """Draw one measure by neighbourhood, as it is or read in another way.

    Args:
        shown: what to draw; at least one neighbourhood. See `neighbourhood_map`.
        text: what the measure is called.
        notes: what else is written.
        words: the words of maps.
        text_up: of a `Pair`, what the second measure is called.
        alone: whether colours are inside (a file, a document), or come from the page's sheet.

    Returns:
        SVG. North is up; distances are true along both axes at the middle latitude.

    Raises:
        TypeError: if `shown` is not of the types that maps accept.
        ValueError: if it has no neighbourhood, or a pair comes without `text_up`.
    """
    table = base_table(shown)
    if table.figures.empty:
        raise ValueError("A map needs at least one neighbourhood.")
    shading = shade(shown, text, words, text_up=text_up)
    shapes, scale, height = _placed(shading.areas)
    top = 86.0
    said = [*_areas(shading.areas, shapes, edges=alone), *_outline(shapes)]
    legend = _legend(shading, words, top)
    low = max(top + height, top + legend[1])
    foot = _foot(table, text, notes, words, shading.note, low + 46)
    total = low + 46 + 20 * len(foot) + 10
    style = f"<style>{STYLE}</style>" if alone else ""
    key = escape(notes.key)
    title = text.title if text_up is None else f"{text.title} × {text_up.title}"
    described = f"{title}, {text.unit}. {notes.period} {notes.warning}".strip()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {WIDTH:g} {total:.0f}" width="{WIDTH:g}" height="{total:.0f}" role="img" '
        f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title><desc id="{key}-desc">{escape(described)}</desc>{style}'
        f"<defs>{''.join(_pattern(look) for look in _hatched(shading))}</defs>"
        f'<text class="drawing-title" x="{MARGIN:g}" y="38">{escape(title)}</text>'
        f'<text class="drawing-soft" x="{MARGIN:g}" y="62">{escape(text.unit)}</text>'
        f'<g transform="translate({MARGIN:g} {top:g})">{"".join(said)}</g>{legend[0]}{_north(top)}{_scale(scale, low + 18)}{"".join(foot)}</svg>'
    ).replace("KEY-", f"{key}-")


def _hatched(shading: Shading) -> list[str]:
    """Looks with a pattern that are drawn; what has nothing to tell stays blank."""
    looks = {*shading.areas["look"], *(entry.look for entry in shading.entries)}
    return sorted((looks & HATCHED) - {"none"})


def _pattern(look: str) -> str:
    lines, turned = ("drawing-mark", 45) if look == "few" else ("drawing-hatch", -45)
    return (
        f'<pattern id="KEY-{look}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate({turned})">'
        f'<rect class="drawing-{look}" width="7" height="7"/><path class="{lines}" d="M0 0V7"/></pattern>'
    )


def _fill(look: str) -> str:
    """Attributes: of a look, its class, or its pattern."""
    return f'fill="url(#KEY-{look})"' if look in HATCHED and look != "none" else ""


def _placed(figures: gpd.GeoDataFrame) -> tuple[list[BaseGeometry], float, float]:
    """The areas in units of the drawing, units per metre, and how high they reach."""
    west, south, east, north = (float(side) for side in figures.total_bounds)
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-9), max(north - south, 1e-9)
    times = min(MAP / wide, TALLEST / high)

    def place(points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
        return np.column_stack([(points[:, 0] - west) * squeeze * times, (north - points[:, 1]) * times])

    return [shapely.transform(shape, place) for shape in figures.geometry], times / METRES_PER_DEGREE, high * times


def _areas(areas: gpd.GeoDataFrame, shapes: list[BaseGeometry], *, edges: bool) -> list[str]:
    """The areas, then their borders if `edges` (a dark line inside the light one: one of the two stands out from every colour), then their labels."""
    drawn, written = [], []
    for (_, row), shape in zip(areas.iterrows(), shapes, strict=True):
        look, counted = row["look"], f"{row['name']} : {', '.join(line for _kind, line in row['lines'] if line)}"
        drawn.append(f'<path class="drawing-area{_class(look)}" {_fill(look)} d="{_path(shape)}"><title>{escape(counted)}</title></path>')
        written += _label(str(row["name"]), row["label"], shape, look)
    if edges:
        drawn.append(f'<path class="drawing-edge" d="{"".join(_path(shape) for shape in shapes)}"/>')
    return drawn + written


def _class(look: str) -> str:
    return "" if _fill(look) else f" drawing-{look}"


def _path(shape: BaseGeometry) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors)]
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z" for ring in rings)


def _label(name: str, value: str, shape: BaseGeometry, look: str) -> list[str]:
    """The name and the value where they fit inside; the value alone, or nothing, where they do not: the table has them."""
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    x, y = shapely.maximum_inscribed_circle(largest).coords[0]
    dark = " drawing-on-dark" if look in DARK else ""
    names, most = _fitting(name, _room(largest, x, y)), _tall(largest, x, y) / LINE - bool(value)
    lines = [(line, "name") for line in names] if len(names) <= most else []
    if value and LETTER * len(value) <= _room(largest, x, y):
        lines.append((value, "value"))
    first = y + 4 - 8 * (len(lines) - 1)
    return [f'<text class="drawing-{kind}{dark}" x="{x:.1f}" y="{first + 16 * place:.1f}">{escape(line)}</text>' for place, (line, kind) in enumerate(lines)]


def _tall(area: BaseGeometry, x: float, y: float) -> float:
    """How high a text around a point may be."""
    along = shapely.get_parts(area.intersection(shapely.LineString([(x, -9_999), (x, 9_999)])))
    _, top, _, bottom = min(along, key=lambda part: part.distance(shapely.Point(x, y))).bounds
    return float(2 * min(y - top, bottom - y))


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


def _legend(shading: Shading, words: Words, top: float) -> tuple[str, float]:
    """The legend, and how high it is."""
    x, y = WIDTH - SIDE - MARGIN + 12, top + 74
    parts = []
    if shading.pair is not None:
        square, y = _square(shading, shading.pair, x, y)
        parts.append(square)
    for entry in shading.entries:
        said, y = _entry(entry, words, x, y)
        parts.append(said)
    return "".join(parts), y - top


def _entry(entry: Entry, words: Words, x: float, y: float) -> tuple[str, float]:
    """A line of the legend, and where the next one begins."""
    areas = (words.areas_one if entry.areas < 2 else words.areas).format(n=number(entry.areas))
    lines = wrap(entry.label, LEGEND_LETTERS)
    labels = "".join(f'<text x="{x + 42:g}" y="{y + 10 + 16 * place:g}">{escape(line)}</text>' for place, line in enumerate(lines))
    below = y + 10 + 16 * len(lines)
    swatch = f'<rect class="drawing-swatch{_class(entry.look)}" {_fill(entry.look)} x="{x:g}" y="{y:g}" width="32" height="20"/>'
    return f'{swatch}{labels}<text class="drawing-soft" x="{x + 42:g}" y="{below:g}">{areas}</text>', below + 16


def _square(shading: Shading, pair: PairLegend, x: float, y: float) -> tuple[str, float]:
    """The nine squares of two measures with their names and how many areas each holds, and where the next line begins."""
    many = Counter(shading.areas["look"])
    cells = []
    for row in range(THIRDS):
        for column, letter in enumerate(LETTERS):
            name = f"{letter}{THIRDS - row}"
            look, left, over = f"pair-{name.lower()}", x + SQUARE * column, y + SQUARE * row
            dark = " drawing-on-dark" if look in DARK else ""
            cells.append(
                f'<rect class="drawing-swatch drawing-{look}" x="{left:g}" y="{over:g}" width="{SQUARE:g}" height="{SQUARE:g}"/>'
                f'<text class="drawing-cell{dark}" x="{left + SQUARE / 2:g}" y="{over + 20:g}">{name}</text>'
                f'<text class="drawing-cell{dark}" x="{left + SQUARE / 2:g}" y="{over + 37:g}">{many[look]}</text>'
            )
    y += THIRDS * SQUARE + 22
    for arrow, title, side in zip("→↑", pair.titles, pair.sides, strict=True):
        for line in [*wrap(f"{arrow} {title}", LEGEND_LETTERS + 4), *wrap(side, LEGEND_LETTERS + 4)]:
            cells.append(f'<text class="drawing-soft" x="{x:g}" y="{y:g}">{escape(line)}</text>')
            y += 17
        y += 6
    return "".join(cells), y


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


def _foot(table: Mappable, text: MeasureText, notes: Notes, words: Words, note: str, y: float) -> list[str]:
    counted = total_text(table, text, words)
    lines = [f"n\u00a0: {counted}", " · ".join(one for one in (notes.period, text.dates) if one), text.source, note, notes.source, notes.warning]
    kept = [part for line in lines for part in wrap(line, FOOT_LETTERS)]
    return [f'<text class="drawing-soft" x="{MARGIN:g}" y="{y + 20 * place:.1f}">{escape(line)}</text>' for place, line in enumerate(kept)]
