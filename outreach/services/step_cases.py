"""The office notes what became of cases: steps that the server writes, which go the way of every entry."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from outreach.domain.cases import ENDED, Attempt, CaseState, Reason, may_stand
from outreach.domain.entries import ANSWERS_FORMAT
from outreach.domain.envelope import Envelope, pack, to_b64url
from outreach.domain.moments import paris_day
from outreach.domain.opening import Opened, open_envelope
from outreach.domain.receipts import Status
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_case import find_case
from outreach.services.people import find_person
from outreach.services.receive_entries import receive_entries
from outreach.store.journal import lock_journal
from outreach.store.tables import AnswersEntry, Case


@dataclass(frozen=True)
class Step:
    """Where a case stands from now on, and what was tried."""

    state: CaseState
    due: date | None
    slot: str | None
    owner: UUID | None
    attempt: Attempt | None = None
    reason: Reason | None = None


def unchanged(case: Case) -> Step:
    """A step that leaves the case where it stands."""
    return Step(case.state, case.due, case.slot, case.owner_id)


def step_case(session: Session, now: datetime, scope: Scope, case_id: UUID, step: Step, *, entry: UUID, after: Sequence[str]) -> bool:
    """Write one step. False if this very step (`entry`) was written already: a form that is sent twice counts once.

    Args:
        session: a writing transaction. The caller commits.
        now: the server's clock; only its day is kept.
        scope: the organisation.
        case_id: the case.
        step: what is said.
        entry: a random id (UUIDv4), made with the page.
        after: the heads that the person saw.

    Raises:
        Problem: `unknown_case`; `case_moved` (409) when something else was noted since the page was shown; `not_this_state`, `unknown_person`.
    """
    lock_journal(session)
    case = find_case(session, scope, case_id)
    known = session.get(AnswersEntry, entry)
    if known is not None and known.organisation_id == scope.organisation_id and known.target_id == case_id:
        return False
    if sorted(after) != sorted(case.heads) or known is not None:
        raise Problem("case_moved", "Quelqu’un vient de faire avancer cette suite. Rien n’a été écrasé : regardez où elle en est, puis recommencez.", 409)
    _check(session, scope, case, step)
    write_steps(session, now, scope, [(case, step, entry)])
    return True


def write_steps(session: Session, now: datetime, scope: Scope, steps: Iterable[tuple[Case, Step, UUID]]) -> None:
    """Write steps that were checked, under the journal's lock."""
    opened = [_opened(scope, paris_day(now), *one) for one in steps]
    receipts = receive_entries(session, now, scope, None, opened)
    if any(receipt.status is not Status.ACCEPTED for receipt in receipts):
        raise ValueError("the office wrote a step twice")
    session.expire_all()


def new_entry_id() -> UUID:
    """A fresh random id for a step."""
    return uuid4()


def _opened(scope: Scope, day: date, case: Case, step: Step, entry: UUID) -> Opened:
    clear: dict[str, Any] = {
        "format": ANSWERS_FORMAT,
        "kind": "case_step",
        "id": str(entry),
        "organisation": str(scope.organisation_id),
        "round": str(case.round_id),
        "entrance": str(case.entrance_id),
        "day": day.isoformat(),
        "case": str(case.id),
        "after": sorted(case.heads),
        "state": step.state,
        "due": step.due and step.due.isoformat(),
        "slot": step.slot,
        "owner": None if step.owner is None else str(step.owner),
        "attempt": step.attempt,
        "reason": step.reason,
        "salt": to_b64url(secrets.token_bytes(16)),
    }
    text = json.dumps(clear, ensure_ascii=False, separators=(",", ":")).encode()
    return open_envelope(str(entry), pack(Envelope(str(entry), text, None)))


def _check(session: Session, scope: Scope, case: Case, step: Step) -> None:
    if not may_stand(case.matter, case.consent, step.state) or (step.reason is not None and step.state not in ENDED):
        raise Problem(
            "not_this_state",
            "Cette suite ne peut pas en être là : sans l’accord de la personne, rien n’est transmis. Rien n’a été enregistré.",
            409,
        )
    if step.owner is not None and step.owner != case.owner_id:
        find_person(session, scope, step.owner)
