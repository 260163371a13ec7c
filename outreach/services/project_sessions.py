"""Sessions, encounters and headcounts, made again from the journal for the entrances that some entries touch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.ids import uuid_of
from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.ordering import Seen, dead
from outreach.domain.sessions import Begun, SessionSaid, sessions_begun
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import Encounter, Headcount, LogEntry, TeamSession

Row = dict[str, Any]
KINDS = ("session", "session_end", "encounter", "headcount", "withdrawal")
TABLES = (TeamSession, Encounter, Headcount)

NOTED: Columns = select(LogEntry.entrance_id, LogEntry.kind, LogEntry.number, LogEntry.epoch, LogEntry.clear)


def project_sessions(session: Session, organisation: UUID, entrances: Collection[UUID]) -> None:
    """Make what an organisation's teams did at these entrances beside the doors again."""
    for chunk in chunks(sorted(entrances, key=lambda entrance: entrance.bytes), 1000):
        for table in TABLES:
            session.execute(delete(table).where(table.organisation_id == organisation, table.entrance_id.in_(chunk)))
        for kinds in _noted(session, organisation, chunk).values():
            _lay_out(session, kinds)


def _noted(session: Session, organisation: UUID, entrances: Collection[UUID]) -> dict[UUID, dict[str, list[Row]]]:
    query = NOTED.where(LogEntry.entrance_id.in_(entrances), LogEntry.kind.in_(KINDS), LogEntry.organisation_id == organisation, LogEntry.clear.is_not(None))
    found: dict[UUID, dict[str, list[Row]]] = {}
    for entrance, kind, number, epoch, clear in session.execute(query):
        content = from_json(clear) | {"numbered": Seen(epoch, number)}
        found.setdefault(entrance, defaultdict(list))[kind].append(content)
    return found


def _lay_out(session: Session, kinds: Mapping[str, Sequence[Row]]) -> None:
    """One entrance: corrections and withdrawals reach no further."""
    withdrawn = {one["withdraws"] for one in kinds["withdrawal"]}
    said = {one["id"]: one for one in kinds["session"]}
    begun = sessions_begun([_session_said(one) for one in said.values()], {uuid_of(one) for one in withdrawn})
    roots = {id_: one.id for one in begun for id_ in one.ids}
    insert_rows(session, TeamSession, [_session_row(one, said[str(one.holds.id)], kinds["session_end"]) for one in begun])
    gone = dead({one["id"]: one["replaces"] for one in kinds["encounter"]}, withdrawn)
    met = [one for one in kinds["encounter"] if one["id"] not in gone]
    insert_rows(session, Encounter, [_head(one, roots) | _encounter_fields(one) for one in met])
    counted = [one for one in kinds["headcount"] if one["id"] not in withdrawn]
    insert_rows(session, Headcount, [_head(one, roots) | {"adults": one["adults"], "children": one["children"]} for one in counted])


def _session_said(said: Row) -> SessionSaid:
    return SessionSaid(
        id=uuid_of(said["id"]),
        device=uuid_of(said["device"]),
        counter=said["counter"],
        seen=Seen(**said["seen"]) if said["seen"] else None,
        numbered=said["numbered"],
        corrected_at=corrected(read_moment(said["made_at"]), said["clock_error_ms"]),
        replaces=said["replaces"] and uuid_of(said["replaces"]),
        mode=said["mode"],
        workers=tuple(sorted(said["workers"])),
    )


def _session_row(one: Begun, said: Row, ends: Sequence[Row]) -> Row:
    ended = [corrected(read_moment(end["made_at"]), end["clock_error_ms"]) for end in ends if uuid_of(end["session"]) in one.ids]
    return {
        "id": one.id,
        "organisation_id": uuid_of(said["organisation"]),
        "round_id": uuid_of(said["round"]),
        "entrance_id": uuid_of(said["entrance"]),
        "device_id": one.holds.device,
        "day": paris_day(one.started_at),
        "mode": one.holds.mode,
        "workers": list(one.holds.workers),
        "started_at": one.started_at,
        "ended_at": max(one.started_at, min(ended)) if ended else None,
    }


def _head(said: Row, roots: Mapping[UUID, UUID]) -> Row:
    at, session = corrected(read_moment(said["made_at"]), said["clock_error_ms"]), uuid_of(said["session"])
    return {
        "id": uuid_of(said["id"]),
        "organisation_id": uuid_of(said["organisation"]),
        "round_id": uuid_of(said["round"]),
        "entrance_id": uuid_of(said["entrance"]),
        "device_id": uuid_of(said["device"]),
        "session_id": roots.get(session, session),
        "day": paris_day(at),
        "corrected_at": at,
    }


def _encounter_fields(said: Row) -> Row:
    return {"author_id": uuid_of(said["author"]), "place": said["place"], "outcome": said["outcome"]}
