"""Doors, whether they stand and how they are called, made again from the journal for the entrances that some entries touch."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ids import uuid_of
from outreach.domain.moments import corrected, read_moment
from outreach.domain.ordering import Ordered, Seen, latest
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import Door, LogEntry

Row = dict[str, Any]
KINDS = ("doors", "door_removal", "door_label", "door_move", "door_merge")
"""What is said of a place, by whomever."""

PLACES: Columns = select(LogEntry.id, LogEntry.entrance_id, LogEntry.kind, LogEntry.number, LogEntry.epoch, LogEntry.clear)
LABEL = ("side", "number", "letter")


@dataclass
class _Said:
    """What the journal says of one door. Each list: how an entry stands in the order, and what it says."""

    first: Row | None = None
    presence: list[tuple[Ordered, bool]] = field(default_factory=list)
    labels: list[tuple[Ordered, Row]] = field(default_factory=list)


def project_places(session: Session, entrances: Collection[UUID]) -> None:
    """Make the doors of these entrances again, from what every organisation noted there."""
    for chunk in chunks(sorted(entrances, key=lambda entrance: entrance.bytes), 1000):
        doors = _doors(session, chunk)
        session.execute(delete(Door).where(Door.entrance_id.in_(chunk)))
        insert_rows(session, Door, sorted(doors, key=lambda door: door["id"].bytes))


def _doors(session: Session, entrances: Collection[UUID]) -> list[Row]:
    """The doors that somebody described. What is removed or renamed and was never described has no floor to stand on."""
    said: dict[tuple[UUID, str], _Said] = {}
    query = PLACES.where(LogEntry.entrance_id.in_(entrances), LogEntry.kind.in_(KINDS), LogEntry.clear.is_not(None))
    for id_, entrance, kind, number, epoch, clear in session.execute(query):
        content = from_json(clear)
        _note(said, entrance, kind, content, _ordered(id_, content, Seen(epoch, number)))
    return [_row(entrance, one.first, one) for (entrance, _), one in said.items() if one.first is not None]


def _note(said: dict[tuple[UUID, str], _Said], entrance: UUID, kind: str, content: Row, order: Ordered) -> None:
    if kind in ("door_move", "door_merge"):
        return
    if kind == "door_label":
        said.setdefault((entrance, content["door"]), _Said()).labels.append((order, content))
        return
    for one in content["doors"]:
        door = said.setdefault((entrance, one["id"] if kind == "doors" else one), _Said())
        door.presence.append((order, kind == "doors"))
        if kind == "doors":
            door.first = one


def _row(entrance: UUID, first: Row, said: _Said) -> Row:
    label = _last(said.labels) if said.labels else first
    place = {"id": uuid_of(first["id"]), "entrance_id": entrance, "floor": first["floor"], "standing": _last(said.presence)}
    return place | {name: label[name] for name in LABEL}


def _last(noted: list[tuple[Ordered, Any]]) -> Any:  # noqa: ANN401 (what the latest of them says)
    if len(noted) == 1:
        return noted[0][1]
    last = latest([order for order, _ in noted])
    return next(content for order, content in noted if order is last)


def _ordered(id_: UUID, said: Row, numbered: Seen) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return Ordered(id_, uuid_of(said["device"]), said["counter"], seen, numbered, corrected_at)
