"""What has come in since somebody last looked: passages by entrance, entrances that are done, new follow-ups."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.outcomes import CONTACTS
from outreach.domain.scope import Scope
from outreach.services.look_at_home import FIRST_LOOK, Since
from outreach.store.journal import chunks
from outreach.store.tables import Case, Door, Entrance, LogEntry, Visit


@dataclass(frozen=True)
class EntranceNews:
    """What came in of an entrance. `done`: every door known there has now had a passage in this round, the last of them just now."""

    entrance: str
    round_id: UUID
    doors: int
    contacts: int
    done: bool


@dataclass(frozen=True)
class News:
    """Everything that is new. `entries`: notes of any kind; `cases`: follow-ups that began since that day."""

    entries: int
    doors: int
    contacts: int
    entrances: list[EntranceNews]
    cases: int

    @property
    def done(self) -> int:
        """How many entrances are done."""
        return sum(one.done for one in self.entrances)


def list_news(session: Session, scope: Scope, now: datetime, since: Since | None) -> News:
    """What the journal took in after `since`; at a first look, what was visited in the last days.

    Answers have no order at rest, and are not told of.
    """
    own = Visit.organisation_id == scope.organisation_id
    began = paris_day(since.at if since else now - FIRST_LOOK)
    entries = select(LogEntry.id).where(LogEntry.number > since.number, LogEntry.organisation_id == scope.organisation_id) if since else None
    new = Visit.id.in_(select(Visit.id).where(own, Visit.day >= began) if entries is None else entries)  # the few, before what groups them
    contact = func.max(case((Visit.outcome.in_(sorted(CONTACTS)), 1), else_=0)).label("contact")
    # Of a door corrected by another entry the visit is that of the correction: its number, and its door once.
    noted = select(Visit.entrance_id, Visit.round_id, Visit.door_id, contact).where(own, new)
    doors = noted.group_by(Visit.entrance_id, Visit.round_id, Visit.door_id).subquery()
    rows = session.execute(
        select(doors.c.entrance_id, doors.c.round_id, func.count().label("doors"), func.sum(doors.c.contact).label("contacts")).group_by(
            doors.c.entrance_id, doors.c.round_id
        )
    ).all()
    done = _done(session, scope, [(row.entrance_id, row.round_id) for row in rows])
    names = _names(session, [row.entrance_id for row in rows])
    entrances = [EntranceNews(names[row.entrance_id], row.round_id, row.doors, int(row.contacts), (row.entrance_id, row.round_id) in done) for row in rows]
    cases = select(func.count()).select_from(Case).where(Case.organisation_id == scope.organisation_id, Case.opened_on >= began)
    return News(
        entries=_entries(session, scope, since) if since else 0,
        doors=sum(one.doors for one in entrances),
        contacts=sum(one.contacts for one in entrances),
        entrances=sorted(entrances, key=lambda one: (-one.doors, one.entrance)),
        cases=session.scalar(cases) or 0,
    )


def _entries(session: Session, scope: Scope, since: Since) -> int:
    query = select(func.count()).select_from(LogEntry).where(LogEntry.number > since.number, LogEntry.organisation_id == scope.organisation_id)
    return session.scalar(query) or 0


def _done(session: Session, scope: Scope, pairs: list[tuple[UUID, UUID]]) -> set[tuple[UUID, UUID]]:
    """The pairs of entrance and round in which no standing door is without a passage."""
    standing: dict[UUID, int] = {}
    visited: dict[tuple[UUID, UUID], int] = {}
    rounds = {round_id for _, round_id in pairs}
    for chunk in chunks(sorted({entrance for entrance, _ in pairs})):
        of_entrances = select(Door.entrance_id, func.count()).where(Door.entrance_id.in_(chunk), Door.standing).group_by(Door.entrance_id)
        standing |= {row[0]: row[1] for row in session.execute(of_entrances)}
        doors = (
            select(Visit.entrance_id, Visit.round_id, func.count(Visit.door_id.distinct()))
            .join(Door, and_(Door.id == Visit.door_id, Door.entrance_id == Visit.entrance_id, Door.standing))
            .where(Visit.organisation_id == scope.organisation_id, Visit.entrance_id.in_(chunk), Visit.round_id.in_(rounds))
            .group_by(Visit.entrance_id, Visit.round_id)
        )
        visited |= {(row[0], row[1]): row[2] for row in session.execute(doors)}
    return {pair for pair in pairs if visited.get(pair, 0) == standing.get(pair[0], 0)}


def _names(session: Session, ids: list[UUID]) -> dict[UUID, str]:
    found = {}
    for chunk in chunks(sorted(set(ids))):
        for row in session.execute(select(Entrance.id, Entrance.address, Entrance.label).where(Entrance.id.in_(chunk))):
            found[row.id] = row.address if row.label in row.address else f"{row.address}, {row.label}"
    return found
