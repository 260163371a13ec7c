"""The walk of a round as a drawing for paper: streets, the way, and the entrances with their numbers. North is up."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians
from xml.etree.ElementTree import Element, SubElement, tostring

Point = tuple[float, float]

WIDTH, MOST_HEIGHT, LEAST_HEIGHT = 700.0, 470.0, 240.0
MARGIN = 26.0
METRES_PER_DEGREE = 111_320.0
LEAST_METRES = 120.0
"""Of ground across the drawing: entrances of one building do not stand a hand's width apart."""
APART = (34.0, 20.0)
"""Entrances nearer than this, across and along, share one sign: signs never cover each other."""
SCALES = (20, 50, 100, 200, 500, 1_000, 2_000)
DASHES = ("", "9 5", "2 5", "12 4 2 4")
"""Each team's line has a dash of its own: told apart in black and white too."""
FONT = "'Atkinson Hyperlegible Next','Atkinson Hyperlegible',sans-serif"


@dataclass(frozen=True)
class Ground:
    """The frame of a drawing: where a place of the ground (degrees, EPSG:4326) stands on paper, and units per metre."""

    west: float
    north: float
    per_degree: Point
    per_metre: float
    height: float

    def at(self, place: Point) -> Point:
        """Units from the left, and from the top."""
        return MARGIN + (place[0] - self.west) * self.per_degree[0], MARGIN + (self.north - place[1]) * self.per_degree[1]


def walk_drawing(numbered: Sequence[tuple[int, Point]], lines: Sequence[Sequence[Point]], streets: Sequence[Sequence[float]], said: str) -> str:
    """An SVG, `WIDTH` units wide.

    Args:
        numbered: entrances with their numbers, longitude and latitude.
        lines: the ways of the teams.
        streets: longitude and latitude of either end of each.
        said: what it shows, for who does not see it.
    """
    ground = _frame([place for _, place in numbered] + [place for line in lines for place in line])
    size = {"viewBox": f"0 0 {WIDTH:g} {ground.height:g}", "width": f"{WIDTH:g}", "height": f"{ground.height:g}"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size})
    SubElement(root, "title").text = said
    edge = {"x": "0.5", "y": "0.5", "width": f"{WIDTH - 1:g}", "height": f"{ground.height - 1:g}"}
    SubElement(root, "rect", {**edge, "fill": "#ffffff", "stroke": "#8c8371"})
    roads = " ".join(_path([street[:2], street[2:]], ground) for street in streets)
    if roads:
        SubElement(root, "path", {"d": roads, "fill": "none", "stroke": "#d3cdbf", "stroke-width": "4", "stroke-linecap": "round"})
    for rank, line in enumerate(lines):
        if len(line) > 1:
            way = {"fill": "none", "stroke": "#14594f", "stroke-width": "3", "stroke-linejoin": "round", "stroke-dasharray": DASHES[rank % len(DASHES)]}
            SubElement(root, "path", {"d": _path(line, ground), **{name: value for name, value in way.items() if value}})
    for numbers, place in _signs(numbered, ground):
        _sign(root, _ranges(numbers), place)
    _scale(root, ground)
    return tostring(root, encoding="unicode")


def _frame(places: Sequence[Point]) -> Ground:
    west, east = min(lon for lon, _ in places), max(lon for lon, _ in places)
    south, north = min(lat for _, lat in places), max(lat for _, lat in places)
    east_metres = METRES_PER_DEGREE * cos(radians((south + north) / 2))
    across, along = max((east - west) * east_metres, 1.0), max((north - south) * METRES_PER_DEGREE, 1.0)
    scale = min((WIDTH - 2 * MARGIN) / max(across, LEAST_METRES), (MOST_HEIGHT - 2 * MARGIN) / along)
    height = max(along * scale + 2 * MARGIN, LEAST_HEIGHT)
    spare = ((WIDTH - 2 * MARGIN - across * scale) / 2, (height - 2 * MARGIN - along * scale) / 2)
    per_degree = (scale * east_metres, scale * METRES_PER_DEGREE)
    return Ground(west - spare[0] / per_degree[0], north + spare[1] / per_degree[1], per_degree, scale, height)


def _path(line: Sequence[Sequence[float]], ground: Ground) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (ground.at((place[0], place[1])) for place in line))


def _signs(numbered: Sequence[tuple[int, Point]], ground: Ground) -> list[tuple[list[int], Point]]:
    signs: list[tuple[list[int], Point]] = []
    for number, place in numbered:
        x, y = ground.at(place)
        near = next((numbers for numbers, (left, top) in signs if abs(left - x) < APART[0] and abs(top - y) < APART[1]), None)
        if near is None:
            signs.append(([number], (x, y)))
        else:
            near.append(number)
    return signs


def _ranges(numbers: Sequence[int]) -> str:
    """« 1–3, 7 »."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _sign(root: Element, said: str, place: Point) -> None:
    wide = max(19.0, 8.2 * len(said) + 9)
    x = min(max(place[0], wide / 2 + 2), WIDTH - wide / 2 - 2)
    box = {"x": f"{x - wide / 2:.1f}", "y": f"{place[1] - 9.5:.1f}", "width": f"{wide:.1f}", "height": "19", "rx": "9.5"}
    SubElement(root, "rect", {**box, "fill": "#1f2a2e", "stroke": "#ffffff", "stroke-width": "1.5"})
    words = {"x": f"{x:.1f}", "y": f"{place[1] + 4.6:.1f}", "fill": "#ffffff", "font-family": FONT, "font-size": "13", "font-weight": "700"}
    SubElement(root, "text", {**words, "text-anchor": "middle"}).text = said


def _scale(root: Element, ground: Ground) -> None:
    metres = next((one for one in SCALES if one * ground.per_metre >= 60), SCALES[-1])
    long, y = metres * ground.per_metre, ground.height - 8
    way = f"M10 {y - 5:.1f}V{y:.1f}H{10 + long:.1f}V{y - 5:.1f}"
    SubElement(root, "path", {"d": way, "fill": "none", "stroke": "#1f2a2e", "stroke-width": "1.5"})
    words = {"x": f"{16 + long:.1f}", "y": f"{y + 1:.1f}", "fill": "#1f2a2e", "font-family": FONT, "font-size": "12"}
    SubElement(root, "text", words).text = f"{metres}\u00a0m" if metres < 1_000 else f"{metres // 1_000}\u00a0km"
