"""Which tablet is calling, by its bearer token."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tablets import Standing
from outreach.domain.tokens import token_digest
from outreach.store.tables import Device

CONTACT_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Caller:
    """An enrolled tablet. `told`: what it said of itself when that was last written down."""

    device_id: UUID
    organisation_id: UUID
    last_contact_at: datetime | None
    standing: Standing
    erase_asked: bool
    told: "Told"

    @property
    def scope(self) -> Scope:
        """The organisation whose data this tablet may see."""
        return Scope(self.organisation_id)

    @property
    def held_back(self) -> str | None:
        """Under which problem everything it brings waits until somebody has looked, if it does."""
        return "revoked_device" if self.standing is Standing.REVOKED else None

    @property
    def orders(self) -> dict[str, bool]:
        """What the coordination asks of it."""
        return {"lock": self.standing is Standing.LOCKED, "erase": self.erase_asked}

    def is_new_contact(self, now: datetime, told: "Told") -> bool:
        """Whether there is something to write down: it says something new of itself, or was last heard of long enough ago."""
        return self.last_contact_at is None or now - self.last_contact_at > CONTACT_EVERY or told.over(self.told) != self.told


@dataclass(frozen=True, slots=True)
class Told:
    """What a tablet says of itself. Older ones say nothing."""

    pending: int | None = None
    app: str | None = None

    def over(self, before: "Told") -> "Told":
        """This, and what was known before of what it leaves open."""
        return Told(before.pending if self.pending is None else self.pending, self.app or before.app)


def authenticate_device(session: Session, token: str) -> Caller | None:
    """The tablet that holds this token, or None. The digest is found by index, then compared in constant time."""
    digest = token_digest(token)
    device = session.scalars(select(Device).where(Device.token_digest == digest)).one_or_none()
    if device is None or device.token_digest is None or not hmac.compare_digest(device.token_digest, digest):
        return None
    told = Told(device.pending, device.app)
    return Caller(device.id, device.organisation_id, device.last_contact_at, Standing(device.standing), device.erase_asked_at is not None, told)


def note_contact(session: Session, now: datetime, caller: Caller, told: Told = Told()) -> None:
    """Keep when a tablet was last heard of, and what it said of itself."""
    known = told.over(caller.told)
    session.execute(update(Device).where(Device.id == caller.device_id).values(last_contact_at=now, pending=known.pending, app=known.app))
