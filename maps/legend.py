"""The legend of a neighbourhood map, as HTML of our own: readable without colour, without script, and on paper."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pandas as pd

from maps.escape import escape
from maps.tables import Mappable
from maps.words import MeasureText, Words, number, percent


@dataclass(frozen=True)
class Entry:
    """One line: the look of an area (a CSS class), what it means, how many areas look so."""

    look: str
    label: str
    areas: int


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


def legend_html(entries: list[Entry], table: Mappable, text: MeasureText, words: Words, pattern: str) -> str:
    """The legend.

    Args:
        entries: lines, top to bottom.
        table: what the map shows.
        text: what the measure is called.
        words: everything else that is written.
        pattern: id prefix of the hatchings in the page, see `NeighbourhoodLayer`.
    """
    total = table.total
    counted = _counted(total, text, words)
    lines = "".join(_line(entry, pattern, words) for entry in entries)
    dates = f'<p class="map-legend-dates">{escape(text.dates)}</p>' if text.dates else ""
    return (
        f'<div class="map-legend"><p class="map-legend-title">{escape(text.title)}</p><p class="map-legend-unit">{escape(text.unit)}</p>'
        f'<ul class="map-classes" aria-label="{escape(words.classes)}">{lines}</ul>'
        f'<p class="map-legend-n"><span class="map-n">n</span> {counted}</p>{dates}</div>'
    )


def _counted(total: "pd.Series[Any]", text: MeasureText, words: Words) -> str:
    if pd.isna(total["denominator"]):
        return escape(words.hidden)
    if pd.isna(total["numerator"]):
        return f"{number(total['denominator'])} {escape(text.out_of)}"
    return words.of.format(numerator=number(total["numerator"]), what=escape(text.what), denominator=number(total["denominator"]), out_of=escape(text.out_of))


def _line(entry: Entry, pattern: str, words: Words) -> str:
    areas = (words.areas_one if entry.areas < 2 else words.areas).format(n=number(entry.areas))
    fill = f' fill="url(#{pattern}_{entry.look})"' if entry.look in ("few", "none") else ""
    rect = f'<rect class="map-area map-{entry.look}" x="1" y="1" width="32" height="20"{fill}/>'
    swatch = f'<svg class="map-swatch" viewBox="0 0 34 22" aria-hidden="true">{rect}</svg>'
    return f'<li>{swatch}<span class="map-class">{escape(entry.label)}</span><span class="map-class-n">{areas}</span></li>'
