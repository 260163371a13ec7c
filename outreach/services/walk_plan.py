"""The walks of a joint round: computed from its teams and shares, written down with the plan, and read again for pages and files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from outreach.domain.joint_plan import Place, TeamPlan
from outreach.domain.joint_rounds import Happened, Stage, moved
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.planning.plan import Key, Plan, Stop, Visit, Walk
from outreach.planning.routing import ITERATIONS, Progress, route
from outreach.planning.spots import Spot, WalkTimes
from outreach.planning.teams import Member, Pause, Stretch, Team
from outreach.services.cut_shares import weigh
from outreach.services.give_shares import give_shares
from outreach.services.joint_round import Held, hold_joint_round, keep_stops, note_event, stops_of, teams_of
from outreach.services.walk_times import lines_of, walk_times
from outreach.store.tables import JointWalks

FEWEST, EACH = 200, 20
"""Iterations of the search for a small round, and more for each entrance: a few entrances are soon as good as they get."""
Point = tuple[float, float]
Line = list[Point]


@dataclass(frozen=True)
class Prepared:
    """All that the search needs; places by their ids: longitude, latitude, degrees."""

    revision: int
    visits: list[Visit]
    teams: list[Team]
    walks: WalkTimes
    places: Mapping[UUID, Point]
    numbers: Mapping[UUID, int]
    days: Sequence[date]


@dataclass(frozen=True)
class KeptWalks:
    """Walks as they were written down. `current`: made for the plan as it is now.

    Walks of several days that were computed before each had its day were one outing: they have none.
    """

    made_at: datetime
    current: bool
    walks: tuple[Walk, ...]
    numbers: Mapping[UUID, int]
    left_out: list[tuple[UUID, bool, str]]
    sentences: list[str]
    places: Mapping[UUID, Point]
    lines: Mapping[Key, Line]

    @property
    def by_day(self) -> list[tuple[date | None, list[Walk]]]:
        """Those with stops, day by day."""
        going = [walk for walk in self.walks if walk.stops]
        return [(day, [walk for walk in going if walk.day == day]) for day in dict.fromkeys(walk.day for walk in going)]

    def on(self, day: date) -> "KeptWalks":
        """The walks of one day alone."""
        return replace(self, walks=tuple(walk for walk in self.walks if walk.day in (day, None)))


def prepare_walks(session: Session, held: Held) -> Prepared:
    """Teams with people, the entrances of their shares, and the walks between all of it. Raises `Problem` (`shares_missing`) without any."""
    teams = [(number, team) for number, team in enumerate(teams_of(session, held.row.id)) if team.seats]
    staffed = {number for number, _ in teams}
    stops = [stop for stop in stops_of(session, held.row.id) if stop.share in staffed]
    if not stops:
        raise Problem("shares_missing", "Aucune entrée n’est encore à une équipe. Faites d’abord le découpage. Rien n’a été calculé.", 409)
    weighed = weigh(session, [stop.entrance for stop in stops])
    visits = [
        Visit(
            stop.entrance,
            one.weight,
            one.doors,
            tuple(stop.windows),
            stop.required,
            team=team_id(held.row.id, stop.share or 0),
        )
        for stop, one in zip(stops, weighed, strict=True)
    ]
    spots = [Spot(one.id, one.lon, one.lat) for one in weighed]
    meeting = {spot_id(held.row.id, place): place for _, team in teams for place in _meeting(team)}
    spots += [Spot(id_, place.lon, place.lat) for id_, place in meeting.items()]
    planned = [_team(held.row.id, number, team) for number, team in teams]
    numbers = {team_id(held.row.id, number): number for number, _ in teams}
    return Prepared(held.standing.revision, visits, planned, walk_times(session, spots), {spot.id: (spot.lon, spot.lat) for spot in spots}, numbers, held.days)


def find_walks(prepared: Prepared, told: Callable[[Progress], None]) -> Plan:
    """The plan of the walks: the same for the same entrances, teams and streets."""
    iterations = min(FEWEST + EACH * len(prepared.visits), ITERATIONS)
    return route(prepared.visits, prepared.teams, prepared.walks, days=prepared.days, iterations=iterations, told=told)


def keep_walks(session: Session, now: datetime, scope: Scope, joint_round_id: UUID, prepared: Prepared, plan: Plan) -> Held:
    """Write the walks down, and put the entrances into their order. Who walks where does not change, so nobody has to confirm.

    Raises `Problem` (`joint_round_moved`): the plan was changed while walks were computed.
    """
    held = hold_joint_round(session, scope, joint_round_id)
    if held.standing.revision != prepared.revision:
        raise moved()
    content = _written(plan, prepared, lines_of(session, plan.walks, prepared.places, prepared.walks))
    row = session.get(JointWalks, joint_round_id) or JointWalks(joint_round_id=joint_round_id)
    row.revision, row.made_at, row.content = prepared.revision, now, content
    session.add(row)
    order = {stop.entrance: place for place, stop in enumerate(stop for walk in plan.walks for stop in walk.stops)}
    stops = stops_of(session, joint_round_id)
    keep_stops(session, joint_round_id, sorted(stops, key=lambda stop: (order.get(stop.entrance, len(order)), stop.share is None, stop.share or 0)))
    note_event(session, now, held, scope, Happened.WALKED)
    if held.standing.stage is Stage.FIXED:
        give_shares(session, held)
    return held


def read_walks(session: Session, held: Held) -> KeptWalks | None:
    """The walks that were computed last, None before."""
    row = session.get(JointWalks, held.row.id)
    if row is None:
        return None
    only = held.days[0] if len(held.days) == 1 else None
    walks = [_walk(one, only) for one in row.content["walks"]]
    return KeptWalks(
        row.made_at,
        row.revision == held.standing.revision,
        tuple(walks),
        {walk.team.id: one["team"] for walk, one in zip(walks, row.content["walks"], strict=True)},
        [(UUID(one["entrance"]), one["required"], one["sentence"]) for one in row.content["left_out"]],
        list(row.content["sentences"]),
        {UUID(id_): (lon, lat) for id_, (lon, lat) in row.content["places"].items()},
        {walk.key: [(lon, lat) for lon, lat in one["line"]] for walk, one in zip(walks, row.content["walks"], strict=True)},
    )


def team_id(joint_round_id: UUID, number: int) -> UUID:
    """What a team is called in the search."""
    return uuid5(joint_round_id, f"team {number}")


def spot_id(joint_round_id: UUID, place: Place) -> UUID:
    """What a meeting point is called in the search."""
    return uuid5(joint_round_id, f"{place.lon:.6f} {place.lat:.6f}")


def _meeting(team: TeamPlan) -> list[Place]:
    return [team.start, team.end, *([team.pause.place] if team.pause else [])]


def _team(joint: UUID, number: int, team: TeamPlan) -> Team:
    shift = Stretch(*team.shift)
    members = tuple(Member(uuid5(joint, f"{seat.organisation} {seat.label}"), seat.organisation, shift) for seat in team.seats)
    pause = Pause(spot_id(joint, team.pause.place), Stretch(*team.pause.during)) if team.pause else None
    return Team(team_id(joint, number), team.label, members, spot_id(joint, team.start), spot_id(joint, team.end), shift, pause, days=tuple(team.days))


def _written(plan: Plan, prepared: Prepared, lines: Mapping[Key, Any]) -> dict[str, Any]:
    return {
        "walks": [
            {
                "team": prepared.numbers[walk.team.id],
                "id": str(walk.team.id),
                "label": walk.team.label,
                "day": walk.day and walk.day.isoformat(),
                "part": walk.part,
                "start": str(walk.start),
                "end": str(walk.end),
                "leaves": walk.leaves.isoformat(),
                "returns": walk.returns.isoformat(),
                "stops": [
                    [str(stop.entrance), stop.arrival.isoformat(), stop.begin.isoformat(), stop.end.isoformat(), stop.walk_metres, stop.walk_minutes]
                    for stop in walk.stops
                ],
                "sums": [walk.metres, walk.walking_minutes, walk.visiting_minutes, walk.waiting_minutes],
                "line": [[round(float(lon), 6), round(float(lat), 6)] for lon, lat in lines.get(walk.key, ())],
            }
            for walk in plan.walks
        ],
        "left_out": [{"entrance": str(one.visit.entrance), "required": one.visit.required, "sentence": one.sentence} for one in plan.left_out],
        "sentences": list(plan.sentences),
        "places": {str(id_): list(point) for id_, point in prepared.places.items()},
    }


def _walk(kept: Mapping[str, Any], only: date | None) -> Walk:
    """`only`: the day of the round if it has one alone."""
    day = date.fromisoformat(kept["day"]) if kept.get("day") else only
    leaves, returns = time.fromisoformat(kept["leaves"]), time.fromisoformat(kept["returns"])
    team = Team(UUID(kept["id"]), kept["label"], (), UUID(kept["start"]), UUID(kept["end"]), Stretch(time(0), time(23, 59)))
    stops = tuple(
        Stop(UUID(id_), time.fromisoformat(arrival), time.fromisoformat(begin), time.fromisoformat(end), metres, minutes)
        for id_, arrival, begin, end, metres, minutes in kept["stops"]
    )
    return Walk(team, day, kept["part"], team.start, team.end, leaves, returns, stops, *kept["sums"])
