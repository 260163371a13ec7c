"""Everybody who is sealed: the sealed parts of live answers and of cases, page by page, for a coordinator's browser to open and search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.door_names import door_names
from outreach.store.tables import Case, Entrance, Household, SealedPart

PAGE = 2000


@dataclass(frozen=True)
class SealedPerson:
    """A sealed part with what the server knows beside it. `case` is that of an opening."""

    entry: UUID
    kind: Literal["answers", "case"]
    case: UUID | None
    entrance: UUID
    day: date
    sealed: bytes


@dataclass(frozen=True)
class PeoplePage:
    """Parts in the order of their random ids, the names of their entrances' doors, and whether there are more."""

    people: Sequence[SealedPerson]
    entrances: dict[UUID, str]
    doors: dict[UUID, str]
    more: bool


def sealed_people(session: Session, scope: Scope, after: UUID | None) -> PeoplePage:
    """The page that follows the entry `after`; the first without one."""
    organisation = scope.organisation_id
    no_case = literal(None, Case.id.type).label("case")
    answers = select(Household.id.label("entry"), literal("answers").label("kind"), no_case, Household.entrance_id, Household.day)
    cases = select(Case.opening_id.label("entry"), literal("case").label("kind"), Case.id.label("case"), Case.entrance_id, Case.opened_on.label("day"))
    known = union_all(answers.where(Household.organisation_id == organisation), cases.where(Case.organisation_id == organisation)).subquery()
    query = select(known, SealedPart.sealed).join(SealedPart, SealedPart.entry_id == known.c.entry).where(SealedPart.sealed.is_not(None))
    if after is not None:
        query = query.where(known.c.entry > after)
    rows = session.execute(query.order_by(known.c.entry).limit(PAGE + 1)).all()
    people = [SealedPerson(row.entry, row.kind, row.case, row.entrance_id, row.day, row.sealed) for row in rows[:PAGE]]
    entrances = {one.entrance for one in people}
    named = session.execute(select(Entrance.id, Entrance.label, Entrance.address).where(Entrance.id.in_(entrances)))
    return PeoplePage(people, {id_: f"{label}, {address}" for id_, label, address in named}, door_names(session, entrances), len(rows) > PAGE)
