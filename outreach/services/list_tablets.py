"""The tablets of an organisation, with who uses them and when they were last heard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.store.tables import Device, DeviceWorker, Enrolment, Round, RoundDevice, User


@dataclass(frozen=True)
class TabletCard:
    """A tablet in a list.

    `state`: linked, invited (link still valid), expired, closed (was invited or linked, is no more).
    `renewable`: it was never linked, and may be invited again. `replaceable`: it was, and no other one has taken its place.
    """

    id: UUID
    name: str
    state: Literal["linked", "invited", "expired", "closed"]
    renewable: bool
    replaceable: bool
    last_contact_at: datetime | None
    expires_at: datetime | None
    workers: list[str]
    rounds: list[tuple[UUID, str]]


def list_tablets(session: Session, scope: Scope, now: datetime) -> list[TabletCard]:
    """Every tablet of the organisation: linked ones first, by name."""
    devices = session.scalars(select(Device).where(Device.organisation_id == scope.organisation_id, Device.kind == "tablet")).all()
    workers: dict[UUID, list[str]] = defaultdict(list)
    for device, name in session.execute(
        select(DeviceWorker.device_id, User.name)
        .join(User, User.id == DeviceWorker.user_id)
        .where(User.organisation_id == scope.organisation_id)
        .order_by(User.name)
    ).all():
        workers[device].append(name)
    rounds: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for device, round_id, name in session.execute(
        select(RoundDevice.device_id, Round.id, Round.name)
        .join(Round, Round.id == RoundDevice.round_id)
        .where(Round.organisation_id == scope.organisation_id)
        .order_by(Round.starts_on, Round.name)
    ).all():
        rounds[device].append((round_id, name))
    expiries = {row.device_id: row.expires_at for row in session.scalars(select(Enrolment).where(Enrolment.device_id.in_([device.id for device in devices])))}
    followed = {device.follows_id for device in devices}
    cards = [_card(device, expiries.get(device.id), now, workers[device.id], rounds[device.id], followed=device.id in followed) for device in devices]
    order = {"linked": 0, "invited": 1, "expired": 2, "closed": 3}
    return sorted(cards, key=lambda card: (order[card.state], card.name.casefold(), str(card.id)))


def _card(device: Device, expires_at: datetime | None, now: datetime, workers: list[str], rounds: list[tuple[UUID, str]], *, followed: bool) -> TabletCard:
    if device.token_digest is not None:
        state: Literal["linked", "invited", "expired", "closed"] = "linked"
    elif expires_at is None:
        state = "closed"
    else:
        state = "invited" if expires_at > now else "expired"
    linked_once = device.recipient is not None
    return TabletCard(device.id, device.name, state, not linked_once, linked_once and not followed, device.last_contact_at, expires_at, workers, rounds)
