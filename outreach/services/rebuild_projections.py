"""Everything that is derived from the journal, thrown away and made again."""

import json
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from outreach.services.project_cases import CASE_KINDS, project_cases
from outreach.services.project_households import project_households
from outreach.services.project_passages import project_passages
from outreach.services.project_places import project_places
from outreach.services.project_sessions import project_sessions
from outreach.services.project_visits import project_doors
from outreach.store.database import Base
from outreach.store.journal import lock_journal, plain
from outreach.store.tables import (
    AnswersEntry,
    BareOutcome,
    Case,
    Door,
    DoorState,
    Encounter,
    EntrancePassages,
    Headcount,
    Household,
    LogEntry,
    TeamSession,
    Visit,
)

PROJECTIONS: tuple[type[Base], ...] = (Door, Visit, DoorState, EntrancePassages, TeamSession, Encounter, Headcount, Household, Case)


def rebuild_projections(session: Session) -> dict[str, int]:
    """Make every projection again from the journal, in the caller's transaction. Returns how many rows each table then has."""
    lock_journal(session)
    for table in PROJECTIONS:
        session.execute(delete(table))
    entrances = set(session.scalars(select(LogEntry.entrance_id).distinct()))
    project_places(session, entrances)
    for organisation in session.scalars(select(LogEntry.organisation_id).distinct()).all():
        project_doors(session, organisation, _doors(session, organisation))
        erased = select(BareOutcome.entrance_id).where(BareOutcome.organisation_id == organisation).distinct()
        project_passages(session, organisation, session.scalars(erased).all())
        project_sessions(session, organisation, entrances)
    for organisation in session.scalars(select(AnswersEntry.organisation_id).distinct()).all():
        ids = session.scalars(select(AnswersEntry.id).where(AnswersEntry.organisation_id == organisation, AnswersEntry.kind == "answers"))
        project_households(session, organisation, ids.all())
        followed = select(AnswersEntry.target_id).where(AnswersEntry.organisation_id == organisation, AnswersEntry.kind.in_(CASE_KINDS)).distinct()
        project_cases(session, organisation, {case for case in session.scalars(followed) if case is not None})
    session.expire_all()
    return {table.__tablename__: session.scalars(select(func.count()).select_from(table)).one() for table in PROJECTIONS}


def dump_projections(session: Session) -> list[str]:
    """Every row of every projection as a line of text, sorted: two dumps are equal if and only if the projections are."""
    lines = []
    for table in PROJECTIONS:
        rows = session.execute(select(plain(table))).mappings()
        lines += [f"{table.__tablename__} {json.dumps(dict(row), default=str, sort_keys=True)}" for row in rows]
    return sorted(lines)


def _doors(session: Session, organisation: UUID) -> set[UUID]:
    query = select(LogEntry.door_id).where(LogEntry.organisation_id == organisation, LogEntry.kind == "visit").distinct()
    return {door for door in session.scalars(query) if door is not None}
