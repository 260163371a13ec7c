"""A tablet whose browser threw everything away, or that was lost, is linked again: as another tablet that takes its place."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tablets import Order
from outreach.errors import Problem
from outreach.services.create_enrolment import create_enrolment, find_device
from outreach.services.order_tablet import order_tablet
from outreach.services.people import list_workers
from outreach.store.tables import Device, DeviceWorker, RoundDevice


def relink_tablet(session: Session, now: datetime, scope: Scope, device_id: UUID) -> tuple[Device, str]:
    """Invite a tablet with the name, the people and the rounds of this one, whose access is closed. Returns its row and the token of the link.

    What the one before still sends waits until somebody has looked.

    It is not the same tablet for the journal: its counter begins anew. What the old one handed to a neighbour still finds its way.

    Raises `Problem`: `unknown_tablet`, `never_linked`, `already_followed`; `workers_missing` when nobody of it uses tablets any more.
    """
    before = find_device(session, scope, device_id)
    if before.recipient is None:
        raise Problem("never_linked", "Cette tablette n’a jamais été reliée. Choisissez « Nouvelle invitation ». Rien n’a été modifié.", 409)
    if session.scalars(select(Device.id).where(Device.follows_id == before.id).limit(1)).first() is not None:
        raise Problem("already_followed", "Une autre tablette a déjà pris la place de celle-ci. Rien n’a été modifié. Rechargez la page.", 409)
    offered = {person.id for person in list_workers(session, scope)}
    workers = [worker for worker in session.scalars(select(DeviceWorker.user_id).where(DeviceWorker.device_id == before.id)) if worker in offered]
    rounds = session.scalars(select(RoundDevice.round_id).where(RoundDevice.device_id == before.id)).all()
    if before.token_digest is not None:
        order_tablet(session, now, scope, before.id, Order.REVOKE)
    device, token = create_enrolment(session, now, scope, before.name, workers, rounds)
    device.follows_id = before.id
    session.flush()
    return device, token
