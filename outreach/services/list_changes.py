"""The change feed of a tablet: what became known at the entrances of its rounds, in the order of commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import BigInteger, Uuid, column, or_, select, values
from sqlalchemy.orm import Session

from outreach.domain.moments import corrected, read_moment, write_moment
from outreach.domain.scope import Scope
from outreach.services.current_rounds import current_rounds
from outreach.services.project_places import KINDS, LABEL
from outreach.store.journal import Columns
from outreach.store.tables import LogEntry, RoundEntrance

PAGE = 2_000
ORDER = ("device", "counter", "seen")
SAID = {
    "visit": ("door", "outcome", "slot", "replaces"),
    "opposition_lifted": ("door",),
    "session": ("mode", "workers", "replaces"),
    "session_end": ("session",),
    "encounter": ("session", "place", "outcome", "replaces"),
    "headcount": ("session", "adults", "children"),
    "taking": ("floors",),
    "doors": ("doors",),
    "door_removal": ("doors",),
    "door_move": ("door", "floor"),
    "door_merge": ("door", "into"),
}
"""What a change of each kind repeats of its entry, beside what order depends on."""

MAYBE = {"visit": ("day", "paper")}
"""Fields that not every entry of the kind has."""

OWN = ("made_at", "author", "round")
Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Changes in the order of their numbers; where the tablet then is at each entrance; whether there are more."""

    changes: list[Change]
    cursors: dict[UUID, int]
    more: bool


def list_changes(session: Session, now: datetime, scope: Scope, device_id: UUID, cursors: Mapping[UUID, int], page: int = PAGE) -> Page:
    """The next changes for a tablet: visits and withdrawals of its organisation, doors and labels of all.

    Args:
        session: a reading transaction.
        now: a round that has ended by then is followed no more.
        scope: the tablet's organisation.
        device_id: the tablet.
        cursors: the last number it has of each entrance. Entrances that are none of its own are ignored.
        page: how many changes at most.
    """
    places = {entrance: cursors.get(entrance, 0) for entrance in _entrances(session, now, device_id)}
    if not places:
        return Page([], {}, more=False)
    rows = session.execute(_query(scope, places).limit(page + 1)).all()
    changes = []
    for row in rows[:page]:
        places[row.entrance_id] = row.number
        changes.append(_change(*row))
    return Page(changes, places, more=len(rows) > page)


def changes_at(session: Session, scope: Scope, entrance: UUID) -> list[Change]:
    """Everything that became known at one entrance, whatever round it is in: for a page of the office that shows what a tablet would."""
    rows = session.execute(_query(scope, {entrance: 0}))
    return [_change(*row) for row in rows]


def _change(number: int, epoch: str, id_: UUID, entrance: UUID, kind: str, clear: bytes) -> Change:
    return {"number": number, "epoch": epoch, "entrance": str(entrance), "type": kind, "id": str(id_)} | _said(kind, from_json(clear))


def _entrances(session: Session, now: datetime, device_id: UUID) -> list[UUID]:
    rounds = [one.id for one in current_rounds(session, now, device_id)]
    return list(session.scalars(select(RoundEntrance.entrance_id).where(RoundEntrance.round_id.in_(rounds)).distinct()))


def _query(scope: Scope, places: Mapping[UUID, int]) -> Columns:
    cursor = values(column("entrance_id", Uuid), column("number", BigInteger), name="cursor").data(list(places.items())).cte("cursor")
    return (
        select(LogEntry.number, LogEntry.epoch, LogEntry.id, LogEntry.entrance_id, LogEntry.kind, LogEntry.clear)
        .join(cursor, (cursor.c.entrance_id == LogEntry.entrance_id) & (LogEntry.number > cursor.c.number))
        .where(or_(LogEntry.organisation_id == scope.organisation_id, LogEntry.kind.in_(KINDS)), LogEntry.clear.is_not(None))
        .order_by(LogEntry.number)
    )


def _said(kind: str, entry: dict[str, Any]) -> Change:
    if kind == "withdrawal":
        return {"withdraws": entry["withdraws"]}
    order = {name: entry[name] for name in ORDER} | {"corrected_at": write_moment(corrected(read_moment(entry["made_at"]), entry["clock_error_ms"]))}
    if kind == "door_label":
        return {"door": entry["door"], "label": {name: entry[name] for name in LABEL}} | order
    whose = {} if kind in KINDS else {name: entry[name] for name in OWN}
    return {name: entry[name] for name in SAID[kind]} | {name: entry.get(name) for name in MAYBE.get(kind, ())} | whose | order
