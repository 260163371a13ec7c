"""After a restore: a new epoch, so that tablets offer what they still hold."""

from uuid import UUID

import uuid_utils
from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.store.journal import lock_journal, server_state
from outreach.store.tables import ServerState


def renew_epoch(session: Session) -> str:
    """Begin a new epoch: a UUIDv7 that sorts after the one before, even if the server's clock was set back."""
    lock_journal(session)
    before, _ = server_state(session)
    epoch = str(uuid_utils.uuid7())
    if epoch <= before:
        epoch = str(UUID(int=UUID(before).int + (1 << 80)))
    session.execute(update(ServerState).values(epoch=epoch))
    return epoch
