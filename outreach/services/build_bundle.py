"""What a tablet must know to work offline: its rounds, their entrances, its workers, the forms, and to whom it seals."""

import hashlib
import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.centre_contact import find_contact
from outreach.services.current_rounds import current_rounds
from outreach.services.leases import partner_visits
from outreach.services.offered_forms import offered_forms
from outreach.services.rotate_key import rotations_for
from outreach.services.tablet_file import Carrier
from outreach.services.tablet_files import list_files
from outreach.store.tables import Device, DeviceWorker, Door, Entrance, Neighbourhood, Organisation, Round, RoundEntrance, User

Bundle = dict[str, Any]


def build_bundle(session: Session, now: datetime, device_id: UUID, transport_recipient: str) -> tuple[Bundle, str]:
    """The bundle of JOURNAL.md and its hash: SHA-256, hex, of its canonical JSON.

    Raises:
        Problem: `no_keys`: the organisation has no recipient yet.
    """
    device, organisation = session.execute(
        select(Device, Organisation).join(Organisation, Organisation.id == Device.organisation_id).where(Device.id == device_id)
    ).one()
    if organisation.recipient is None:
        raise Problem(
            "no_keys",
            "L’organisation n’a pas encore ses clés : une tablette ne pourrait rien sceller. Rien n’a été modifié. La coordination doit d’abord les créer.",
            409,
        )
    rounds = current_rounds(session, now, device_id)
    entrances = _entrances_of(session, [one.id for one in rounds])
    bundle = {
        "device": {"id": str(device.id), "name": device.name},
        "organisation": _organisation(session, organisation, device_id),
        "transport_recipient": transport_recipient,
        "workers": _workers(session, device_id),
        "rounds": [_round(one, entrances) | _partners(session, Scope(organisation.id), one, paris_day(now)) for one in rounds],
        "entrances": _entrances(session, sorted({entrance for _, entrance in entrances}, key=str)),
        "forms": _forms(session, organisation.id),
        "files": [asdict(card) for card in list_files(session, now, Carrier(Scope(organisation.id), device_id))],
    }
    return bundle, hash_of(bundle)


def _organisation(session: Session, organisation: Organisation, device_id: UUID) -> dict[str, Any]:
    said: dict[str, Any] = {"id": str(organisation.id), "name": organisation.name, "recipient": organisation.recipient}
    contact = find_contact(session, organisation.id).known()
    rotations = rotations_for(session, organisation.id, device_id)
    return said | ({"contact": contact} if contact else {}) | ({"rotations": rotations} if rotations else {})


def hash_of(bundle: Bundle) -> str:
    """SHA-256, hex, of the canonical JSON."""
    return hashlib.sha256(json.dumps(bundle, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _entrances_of(session: Session, rounds: list[UUID]) -> list[tuple[UUID, UUID]]:
    query = select(RoundEntrance.round_id, RoundEntrance.entrance_id).where(RoundEntrance.round_id.in_(rounds))
    return [(row.round_id, row.entrance_id) for row in session.execute(query.order_by(RoundEntrance.position, RoundEntrance.entrance_id))]


def _round(one: Round, entrances: list[tuple[UUID, UUID]]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "name": one.name,
        "starts_on": one.starts_on.isoformat(),
        "ends_on": one.ends_on.isoformat(),
        "entrances": [str(entrance) for of_round, entrance in entrances if of_round == one.id],
    }


def _partners(session: Session, scope: Scope, one: Round, today: date) -> dict[str, Any]:
    visits = partner_visits(session, scope, one, today)
    if not visits:
        return {}
    # Other shares of the joint round are nothing to this tablet.
    own = select(Door.id).join(RoundEntrance, RoundEntrance.entrance_id == Door.entrance_id).where(RoundEntrance.round_id == one.id)
    here = set(session.scalars(own))
    told = [{"door": str(door), "day": day.isoformat()} for door, day in visits if door in here]
    return {"partner_visits": told} if told else {}


def _workers(session: Session, device_id: UUID) -> list[dict[str, str]]:
    query = select(User.id, User.name).join(DeviceWorker, DeviceWorker.user_id == User.id)
    rows = session.execute(query.where(DeviceWorker.device_id == device_id, User.active).order_by(User.name, User.id))
    return [{"id": str(row.id), "name": row.name} for row in rows]


def _entrances(session: Session, ids: list[UUID]) -> list[dict[str, Any]]:
    query = (
        select(Entrance.id, Entrance.label, Entrance.address, Neighbourhood.name, Entrance.lon, Entrance.lat)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .where(Entrance.id.in_(ids))
        .order_by(Entrance.id)
    )
    return [
        {"id": str(id_), "label": label, "address": address, "neighbourhood": neighbourhood, "lon": lon, "lat": lat}
        for id_, label, address, neighbourhood, lon, lat in session.execute(query)
    ]


def _forms(session: Session, organisation_id: UUID) -> list[dict[str, Any]]:
    return [_form(one) for one in offered_forms(session, organisation_id)]


def _form(one: Row[Any]) -> dict[str, Any]:
    said = {"id": one.form_id, "version": one.version, "hash": one.hash, "title": one.title, "fields": one.fields}
    media = [{"name": name, **known} for name, known in sorted(one.media.items())]
    return {**said, "media": media} if media else said
