"""A tablet brings what a neighbour gave it: every entry in it goes the way of every entry, and its receipts go back with the carrier."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.copies import OpenedCopy, seal_receipts, status_of
from outreach.domain.receipts import Status
from outreach.domain.scope import Scope
from outreach.services.receive_entries import receive_entries
from outreach.store.journal import server_state
from outreach.store.tables import Device


@dataclass(frozen=True, slots=True)
class Origin:
    """The tablet that made a copy."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CopyReceipt:
    """What the carrier is told. `receipts` is sealed to `origin`; both are None if the copy is of no tablet of its organisation."""

    status: Status
    digest: str
    origin: Origin | None
    receipts: str | None


def receive_copy(session: Session, now: datetime, scope: Scope, transport_recipient: str, copy: OpenedCopy, held_back: str | None = None) -> CopyReceipt:
    """Store what a copy holds, or the copy itself where it could not be opened.

    Args:
        session: a writing transaction. The receipt holds once it is committed, and not before.
        now: as `receive_entries` wants it.
        scope: the organisation of the tablet that brought it.
        transport_recipient: as `receive_entries` wants it.
        copy: opened before the transaction began.
        held_back: as `receive_entries` wants it: whoever brings a copy answers for what is in it.
    """
    receipts = receive_entries(session, now, scope, transport_recipient, copy.entries, held_back)
    status, digest = status_of(copy, receipts), copy.digest.hex()
    origin = _origin(session, scope, copy.device)
    if origin is None or origin.recipient is None:
        return CopyReceipt(status, digest, None, None)
    epoch, _ = server_state(session)
    return CopyReceipt(status, digest, Origin(origin.id, origin.name), seal_receipts(copy, epoch, receipts, origin.recipient))


def _origin(session: Session, scope: Scope, device: UUID | None) -> Device | None:
    return session.scalars(select(Device).where(Device.id == device, Device.organisation_id == scope.organisation_id)).one_or_none()
