"""Pages note in the log of accesses what they show and change of people's data."""

from datetime import UTC, datetime

from outreach.domain.audit import EventKind
from outreach.services.record_event import record_event
from outreach.store.database import db
from outreach.store.engine import request_may_write
from outreach.store.sessions import write_transaction
from outreach.web.access import scope


def record(kind: EventKind, subject: str = "") -> None:
    """Note an access of the signed-in person: in the request's transaction, if it may write, else in one of its own that is durable before the answer leaves.

    Call it when everything else is done, so that the chain's lock is held as shortly as can be.
    """
    if request_may_write():
        record_event(db.session(), datetime.now(UTC), scope(), kind, subject)
    else:
        with write_transaction() as session:
            record_event(session, datetime.now(UTC), scope(), kind, subject)
