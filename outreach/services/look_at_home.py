"""A person opens the home page: since when its news are told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.store.tables import HomeLook, LogEntry

SITTING = timedelta(hours=1)
"""Who comes back to the page sooner is still reading the same news."""
FIRST_LOOK = timedelta(days=7)
"""Whoever opens the page for the first time is told of so long."""


@dataclass(frozen=True)
class Since:
    """From when on something is new: a moment, and the journal's last number then."""

    at: datetime
    number: int


def look_at_home(session: Session, now: datetime, user: UUID) -> Since | None:
    """Note the look; None in the first sitting, when nobody knows what the person has seen. Writes."""
    last = session.scalar(select(func.max(LogEntry.number))) or 0
    look = session.get(HomeLook, user)
    if look is None:
        session.add(HomeLook(user_id=user, since_at=None, since_number=None, looked_at=now, looked_number=last))
        return None
    since = _since(look, now)
    look.since_at, look.since_number = (since.at, since.number) if since else (None, None)
    look.looked_at, look.looked_number = now, last
    return since


def news_since(session: Session, now: datetime, user: UUID) -> Since | None:
    """Since when the home page would tell, without looking at it."""
    look = session.get(HomeLook, user)
    return _since(look, now) if look else None


def _since(look: HomeLook, now: datetime) -> Since | None:
    if now - look.looked_at >= SITTING:
        return Since(look.looked_at, look.looked_number)
    return None if look.since_at is None or look.since_number is None else Since(look.since_at, look.since_number)
