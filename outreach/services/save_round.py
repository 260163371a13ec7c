"""A round is planned, or changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Device, Entrance, Round, RoundDevice, RoundEntrance, RoundNames

MOST_ENTRANCES = 500


@dataclass(frozen=True)
class RoundPlan:
    """What a coordinator asks for: `entrances` in the order of the walk."""

    name: str
    starts_on: date
    ends_on: date
    entrances: Sequence[UUID]
    devices: Sequence[UUID]


def save_round(session: Session, scope: Scope, plan: RoundPlan, round_id: UUID | None = None) -> Round:
    """Make a round, or change one. Entrances and tablets taken out keep what was noted there.

    Raises `Problem`: `unknown_round`, `name_missing`, `days_not_in_order`, `entrances_missing`, `too_many_entrances`, `unknown_entrance`, `unknown_tablet`.
    """
    name = " ".join(plan.name.split())
    entrances, devices = list(dict.fromkeys(plan.entrances)), list(dict.fromkeys(plan.devices))
    _check(session, scope, name, plan, entrances, devices)
    planned = find_round(session, scope, round_id) if round_id else Round(id=uuid4(), organisation_id=scope.organisation_id)
    planned.name, planned.starts_on, planned.ends_on = name, plan.starts_on, plan.ends_on
    session.add(planned)
    session.flush()
    session.execute(delete(RoundEntrance).where(RoundEntrance.round_id == planned.id))
    session.execute(delete(RoundDevice).where(RoundDevice.round_id == planned.id))
    session.execute(delete(RoundNames).where(RoundNames.round_id == planned.id, RoundNames.device_id.not_in(devices)))
    session.add_all([RoundEntrance(round_id=planned.id, entrance_id=entrance, position=place) for place, entrance in enumerate(entrances)])
    session.add_all([RoundDevice(round_id=planned.id, device_id=device) for device in devices])
    session.flush()
    return planned


def find_round(session: Session, scope: Scope, round_id: UUID) -> Round:
    """One round of the organisation. Raises `Problem` (`unknown_round`, 404) for any other."""
    found = session.get(Round, round_id)
    if found is None or found.organisation_id != scope.organisation_id:
        raise Problem("unknown_round", "Cette tournée n’existe pas dans votre organisation.", 404)
    return found


def entrances_of(session: Session, round_id: UUID) -> list[UUID]:
    """The entrances of a round in the order of the walk."""
    query = select(RoundEntrance.entrance_id).where(RoundEntrance.round_id == round_id)
    return list(session.scalars(query.order_by(RoundEntrance.position, RoundEntrance.entrance_id)))


def devices_of(session: Session, round_id: UUID) -> list[UUID]:
    """The tablets of a round."""
    return list(session.scalars(select(RoundDevice.device_id).where(RoundDevice.round_id == round_id)))


def _check(session: Session, scope: Scope, name: str, plan: RoundPlan, entrances: list[UUID], devices: list[UUID]) -> None:
    if not name:
        raise Problem("name_missing", "Il manque le nom de la tournée. Rien n’a été enregistré.")
    if plan.ends_on < plan.starts_on:
        raise Problem("days_not_in_order", "La tournée finirait avant de commencer. Vérifiez les deux dates. Rien n’a été enregistré.")
    if not entrances:
        raise Problem("entrances_missing", "Choisissez au moins une entrée. Rien n’a été enregistré.")
    if len(entrances) > MOST_ENTRANCES:
        raise Problem("too_many_entrances", f"Une tournée compte au plus {MOST_ENTRANCES} entrées. Partagez-la en deux. Rien n’a été enregistré.")
    if len(session.scalars(select(Entrance.id).where(Entrance.id.in_(entrances))).all()) != len(entrances):
        raise Problem("unknown_entrance", "Une des entrées choisies n’existe plus. Rien n’a été enregistré. Rechargez la page.", 404)
    own = session.scalars(select(Device.id).where(Device.id.in_(devices), Device.organisation_id == scope.organisation_id, Device.kind == "tablet")).all()
    if len(own) != len(devices):
        raise Problem("unknown_tablet", "Une des tablettes choisies ne fait pas partie de votre organisation. Rien n’a été enregistré.", 404)
