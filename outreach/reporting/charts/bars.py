"""Bars lying on their side, so that their names can be read; one each, or several to a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from outreach.reporting.charts.scale import greatest, grouped
from outreach.reporting.charts.svg import LETTER, WIDTH, Caption, block, filled, hatching, lines_of, paper, rect, text, written

ROW, THICK, SLIM, GAP, LEGEND = 42.0, 20.0, 17.0, 14.0, 34.0
NAMES = 0.36 * WIDTH
"""Room for the names, on the left."""


@dataclass(frozen=True)
class Bar:
    """A bar. `value`: None where it is not shown; `said`: what is written at its end, by default the value; `note`: more, softer."""

    label: str
    value: float | None
    said: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """Bars that belong together, one per series, in the order of the series. `said`: what is written at their ends."""

    label: str
    values: Sequence[float | None]
    said: Sequence[str] = ()


def bars(caption: Caption, rows: Sequence[Bar], most: float | None = None) -> str:
    """One bar a row.

    Args:
        caption: what it is called.
        rows: in the order they are drawn.
        most: the value of a bar of full length (1.0 for shares); by default the greatest.
    """
    root = paper(caption, "bars", ROW * len(rows) + 4)
    ends = [_end(row.value, row.said) + (f" {row.note}" if row.note else "") for row in rows]
    length = _length(ends)
    highest = most or greatest(row.value for row in rows)
    for place, row in enumerate(rows):
        middle = ROW * place + ROW / 2
        block(root, 0, middle, lines_of(row.label, NAMES - 12))
        long = (row.value or 0) / highest * length
        _bar(root, (middle - THICK / 2, THICK), long, caption.key, 1)
        end = text(root, NAMES + long + 8, middle + 5, _end(row.value, row.said), "chart-value")
        if row.note:
            SubElement(end, "tspan", {"class": "chart-soft", "dx": "6"}).text = row.note
    _base(root, ROW * len(rows))
    return written(root)


def grouped_bars(caption: Caption, series: Sequence[str], groups: Sequence[Group], most: float | None = None) -> str:
    """Bars by group, with a legend. Arguments as of `bars`; at most four series, so that they can be told apart."""
    deep = [SLIM * len(group.values) + GAP for group in groups]
    root = paper(caption, "grouped", LEGEND + sum(deep) + 4)
    hatching(root, caption.key, len(series))
    _legend(root, caption.key, series)
    length = _length([_end(value, said) for group in groups for value, said in _pairs(group)])
    highest = most or greatest(value for group in groups for value in group.values)
    top = LEGEND
    for group, height in zip(groups, deep, strict=True):
        block(root, 0, top + (height - GAP) / 2 + GAP / 2, lines_of(group.label, NAMES - 12))
        for place, (value, said) in enumerate(_pairs(group)):
            upper, long = top + GAP / 2 + SLIM * place, (value or 0) / highest * length
            _bar(root, (upper + 1, SLIM - 2), long, caption.key, place + 1)
            text(root, NAMES + long + 8, upper + SLIM / 2 + 5, _end(value, said), "chart-value")
        top += height
    _base(root, top, LEGEND)
    return written(root)


def _pairs(group: Group) -> list[tuple[float | None, str]]:
    said = [*group.said, *[""] * (len(group.values) - len(group.said))]
    return list(zip(group.values, said, strict=True))


def _end(value: float | None, said: str) -> str:
    return said or ("–" if value is None else grouped(value))


def _length(ends: Sequence[str]) -> float:
    """The longest bar: what the names and the longest text at an end leave."""
    return max(WIDTH - NAMES - 16 - LETTER * max(map(len, ends), default=0), 60.0)


def _bar(root: Element, upright: tuple[float, float], long: float, key: str, place: int) -> None:
    y, thick = upright
    if long > 0:
        filled(root, (NAMES, y, max(long, 1.5), thick), key, place)


def _base(root: Element, bottom: float, top: float = 0.0) -> None:
    rect(root, (NAMES - 1, top, 1.5, bottom - top), "chart-axis")


def _legend(root: Element, key: str, series: Sequence[str]) -> None:
    x = 0.0
    for place, name in enumerate(series, start=1):
        filled(root, (x, 6, 15, 15), key, place)
        text(root, x + 22, 19, name)
        x += 22 + LETTER * len(name) + 24
