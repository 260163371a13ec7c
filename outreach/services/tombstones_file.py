"""`tombstones`: what was erased and may still be on a tablet, which then forgets it. One unordered set of an organisation: see JOURNAL.md."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import What
from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.services.tablet_file import Carrier, FileCard, Provider
from outreach.store.tables import DestructionLine

NAME = "tombstones"
TOLD_FOR = timedelta(days=400)
"""Longer than any tablet keeps what it noted."""


def _cards(session: Session, now: datetime, carrier: Carrier) -> Iterator[FileCard]:
    content = _content(session, now, carrier.scope)
    if content is not None:
        yield FileCard(NAME, sha256(content).hexdigest(), len(content))


def _content(session: Session, now: datetime, scope: Scope) -> bytes | None:
    query = select(DestructionLine.target).where(DestructionLine.organisation_id == scope.organisation_id, DestructionLine.what != What.QUARANTINE)
    erased = sorted(set(session.scalars(query.where(DestructionLine.day >= paris_day(now) - TOLD_FOR))))
    return json.dumps({"erased": erased}, separators=(",", ":")).encode() if erased else None


TOMBSTONES = Provider(NAME, _cards, lambda session, now, carrier, _card: _content(session, now, carrier.scope))
