"""What an organisation holds that has a time, and the day on which each of it is kept no more: one reading, for the preview and for the purge."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import HOUSEHOLD_KINDS
from outreach.domain.moments import corrected, paris_day, read_moment
from outreach.domain.outcomes import Outcome
from outreach.domain.retention import Clock, Policy, expires_on
from outreach.domain.scope import Scope
from outreach.services.forget_exchanges import kept_exchanges
from outreach.services.project_cases import CASE_KINDS
from outreach.services.referral_content import last_day
from outreach.store.tables import AnswersEntry, Door, DoorState, LogEntry, Quarantined, Referral, SealedPart

AT_ONCE = 2_000
"""Rows in memory."""


@dataclass(frozen=True, slots=True)
class Expiring:
    """One thing with a time. `target`: an entry's or a referral's id; of what waits in quarantine or was exchanged, its digest."""

    clock: Clock
    expires_on: date
    target: UUID | bytes


def find_expiring(session: Session, scope: Scope, policy: Policy) -> Iterator[Expiring]:
    """Everything that has a time, soon or late, in no order."""
    yield from _answers(session, scope, policy)
    yield from _visits(session, scope, policy)
    held = Referral.sealed.is_not(None) | Referral.words.is_not(None) | Referral.case_id.is_not(None)
    for referral in session.scalars(select(Referral).where(Referral.sender_id == scope.organisation_id, held)):
        yield Expiring(Clock.REFERRAL, expires_on(last_day(referral), policy[Clock.REFERRAL]), referral.id)
    for digest, received in session.execute(
        select(Quarantined.digest, Quarantined.received_on).where(Quarantined.organisation_id == scope.organisation_id, Quarantined.erased_because.is_(None))
    ):
        yield Expiring(Clock.QUARANTINE, expires_on(received, policy[Clock.QUARANTINE]), digest)
    for kept in kept_exchanges(session, scope.organisation_id):
        yield Expiring(Clock.EXCHANGE, expires_on(kept.last, policy[Clock.EXCHANGE]), kept.digest)


def _answers(session: Session, scope: Scope, policy: Policy) -> Iterator[Expiring]:
    cases: dict[UUID, list[tuple[UUID, date]]] = defaultdict(list)
    query = (
        select(AnswersEntry.id, AnswersEntry.kind, AnswersEntry.target_id, AnswersEntry.clear, SealedPart.sealed.is_not(None))
        .outerjoin(SealedPart, SealedPart.entry_id == AnswersEntry.id)
        .where(AnswersEntry.organisation_id == scope.organisation_id, AnswersEntry.clear.is_not(None))
    )
    for id_, kind, target, clear, sealed in _read(session, query):
        day = date.fromisoformat(from_json(clear)["day"])
        if kind in CASE_KINDS:
            cases[target].append((id_, day))
        elif kind == "attachment":
            yield Expiring(Clock.ATTACHMENT, expires_on(day, policy[Clock.ATTACHMENT]), id_)
        else:
            yield Expiring(Clock.ANSWERS, expires_on(day, policy[Clock.ANSWERS]), id_)
            if sealed:
                yield Expiring(Clock.IDENTITY, expires_on(day, policy[Clock.IDENTITY]), id_)
    for entries in cases.values():
        last = expires_on(max(day for _, day in entries), policy[Clock.CASE])
        yield from (Expiring(Clock.CASE, last, id_) for id_, _ in entries)


def _visits(session: Session, scope: Scope, policy: Policy) -> Iterator[Expiring]:
    """Visits have the time of the last one at their door. Where somebody asked us to stay away, what says so stays as long as it holds."""
    doors: dict[UUID, list[tuple[UUID, date, bool]]] = defaultdict(list)
    merged: dict[UUID, UUID] = {door: into for door, into in session.execute(select(Door.id, Door.merged_into).where(Door.merged_into.is_not(None))) if into}
    opposed = set(session.scalars(select(DoorState.door_id).where(DoorState.organisation_id == scope.organisation_id, DoorState.opposed)))
    query = select(LogEntry.id, LogEntry.door_id, LogEntry.clear).where(
        LogEntry.organisation_id == scope.organisation_id, LogEntry.kind.in_(HOUSEHOLD_KINDS), LogEntry.clear.is_not(None)
    )
    for id_, door, clear in _read(session, query):
        said = from_json(clear)
        day = paris_day(corrected(read_moment(said["made_at"]), said["clock_error_ms"]))
        if door is None:
            yield Expiring(Clock.VISIT, expires_on(day, policy[Clock.VISIT]), id_)
        else:
            doors[merged.get(door, door)].append((id_, day, said.get("outcome") == Outcome.OPPOSITION))
    for door, entries in doors.items():
        last = expires_on(max(day for _, day, _ in entries), policy[Clock.VISIT])
        yield from (Expiring(Clock.VISIT, last, id_) for id_, _, opposes in entries if not (opposes and door in opposed))


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    yield from session.execute(query.execution_options(yield_per=AT_ONCE))
