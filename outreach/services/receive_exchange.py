"""A file of another deployment is handed in: it waits, unopened by anything but checks, until somebody has looked at what it would bring."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.read_exchange import Reading, ReadPublication, find_received, read_exchange
from outreach.store.tables import ReceivedFile


def receive_exchange(session: Session, now: datetime, scope: Scope, file: bytes, publication: ReadPublication) -> Reading:
    """Keep the file if it may be looked at. Raises `Problem` as `read_exchange` does."""
    reading = read_exchange(session, now, scope, file, publication)
    exchange = reading.exchange
    kept = session.get(ReceivedFile, (scope.organisation_id, exchange.id)) or ReceivedFile(organisation_id=scope.organisation_id, id=exchange.id)
    kept.sender_id, kept.sender_name, kept.made_at = exchange.sender, exchange.sender_name, exchange.made_at
    kept.received_at, kept.taken_at, kept.content = now, None, file
    session.add(kept)
    session.flush()
    return reading


def drop_received(session: Session, scope: Scope, file: UUID) -> None:
    """Throw a file away that was not taken. Raises `Problem` (`no_such_file`, 404)."""
    session.delete(find_received(session, scope, file, hold=True))
    session.flush()
