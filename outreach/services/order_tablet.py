"""The coordination orders something of a tablet. It learns of it at its next contact: nothing is ever pushed to it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tablets import AFTER, POSSIBLE, Order, Standing
from outreach.errors import Problem
from outreach.services.close_tablet import close_tablet
from outreach.services.create_enrolment import find_device
from outreach.store.tables import Device


def order_tablet(session: Session, now: datetime, scope: Scope, device_id: UUID, order: Order) -> Device:
    """Keep an order for a tablet that was linked. Ordering the same twice changes nothing.

    Raises `Problem`: `unknown_tablet`; `not_possible`, where the tablet is beyond that.
    """
    device = find_device(session, scope, device_id)
    standing = Standing(device.standing)
    if AFTER.get(order) is standing:
        return device
    if device.token_digest is None or order not in POSSIBLE[standing]:
        raise Problem("not_possible", "Cela ne peut plus être demandé à cette tablette. Rien n’a été modifié. Rechargez la page.", 409)
    device.standing = AFTER.get(order, standing)
    if order is Order.ERASE:
        device.erase_asked_at, device.erased_at = now, None
    elif order is Order.KEEP and device.erased_at is None:
        device.erase_asked_at = None
    elif order is Order.STOLEN:
        close_tablet(session, scope, device_id)
    session.flush()
    return device
