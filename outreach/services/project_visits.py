"""Visits and the states of doors, made again from the journal for the doors that some entries touch.

Ids stay texts while entries are weighed against each other: canonical UUID texts sort as their UUIDs do, and most are never needed as UUIDs.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ids import uuid_of
from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.opposition import holds
from outreach.domain.ordering import Ordered, Seen, dead, latest
from outreach.domain.outcomes import Outcome
from outreach.services.project_passages import project_passages
from outreach.store.journal import Columns, Reference, chunks, insert_rows, noted_at_doors, references, referring_to_doors
from outreach.store.tables import Door, DoorState, LogEntry, Visit

Row = dict[str, Any]
KINDS = ("visit", "opposition_lifted")
"""What the state of a door is made of."""


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


def regroup_visits(session: Session, doors: Collection[UUID]) -> None:
    """Lay out the visits of doors that became one, or ceased to be, again: those of every organisation, since doors are the territory's."""
    if not doors:
        return
    concerned = {door for doors_of in _groups(session, doors).values() for door in doors_of}
    whose: set[UUID] = set()
    for chunk in chunks(concerned):
        whose.update(session.scalars(select(LogEntry.organisation_id).where(LogEntry.door_id.in_(chunk), LogEntry.kind == "visit").distinct()))
    for organisation in sorted(whose):
        project_doors(session, organisation, doors)


def project_doors(session: Session, organisation: UUID, doors: Collection[UUID]) -> None:
    """Make the visits and the states of these doors, and of those that are one with them, again: a pure function of the journal's entries.

    Of an entrance at which that changes a visit, what figures are made of is made again as well.
    """
    touched: set[UUID] = set()
    groups = _groups(session, doors)
    for chunk in chunks(sorted(groups, key=lambda door: door.bytes), 1000):
        canonical = {str(door): into for into in chunk for door in groups[into]}
        here = [door for into in chunk for door in groups[into]]
        live, lifted = _live_visits(session, organisation, here)
        touched |= _settle_visits(session, organisation, here, live, canonical)
        states = _states(organisation, live, lifted, canonical)
        session.execute(delete(DoorState).where(DoorState.organisation_id == organisation, DoorState.door_id.in_(here)))
        insert_rows(session, DoorState, states)
    project_passages(session, organisation, touched)


def _groups(session: Session, doors: Collection[UUID]) -> dict[UUID, set[UUID]]:
    """The doors that these are, each with all the doors that are this one."""
    merged: Columns = select(Door.id, Door.merged_into)
    into: dict[UUID, UUID] = {}
    for chunk in chunks(doors):
        into.update((door, other) for door, other in session.execute(merged.where(Door.id.in_(chunk), Door.merged_into.is_not(None))))
    groups = {into.get(door, door): {into.get(door, door)} for door in doors}
    for chunk in chunks(groups):
        for door, other in session.execute(merged.where(Door.merged_into.in_(chunk))):
            groups[other].add(door)
    for door in doors:
        groups[into.get(door, door)].add(door)
    return groups


def _live_visits(session: Session, organisation: UUID, doors: Collection[UUID]) -> tuple[list[Row], list[Row]]:
    """What the visits at these doors say that nothing withdraws or replaces, and what lifts an opposition there.

    Neither reaches beyond an entrance or an organisation.
    """
    here: list[Row] = []
    lifted: list[Row] = []
    for kind, number, epoch, clear in noted_at_doors(session, organisation, doors, KINDS):
        (here if kind == "visit" else lifted).append(from_json(clear) | {"numbered": Seen(epoch, number)})
    referring = referring_to_doors(session, organisation, doors)
    wanted = {one.id for one in referring if one.kind == "visit"}
    while wanted:
        further = [one for one in references(session, LogEntry, "target_id", wanted) if one.organisation == organisation]
        wanted = {one.id for one in further if one.kind == "visit"} - {one.id for one in referring}
        referring += further
    gone = _dead(here, referring)
    return [visit for visit in here if visit["id"] not in gone], lifted


def _dead(here: Sequence[Row], referring: Sequence[Reference]) -> set[str]:
    entrances: dict[str, str] = {visit["id"]: visit["entrance"] for visit in here}
    targets: dict[str, str | None] = {visit["id"]: visit["replaces"] for visit in here}
    for one in referring:
        if one.kind == "visit":
            entrances[str(one.id)], targets[str(one.id)] = str(one.entrance), str(one.target)
    replaces = {id_: target if target and entrances.get(target) == entrances[id_] else None for id_, target in targets.items()}
    withdrawn = {str(one.target) for one in referring if one.kind == "withdrawal" and entrances.get(str(one.target)) == str(one.entrance)}
    return dead(replaces, withdrawn)


def _settle_visits(session: Session, organisation: UUID, doors: Collection[UUID], live: Sequence[Row], canonical: Mapping[str, UUID]) -> set[UUID]:
    """Add and remove visits: the row of a live visit depends on its own entry and on which door its door is, so one that is right stays.

    Returns the entrances of those that were added or removed.
    """
    wanted = {uuid_of(visit["id"]): visit for visit in live}
    placed: Columns = select(Visit.id, Visit.door_id, Visit.entrance_id).where(Visit.organisation_id == organisation)
    present: dict[UUID, tuple[UUID, UUID]] = {}
    present.update((id_, (door, entrance)) for id_, door, entrance in session.execute(placed.where(Visit.door_id.in_(doors))))
    # A door that was one with another until now: the visits noted at it lie at that other one still.
    for chunk in chunks(set(wanted) - set(present)):
        present.update((id_, (door, entrance)) for id_, door, entrance in session.execute(placed.where(Visit.id.in_(chunk))))
    right = {id_ for id_, visit in wanted.items() if id_ in present and present[id_][0] == canonical[visit["door"]]}
    wrong = set(present) - right
    for chunk in chunks(wrong):
        session.execute(delete(Visit).where(Visit.id.in_(chunk)))
    rows = [_visit_row(id_, organisation, visit, canonical) for id_, visit in wanted.items() if id_ not in right]
    insert_rows(session, Visit, rows)
    return {present[id_][1] for id_ in wrong} | {row["entrance_id"] for row in rows}


def _visit_row(id_: UUID, organisation: UUID, said: Row, canonical: Mapping[str, UUID]) -> Row:
    corrected_at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
    return {
        "id": id_,
        "organisation_id": organisation,
        "round_id": uuid_of(said["round"]),
        "entrance_id": uuid_of(said["entrance"]),
        "door_id": canonical[said["door"]],
        "device_id": uuid_of(said["device"]),
        "author_id": uuid_of(said["author"]),
        "outcome": said["outcome"],
        "slot": said["slot"],
        "due_on": _due_on(said),
        "day": paris_day(corrected_at),
        "corrected_at": corrected_at,
        "hour_known": said.get("paper") is None or said["paper"]["hour_known"],
    }


def _states(organisation: UUID, live: Sequence[Row], lifted: Sequence[Row], canonical: Mapping[str, UUID]) -> list[Row]:
    doors: dict[UUID, list[Row]] = {}
    for visit in live:
        doors.setdefault(canonical[visit["door"]], []).append(visit)
    return [_state_row(organisation, door, visits, [one for one in lifted if canonical[one["door"]] == door]) for door, visits in doors.items()]


def _state_row(organisation: UUID, door: UUID, visits: Sequence[Row], lifted: Sequence[Row]) -> Row:
    last = visits[0]
    if len(visits) > 1:
        by_id = {uuid_of(visit["id"]): visit for visit in visits}
        last = by_id[latest([_ordered(visit) for visit in visits]).id]
    opposed = holds([_ordered(visit) for visit in visits if visit["outcome"] == Outcome.OPPOSITION], [_ordered(one) for one in lifted])
    return {
        "organisation_id": organisation,
        "door_id": door,
        "entrance_id": uuid_of(last["entrance"]),
        "visit_id": uuid_of(last["id"]),
        "outcome": last["outcome"],
        "passages": len(visits),
        "opposed": opposed,
        "due_on": None if opposed else _due_on(last),
        "slot": None if opposed else last["slot"],
    }


def _due_on(said: Row) -> date | None:
    return date.fromisoformat(said["day"]) if said.get("day") else None


def _ordered(said: Row) -> Ordered:
    seen = Seen(**said["seen"]) if said["seen"] else None
    id_ = uuid_of(said["id"])
    return Ordered(id_, uuid_of(said["device"]), said["counter"], seen, said["numbered"], corrected(read_moment(said["made_at"]), said["clock_error_ms"]))
