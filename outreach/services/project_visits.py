"""Visits and the states of doors, made again from the journal for the doors that some entries touch."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.ordering import Ordered, Seen, dead, latest
from outreach.store.journal import Columns, Reference, chunks, insert_rows, references
from outreach.store.tables import DoorState, LogEntry, Visit

Row = dict[str, Any]
CONTENT: Columns = select(LogEntry.id, LogEntry.entrance_id, LogEntry.door_id, LogEntry.number, LogEntry.epoch, LogEntry.clear)


def project_visits(session: Session, organisation: UUID, entries: Collection[UUID]) -> None:
    """Bring up to date the doors of these visits and withdrawals, and of every visit that they replace or withdraw, directly or through others."""
    project_doors(session, organisation, _doors_of(session, organisation, entries))


def project_doors(session: Session, organisation: UUID, doors: Collection[UUID]) -> None:
    """Make the visits and the states of these doors again: a pure function of the journal's entries."""
    for chunk in chunks(sorted(doors, key=lambda door: door.bytes), 1000):
        live = _live_visits(session, organisation, chunk)
        visits, states = _rows(session, organisation, live)
        session.execute(delete(Visit).where(Visit.organisation_id == organisation, Visit.door_id.in_(chunk)))
        session.execute(delete(DoorState).where(DoorState.organisation_id == organisation, DoorState.door_id.in_(chunk)))
        insert_rows(session, Visit, visits)
        insert_rows(session, DoorState, states)


def _doors_of(session: Session, organisation: UUID, entries: Collection[UUID]) -> set[UUID]:
    doors: set[UUID] = set()
    passed: set[UUID] = set()
    wanted = set(entries)
    while wanted:
        found = [one for one in references(session, LogEntry, "id", wanted) if one.organisation == organisation]
        passed |= wanted
        doors.update(one.door for one in found if one.kind == "visit" and one.door is not None)
        wanted = {one.target for one in found if one.target is not None} - passed
    return doors


def _live_visits(session: Session, organisation: UUID, doors: Collection[UUID]) -> list[UUID]:
    """The ids of the visits at these doors that nothing withdraws or replaces. Neither reaches beyond an entrance or an organisation."""
    here = [one for one in references(session, LogEntry, "door_id", doors) if one.kind == "visit" and one.organisation == organisation]
    visits = {one.id: one for one in here}
    withdrawals: list[Reference] = []
    wanted = set(visits)
    while wanted:
        found = [one for one in references(session, LogEntry, "target_id", wanted) if one.organisation == organisation]
        withdrawals += [one for one in found if one.kind == "withdrawal"]
        wanted = {one.id for one in found if one.kind == "visit"} - set(visits)
        visits.update((one.id, one) for one in found if one.kind == "visit")
    replaces = {one.id: one.target if _same_entrance(one, visits) else None for one in visits.values()}
    gone = dead(replaces, {one.target for one in withdrawals if one.target is not None and _same_entrance(one, visits)})
    return [one.id for one in here if one.id not in gone]


def _same_entrance(one: Reference, visits: dict[UUID, Reference]) -> bool:
    return one.target in visits and visits[one.target].entrance == one.entrance


def _rows(session: Session, organisation: UUID, ids: Collection[UUID]) -> tuple[list[Row], list[Row]]:
    visits: list[Row] = []
    doors: dict[UUID, list[tuple[Ordered, Row]]] = {}
    for chunk in chunks(ids):
        for id_, entrance, door, number, epoch, clear in session.execute(CONTENT.where(LogEntry.id.in_(chunk), LogEntry.clear.is_not(None))):
            said = from_json(clear)
            row = _visit_row(id_, organisation, entrance, door, said)
            visits.append(row)
            doors.setdefault(door, []).append((_ordered(id_, row, said, Seen(epoch, number)), row))
    return visits, [_state_row(noted) for noted in doors.values()]


def _visit_row(id_: UUID, organisation: UUID, entrance: UUID, door: UUID, said: Row) -> Row:
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return {
        "id": id_,
        "organisation_id": organisation,
        "round_id": UUID(said["round"]),
        "entrance_id": entrance,
        "door_id": door,
        "device_id": UUID(said["device"]),
        "author_id": UUID(said["author"]),
        "outcome": said["outcome"],
        "slot": said["slot"],
        "day": paris_day(corrected_at),
        "corrected_at": corrected_at,
    }


def _ordered(id_: UUID, row: Row, said: Row, numbered: Seen) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    return Ordered(id_, row["device_id"], said["counter"], seen, numbered, row["corrected_at"])


def _state_row(noted: list[tuple[Ordered, Row]]) -> Row:
    rows = {ordered.id: row for ordered, row in noted}
    last = rows[latest([ordered for ordered, _ in noted]).id]
    return {
        "organisation_id": last["organisation_id"],
        "door_id": last["door_id"],
        "entrance_id": last["entrance_id"],
        "visit_id": last["id"],
        "outcome": last["outcome"],
        "passages": len(rows),
    }
