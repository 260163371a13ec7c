"""What a map shows point by point: the entrances of one team's own work, the resources of the territory, and the entrances of rounds."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import geopandas as gpd
import pandas as pd

from maps.escape import escape
from maps.tables import CRS
from maps.words import FRENCH, Words, number

ENTRANCE_COLUMNS = ("key", "address", "known", "visited", "opened", "contact", "passages", "last", "geometry")
RESOURCE_COLUMNS = ("key", "name", "address", "state", "opening", "indicative", "geometry")
ROUND_COLUMNS = ("key", "address", "kind", "several", "goings", "geometry")
KINDS = ("joint", "proposed", "own", "partner")
"""A joint round, one that is only proposed, an own round, a partner's."""
STATES = ("open", "soon", "closed", "appointment", "unknown")
"""Open; open, but closing soon; closed; by appointment; nobody knows."""

Set: TypeAlias = Literal["entrances", "resources", "rounds"]
"""Which points."""

Point: TypeAlias = dict[str, Any]
"""What the map's script draws: `key`, `at` (latitude, longitude), `tip` (escaped HTML), and what its mark is made of."""


@dataclass(frozen=True, eq=False)
class TeamEntrances:
    """Entrances with what one organisation's own team did there: never given to another, nor published.

    Attributes:
        organisation: id of the organisation whose visits were counted.
        rows: one row per entrance, with exactly these columns: `key` (text, unique), `address` (text), `known`, `visited`, `opened`, `contact` (doors),
            `passages` (visits), whole numbers with contact ≤ opened ≤ visited ≤ known, `last` (day of the last visit, or None), `geometry` (point, EPSG:4326).
        left_out: how many more there are that are not in `rows`.

    Raises:
        TypeError: if `rows` is not a GeoDataFrame.
        ValueError: if columns, CRS, keys, counts or geometries are not as declared.
    """

    organisation: str
    rows: gpd.GeoDataFrame
    left_out: int = 0

    def __post_init__(self) -> None:
        _check(self.rows, ENTRANCE_COLUMNS)
        counts = self.rows[["contact", "opened", "visited", "known"]]
        if (counts < 0).any(axis=None) or (counts.diff(axis=1).iloc[:, 1:] < 0).any(axis=None):
            raise ValueError("Of the doors known some were visited, of these some opened, and of these some were a contact.")
        object.__setattr__(self, "rows", self.rows.loc[:, list(ENTRANCE_COLUMNS)].reset_index(drop=True).copy())


@dataclass(frozen=True, eq=False)
class Resources:
    """Places where people find help. They are public: anybody may see them.

    Attributes:
        rows: one row per place, with exactly these columns: `key` (text, unique), `name`, `address` (texts), `state` (see `STATES`), `opening` (a sentence),
            `indicative` (whether the position is only roughly right), `geometry` (point, EPSG:4326).
        left_out: how many more there are that are not in `rows`.

    Raises:
        TypeError: if `rows` is not a GeoDataFrame.
        ValueError: if columns, CRS, keys, states or geometries are not as declared.
    """

    rows: gpd.GeoDataFrame
    left_out: int = 0

    def __post_init__(self) -> None:
        _check(self.rows, RESOURCE_COLUMNS)
        if not self.rows["state"].isin(STATES).all():
            raise ValueError(f"A state is one of {', '.join(STATES)}.")
        object.__setattr__(self, "rows", self.rows.loc[:, list(RESOURCE_COLUMNS)].reset_index(drop=True).copy())


@dataclass(frozen=True, eq=False)
class RoundEntrances:
    """Entrances to which rounds go, with who goes and when: what partners see of each other. There is no column for a figure.

    Attributes:
        rows: one row per entrance, with exactly these columns: `key` (text, unique), `address` (text), `kind` (see `KINDS`), `several` (whether more than one
            round goes there), `goings` (list of sentences), `geometry` (point, EPSG:4326).
        left_out: how many more there are that are not in `rows`.

    Raises:
        TypeError: if `rows` is not a GeoDataFrame.
        ValueError: if columns, CRS, keys, kinds or geometries are not as declared.
    """

    rows: gpd.GeoDataFrame
    left_out: int = 0

    def __post_init__(self) -> None:
        _check(self.rows, ROUND_COLUMNS)
        if not self.rows["kind"].isin(KINDS).all():
            raise ValueError(f"A kind of round is one of {', '.join(KINDS)}.")
        object.__setattr__(self, "rows", self.rows.loc[:, list(ROUND_COLUMNS)].reset_index(drop=True).copy())


def entrance_points(entrances: TeamEntrances, words: Words = FRENCH) -> list[Point]:
    """The entrances as the map's script takes them.

    Raises:
        TypeError: for anything but one team's own entrances.
    """
    if not isinstance(entrances, TeamEntrances):
        raise TypeError(f"A layer of entrances takes TeamEntrances, not {type(entrances).__name__}.")
    rows = entrances.rows
    return [
        {"key": row.key, "at": at, "known": int(row.known), "visited": int(row.visited), "contact": int(row.contact), "tip": _entrance_tip(row, words)}
        for row, at in zip(rows.itertuples(), _positions(rows), strict=True)
    ]


def resource_points(resources: Resources, words: Words = FRENCH) -> list[Point]:
    """The resources as the map's script takes them.

    Raises:
        TypeError: for anything but resources.
    """
    if not isinstance(resources, Resources):
        raise TypeError(f"A layer of resources takes Resources, not {type(resources).__name__}.")
    rows = resources.rows
    return [
        {"key": row.key, "at": at, "state": row.state, "indicative": bool(row.indicative), "tip": _resource_tip(row, words)}
        for row, at in zip(rows.itertuples(), _positions(rows), strict=True)
    ]


def round_points(rounds: RoundEntrances) -> list[Point]:
    """The entrances of rounds as the map's script takes them.

    Raises:
        TypeError: for anything but entrances of rounds.
    """
    if not isinstance(rounds, RoundEntrances):
        raise TypeError(f"A layer of rounds takes RoundEntrances, not {type(rounds).__name__}.")
    rows = rounds.rows
    return [
        {"key": row.key, "at": at, "kind": row.kind, "several": bool(row.several), "tip": _tip(row.address, row.goings)}
        for row, at in zip(rows.itertuples(), _positions(rows), strict=True)
    ]


def points_legend(which: Set, words: Words = FRENCH) -> str:
    """How to read the marks of a set, as HTML."""
    title, unit, looks = {
        "entrances": (words.entrances, words.entrances_unit, ("contact", "visited", "unvisited", "undescribed")),
        "resources": (words.resources, words.resources_unit, (*STATES, "indicative")),
        "rounds": (words.rounds, words.rounds_unit, (*KINDS, "several")),
    }[which]
    lines = "".join(
        f'<li><svg class="map-mark" viewBox="0 0 26 26" aria-hidden="true">{_MARKS[look]}</svg><span class="map-class">{escape(words.looks[look])}</span></li>'
        for look in looks
    )
    return (
        f'<div class="map-legend map-legend-points" data-set="{which}"><p class="map-legend-title">{escape(title)}</p>'
        f'<p class="map-legend-unit">{escape(unit)}</p><ul class="map-classes" aria-label="{escape(title)}">{lines}</ul></div>'
    )


_PAPER = '<rect class="map-mark-paper" x="5.5" y="5.5" width="15" height="15"/>'
_RING = '<circle class="map-mark-edge" cx="13" cy="13" r="9.5"/>'
_SQUARE = '<rect class="map-mark-edge" x="5.5" y="5.5" width="15" height="15"/>'
_SEVERAL = '<circle class="map-mark-paper" cx="13" cy="13" r="11.5"/><circle class="map-mark-edge" cx="13" cy="13" r="11.5"/>'
_MARKS = {
    "contact": f'<circle class="map-mark-paper" cx="13" cy="13" r="9.5"/><path class="map-mark-contact" d="M13 13V3.5A9.5 9.5 0 0 1 22.5 13Z"/>{_RING}',
    "visited": f'<circle class="map-mark-paper" cx="13" cy="13" r="9.5"/><path class="map-mark-visited" d="M13 13V3.5A9.5 9.5 0 1 1 3.5 13Z"/>{_RING}',
    "unvisited": f'<circle class="map-mark-paper" cx="13" cy="13" r="9.5"/>{_RING}',
    "undescribed": '<circle class="map-mark-edge map-mark-dashed" cx="13" cy="13" r="5"/>',
    "open": f'<rect class="map-mark-resource" x="5.5" y="5.5" width="15" height="15"/>{_SQUARE}',
    "soon": f'{_PAPER}<rect class="map-mark-soon" x="5.5" y="13" width="15" height="7.5"/>{_SQUARE}',
    "closed": f'{_PAPER}{_SQUARE}<path class="map-mark-edge" d="M5.5 20.5 20.5 5.5"/>',
    "appointment": '<path class="map-mark-appointment map-mark-edge" d="M13 3 23 13 13 23 3 13Z"/>',
    "unknown": f'{_PAPER}{_SQUARE}<text class="map-mark-text" x="13" y="17.5">?</text>',
    "joint": '<circle class="map-mark-round" cx="13" cy="13" r="7.5"/><circle class="map-mark-edge" cx="13" cy="13" r="7.5"/>',
    "proposed": '<circle class="map-mark-paper" cx="13" cy="13" r="7.5"/><circle class="map-mark-proposed" cx="13" cy="13" r="6"/>',
    "own": '<path class="map-mark-own map-mark-edge" d="M5.5 5.5H20.5V20.5H5.5Z"/>',
    "partner": '<path class="map-mark-partner map-mark-edge" d="M13 4 22.5 20.5H3.5Z"/>',
    "several": f'{_SEVERAL}<circle class="map-mark-round" cx="13" cy="13" r="6"/>',
    "indicative": '<circle class="map-mark-edge map-mark-dashed" cx="13" cy="13" r="11"/><rect class="map-mark-edge" x="8.5" y="8.5" width="9" height="9"/>',
}


def _entrance_tip(row: Any, words: Words) -> str:  # noqa: ANN401 (a named tuple that pandas makes)
    if not row.known:
        return _tip(row.address, [words.entrance_empty])
    done = words.entrance_doors.format(visited=number(row.visited), known=number(row.known))
    if not row.passages:
        return _tip(row.address, [done])
    came = words.entrance_came.format(opened=number(row.opened), contact=number(row.contact))
    return _tip(row.address, [done, came, words.entrance_passages.format(passages=number(row.passages), last=format(row.last, words.day))])


def _resource_tip(row: Any, words: Words) -> str:  # noqa: ANN401
    return _tip(row.name, [row.opening, row.address, words.indicative if row.indicative else ""])


def _tip(name: str, lines: list[str]) -> str:
    body = "".join(f'<span class="map-tip-counts">{escape(line)}</span>' for line in lines if line)
    return f'<strong class="map-tip-name">{escape(name)}</strong>{body}'


def _positions(rows: gpd.GeoDataFrame) -> list[list[float]]:
    """Latitude and longitude, to the nearest metre or so."""
    return [[round(lat, 5), round(lon, 5)] for lon, lat in zip(rows.geometry.x, rows.geometry.y, strict=True)]


def _check(rows: object, columns: tuple[str, ...]) -> None:
    if not isinstance(rows, gpd.GeoDataFrame):
        raise TypeError("Points come in a GeoDataFrame.")
    if set(rows.columns) != set(columns):
        raise ValueError(f"These points have exactly the columns {', '.join(columns)}, not {', '.join(map(str, rows.columns))}.")
    if rows.crs is None or rows.crs.to_epsg() != 4326:
        raise ValueError(f"The geometry of points is in {CRS}.")
    if rows["key"].duplicated().any():
        raise ValueError("A point stands twice.")
    if not (rows.geometry.geom_type == "Point").all() or rows.geometry.is_empty.any() or pd.isna(rows.geometry.x).any():
        raise ValueError("Every point has a position.")
