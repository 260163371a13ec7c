"""A lost or retired tablet loses its access."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.create_enrolment import find_device
from outreach.store.tables import Device, Enrolment


def close_tablet(session: Session, scope: Scope, device_id: UUID) -> Device:
    """Forget the tablet's token and any open invitation. What it sent stays; what it still holds it keeps, sealed, until it is linked again.

    Raises `Problem` (`unknown_tablet`).
    """
    device = find_device(session, scope, device_id)
    device.token_digest = None
    session.execute(delete(Enrolment).where(Enrolment.device_id == device.id))
    return device
