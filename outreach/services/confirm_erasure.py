"""A tablet says that it has handed in everything, and forgets what it holds."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.domain.audit import EventKind
from outreach.errors import Problem
from outreach.services.authenticate_device import Caller
from outreach.services.record_event import record_event
from outreach.store.tables import Device


def confirm_erasure(session: Session, now: datetime, caller: Caller) -> None:
    """Write down that it is done. Its token still holds: a tablet that died before it forgot says so again.

    Raises `Problem` (`not_asked`): nobody asked, or it was taken back meanwhile; the tablet keeps everything.
    """
    device = session.get_one(Device, caller.device_id, with_for_update=True)
    if device.erase_asked_at is None:
        raise Problem("not_asked", "Personne n’a demandé d’effacer cette tablette. Elle garde tout.", 409)
    if device.erased_at is None:
        device.erased_at, device.pending = now, 0
        record_event(session, now, caller.scope, EventKind.TABLET_ERASED, f"tablet:{device.id}")
