"""Doors, whether they stand, how they are called and which are one, made again from the journal for the entrances that some entries touch."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ids import uuid_of
from outreach.domain.merges import canonical_doors
from outreach.domain.moments import corrected, read_moment
from outreach.domain.ordering import Ordered, Seen, latest
from outreach.services.project_passages import project_passages_of_all
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import Door, LogEntry

Row = dict[str, Any]
KINDS = ("doors", "door_removal", "door_label", "door_move", "door_merge")
"""What is said of a place, by whomever."""

PLACES: Columns = select(LogEntry.id, LogEntry.entrance_id, LogEntry.kind, LogEntry.number, LogEntry.epoch, LogEntry.clear)
LABEL = ("side", "number", "letter")


Noted = list[tuple[Ordered, Any]]
"""How each entry stands in the order, and what it says."""


@dataclass
class _Said:
    """What the journal says of one door."""

    first: Row | None = None
    presence: Noted = field(default_factory=list)
    labels: Noted = field(default_factory=list)
    floors: Noted = field(default_factory=list)
    merges: Noted = field(default_factory=list)


def project_places(session: Session, entrances: Collection[UUID]) -> set[UUID]:
    """Make the doors of these entrances again, from what every organisation noted there.

    Returns the doors that are one with others now and were not before, or the other way round: their visits are to be laid out again.
    """
    regrouped: set[UUID] = set()
    for chunk in chunks(sorted(entrances, key=lambda entrance: entrance.bytes), 1000):
        merged = select(Door.id, Door.merged_into).where(Door.entrance_id.in_(chunk), Door.merged_into.is_not(None))
        before: dict[UUID, UUID] = {door: into for door, into in session.execute(merged) if into is not None}
        doors = _doors(session, chunk)
        session.execute(delete(Door).where(Door.entrance_id.in_(chunk)))
        insert_rows(session, Door, sorted(doors, key=lambda door: door["id"].bytes))
        after = {door["id"]: door["merged_into"] for door in doors if door["merged_into"]}
        for door in {*before, *after}:
            if before.get(door) != after.get(door):
                regrouped |= {door, before.get(door, door), after.get(door, door)}
    project_passages_of_all(session, entrances)
    return regrouped


def _doors(session: Session, entrances: Collection[UUID]) -> list[Row]:
    """The doors that somebody described. What is removed or renamed and was never described has no floor to stand on."""
    said: dict[UUID, dict[str, _Said]] = {}
    query = PLACES.where(LogEntry.entrance_id.in_(entrances), LogEntry.kind.in_(KINDS), LogEntry.clear.is_not(None))
    for id_, entrance, kind, number, epoch, clear in session.execute(query):
        content = from_json(clear)
        _note(said.setdefault(entrance, {}), kind, content, _ordered(id_, content, Seen(epoch, number)))
    return [row for entrance, doors in said.items() for row in _rows(entrance, doors)]


def _note(doors: dict[str, _Said], kind: str, content: Row, order: Ordered) -> None:
    if kind in ("doors", "door_removal"):
        for one in content["doors"]:
            door = doors.setdefault(one["id"] if kind == "doors" else one, _Said())
            door.presence.append((order, kind == "doors"))
            if kind == "doors":
                door.first = one
        return
    door = doors.setdefault(content["door"], _Said())
    if kind == "door_label":
        door.labels.append((order, content))
    elif kind == "door_move":
        door.floors.append((order, content["floor"]))
    else:
        door.merges.append((order, content["into"]))


def _rows(entrance: UUID, doors: dict[str, _Said]) -> list[Row]:
    described = {id_: one.first for id_, one in doors.items() if one.first is not None}
    merged = canonical_doors({id_: _last(one.merges) for id_, one in doors.items() if one.merges}, described)
    return [_row(entrance, first, doors[id_], merged.get(id_)) for id_, first in described.items()]


def _row(entrance: UUID, first: Row, said: _Said, into: str | None) -> Row:
    label = _last(said.labels) if said.labels else first
    return {
        "id": uuid_of(first["id"]),
        "entrance_id": entrance,
        "floor": _last(said.floors) if said.floors else first["floor"],
        "standing": into is None and _last(said.presence),
        "merged_into": into and uuid_of(into),
        **{name: label[name] for name in LABEL},
    }


def _last(noted: Noted) -> Any:  # noqa: ANN401 (what the latest of them says)
    if len(noted) == 1:
        return noted[0][1]
    last = latest([order for order, _ in noted])
    return next(content for order, content in noted if order is last)


def _ordered(id_: UUID, said: Row, numbered: Seen) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return Ordered(id_, uuid_of(said["device"]), said["counter"], seen, numbered, corrected_at)
