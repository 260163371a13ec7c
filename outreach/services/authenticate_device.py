"""Which tablet is calling, by its bearer token."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tokens import token_digest
from outreach.store.tables import Device

CONTACT_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled tablet."""

    device_id: UUID
    organisation_id: UUID
    last_contact_at: datetime | None

    @property
    def scope(self) -> Scope:
        """The organisation whose data this tablet may see."""
        return Scope(self.organisation_id)

    def is_new_contact(self, now: datetime) -> bool:
        """Whether the last contact that was written down is long enough ago to write down another."""
        return self.last_contact_at is None or now - self.last_contact_at > CONTACT_EVERY


def authenticate_device(session: Session, token: str) -> Caller | None:
    """The tablet that holds this token, or None. The digest is found by index, then compared in constant time."""
    digest = token_digest(token)
    row = session.execute(
        select(Device.id, Device.organisation_id, Device.last_contact_at, Device.token_digest).where(Device.token_digest == digest)
    ).one_or_none()
    if row is None or not hmac.compare_digest(row.token_digest, digest):
        return None
    return Caller(row.id, row.organisation_id, row.last_contact_at)


def note_contact(session: Session, now: datetime, caller: Caller) -> None:
    """Keep when a tablet was last heard of."""
    session.execute(update(Device).where(Device.id == caller.device_id).values(last_contact_at=now))
