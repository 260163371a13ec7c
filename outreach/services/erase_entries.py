"""Something is forgotten for good: an entry whole, or its sealed part alone. Its id, its digests and the reason stay. See JOURNAL.md, "Erasure".

With an entry goes what says the same: what it replaces and what replaces it; of a case, all its steps and what was handed on of it;
what waits in quarantine under its id.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session

from outreach.domain.audit import EventKind
from outreach.domain.erasure import HOUSEHOLD_KINDS, ErasureReason, What
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.services.forget_names import forget_names_at
from outreach.services.project_cases import CASE_KINDS, project_cases
from outreach.services.project_households import project_households
from outreach.services.project_sessions import project_sessions
from outreach.services.project_visits import project_doors
from outreach.services.record_destruction import Destroyed, record_destruction
from outreach.services.record_event import record_event
from outreach.services.referral_content import forget_with_cases
from outreach.store.journal import chunks, insert_rows, lock_journal, references
from outreach.store.tables import AnswersEntry, BareOutcome, LogEntry, Quarantined, SealedPart, Visit

Lane = type[LogEntry] | type[AnswersEntry]


def erase_entries(session: Session, now: datetime, scope: Scope, ids: Collection[UUID], because: ErasureReason) -> int:
    """Forget these entries of the organisation, and write down that they are forgotten.

    Of a visit that counted, its outcome goes on counting at its entrance on its day: nothing else of it is kept.

    Args:
        session: a writing transaction.
        now: the server's clock; only its day is kept.
        scope: whose entries. Ids of others are passed over, and so are places and sessions: those say nothing of a household.
        ids: of entries of either lane, or as quarantine has them.
        because: the reason that stays with them.

    Returns:
        How many entries were forgotten that had not been before.
    """
    lock_journal(session)
    log, answers = _with_what_says_the_same(session, scope, ids)
    waiting = _in_quarantine(session, scope, {*ids, *log, *answers})
    cases = _cases_of(session, scope.organisation_id, answers)
    destroyed = forget(session, scope.organisation_id, log, answers, because) + forget_quarantined(session, waiting, because)
    destroyed += forget_with_cases(session, paris_day(now), scope.organisation_id, cases, because)
    _write_down(session, now, scope, destroyed, because)
    return sum(what not in (What.SEALED, What.REFERRAL) for what, _ in destroyed)


def erase_sealed_parts(session: Session, now: datetime, scope: Scope, ids: Collection[UUID], because: ErasureReason) -> int:
    """Forget the sealed parts of these entries: who and at which door. The coded answers stay, and belong to nobody."""
    lock_journal(session)
    own = _own(session, scope, AnswersEntry, ids)
    destroyed = forget_sealed(session, own, because)
    _write_down(session, now, scope, destroyed, because)
    return len(destroyed)


def erase_quarantined(session: Session, now: datetime, scope: Scope, digests: Collection[bytes], because: ErasureReason) -> int:
    """Forget what waited, or waits, in quarantine under these digests."""
    lock_journal(session)
    own: set[bytes] = set()
    for chunk in chunks(digests):
        own.update(session.scalars(select(Quarantined.digest).where(Quarantined.digest.in_(chunk), Quarantined.organisation_id == scope.organisation_id)))
    destroyed = forget_quarantined(session, own, because)
    _write_down(session, now, scope, destroyed, because)
    return len(destroyed)


def forget(session: Session, organisation: UUID, log: Collection[UUID], answers: Collection[UUID], because: ErasureReason) -> list[Destroyed]:
    """Take the content of entries away and make again what was made of it. Under the journal's lock; writes nothing down."""
    forget_names_at(session, answers)  # As long as the cases still say where they are.
    destroyed = _forget_visits(session, organisation, log, because)
    fresh = _still_there(session, AnswersEntry, answers)
    _blank(session, AnswersEntry, fresh, {"clear": None, "receipt_mark": None, "erased_because": because})
    project_households(session, organisation, fresh)
    project_cases(session, organisation, _cases_of(session, organisation, fresh))
    destroyed += [(What.ANSWERS, str(one)) for one in fresh]
    return destroyed + forget_sealed(session, answers, because)


def forget_sealed(session: Session, ids: Collection[UUID], because: ErasureReason) -> list[Destroyed]:
    """Take the sealed parts of entries away. Under the journal's lock; writes nothing down."""
    fresh: list[UUID] = []
    for chunk in chunks(ids):
        fresh += session.scalars(select(SealedPart.entry_id).where(SealedPart.entry_id.in_(chunk), SealedPart.sealed.is_not(None)))
    forget_names_at(session, fresh)
    for chunk in chunks(fresh):
        session.execute(update(SealedPart).where(SealedPart.entry_id.in_(chunk)).values(sealed=None, erased_because=because))
    return [(What.SEALED, str(one)) for one in fresh]


def forget_quarantined(session: Session, digests: Collection[bytes], because: ErasureReason) -> list[Destroyed]:
    """Take what is sealed in quarantine away. Under the journal's lock; writes nothing down."""
    fresh: list[bytes] = []
    for chunk in chunks(digests):
        fresh += session.scalars(select(Quarantined.digest).where(Quarantined.digest.in_(chunk), Quarantined.erased_because.is_(None)))
    for chunk in chunks(fresh):
        # A reason that somebody wrote in words goes as well.
        gone = {"sealed": b"", "state": "dismissed", "resolution": None, "erased_because": because}
        session.execute(update(Quarantined).where(Quarantined.digest.in_(chunk)).values(**gone))
    return [(What.QUARANTINE, one.hex()) for one in fresh]


def _write_down(session: Session, now: datetime, scope: Scope, destroyed: Collection[Destroyed], because: ErasureReason) -> None:
    """In the destruction log, and as one access: how many, and why."""
    if destroyed:
        record_destruction(session, now, scope.organisation_id, destroyed, because)
        record_event(session, now, scope, EventKind.ENTRY_ERASED, f"{because}:{len({target for _, target in destroyed})}")


def _forget_visits(session: Session, organisation: UUID, ids: Collection[UUID], because: ErasureReason) -> list[Destroyed]:
    fresh = _still_there(session, LogEntry, ids)
    _keep_outcomes(session, organisation, fresh)
    doors: set[UUID] = set()
    met: set[UUID] = set()
    for chunk in chunks(fresh):
        rows = session.execute(select(LogEntry.kind, LogEntry.door_id, LogEntry.entrance_id).where(LogEntry.id.in_(chunk)))
        for kind, door, entrance in rows:
            if door is not None:
                doors.add(door)
            if kind == "encounter":
                met.add(entrance)
    _blank(session, LogEntry, fresh, {"clear": None, "door_id": None, "receipt_mark": None, "erased_because": because})
    project_doors(session, organisation, doors)
    project_sessions(session, organisation, met)
    return [(What.LOG, str(one)) for one in fresh]


def _keep_outcomes(session: Session, organisation: UUID, ids: Collection[UUID]) -> None:
    """Count what the visits that count came to, where nothing but entrance, day and outcome is said."""
    counted: dict[tuple[UUID, Any, str], int] = {}
    for chunk in chunks(ids):
        for entrance, day, outcome in session.execute(select(Visit.entrance_id, Visit.day, Visit.outcome).where(Visit.id.in_(chunk))):
            counted[entrance, day, outcome] = counted.get((entrance, day, outcome), 0) + 1
    key = (BareOutcome.entrance_id, BareOutcome.day, BareOutcome.outcome)
    known: set[tuple[UUID, Any, str]] = set()
    for some in chunks(counted, 1000):
        found = select(*key).where(BareOutcome.organisation_id == organisation, tuple_(*key).in_(some))
        known.update((entrance, day, outcome) for entrance, day, outcome in session.execute(found))
    for entrance, day, outcome in known:
        row = (BareOutcome.organisation_id == organisation, BareOutcome.entrance_id == entrance, BareOutcome.day == day, BareOutcome.outcome == outcome)
        session.execute(update(BareOutcome).where(*row).values(visits=BareOutcome.visits + counted[entrance, day, outcome]))
    names = ("entrance_id", "day", "outcome")
    new = [key for key in counted if key not in known]
    insert_rows(session, BareOutcome, [{"organisation_id": organisation, "visits": counted[key], **dict(zip(names, key, strict=True))} for key in new])


def _with_what_says_the_same(session: Session, scope: Scope, ids: Collection[UUID]) -> tuple[set[UUID], set[UUID]]:
    log = _own(session, scope, LogEntry, ids)
    answers = _own(session, scope, AnswersEntry, ids)
    return _chained(session, scope, LogEntry, log, HOUSEHOLD_KINDS), _chained(session, scope, AnswersEntry, answers, frozenset({"answers", *CASE_KINDS}))


def _own(session: Session, scope: Scope, lane: Lane, ids: Iterable[UUID]) -> set[UUID]:
    found = [one for one in references(session, lane, "id", set(ids)) if one.organisation == scope.organisation_id]
    return {one.id for one in found if lane is AnswersEntry or one.kind in HOUSEHOLD_KINDS}


def _chained(session: Session, scope: Scope, lane: Lane, ids: set[UUID], kinds: frozenset[str]) -> set[UUID]:
    """The entries, with those that replace them and those that they replace, directly or through others. The steps of a case name the case, all of them."""
    found, wanted = set(ids), set(ids)
    while wanted:
        near = references(session, lane, "id", wanted)
        near += references(session, lane, "id", {one.target for one in near if one.target is not None and one.kind in kinds})
        near += references(session, lane, "target_id", {one.target for one in near if one.kind in CASE_KINDS and one.target is not None})
        near += references(session, lane, "target_id", wanted)
        wanted = {one.id for one in near if one.kind in kinds and one.organisation == scope.organisation_id} - found
        found |= wanted
    return found


def _in_quarantine(session: Session, scope: Scope, ids: Collection[UUID]) -> set[bytes]:
    """What is kept under these ids, and what was repaired into them, perhaps under a fresh one."""
    repaired = select(Quarantined.digest, Quarantined.resolution).where(Quarantined.organisation_id == scope.organisation_id, Quarantined.state == "repaired")
    texts = {str(one) for one in ids}
    found: set[bytes] = {digest for digest, resolution in session.execute(repaired) if (resolution or "").rpartition(" · ")[2] in texts}
    for chunk in chunks([str(one) for one in ids]):
        query = select(Quarantined.digest).where(Quarantined.entry_id.in_(chunk), Quarantined.organisation_id == scope.organisation_id)
        found.update(session.scalars(query))
    return found


def _still_there(session: Session, lane: Lane, ids: Collection[UUID]) -> list[UUID]:
    found: list[UUID] = []
    for chunk in chunks(ids):
        found += session.scalars(select(lane.id).where(lane.id.in_(chunk), lane.clear.is_not(None)))
    return found


def _blank(session: Session, lane: Lane, ids: Collection[UUID], gone: dict[str, Any]) -> None:
    for chunk in chunks(ids):
        session.execute(update(lane).where(lane.id.in_(chunk)).values(**gone))


def _cases_of(session: Session, organisation: UUID, ids: Collection[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for one in references(session, AnswersEntry, "id", ids):
        if one.kind in CASE_KINDS and one.organisation == organisation and one.target is not None:
            found.add(one.target)
    return found
