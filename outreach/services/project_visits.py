"""Visits and the states of doors, made again from the journal for the doors that some entries touch.

Ids stay texts while entries are weighed against each other: canonical UUID texts sort as their UUIDs do, and most are never needed as UUIDs.
"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ids import uuid_of
from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.ordering import Ordered, Seen, dead, latest
from outreach.store.journal import Reference, chunks, insert_rows, noted_at_doors, references, referring_to_doors
from outreach.store.tables import DoorState, LogEntry, Visit

Row = dict[str, Any]


def project_visits(session: Session, organisation: UUID, doors: Iterable[UUID], targets: Iterable[UUID]) -> None:
    """Bring up to date the doors of some new visits, and of every visit that new entries replace or withdraw, directly or through others.

    Args:
        session: a writing transaction in which the new entries are in the journal.
        organisation: whose visits.
        doors: the doors of the new visits.
        targets: the ids that the new visits replace and the new withdrawals withdraw, known or not.
    """
    touched = set(doors)
    passed: set[UUID] = set()
    wanted = set(targets)
    while wanted:
        found = [one for one in references(session, LogEntry, "id", wanted) if one.organisation == organisation and one.kind == "visit"]
        passed |= wanted
        touched.update(one.door for one in found if one.door is not None)
        wanted = {one.target for one in found if one.target is not None} - passed
    project_doors(session, organisation, touched)


def project_doors(session: Session, organisation: UUID, doors: Collection[UUID]) -> None:
    """Make the visits and the states of these doors again: a pure function of the journal's entries."""
    for chunk in chunks(sorted(doors, key=lambda door: door.bytes), 1000):
        live = _live_visits(session, organisation, chunk)
        _settle_visits(session, organisation, chunk, live)
        states = _states(organisation, live)
        session.execute(delete(DoorState).where(DoorState.organisation_id == organisation, DoorState.door_id.in_(chunk)))
        insert_rows(session, DoorState, states)


def _live_visits(session: Session, organisation: UUID, doors: Collection[UUID]) -> list[Row]:
    """What the visits at these doors say that nothing withdraws or replaces. Neither reaches beyond an entrance or an organisation."""
    here: list[Row] = []
    for number, epoch, clear in noted_at_doors(session, organisation, doors):
        here.append(from_json(clear) | {"numbered": Seen(epoch, number)})
    referring = referring_to_doors(session, organisation, doors)
    wanted = {one.id for one in referring if one.kind == "visit"}
    while wanted:
        further = [one for one in references(session, LogEntry, "target_id", wanted) if one.organisation == organisation]
        wanted = {one.id for one in further if one.kind == "visit"} - {one.id for one in referring}
        referring += further
    gone = _dead(here, referring)
    return [visit for visit in here if visit["id"] not in gone]


def _dead(here: Sequence[Row], referring: Sequence[Reference]) -> set[str]:
    entrances: dict[str, str] = {visit["id"]: visit["entrance"] for visit in here}
    targets: dict[str, str | None] = {visit["id"]: visit["replaces"] for visit in here}
    for one in referring:
        if one.kind == "visit":
            entrances[str(one.id)], targets[str(one.id)] = str(one.entrance), str(one.target)
    replaces = {id_: target if target and entrances.get(target) == entrances[id_] else None for id_, target in targets.items()}
    withdrawn = {str(one.target) for one in referring if one.kind == "withdrawal" and entrances.get(str(one.target)) == str(one.entrance)}
    return dead(replaces, withdrawn)


def _settle_visits(session: Session, organisation: UUID, doors: Collection[UUID], live: Sequence[Row]) -> None:
    """Add and remove visits: the row of a live visit depends on its own entry alone, so one that is there already is right."""
    present = set(session.scalars(select(Visit.id).where(Visit.organisation_id == organisation, Visit.door_id.in_(doors))))
    wanted = {uuid_of(visit["id"]): visit for visit in live}
    for chunk in chunks(present - set(wanted)):
        session.execute(delete(Visit).where(Visit.id.in_(chunk)))
    insert_rows(session, Visit, [_visit_row(id_, organisation, visit) for id_, visit in wanted.items() if id_ not in present])


def _visit_row(id_: UUID, organisation: UUID, said: Row) -> Row:
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return {
        "id": id_,
        "organisation_id": organisation,
        "round_id": uuid_of(said["round"]),
        "entrance_id": uuid_of(said["entrance"]),
        "door_id": uuid_of(said["door"]),
        "device_id": uuid_of(said["device"]),
        "author_id": uuid_of(said["author"]),
        "outcome": said["outcome"],
        "slot": said["slot"],
        "day": paris_day(corrected_at),
        "corrected_at": corrected_at,
        "hour_known": said.get("paper") is None or said["paper"]["hour_known"],
    }


def _states(organisation: UUID, live: Sequence[Row]) -> list[Row]:
    doors: dict[str, list[Row]] = {}
    for visit in live:
        doors.setdefault(visit["door"], []).append(visit)
    return [_state_row(organisation, visits) for visits in doors.values()]


def _state_row(organisation: UUID, visits: Sequence[Row]) -> Row:
    last = visits[0]
    if len(visits) > 1:
        by_id = {uuid_of(visit["id"]): visit for visit in visits}
        last = by_id[latest([_ordered(id_, visit) for id_, visit in by_id.items()]).id]
    return {
        "organisation_id": organisation,
        "door_id": uuid_of(last["door"]),
        "entrance_id": uuid_of(last["entrance"]),
        "visit_id": uuid_of(last["id"]),
        "outcome": last["outcome"],
        "passages": len(visits),
    }


def _ordered(id_: UUID, said: Row) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    return Ordered(id_, uuid_of(said["device"]), said["counter"], seen, said["numbered"], corrected(read_moment(said["made_at"]), said["clock_error_ms"]))
