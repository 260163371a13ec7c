"""A week by hours: a tile for the hours of each day, darker where there is more, and under it a line over all that the value may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from outreach.reporting.charts.svg import WIDTH, Caption, paper, rect, text, written

NAMES, HEADS = 80.0, 30.0
"""Room for the hours, on the left, and for the days, above."""
ROW, TILE, SIDE = 52.0, 30.0, 6.0
"""Height of a row and of its tiles, and what is left between two tiles."""
BOUNDS = 9.0
"""From a tile down to its line."""
INSET = (15.0, 7.0)
"""By how much the tile of a borrowed value is smaller, at each side."""
MARK, DASH = 8.0, 10.0
Span = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height."""


@dataclass(frozen=True)
class Tile:
    """A value at hours of a day.

    Attributes:
        tone: 1 to 5, from least to most.
        value, low, high: the line goes from `low` to `high`.
        said: what is written in the tile.
        borrowed: the value comes from elsewhere: a smaller tile, and nothing written in it.
        mark: the number that a list beside the plot calls it by.
    """

    tone: int
    value: float
    low: float
    high: float
    said: str
    borrowed: bool = False
    mark: str = ""


def week(caption: Caption, days: Sequence[str], hours: Sequence[str], rows: Sequence[Sequence[Tile | None]], usual: float, span: Span) -> str:
    """Draw tiles by hours (down) and days (across).

    Args:
        caption: what it is called.
        days: names of the columns.
        hours: names of the rows.
        rows: a tile for each day, by hours; None where there is nothing to say.
        usual: a value that is ticked on every line.
        span: the values that the lines begin and end at, if they are as long as a tile.
    """
    root = paper(caption, "week", HEADS + ROW * len(rows))
    across = (WIDTH - NAMES) / len(days)
    for place, day in enumerate(days):
        text(root, NAMES + across * (place + 0.5), 16, day, "chart-text chart-middle")
    for row, (name, tiles) in enumerate(zip(hours, rows, strict=True)):
        top = HEADS + ROW * row
        text(root, NAMES - 12, top + TILE / 2 + 5, name, "chart-soft chart-end")
        for place, tile in enumerate(tiles):
            box = (NAMES + across * place + SIDE / 2, top, across - SIDE, TILE)
            if tile is None:
                middle = (box[0] + (box[2] - DASH) / 2, top + TILE / 2)
                SubElement(root, "path", {"class": "chart-untried", "d": f"M{middle[0]:.1f} {middle[1]:.1f}h{DASH:g}"})
            else:
                _draw(root, tile, box)
                _bounds(root, tile, box, usual, span)
    return written(root)


def _draw(root: Element, tile: Tile, box: Box) -> None:
    x, y, width, height = box
    _rounded(root, _inset(box) if tile.borrowed else box, f"chart-heat-{tile.tone}")
    if not tile.borrowed:
        text(root, x + width / 2, y + height / 2 + 5, tile.said, f"chart-on-heat-{tile.tone} chart-middle")
    if tile.mark:
        _rounded(root, (x - 1, y - 1, width + 2, height + 2), "chart-best")
        SubElement(root, "circle", {"class": "chart-mark", "cx": f"{x + width - 2:.1f}", "cy": f"{y + 2:.1f}", "r": f"{MARK:g}"})
        text(root, x + width - 2, y + 6, tile.mark, "chart-on-mark chart-middle")


def _bounds(root: Element, tile: Tile, box: Box, usual: float, span: Span) -> None:
    left, top, width, height = box
    y = top + height + BOUNDS

    def at(value: float) -> float:
        return left + width * min(max((value - span[0]) / (span[1] - span[0]), 0.0), 1.0)

    SubElement(root, "path", {"class": "chart-usual", "d": f"M{at(usual):.1f} {y - 4:.1f}v8"})
    SubElement(root, "path", {"class": "chart-bounds", "d": f"M{at(tile.low):.1f} {y:.1f}H{at(tile.high):.1f}"})
    SubElement(root, "circle", {"class": "chart-bounds-dot", "cx": f"{at(tile.value):.1f}", "cy": f"{y:.1f}", "r": "2.6"})


def _inset(box: Box) -> Box:
    x, y, width, height = box
    return x + INSET[0], y + INSET[1], width - 2 * INSET[0], height - 2 * INSET[1]


def _rounded(root: Element, box: Box, name: str) -> None:
    rect(root, box, name).set("rx", "5")
