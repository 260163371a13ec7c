"""After a restore a tablet says which entries it still holds, and learns which of them the server lacks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.entry_references import PROBLEMS
from outreach.store.journal import chunks, existing
from outreach.store.tables import AnswersEntry, LogEntry, Quarantined


def list_missing(session: Session, scope: Scope, ids: Sequence[str]) -> list[str]:
    """Those of the ids, in their order, that the organisation has neither in the journal nor, whole, in quarantine.

    A row in quarantine that is damaged, or whose id another entry has too, says nothing about the bytes the tablet holds: they are asked for again,
    and cost nothing but their receipt if they are the ones that are kept.
    """
    uuids = {id_: found for id_ in ids if (found := _uuid(id_)) is not None}
    own = (LogEntry.organisation_id == scope.organisation_id, AnswersEntry.organisation_id == scope.organisation_id)
    known = existing(session, LogEntry.id, set(uuids.values()), own[0]) | existing(session, AnswersEntry.id, set(uuids.values()), own[1])
    rest = [id_ for id_ in ids if uuids.get(id_) not in known]
    waiting = _in_quarantine(session, scope, rest)
    return [id_ for id_ in rest if id_ not in waiting]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _in_quarantine(session: Session, scope: Scope, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(ids):
        query = select(Quarantined.entry_id).where(Quarantined.entry_id.in_(chunk), Quarantined.organisation_id == scope.organisation_id)
        query = query.where(Quarantined.problem.in_(PROBLEMS))
        found.update(session.scalars(query))
    return found
