"""The log of accesses is kept for a time, like everything else about people."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from outreach.domain.audit import EventKind
from outreach.services.record_event import record_event
from outreach.store.tables import AuditEvent

KEPT = timedelta(days=365)
"""As long as the French authority advises for such logs at most, where nothing asks for longer."""


def shorten_log(session: Session, now: datetime, kept: timedelta = KEPT) -> int:
    """Drop the rows that are older. What stays says from which number and hash it goes on, so that it can still be verified. Returns how many were dropped."""
    last = session.scalar(select(func.max(AuditEvent.number)).where(AuditEvent.at < now - kept))
    if last is None:
        return 0
    record_event(session, now, None, EventKind.LOG_SHORTENED, f"{last} {session.get_one(AuditEvent, last).hash.hex()}")
    dropped = session.scalar(select(func.count()).where(AuditEvent.number <= last)) or 0
    session.execute(delete(AuditEvent).where(AuditEvent.number <= last), execution_options={"synchronize_session": False})
    return dropped
