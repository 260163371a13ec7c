"""The paper that plots are drawn on: SVG elements, escaped by the XML writer, placed in units of which a plot is `WIDTH` wide."""

from dataclasses import dataclass
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

WIDTH = 540.0
TEXT = 15.0
"""Height of a letter; `charts.css` says the same."""
LETTER = 0.54 * TEXT
"""Width of a letter, on average: a little more than in the page's font, so that a text never reaches into its neighbour."""
LINE = 19.0


@dataclass(frozen=True)
class Caption:
    """What a plot is called.

    Attributes:
        key: unique on the page, for the ids that tie the texts to the plot.
        title: what it shows.
        description: what a person who does not see it should know: the gist, and that the table gives the figures.
    """

    key: str
    title: str
    description: str


def paper(caption: Caption, kind: str, height: float, width: float = WIDTH) -> Element:
    """An empty plot that says what it is."""
    ids = f"{caption.key}-title {caption.key}-desc"
    size = {"viewBox": f"0 0 {width:g} {height:g}", "width": f"{width:g}", "height": f"{height:g}"}
    root = Element("svg", {"class": f"chart chart-{kind}", **size, "role": "img", "aria-labelledby": ids, "xmlns": "http://www.w3.org/2000/svg"})
    SubElement(root, "title", id=f"{caption.key}-title").text = caption.title
    SubElement(root, "desc", id=f"{caption.key}-desc").text = caption.description
    return root


def written(root: Element) -> str:
    """The plot as text."""
    return tostring(root, encoding="unicode")


def text(parent: Element, x: float, y: float, said: str, name: str = "chart-text") -> Element:
    """One line of text; `y` is its base line."""
    element = SubElement(parent, "text", {"class": name, "x": f"{x:.1f}", "y": f"{y:.1f}"})
    element.text = said
    return element


def lines_of(said: str, width: float, most: int = 2) -> list[str]:
    """A text broken into lines of a width; what is longer than `most` lines ends in an ellipsis."""
    letters = max(int(width / LETTER), 4)
    lines = wrap(said, letters) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: letters - 1]}…"]
    return lines


def block(parent: Element, x: float, middle: float, lines: list[str], name: str = "chart-text") -> None:
    """Lines of text, one under another, around a height."""
    first = middle - (len(lines) - 1) * LINE / 2 + 0.35 * TEXT
    for place, line in enumerate(lines):
        text(parent, x, first + place * LINE, line, name)


def rect(parent: Element, box: tuple[float, float, float, float], name: str) -> Element:
    """A rectangle: x, y, width, height."""
    x, y, width, height = (f"{number:.1f}" for number in box)
    return SubElement(parent, "rect", {"class": name, "x": x, "y": y, "width": width, "height": height})


def hatching(root: Element, key: str, count: int) -> None:
    """The patterns that tell series apart without colour, one per series after the first: `{key}-hatch-2`…."""
    defs = SubElement(root, "defs")
    for place in range(2, count + 1):
        size = {"id": f"{key}-hatch-{place}", "width": "7", "height": "7", "patternUnits": "userSpaceOnUse", "patternTransform": f"rotate({45 * (place - 1)})"}
        pattern = SubElement(defs, "pattern", size)
        rect(pattern, (0, 0, 7, 7), f"chart-fill-{place}")
        SubElement(pattern, "path", {"class": "chart-hatch", "d": "M0 0V7"})


def filled(root: Element, box: tuple[float, float, float, float], key: str, place: int) -> None:
    """A rectangle in the colour of a series, counted from 1; hatched from the second on."""
    if place == 1:
        rect(root, box, "chart-fill-1")
    else:
        rect(root, box, f"chart-hatched-{place}").set("fill", f"url(#{key}-hatch-{place})")
