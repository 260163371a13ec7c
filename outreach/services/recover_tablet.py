"""A lost code: the tablet asks for its own key, which it keeps sealed to the organisation; a coordinator's browser seals it to the tablet again.

The server carries two sealed texts. That nobody put another key in the tablet's place is for two people to see: the number that both screens show.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.envelope import from_b64url
from outreach.domain.scope import Scope
from outreach.domain.sealing import check_recipient, is_age_file
from outreach.errors import Problem
from outreach.services.authenticate_device import Caller
from outreach.services.create_enrolment import find_device
from outreach.store.tables import Device, DeviceWorker, Recovery, User

VALID_FOR = timedelta(minutes=30)
"""Whoever would put another key in the middle must find one with the same number within this time."""


@dataclass(frozen=True)
class Asked:
    """A tablet that waits for its key."""

    device_id: UUID
    device: str
    worker: str
    recipient: str
    sealed: bytes
    answered: bool


def ask_recovery(session: Session, now: datetime, caller: Caller, worker_id: UUID, recipient: str, sealed: str) -> bytes | None:
    """Keep what the tablet asks (`sealed`: base64url). Asked again with the same recipient: the answer, if there is one.

    Raises `Problem` (`bad_recovery`, `bad_recipient`).
    """
    check_recipient(recipient)
    text = _age_file(sealed)
    if text is None or session.get(DeviceWorker, (caller.device_id, worker_id)) is None:
        raise Problem("bad_recovery", "Cette demande est incomplète. La tablette garde tout.", 400)
    session.execute(delete(Recovery).where(Recovery.asked_at < now - VALID_FOR))
    known = session.get(Recovery, caller.device_id)
    if known is not None and known.recipient == recipient:
        return known.answer
    if known is not None:
        session.delete(known)
        session.flush()
    session.add(Recovery(device_id=caller.device_id, worker_id=worker_id, recipient=recipient, sealed=text, asked_at=now, answer=None))
    return None


def list_asked(session: Session, now: datetime, scope: Scope) -> dict[UUID, Asked]:
    """Tablets of the organisation that wait, by id."""
    query = (
        select(Recovery, Device.name, User.name)
        .join(Device, Device.id == Recovery.device_id)
        .join(User, User.id == Recovery.worker_id)
        .where(Device.organisation_id == scope.organisation_id, Recovery.asked_at >= now - VALID_FOR)
    )
    return {
        one.device_id: Asked(one.device_id, device, worker, one.recipient, one.sealed, answered=one.answer is not None)
        for one, device, worker in session.execute(query).all()
    }


def answer_recovery(session: Session, now: datetime, scope: Scope, device_id: UUID, recipient: str, answer: str) -> None:
    """Keep the coordinator's answer for the tablet. Raises `Problem`: `unknown_tablet`; `not_asked`, if it asks no more, or with another key."""
    find_device(session, scope, device_id)
    known, text = session.get(Recovery, device_id), _age_file(answer)
    if known is None or text is None or known.asked_at < now - VALID_FOR or known.recipient != recipient:
        raise Problem("not_asked", "Cette tablette ne demande plus rien. Rien n’a été modifié. Recommencez depuis la tablette.", 409)
    known.answer = text


def _age_file(b64url: str) -> bytes | None:
    try:
        content = from_b64url(b64url)
    except ValueError:
        return None
    return content if is_age_file(content) else None
