"""Entries come in, from tablets and from the office: every one is kept, in the journal if it is understood, else in quarantine, and gets a receipt.

Nothing is refused here: not for a round that was closed or given to others, a person whose account was closed, or a form that was retired.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.entries import Entry, LogText
from outreach.domain.envelope import Envelope, digest, from_b64url
from outreach.domain.erasure import HOUSEHOLD_KINDS, ErasureReason, What
from outreach.domain.moments import paris_day
from outreach.domain.opening import Opened
from outreach.domain.receipts import Receipt, Status
from outreach.domain.scope import Scope
from outreach.domain.sealing import seal
from outreach.services.entry_references import References, load_references
from outreach.services.erased_before import ErasedBefore, erased_before
from outreach.services.project_cases import CASE_KINDS, project_cases
from outreach.services.project_households import project_households
from outreach.services.project_places import KINDS, project_places
from outreach.services.project_sessions import KINDS as SESSION_KINDS
from outreach.services.project_sessions import project_sessions
from outreach.services.project_visits import KINDS as STATE_KINDS
from outreach.services.project_visits import project_visits, regroup_visits
from outreach.services.record_destruction import record_destruction
from outreach.store.journal import insert_rows, known_digests, lock_journal, quarantined_digests, take_numbers
from outreach.store.recluster import scatter
from outreach.store.tables import AnswersEntry, Case, Household, LogEntry, Organisation, Quarantined, SealedPart

LONGEST_ID = 80
Row = dict[str, Any]


@dataclass
class _Sorted:
    """A batch, sorted into what each entry becomes."""

    log: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    sealed: list[Row] = field(default_factory=list)
    quarantine: list[tuple[Opened, str]] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    blank: list[Row] = field(default_factory=list)
    """What says again what was erased: kept as if it had been here, and had been erased with it."""


def receive_entries(
    session: Session, now: datetime, scope: Scope, transport_recipient: str | None, opened: Sequence[Opened], held_back: str | None = None
) -> list[Receipt]:
    """Store a batch and bring the projections of what it touches up to date.

    Args:
        session: a writing transaction. The receipts hold once it is committed, and not before.
        now: the server's clock; only its day is kept, and only with what goes into quarantine.
        scope: the organisation of the tablet that brought the batch.
        transport_recipient: keeps what goes into quarantine while an organisation has no keys; None where the server wrote the batch itself.
        opened: the batch, opened before the transaction began.
        held_back: a problem under which all that is new of it waits in quarantine, whatever it says.

    Returns:
        One receipt per item, in the order of the batch.
    """
    lock_journal(session)
    references = load_references(session, scope, [one.entry for one in opened if one.entry is not None])
    erased = erased_before(session, opened)
    batch = _sort(session, scope, replace(references, held_back=held_back), erased, opened)
    _number(session, batch.log)
    insert_rows(session, LogEntry, batch.log)
    insert_rows(session, AnswersEntry, sorted(batch.answers, key=lambda row: row["id"].bytes))
    insert_rows(session, SealedPart, sorted(batch.sealed, key=lambda row: row["entry_id"].bytes))
    insert_rows(session, Quarantined, _quarantine_rows(session, now, scope, transport_recipient, erased, batch.quarantine))
    _write_down(session, now, scope, erased, batch.blank)
    _project(session, scope, batch)
    _part(session, batch)
    return batch.receipts


def _part(session: Session, batch: _Sorted) -> None:
    """Where answers lie says nothing of when they came, so nothing of the door that was noted then."""
    if not batch.answers:
        return
    ids = [row["id"] for row in batch.answers]
    cases = {row["target_id"] for row in batch.answers if row["kind"] in CASE_KINDS}
    scatter(session, {AnswersEntry: ids, SealedPart: [row["entry_id"] for row in batch.sealed], Household: ids, Case: cases})


def _sort(session: Session, scope: Scope, references: References, erased: ErasedBefore, opened: Sequence[Opened]) -> _Sorted:
    readable = [one.entry for one in opened if one.entry is not None]
    log = [entry.id for entry in readable if isinstance(entry, LogText)]
    known = known_digests(session, log, [entry.id for entry in readable if not isinstance(entry, LogText)])
    kept = quarantined_digests(session, [one.digest for one in opened]) | set(erased.digests)
    batch = _Sorted()
    for one in opened:
        problem = one.problem or references.problem_of(scope, one.entry)
        if one.digest in kept or (one.entry is not None and known.get(one.entry.id) == one.digest):
            status = Status.DUPLICATE
        elif problem or one.entry is None or one.envelope is None or one.entry.id in known:
            status = Status.QUARANTINED
            kept.add(one.digest)
            batch.quarantine.append((one, problem or "conflict"))
        else:
            status = Status.ACCEPTED
            known[one.entry.id] = one.digest
            _accept(batch, one.envelope, one.entry, one.digest, erased)
        batch.receipts.append(Receipt(one.outer_id, status, one.digest.hex()))
    return batch


def _accept(batch: _Sorted, envelope: Envelope, entry: Entry, whole: bytes, erased: ErasedBefore) -> None:
    gone = erased.reason_of(entry)
    row: Row = {
        "id": entry.id,
        "organisation_id": entry.organisation,
        "kind": entry.kind,
        "target_id": _target(entry),
        "receipt_mark": None if gone else _receipt_mark(entry),
        "clear": None if gone else envelope.clear,
        "clear_digest": digest(envelope.clear),
        "digest": whole,
        "erased_because": gone,
    }
    if gone:
        batch.blank.append(row)
    if isinstance(entry, LogText):
        door: UUID | None = None if gone else getattr(entry, "door", None)
        batch.log.append(row | {"entrance_id": entry.entrance, "door_id": door})
    else:
        batch.answers.append(row)
    if envelope.sealed is not None:
        because = gone or erased.sealed.get(str(entry.id))
        kept = None if because else envelope.sealed
        batch.sealed.append({"entry_id": entry.id, "sealed": kept, "digest": digest(envelope.sealed), "erased_because": because})


def _target(entry: Entry) -> UUID | None:
    target: UUID | None = getattr(entry, "replaces", None) or getattr(entry, "withdraws", None) or getattr(entry, "case", None)
    return target


def _receipt_mark(entry: Entry) -> bytes | None:
    written: str | None = getattr(entry, "receipt", None)
    return None if written is None else from_b64url(written)


def _number(session: Session, rows: list[Row]) -> None:
    if rows:
        epoch, numbers = take_numbers(session, len(rows))
        for row, number in zip(rows, numbers, strict=True):
            row.update(number=number, epoch=epoch)


def _write_down(session: Session, now: datetime, scope: Scope, erased: ErasedBefore, blank: list[Row]) -> None:
    """What goes on with something erased is erased with it, for the same reason."""
    for because in ErasureReason:
        fresh = [row for row in blank if row["erased_because"] == because and str(row["id"]) not in erased.whole]
        targets = [(What.LOG if row["kind"] in HOUSEHOLD_KINDS else What.ANSWERS, str(row["id"])) for row in fresh]
        record_destruction(session, now, scope.organisation_id, targets, because)


def _quarantine_rows(
    session: Session, now: datetime, scope: Scope, transport_recipient: str | None, erased: ErasedBefore, kept: list[tuple[Opened, str]]
) -> list[Row]:
    if not kept:
        return []
    if transport_recipient is None:
        raise ValueError(f"an entry that the server wrote is not understood: {kept[0][1]}")
    recipients = _recipients(session)
    rows = []
    for one, problem in kept:
        named = None if one.entry is None else one.entry.organisation
        owner = named if named in recipients and named is not None else scope.organisation_id
        gone = erased.whole.get(one.outer_id)
        rows.append(
            {
                "digest": one.digest,
                "entry_id": re.sub(r"[^!-~]", "?", one.outer_id)[:LONGEST_ID],
                "organisation_id": owner,
                "problem": problem,
                "received_on": paris_day(now),
                "sealed": b"" if gone else seal(one.data, recipients[owner] or transport_recipient),
                "state": "dismissed" if gone else "open",
                "resolution": None,
                "erased_because": gone,
            }
        )
    return sorted(rows, key=lambda row: row["digest"])


def _recipients(session: Session) -> dict[UUID, str | None]:
    query = select(Organisation.id, Organisation.recipient)
    return {row.id: row.recipient for row in session.execute(query)}


def _project(session: Session, scope: Scope, batch: _Sorted) -> None:
    places = {row["entrance_id"] for row in batch.log if row["kind"] in KINDS}
    doors = {row["door_id"] for row in batch.log if row["kind"] in STATE_KINDS and row["door_id"] is not None}
    targets = {row["target_id"] for row in batch.log if row["target_id"] is not None}
    regrouped = project_places(session, places)
    project_visits(session, scope.organisation_id, doors, targets)
    regroup_visits(session, regrouped)
    project_sessions(session, scope.organisation_id, {row["entrance_id"] for row in batch.log if row["kind"] in SESSION_KINDS})
    project_households(session, scope.organisation_id, [row["id"] for row in batch.answers])
    project_cases(session, scope.organisation_id, {row["target_id"] for row in batch.answers if row["kind"] in CASE_KINDS})
