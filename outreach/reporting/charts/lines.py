"""Lines over weeks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from outreach.reporting.charts.scale import greatest, grouped, ticks
from outreach.reporting.charts.svg import LETTER, WIDTH, Caption, paper, text, written

LEFT, RIGHT, TOP, HEIGHT, FOOT = 46.0, 44.0, 16.0, 190.0, 34.0
LEGEND = 28.0
SPACED = 46.0
"""Between two names of months, at least."""


@dataclass(frozen=True)
class Series:
    """A line: its name, and a value per week; None where there is nothing to say, which breaks the line."""

    label: str
    values: Sequence[float | None]


def line_over_weeks(
    caption: Caption,
    weeks: Sequence[date],
    series: Sequence[Series],
    month: Callable[[date], str],
    written_as: Callable[[float], str] = grouped,
    most: float | None = None,
) -> str:
    """Draw one line a series, its last value written at its end.

    Args:
        caption: what it is called.
        weeks: the Monday of each, in order, none left out.
        series: at most four, each with one value a week.
        month: how a month is written under the axis, from its first Monday: « mars ».
        written_as: how a value is written.
        most: the end of the axis; by default a round number above the greatest value.
    """
    top = TOP + (LEGEND if len(series) > 1 else 0)
    bottom = top + HEIGHT
    root = paper(caption, "lines", bottom + FOOT)
    marks = [0.0, most / 2, most] if most else ticks(greatest(value for one in series for value in one.values))
    across = (WIDTH - LEFT - RIGHT) / max(len(weeks) - 1, 1)

    def at(week: int, value: float) -> tuple[float, float]:
        return LEFT + week * across, bottom - value / marks[-1] * HEIGHT

    for mark in marks:
        _rule(root, at(0, mark)[1], "chart-axis-line" if mark == 0 else "chart-grid")
        text(root, LEFT - 10, at(0, mark)[1] + 5, written_as(mark), "chart-soft chart-end")
    _months(root, weeks, month, across, bottom)
    for place, one in enumerate(series, start=1):
        _line(root, [None if value is None else at(week, value) for week, value in enumerate(one.values)], place)
        if len(series) > 1:
            _legend(root, series, place)
    if len(series) == 1:
        _last(root, series[0], at, written_as)
    return written(root)


def _rule(root: Element, y: float, name: str) -> None:
    SubElement(root, "path", {"class": name, "d": f"M{LEFT:.1f} {y:.1f}H{WIDTH - RIGHT:.1f}"})


def _months(root: Element, weeks: Sequence[date], month: Callable[[date], str], across: float, bottom: float) -> None:
    free = -SPACED
    for _, days in groupby(enumerate(weeks), key=lambda pair: (pair[1].year, pair[1].month)):
        week, day = next(days)
        x = LEFT + week * across
        SubElement(root, "path", {"class": "chart-axis-line", "d": f"M{x:.1f} {bottom:.1f}v5"})
        if x - free >= SPACED and x <= WIDTH - SPACED:
            text(root, x, bottom + 22, month(day), "chart-soft")
            free = x


def _line(root: Element, points: Sequence[tuple[float, float] | None], place: int) -> None:
    for known, run in groupby(points, key=lambda point: point is not None):
        if not known:
            continue
        stretch = [point for point in run if point is not None]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in stretch)
        SubElement(root, "path", {"class": f"chart-line chart-line-{place}", "d": f"M{path}"})
        for x, y in stretch if len(points) <= 60 else stretch[-1:]:
            SubElement(root, "circle", {"class": f"chart-dot chart-dot-{place}", "cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "3"})


def _last(root: Element, one: Series, at: Callable[[int, float], tuple[float, float]], written_as: Callable[[float], str]) -> None:
    week, value = next(((week, value) for week, value in reversed(list(enumerate(one.values))) if value is not None), (0, None))
    if value is not None:
        x, y = at(week, value)
        text(root, x + 8, y + 5, written_as(value), "chart-value")


def _legend(root: Element, series: Sequence[Series], place: int) -> None:
    x = LEFT + sum(48 + LETTER * len(one.label) + 20 for one in series[: place - 1])
    SubElement(root, "path", {"class": f"chart-line chart-line-{place}", "d": f"M{x:.1f} 12h36"})
    SubElement(root, "circle", {"class": f"chart-dot chart-dot-{place}", "cx": f"{x + 18:.1f}", "cy": "12", "r": "3"})
    text(root, x + 44, 17, series[place - 1].label)
