"""Is the log of accesses whole, from its first row to its last?"""

from sqlalchemy.orm import Session

from outreach.domain.audit import Verified, verify
from outreach.store.audit import begin_of_chain, walk_chain
from outreach.store.tables import AuditEvent


def verify_log(session: Session) -> Verified:
    """Follow the chain. `broken_at` is the first row that does not fit what stands before it."""
    return verify(walk_chain(session), begin_of_chain(session))


def is_known(session: Session, number: int, digest: bytes) -> bool:
    """Whether the row of this number still has the hash that was noted elsewhere."""
    row = session.get(AuditEvent, number)
    return row is not None and row.hash == digest
