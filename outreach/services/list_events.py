"""The log of accesses, as a person reads it: the newest first, by kind, person and period."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_midnight
from outreach.domain.scope import Scope
from outreach.store.tables import AuditEvent, User

PAGE = 50


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Days are whole days of the territory, both included."""

    kind: str | None = None
    user_id: UUID | None = None
    first_day: date | None = None
    last_day: date | None = None
    before: int | None = None
    """Only rows with a smaller number: the next page."""


@dataclass(frozen=True)
class Line:
    """One access."""

    number: int
    at: datetime
    person: str | None
    kind: str
    subject: str
    address: str


@dataclass(frozen=True)
class Page:
    """Some lines, and the number before which the next page begins (None: this is the last)."""

    lines: list[Line]
    next_before: int | None


def list_events(session: Session, scope: Scope, asked: Asked) -> Page:
    """A page of what happened in the organisation."""
    query = (
        select(AuditEvent.number, AuditEvent.at, User.name, AuditEvent.kind, AuditEvent.subject, AuditEvent.address)
        .outerjoin(User, User.id == AuditEvent.user_id)
        .where(AuditEvent.organisation_id == scope.organisation_id)
        .order_by(AuditEvent.number.desc())
        .limit(PAGE + 1)
    )
    if asked.kind:
        query = query.where(AuditEvent.kind == asked.kind)
    if asked.user_id:
        query = query.where(AuditEvent.user_id == asked.user_id)
    if asked.first_day:
        query = query.where(AuditEvent.at >= paris_midnight(asked.first_day))
    if asked.last_day:
        query = query.where(AuditEvent.at < paris_midnight(asked.last_day, days_later=1))
    if asked.before:
        query = query.where(AuditEvent.number < asked.before)
    lines = [Line(*row) for row in session.execute(query)]
    return Page(lines[:PAGE], lines[PAGE - 1].number if len(lines) > PAGE else None)
