"""A resident takes everything back, by the code on the receipt: nobody asks who they are. See JOURNAL.md, "Receipt code".

What a tablet has not handed over yet is forgotten as it arrives, for as long as a tablet may still hold it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.receipt_codes import MARKED, Marked, mark, marks
from outreach.domain.scope import Scope
from outreach.services.erase_entries import erase_entries
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import AnswersEntry, LogEntry, WithdrawnMark

REMEMBERED = timedelta(days=400)
NUMBERS_REMEMBERED = 16
"""Of each kind: an exchange has rarely more than a form, a photo and a promise or two."""


@dataclass(frozen=True)
class Found:
    """What a code leads to: of which kind, and of which day. Whose it is and at which door is not looked at."""

    id: UUID
    organisation_id: UUID
    kind: Marked
    day: date


def find_by_code(session: Session, code: str, scope: Scope | None) -> list[Found]:
    """What there is of an exchange, by day; of one organisation, or (`scope` None) of whichever handed the receipt out."""
    found = list(_log(session, code)) + [one for kind in MARKED if kind != "visit" for one in _answers(session, kind, code)]
    own = [one for one in found if scope is None or one.organisation_id == scope.organisation_id]
    return sorted(own, key=lambda one: (one.day, MARKED.index(one.kind), one.id.bytes))


def withdraw_by_code(session: Session, now: datetime, code: str, scope: Scope | None) -> list[Found]:
    """Forget everything of an exchange, here and as it still arrives; returns what was found. A writing transaction; the caller commits."""
    found = find_by_code(session, code, scope)
    for organisation in sorted({one.organisation_id for one in found}):
        own = scope if scope is not None else Scope(organisation, None)
        erase_entries(session, now, own, [one.id for one in found if one.organisation_id == organisation], ErasureReason.WITHDRAWN_BY_RESIDENT)
    _remember(session, paris_day(now), code)
    return found


def count_by_kind(found: Sequence[Found]) -> dict[Marked, int]:
    """How many of each kind, in the order of the kinds; those of which there are none left out."""
    return {kind: count for kind in MARKED if (count := sum(one.kind == kind for one in found))}


def _log(session: Session, code: str) -> Iterator[Found]:
    query: Columns = select(LogEntry.id, LogEntry.organisation_id, LogEntry.clear)
    for id_, organisation, clear in session.execute(query.where(LogEntry.receipt_mark == mark("visit", 0, code), LogEntry.clear.is_not(None))):
        said = from_json(clear)
        yield Found(id_, organisation, "visit", paris_day(corrected(read_moment(said["made_at"]), said["clock_error_ms"])))


def _answers(session: Session, kind: Marked, code: str) -> Iterator[Found]:
    query: Columns = select(AnswersEntry.id, AnswersEntry.organisation_id, AnswersEntry.clear)
    for chunk in chunks(marks(kind, code)):
        rows = session.execute(query.where(AnswersEntry.receipt_mark.in_(chunk), AnswersEntry.kind == kind, AnswersEntry.clear.is_not(None)))
        for id_, organisation, clear in rows:
            yield Found(id_, organisation, kind, date.fromisoformat(from_json(clear)["day"]))


def _remember(session: Session, today: date, code: str) -> None:
    session.execute(delete(WithdrawnMark).where(WithdrawnMark.withdrawn_on < today - REMEMBERED))
    withdrawn = {mark(kind, number, code) for kind in MARKED for number in range(NUMBERS_REMEMBERED)}
    known = set(session.scalars(select(WithdrawnMark.mark).where(WithdrawnMark.mark.in_(withdrawn))))
    insert_rows(session, WithdrawnMark, [{"mark": one, "withdrawn_on": today} for one in sorted(withdrawn - known)])
