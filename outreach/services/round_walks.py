"""How a round is walked, for its printed sheets: whose walk, in which order, when, and through which streets. No person: teams have labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Window
from outreach.domain.scope import Scope
from outreach.planning.plan import Stop
from outreach.services.joint_round import find_joint_round, stops_of, teams_of
from outreach.services.walk_plan import read_walks
from outreach.store.known_streets import known_streets
from outreach.store.tables import Entrance, Round, RoundEntrance

Point = tuple[float, float]
Segments = npt.NDArray[np.float64]

MARGIN = 0.0012
"""Degrees of streets around what is drawn: about a hundred metres."""


@dataclass(frozen=True)
class RoundWalk:
    """What one team does in one go. `day`: none if the walk was computed before each had its own.

    `line`: longitude and latitude, degrees (EPSG:4326), along the streets.
    """

    label: str
    day: date | None
    leaves: time
    returns: time
    from_place: str
    to_place: str
    metres: int
    walking_minutes: float
    visiting_minutes: float
    stops: Sequence[Stop]
    line: Sequence[Point]


@dataclass(frozen=True)
class RoundOnPaper:
    """A round as its first page tells it. `walks` is empty where none was computed for the plan as it is now."""

    walks: Sequence[RoundWalk]
    windows: Mapping[UUID, Sequence[Window]]
    places: Mapping[UUID, Point]
    streets: Segments
    """West, south, east and north ends of the streets around, degrees; none where no streets are loaded."""


def round_on_paper(session: Session, scope: Scope, one: Round) -> RoundOnPaper:
    """The walks of the own teams of a joint round, when its entrances may be visited, and where they are. A round of one organisation has places alone."""
    query = (
        select(Entrance.id, Entrance.lon, Entrance.lat).join(RoundEntrance, RoundEntrance.entrance_id == Entrance.id).where(RoundEntrance.round_id == one.id)
    )
    places = {row.id: (row.lon, row.lat) for row in session.execute(query)}
    walks, windows = _planned(session, scope, one.joint_round_id) if one.joint_round_id else ([], {})
    drawn = [*places.values(), *(point for walk in walks for point in walk.line)]
    return RoundOnPaper(walks, windows, places, _streets(session, drawn))


def _planned(session: Session, scope: Scope, joint_round_id: UUID) -> tuple[list[RoundWalk], dict[UUID, Sequence[Window]]]:
    held = find_joint_round(session, scope, joint_round_id)
    windows = {stop.entrance: stop.windows for stop in stops_of(session, joint_round_id) if stop.windows}
    kept = read_walks(session, held)
    if kept is None or not kept.current:
        return [], windows
    teams = teams_of(session, joint_round_id)
    walks = []
    for walk in kept.walks:
        team = teams[kept.numbers[walk.team.id]]
        if scope.organisation_id not in team.organisations:
            continue
        names = {(place.lon, place.lat): place.label for place in (team.start, team.end, *([team.pause.place] if team.pause else []))}
        first, last = (names.get(kept.places.get(end, (0.0, 0.0)), "") for end in (walk.start, walk.end))
        line = kept.lines.get(walk.key, ())
        times = (walk.walking_minutes, walk.visiting_minutes)
        walks.append(RoundWalk(team.label, walk.day, walk.leaves, walk.returns, first, last, walk.metres, *times, walk.stops, line))
    return walks, windows


def _streets(session: Session, drawn: Sequence[Point]) -> Segments:
    known = known_streets(session) if drawn else None
    if known is None:
        return np.empty((0, 4))
    graph = known.graph
    west, south = np.min(drawn, axis=0) - MARGIN
    east, north = np.max(drawn, axis=0) + MARGIN
    ends = np.column_stack([graph.lon[graph.start], graph.lat[graph.start], graph.lon[graph.end], graph.lat[graph.end]])
    reach_east, reach_north = np.maximum(ends[:, 0], ends[:, 2]), np.maximum(ends[:, 1], ends[:, 3])
    least_east, least_north = np.minimum(ends[:, 0], ends[:, 2]), np.minimum(ends[:, 1], ends[:, 3])
    near: Segments = ends[(reach_east >= west) & (least_east <= east) & (reach_north >= south) & (least_north <= north)]
    return near
