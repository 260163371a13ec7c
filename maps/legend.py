"""The legend of a neighbourhood map, as HTML of our own: readable without colour, without script, and on paper."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import geopandas as gpd

from maps.escape import escape
from maps.tables import Mappable
from maps.words import MeasureText, Words, number, percent
from maps.written import total_text


@dataclass(frozen=True)
class Entry:
    """One line: the look of an area (a CSS class), what it means, how many areas look so."""

    look: str
    label: str
    areas: int


HATCHED = frozenset({"few", "none", "change-down-1", "change-down-2", "spot-low", "spot-low-among-high"})
"""Looks that have a pattern, so that they can be told apart without colour."""


@dataclass(frozen=True)
class PairLegend:
    """Of two measures, the first from left to right, the second upwards: their titles, and what parts their three classes, written out."""

    titles: tuple[str, str]
    sides: tuple[str, str]

    @classmethod
    def of(cls, titles: tuple[str, str], limits: tuple[tuple[float, float], tuple[float, float]], words: Words) -> Self:
        """Write out the limits (proportions) of both measures."""
        across, up = (
            words.pair_side.format(letters=letters, low=percent(low), high=percent(high))
            for letters, (low, high) in zip(("A, B, C", "1, 2, 3"), limits, strict=True)
        )
        return cls(titles, (across, up))


@dataclass(frozen=True, eq=False)
class Shading:
    """How the areas look, and the lines of the legend that say so.

    Attributes:
        areas: `code`, `name`, `geometry`, `status`, `look` (a CSS class), `label` (written on the area), `lines` (kind and text, of its tooltip).
        entries: lines of the legend, top to bottom.
        note: one sentence on how to read it.
        pair: what the legend of two measures says.
    """

    areas: gpd.GeoDataFrame
    entries: list[Entry]
    note: str = ""
    pair: PairLegend | None = None


def class_labels(breaks: list[float], *, whole: bool, words: Words) -> list[str]:
    """What each class holds, so that no value fits two: counts by their first and last, proportions by « à moins de »."""
    pairs = list(pairwise(breaks))
    if whole:
        return [number(low) if high - low == 1 else words.range.format(low=number(low), high=number(high - 1)) for low, high in pairs]
    digits = 0 if all(abs(100 * limit - round(100 * limit)) < 1e-6 for limit in breaks) else 1
    labels = []
    for place, (low, high) in enumerate(pairs):
        form = words.range if place == len(pairs) - 1 else words.range_below
        labels.append(form.format(low=percent(low, digits).removesuffix("%").rstrip(), high=percent(high, digits)))
    return labels


def legend_html(shading: Shading, table: Mappable, text: MeasureText, words: Words, pattern: str) -> str:
    """The legend.

    Args:
        shading: the lines.
        table: what the map shows.
        text: what the measure is called.
        words: everything else that is written.
        pattern: id prefix of the hatchings in the page, see `NeighbourhoodLayer`.
    """
    counted = escape(total_text(table, text, words))
    lines = "".join(_line(entry, pattern, words) for entry in shading.entries)
    square = pair_square(shading.pair, Counter(shading.areas["look"]), words) if shading.pair else ""
    note = f'<p class="map-legend-note">{escape(shading.note)}</p>' if shading.note else ""
    dates = "".join(f'<p class="map-legend-{name}">{escape(line)}</p>' for name, line in (("dates", text.dates), ("source", text.source)) if line)
    return (
        f'<div class="map-legend"><p class="map-legend-title">{escape(text.title)}</p><p class="map-legend-unit">{escape(text.unit)}</p>'
        f'{square}<ul class="map-classes" aria-label="{escape(words.classes)}">{lines}</ul>'
        f'<p class="map-legend-n"><span class="map-n">n</span> {counted}</p>{dates}{note}</div>'
    )


def _line(entry: Entry, pattern: str, words: Words) -> str:
    areas = (words.areas_one if entry.areas < 2 else words.areas).format(n=number(entry.areas))
    fill = f' fill="url(#{pattern}_{entry.look})"' if entry.look in HATCHED else ""
    rect = f'<rect class="map-area map-{entry.look}" x="1" y="1" width="32" height="20"{fill}/>'
    swatch = f'<svg class="map-swatch" viewBox="0 0 34 22" aria-hidden="true">{rect}</svg>'
    return f'<li>{swatch}<span class="map-class">{escape(entry.label)}</span><span class="map-class-n">{areas}</span></li>'


def pair_square(pair: PairLegend, areas: Mapping[str, int], words: Words) -> str:
    """The legend of two measures as HTML: nine squares with their names and how many areas each holds.

    Args:
        pair: what it says of both.
        areas: how many areas have each look.
        words: everything else that is written.
    """
    cells = "".join(_cell(column, row, areas) for row in (2, 1, 0) for column in range(3))
    said = "".join(
        f'<p class="map-pair-side"><span aria-hidden="true">{arrow}</span> <strong>{escape(title)}</strong><br>{escape(side)}</p>'
        for arrow, title, side in zip("→↑", pair.titles, pair.sides, strict=True)
    )
    square = f'<svg class="map-pair-square" viewBox="0 0 132 132" role="img" aria-label="{escape(words.pair_square)}">{cells}</svg>'
    return f'<div class="map-pair">{square}<div>{said}</div></div>'


def _cell(column: int, row: int, areas: Mapping[str, int]) -> str:
    name = f"{'ABC'[column]}{row + 1}"
    x, y = 44 * column, 44 * (2 - row)
    return (
        f'<rect class="map-area map-pair-{name.lower()}" x="{x + 1}" y="{y + 1}" width="42" height="42"/>'
        f'<text class="map-pair-name map-on-pair-{name.lower()}" x="{x + 22}" y="{y + 20}">{name}</text>'
        f'<text class="map-pair-n map-on-pair-{name.lower()}" x="{x + 22}" y="{y + 35}">{areas.get(f"pair-{name.lower()}", 0)}</text>'
    )
