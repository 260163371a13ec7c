"""A tablet is invited: its row, its workers and rounds, and a token that is shown once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tokens import new_token, token_digest
from outreach.errors import Problem
from outreach.services.people import list_workers
from outreach.store.tables import Device, DeviceWorker, Enrolment, Round, RoundDevice

VALID_FOR = timedelta(hours=48)


def create_enrolment(session: Session, now: datetime, scope: Scope, name: str, workers: Sequence[UUID], rounds: Sequence[UUID]) -> tuple[Device, str]:
    """Invite a tablet. Returns its row and the token of the link, valid 48 hours; only SHA-256 of the token's text is kept.

    Raises `Problem`: `name_missing`, `workers_missing`; `unknown_person` for anybody whom `list_workers` does not offer; `unknown_round`.
    """
    name = " ".join(name.split())
    if not name:
        raise Problem("name_missing", "Il manque le nom de la tablette. Rien n’a été enregistré.")
    device = Device(id=uuid4(), organisation_id=scope.organisation_id, name=name, recipient=None, token_digest=None, last_contact_at=None)
    session.add(device)
    session.flush()
    _assign(session, scope, device, workers, rounds)
    return device, _invite(session, now, device)


def renew_enrolment(session: Session, now: datetime, scope: Scope, device_id: UUID) -> tuple[Device, str]:
    """Invite again a tablet whose link was lost or expired; the old link stops working.

    A tablet that was linked once is never linked again under the same id: its counter would begin anew, and with it the order of its visits.

    Raises `Problem`: `unknown_tablet`, `already_enrolled`.
    """
    device = find_device(session, scope, device_id)
    if device.recipient is not None:
        raise Problem("already_enrolled", "Cette tablette a déjà été reliée. Si sa mémoire a été vidée, choisissez « Relier de nouveau ».", 409)
    session.execute(delete(Enrolment).where(Enrolment.device_id == device.id))
    return device, _invite(session, now, device)


def find_device(session: Session, scope: Scope, device_id: UUID) -> Device:
    """One tablet of the organisation, locked against an enrolment that comes meanwhile. Raises `Problem` (`unknown_tablet`, 404) for any other."""
    device = session.get(Device, device_id, with_for_update=True)
    if device is None or device.organisation_id != scope.organisation_id or device.kind != "tablet":
        raise Problem("unknown_tablet", "Cette tablette ne fait pas partie de votre organisation.", 404)
    return device


def _assign(session: Session, scope: Scope, device: Device, workers: Sequence[UUID], rounds: Sequence[UUID]) -> None:
    if not workers:
        raise Problem("workers_missing", "Choisissez au moins une personne pour cette tablette. Rien n’a été enregistré.")
    if not set(workers) <= {person.id for person in list_workers(session, scope)}:
        sentence = "Une des personnes choisies ne fait pas partie de celles qui peuvent utiliser une tablette. Rien n’a été enregistré. Rechargez la page."
        raise Problem("unknown_person", sentence, 404)
    own = set(session.scalars(select(Round.id).where(Round.organisation_id == scope.organisation_id, Round.id.in_(rounds))))
    if own != set(rounds):
        raise Problem("unknown_round", "Une des tournées choisies n’existe plus. Rien n’a été enregistré.", 404)
    session.add_all([DeviceWorker(device_id=device.id, user_id=worker) for worker in dict.fromkeys(workers)])
    session.add_all([RoundDevice(round_id=round_id, device_id=device.id) for round_id in dict.fromkeys(rounds)])
    session.flush()


def _invite(session: Session, now: datetime, device: Device) -> str:
    token = new_token()
    session.add(Enrolment(id=uuid4(), device_id=device.id, token_digest=token_digest(token), expires_at=now + VALID_FOR))
    session.flush()
    return token
