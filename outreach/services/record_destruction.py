"""What was erased is written down: signed, chained, and copied outside of the database as soon as it is committed."""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import NOTHING_BEFORE, Destruction, ErasureReason, What, sign
from outreach.domain.moments import paris_day
from outreach.store.journal import insert_rows
from outreach.store.ledger import ledger_of, read_lines
from outreach.store.tables import DestructionLine

LOG = logging.getLogger(__name__)
Destroyed: TypeAlias = tuple[What, str]
"""What, and the id of the entry or the digest of what waited in quarantine."""


def record_destruction(session: Session, now: datetime, organisation: UUID, destroyed: Iterable[Destroyed], because: ErasureReason) -> None:
    """Add lines to the destruction log, sorted by their ids, under the journal's lock that the caller holds."""
    targets = sorted(set(destroyed))
    if not targets:
        return
    key = ledger_of(session.get_bind()).key
    last = session.scalars(select(DestructionLine.number).order_by(DestructionLine.number.desc()).limit(1)).one_or_none() or 0
    previous = read_lines(session, last - 1)[0].said.digest if last else NOTHING_BEFORE
    rows = []
    for number, (what, target) in enumerate(targets, start=last + 1):
        said = Destruction(number, paris_day(now), organisation, what, target, because, previous)
        rows.append(row_of(said, sign(said, key).signature))
        previous = said.digest
    insert_rows(session, DestructionLine, rows)
    copy_once_committed(session)


def row_of(said: Destruction, signature: bytes) -> dict[str, object]:
    """A line as the database keeps it."""
    return {
        "number": said.number,
        "day": said.day,
        "organisation_id": said.organisation,
        "what": said.what,
        "target": said.target,
        "reason": said.reason,
        "previous": said.previous,
        "signature": signature,
    }


def copy_once_committed(session: Session) -> None:
    """Once this transaction is durable, bring the copy outside up to date. A copy that fails is made up for by the next one, and by the start of the server."""
    bind = session.get_bind()
    engine = bind.engine

    def copy(_session: Session) -> None:
        try:
            ledger_of(engine).copy_from(engine)
        except OSError as error:
            LOG.warning("The destruction log could not be copied outside of the database (%s): `palier destruction verify` tries again.", error.strerror)

    event.listen(session, "after_commit", copy, once=True)
