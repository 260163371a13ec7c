"""Doors and their labels, made again from the journal for the entrances that some entries touch."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.moments import corrected, read_moment
from outreach.domain.ordering import Ordered, Seen, latest
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import Door, LogEntry

Row = dict[str, Any]
PLACES: Columns = select(LogEntry.id, LogEntry.entrance_id, LogEntry.kind, LogEntry.door_id, LogEntry.number, LogEntry.epoch, LogEntry.clear)
LABEL = ("side", "number", "letter")


def project_places(session: Session, entrances: Collection[UUID]) -> None:
    """Make the doors of these entrances again, from what every organisation noted there."""
    for chunk in chunks(sorted(entrances, key=lambda entrance: entrance.bytes), 1000):
        doors = _doors(session, chunk)
        session.execute(delete(Door).where(Door.entrance_id.in_(chunk)))
        insert_rows(session, Door, [doors[door] for door in sorted(doors, key=lambda door: door.bytes)])


def _doors(session: Session, entrances: Collection[UUID]) -> dict[UUID, Row]:
    doors: dict[UUID, Row] = {}
    labels: dict[tuple[UUID, UUID], list[tuple[Ordered, Row]]] = {}
    query = PLACES.where(LogEntry.entrance_id.in_(entrances), LogEntry.kind.in_(("doors", "door_label")), LogEntry.clear.is_not(None))
    for id_, entrance, kind, door, number, epoch, clear in session.execute(query):
        said = from_json(clear)
        if kind == "doors":
            doors.update((UUID(one["id"]), _door_row(entrance, one)) for one in said["doors"])
        else:
            labels.setdefault((entrance, door), []).append((_ordered(id_, said, Seen(epoch, number)), said))
    for (entrance, door), noted in labels.items():
        if door in doors and doors[door]["entrance_id"] == entrance:
            last = latest([ordered for ordered, _ in noted]).id
            doors[door].update(next({name: said[name] for name in LABEL} for ordered, said in noted if ordered.id == last))
    return doors


def _door_row(entrance: UUID, said: Row) -> Row:
    return {"id": UUID(said["id"]), "entrance_id": entrance, "floor": said["floor"]} | {name: said[name] for name in LABEL}


def _ordered(id_: UUID, said: Row, numbered: Seen) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return Ordered(id_, UUID(said["device"]), said["counter"], seen, numbered, corrected_at)
