"""What the server has of the tablet whose place another one takes: so that its team knows what is missing."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import corrected
from outreach.store.tables import Device, LogEntry


@dataclass(frozen=True)
class NotesBefore:
    """Of visits, doors and all else that a tablet numbers as it notes it; contact forms carry no number and no device.

    `missing`: numbers below the last one that are not here: never received, or erased since. Whatever came after that one nobody can know but who noted it.
    """

    notes: int
    missing: int
    last_at: datetime | None
    """Corrected time of the last one."""


def notes_before(session: Session, device_id: UUID) -> NotesBefore | None:
    """Of the tablet that this one follows; None if it follows none."""
    device = session.get(Device, session.scalars(select(Device.follows_id).where(Device.id == device_id)).one() or device_id)
    if device is None or device.id == device_id:
        return None
    query = select(LogEntry.clear).where(LogEntry.organisation_id == device.organisation_id, LogEntry.clear.is_not(None))
    return _count(str(device.id), session.scalars(query.execution_options(yield_per=2_000)))


def _count(device: str, rows: Iterable[bytes | None]) -> NotesBefore:
    counters: dict[int, dict[str, Any]] = {}
    named = device.encode()
    for clear in rows:
        if clear is not None and named in clear:
            entry = json.loads(clear)
            if entry.get("device") == device:
                counters[entry["counter"]] = entry
    if not counters:
        return NotesBefore(0, 0, None)
    last = max(counters)
    return NotesBefore(len(counters), last - len(counters), corrected(datetime.fromisoformat(counters[last]["made_at"]), counters[last]["clock_error_ms"]))
