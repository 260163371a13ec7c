"""A funnel: what is left from step to step, each out of the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import SubElement

from outreach.reporting.charts.scale import greatest, grouped
from outreach.reporting.charts.svg import WIDTH, Caption, block, lines_of, paper, rect, text, written

STEP, THICK = 66.0, 38.0
NAMES, ENDS = 0.29, 0.27
"""Of the width: what names and notes take."""
LEAST = (124.0, 136.0)
"""And what they take at least."""


@dataclass(frozen=True)
class Step:
    """A step. `count`: None where it is not shown; `said`: what is written, by default the count; `note`: what it is of the step before."""

    label: str
    count: float | None
    said: str = ""
    note: str = ""


def funnel(caption: Caption, steps: Sequence[Step], width: float = WIDTH) -> str:
    """Draw steps from the first to the last, each as wide as its count, joined where both counts are known.

    `width`: of the paper, narrower for a card, so that letters keep their size.
    """
    root = paper(caption, "funnel", STEP * len(steps), width)
    names, ends = max(NAMES * width, LEAST[0]), max(ENDS * width, LEAST[1])
    room = width - names - ends
    middle = names + room / 2
    highest = greatest(step.count for step in steps)
    wide = [None if step.count is None else max(step.count / highest * room, 2.0) for step in steps]
    for place, (above, below) in enumerate(pairwise(wide)):
        if above is not None and below is not None:
            upper, lower = STEP * place + (STEP + THICK) / 2, STEP * (place + 1) + (STEP - THICK) / 2
            left, right = middle - above / 2, middle + above / 2
            SubElement(
                root,
                "path",
                {"class": "chart-joint", "d": f"M{left:.1f} {upper:.1f}H{right:.1f}L{middle + below / 2:.1f} {lower:.1f}H{middle - below / 2:.1f}Z"},
            )
    for place, (step, drawn) in enumerate(zip(steps, wide, strict=True)):
        y = STEP * place + STEP / 2
        block(root, 0, y, lines_of(step.label, names - 12))
        if drawn is None:
            rect(root, (middle - room / 4, y - THICK / 2, room / 2, THICK), "chart-hidden")
        else:
            rect(root, (middle - drawn / 2, y - THICK / 2, drawn, THICK), "chart-fill-1")
        text(root, width - ends + 14, y + (0 if step.note else 6), step.said or ("–" if step.count is None else grouped(step.count)), "chart-value")
        if step.note:
            text(root, width - ends + 14, y + 19, step.note, "chart-soft")
    return written(root)
