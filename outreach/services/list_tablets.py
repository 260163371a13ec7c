"""The tablets of an organisation, with who uses them and when they were last heard."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tablets import POSSIBLE, Order, Standing
from outreach.store.tables import Device, DeviceWorker, Enrolment, Round, RoundDevice, User

State = Literal["linked", "locked", "erasing", "erased", "invited", "expired", "revoked", "stolen", "closed"]
RANKS: tuple[tuple[State, ...], ...] = (("linked", "locked", "erasing"), ("invited",), ("expired",), ("erased", "revoked", "stolen", "closed"))
ORDER = {state: rank for rank, states in enumerate(RANKS) for state in states}


@dataclass(frozen=True)
class TabletCard:
    """A tablet in a list.

    `state`: linked, and what was asked of it; invited (link still valid), expired, closed (was invited or linked, is no more).
    `orders`: what can be asked of it. `renewable`: it was never linked, and may be invited again. `replaceable`: it was, and no other one has
    taken its place. `pending`: how many entries only it had when it was last heard of; None where it has not said.
    """

    id: UUID
    name: str
    state: State
    orders: frozenset[Order]
    renewable: bool
    replaceable: bool
    last_contact_at: datetime | None
    erase_asked_at: datetime | None
    erased_at: datetime | None
    expires_at: datetime | None
    pending: int | None
    app: str | None
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
    return sorted(cards, key=lambda card: (ORDER[card.state], card.name.casefold(), str(card.id)))


def _card(device: Device, expires_at: datetime | None, now: datetime, workers: list[str], rounds: list[tuple[UUID, str]], *, followed: bool) -> TabletCard:
    linked_once = device.recipient is not None
    state = _state(device, expires_at, now)
    return TabletCard(
        id=device.id,
        name=device.name,
        state=state,
        orders=_orders(device),
        renewable=not linked_once,
        replaceable=linked_once and not followed,
        last_contact_at=device.last_contact_at,
        erase_asked_at=device.erase_asked_at,
        erased_at=device.erased_at,
        expires_at=expires_at,
        pending=device.pending,
        app=device.app,
        workers=workers,
        rounds=rounds,
    )


def _state(device: Device, expires_at: datetime | None, now: datetime) -> State:
    standing = Standing(device.standing)
    if standing is Standing.STOLEN:
        return "stolen"
    if device.token_digest is None:
        return "closed" if expires_at is None else "invited" if expires_at > now else "expired"
    if device.erased_at is not None:
        return "erased"
    if standing is Standing.REVOKED:
        return "revoked"
    if device.erase_asked_at is not None:
        return "erasing"
    return "locked" if standing is Standing.LOCKED else "linked"


def _orders(device: Device) -> frozenset[Order]:
    """What can be asked of it, without what was asked already."""
    if device.token_digest is None:
        return frozenset()
    done = {Order.KEEP} if device.erase_asked_at is None else {Order.ERASE}
    if device.erased_at is not None:
        done |= {Order.KEEP, Order.LOCK, Order.UNLOCK}
    return POSSIBLE[Standing(device.standing)] - done
