"""One case: what it is about, where it stands, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.case_standing import CaseEntry, Opening
from outreach.domain.cases import may_stand
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.list_cases import CaseLine, lines_of
from outreach.services.project_cases import read_case_entry, texts_of_cases
from outreach.store.tables import Case, SealedPart, User


@dataclass(frozen=True)
class Done:
    """An entry of a case's history. `owner`: its owner from then on, by name."""

    entry: CaseEntry
    owner: str | None
    owner_changed: bool
    due_changed: bool


@dataclass(frozen=True)
class WholeCase:
    """A case with its history, oldest first."""

    line: CaseLine
    history: list[Done]


def find_case(session: Session, scope: Scope, case_id: UUID) -> Case:
    """One case of the organisation. Raises `Problem` (`unknown_case`, 404)."""
    case = session.get(Case, (case_id, scope.organisation_id))
    if case is None:
        raise Problem("unknown_case", "Cette suite n’existe pas, ou n’appartient pas à votre organisation.", 404)
    return case


def whole_case(session: Session, scope: Scope, case_id: UUID, today: date) -> WholeCase:
    """A case and its history. Raises `Problem` (`unknown_case`)."""
    case = find_case(session, scope, case_id)
    (line,) = lines_of(session, scope, [case.id], today)
    said = [read_case_entry(one) for one in texts_of_cases(session, scope.organisation_id, [case.id])[case.id]]
    opening = next(one.opening for one in said if one.id == case.opening_id)
    entries = in_order([one for one in said if _counts(one, opening)])
    owners = {one.owner for one in entries if one.owner is not None}
    names = {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(owners), User.organisation_id == scope.organisation_id))}
    return WholeCase(line, [_done(one, before, names) for one, before in zip(entries, [None, *entries], strict=False)])


def sealed_openings(session: Session, scope: Scope, cases: Sequence[UUID]) -> dict[UUID, bytes]:
    """The sealed parts of the entries that opened these cases of the organisation, where they are still kept."""
    query = (
        select(Case.id, SealedPart.sealed)
        .join(SealedPart, SealedPart.entry_id == Case.opening_id)
        .where(Case.organisation_id == scope.organisation_id, Case.id.in_(cases), SealedPart.sealed.is_not(None))
    )
    return {case: sealed for case, sealed in session.execute(query) if sealed is not None}


def in_order(entries: Sequence[CaseEntry]) -> list[CaseEntry]:
    """As things happened: after what each knew; what knew nothing of each other by day and id."""
    by_id = {one.id: one for one in entries}
    depths: dict[UUID, int] = {}

    def depth(one: CaseEntry, above: frozenset[UUID]) -> int:
        if one.id not in depths:
            known = [by_id[id_] for id_ in one.after if id_ in by_id and id_ not in above]
            depths[one.id] = 1 + max((depth(before, above | {one.id}) for before in known), default=-1)
        return depths[one.id]

    return sorted(by_id.values(), key=lambda one: (depth(one, frozenset()), one.day, one.id))


def _counts(entry: CaseEntry, opening: Opening | None) -> bool:
    return opening is not None and may_stand(opening.matter, opening.consent, entry.state)


def _done(entry: CaseEntry, before: CaseEntry | None, names: dict[UUID, str]) -> Done:
    name = None if entry.owner is None else names.get(entry.owner)
    return Done(entry, name, before is None or before.owner != entry.owner, before is None or before.due != entry.due)
