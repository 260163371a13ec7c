"""A fresh invitation for a tablet that joins the demo's current round."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.services.create_enrolment import create_enrolment, renew_enrolment
from outreach.services.people import list_workers
from outreach.store.tables import Device, Round

NAME = "Tablette d’essai"
FINGERPRINT = 32
"""Hex digits of the fingerprint in a link."""


def invite(session: Session, now: datetime, organisation: UUID, recipient: str, public_url: str) -> str:
    """An enrolment link for a new tablet; an earlier one that nobody used stops working. The caller commits."""
    scope = Scope(organisation)
    ours = session.scalars(select(Device).where(Device.organisation_id == organisation, Device.name.startswith(NAME))).all()
    waiting = next((device for device in ours if device.token_digest is None), None)
    if waiting is not None:
        _, token = renew_enrolment(session, now, scope, waiting.id)
    else:
        workers = [user.id for user in list_workers(session, scope) if user.role == Role.WORKER]
        today = paris_day(now)
        rounds = select(Round.id).where(Round.organisation_id == organisation, Round.starts_on <= today, Round.ends_on >= today)
        name = f"{NAME} {len(ours) + 1}" if ours else NAME
        _, token = create_enrolment(session, now, scope, name, workers, session.scalars(rounds).all())
    return f"{public_url}/tablette/#{token}.{fingerprint(recipient)}"


def fingerprint(recipient: str) -> str:
    """What a link carries of the organisation's recipient: the first 32 hex digits of SHA-256 of its text."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:FINGERPRINT]
