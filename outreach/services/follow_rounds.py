"""How far the rounds of an organisation are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, Side, standing_order
from outreach.domain.outcomes import CONTACTS, Outcome
from outreach.domain.scope import Scope
from outreach.services.save_round import devices_of, find_round
from outreach.store.doors import shown_to
from outreach.store.tables import Device, Door, DoorState, Entrance, Neighbourhood, Round, RoundEntrance, Visit


@dataclass(frozen=True)
class Progress:
    """Doors known, doors with a live visit of the round, doors where somebody was talked with or took the leaflet; doors to leave alone.

    `spared`: not visited in the round, and their household asks us to stay away.
    """

    doors: int
    visited: int
    contacts: int
    spared: int = 0

    @property
    def left(self) -> int:
        """Doors where somebody is still to knock."""
        return self.doors - self.visited - self.spared

    @property
    def percent(self) -> int:
        """Share of the doors to visit that were visited, rounded down: 100 means all."""
        asked = self.doors - self.spared
        return 100 * self.visited // asked if asked else 0


@dataclass(frozen=True)
class RoundName:
    """A round without what came of it."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    when: Literal["now", "later", "over"]


@dataclass(frozen=True)
class RoundSummary(RoundName):
    """A round in a list."""

    entrances: int
    progress: Progress


@dataclass(frozen=True)
class DoorDot:
    """A door of a small façade: the outcome of its latest visit, or None when this round has not been there; `opposition` as long as one holds."""

    name: str
    outcome: str | None


@dataclass(frozen=True)
class EntranceProgress:
    """An entrance of a round. `floors`: top floor first, its doors in the order they stand."""

    id: UUID
    label: str
    address: str
    neighbourhood: str | None
    progress: Progress
    floors: list[tuple[int, list[DoorDot]]]


@dataclass(frozen=True)
class RoundDetail:
    """A round with everything the page shows."""

    round: Round
    summary: RoundSummary
    entrances: list[EntranceProgress]
    devices: list[Device]


SIDE_NAMES = {"left": "gauche", "middle": "milieu", "right": "droite"}


def name_rounds(session: Session, scope: Scope, today: date) -> list[RoundName]:
    """Every round of the organisation: those of today first, then those to come, then the past ones, latest first."""
    rounds = [_named(one, today) for one in session.scalars(select(Round).where(Round.organisation_id == scope.organisation_id))]
    order = {"now": 0, "later": 1, "over": 2}
    return sorted(rounds, key=lambda s: (order[s.when], s.starts_on.toordinal() * (1 if s.when != "over" else -1), s.name, str(s.id)))


def list_rounds(session: Session, scope: Scope, rounds: Sequence[RoundName]) -> list[RoundSummary]:
    """Some of them, with how far they are. Each costs a reading of its visits: ask for those that are shown."""
    asked = and_(Round.organisation_id == scope.organisation_id, Round.id.in_([one.id for one in rounds]))
    places = select(RoundEntrance.round_id, func.count()).join(Round, Round.id == RoundEntrance.round_id).where(asked).group_by(RoundEntrance.round_id)
    entrances = _counts(session, places)
    doors = _counts(session, places.join(Door, Door.entrance_id == RoundEntrance.entrance_id).where(shown_to(scope.organisation_id)))
    visited = _counts(session, _doors_visited(scope, rounds))
    contacts = _counts(session, _doors_visited(scope, rounds).where(Visit.outcome.in_(CONTACTS)))
    spared = _counts(session, _doors_spared(scope, rounds))
    counted = (doors, visited, contacts, spared)
    return [_summary(one, entrances.get(one.id, 0), Progress(*(some.get(one.id, 0) for some in counted))) for one in rounds]


def follow_round(session: Session, scope: Scope, round_id: UUID, today: date) -> RoundDetail:
    """One round with its entrances in the order of the walk. Raises `Problem` (`unknown_round`)."""
    found = find_round(session, scope, round_id)
    rows = session.execute(
        select(Entrance, Neighbourhood.name)
        .join(RoundEntrance, RoundEntrance.entrance_id == Entrance.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(RoundEntrance.round_id == found.id)
        .order_by(RoundEntrance.position, Entrance.id)
    ).all()
    doors = _doors(session, scope, [entrance.id for entrance, _ in rows])
    visited, contacts = _visited_in(session, scope, found.id)
    states = _states(session, scope, doors.keys())
    entrances = [_entrance(entrance, area, doors.get(entrance.id, []), visited, contacts, states) for entrance, area in rows]
    total = Progress(*(sum(getattr(e.progress, part) for e in entrances) for part in ("doors", "visited", "contacts", "spared")))
    devices = session.scalars(select(Device).where(Device.id.in_(devices_of(session, found.id))).order_by(Device.name)).all()
    return RoundDetail(found, _summary(_named(found, today), len(entrances), total), entrances, list(devices))


def door_name(door: Door | DoorLabel) -> str:
    """How a door is called on a page: « 3e étage, gauche, n° 12 »."""
    parts = [floor_name(door.floor), SIDE_NAMES.get(door.side or ""), f"n° {door.number}" if door.number else None, door.letter and f"porte {door.letter}"]
    return ", ".join(part for part in parts if part)


def floor_name(floor: int) -> str:
    """How a floor is called in France, where the ground floor is none."""
    if floor <= 0:
        return f"sous-sol {-floor}" if floor else "rez-de-chaussée"
    return "1er étage" if floor == 1 else f"{floor}e étage"


def _counts(session: Session, query: Select[UUID, int]) -> dict[UUID, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _doors_visited(scope: Scope, rounds: Sequence[RoundName]) -> Select[UUID, int]:
    return (
        select(Visit.round_id, func.count(Visit.door_id.distinct()))
        .join(Door, Door.id == Visit.door_id)
        .join(RoundEntrance, (RoundEntrance.round_id == Visit.round_id) & (RoundEntrance.entrance_id == Door.entrance_id))
        .where(Visit.organisation_id == scope.organisation_id, Visit.round_id.in_([one.id for one in rounds]))
        .group_by(Visit.round_id)
    )


def _doors_spared(scope: Scope, rounds: Sequence[RoundName]) -> Select[UUID, int]:
    """By round: doors of its entrances that ask us to stay away, and that it did not visit."""
    visited = exists().where(Visit.organisation_id == scope.organisation_id, Visit.round_id == RoundEntrance.round_id, Visit.door_id == DoorState.door_id)
    return (
        select(RoundEntrance.round_id, func.count(DoorState.door_id.distinct()))
        .join(DoorState, DoorState.entrance_id == RoundEntrance.entrance_id)
        .join(Door, Door.id == DoorState.door_id)
        .where(RoundEntrance.round_id.in_([one.id for one in rounds]), DoorState.organisation_id == scope.organisation_id, DoorState.opposed, ~visited)
        .group_by(RoundEntrance.round_id)
    )


def _named(one: Round, today: date) -> RoundName:
    when: Literal["now", "later", "over"] = "later" if today < one.starts_on else "over" if today > one.ends_on else "now"
    return RoundName(one.id, one.name, one.starts_on, one.ends_on, when)


def _summary(one: RoundName, entrances: int, progress: Progress) -> RoundSummary:
    return RoundSummary(one.id, one.name, one.starts_on, one.ends_on, one.when, entrances, progress)


def _doors(session: Session, scope: Scope, entrances: list[UUID]) -> dict[UUID, list[Door]]:
    found: dict[UUID, list[Door]] = defaultdict(list)
    for door in session.scalars(select(Door).where(Door.entrance_id.in_(entrances), shown_to(scope.organisation_id))):
        found[door.entrance_id].append(door)
    return found


def _visited_in(session: Session, scope: Scope, round_id: UUID) -> tuple[set[UUID], set[UUID]]:
    rows = session.execute(select(Visit.door_id, Visit.outcome).where(Visit.organisation_id == scope.organisation_id, Visit.round_id == round_id)).all()
    return {door for door, _ in rows}, {door for door, outcome in rows if outcome in CONTACTS}


def _states(session: Session, scope: Scope, entrances: Iterable[UUID]) -> dict[UUID, tuple[str, bool]]:
    """By door: the outcome of its latest visit, and whether to stay away."""
    query = select(DoorState.door_id, DoorState.outcome, DoorState.opposed)
    rows = session.execute(query.where(DoorState.organisation_id == scope.organisation_id, DoorState.entrance_id.in_(list(entrances))))
    return {door: (outcome, opposed) for door, outcome, opposed in rows}


def _entrance(
    entrance: Entrance, area: str | None, doors: list[Door], visited: set[UUID], contacts: set[UUID], states: dict[UUID, tuple[str, bool]]
) -> EntranceProgress:
    floors: dict[int, list[Door]] = defaultdict(list)
    for door in doors:
        floors[door.floor].append(door)
    own = {door.id for door in doors}
    opposed = {door for door in own if door in states and states[door][1]}

    def dot(door: Door) -> DoorDot:
        outcome = states[door.id][0] if door.id in visited and door.id in states else None
        return DoorDot(door_name(door), Outcome.OPPOSITION if door.id in opposed else outcome)

    return EntranceProgress(
        entrance.id,
        entrance.label,
        entrance.address,
        area,
        Progress(len(doors), len(own & visited), len(own & contacts), len(opposed - visited)),
        [(floor, [dot(door) for door in sorted(floors[floor], key=_as_they_stand)]) for floor in sorted(floors, reverse=True)],
    )


def _as_they_stand(door: Door) -> tuple[tuple[int, int, str, int], str]:
    return standing_order(DoorLabel(door.floor, cast("Side | None", door.side), door.number, door.letter)), str(door.id)
