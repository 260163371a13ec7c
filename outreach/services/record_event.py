"""An access is noted in the log, in the transaction of what it is about."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.domain.audit import Event, EventKind, chained, check_subject
from outreach.domain.scope import Scope
from outreach.store.audit import end_of_chain, lock_chain
from outreach.store.tables import AuditEvent


def record_event(session: Session, now: datetime, scope: Scope | None, kind: EventKind, subject: str = "", *, address: str = "") -> None:
    """Add to the log: who (`scope`; None where nobody is known), when, what kind, and about what.

    `subject` is made of ids and counts (`domain.audit.SUBJECT`), never both a door and answers; `address` is a shortened one.
    It waits for the chain's lock and holds it to the end of the transaction: call it after everything else that may wait.
    """
    check_subject(subject)
    lock_chain(session)
    number, previous = end_of_chain(session)
    organisation, user = (scope.organisation_id, scope.user_id) if scope else (None, None)
    event = Event(number + 1, now.replace(microsecond=0), organisation, user, kind.value, subject, address)
    session.add(
        AuditEvent(
            number=event.number,
            at=event.at,
            organisation_id=organisation,
            user_id=user,
            kind=event.kind,
            subject=subject,
            address=address,
            hash=chained(previous, event),
        )
    )
    session.flush()
