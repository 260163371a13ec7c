"""`cases/<round>`: what a round's tablets must know of call-backs and referrals at its entrances. One unordered set, fetched whole: see JOURNAL.md."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.services.people import list_workers
from outreach.services.project_cases import texts_of_cases
from outreach.services.tablet_file import Carrier, FileCard, Provider
from outreach.store.tables import Case, Round, RoundDevice, RoundEntrance, Service, Structure

NAME = "cases"
STAYS = timedelta(days=7)
"""How long a case that ended is still told."""

LEFT_OUT = ("format", "organisation", "case", "salt", "receipt")


def _cards(session: Session, now: datetime, carrier: Carrier) -> Iterator[FileCard]:
    today = paris_day(now)
    for round_id in _rounds(session, today, carrier):
        content = _content(session, carrier.scope, round_id, today)
        yield FileCard(f"{NAME}/{round_id}", hashlib.sha256(content).hexdigest(), len(content))


def _read(session: Session, now: datetime, carrier: Carrier, card: FileCard) -> bytes | None:
    content = _content(session, carrier.scope, UUID(card.name.partition("/")[2]), paris_day(now))
    return content if hashlib.sha256(content).hexdigest() == card.hash else None


def _rounds(session: Session, today: date, carrier: Carrier) -> Sequence[UUID]:
    query = select(Round.id).join(RoundDevice, RoundDevice.round_id == Round.id)
    return session.scalars(query.where(RoundDevice.device_id == carrier.device_id, Round.ends_on >= today).order_by(Round.id)).all()


def _content(session: Session, scope: Scope, round_id: UUID, today: date) -> bytes:
    here = select(RoundEntrance.entrance_id).where(RoundEntrance.round_id == round_id)
    query = select(Case.id, Case.service_id).where(Case.organisation_id == scope.organisation_id, Case.entrance_id.in_(here), Case.matter != "procedure")
    found = session.execute(query.where(or_(Case.ended_on.is_(None), Case.ended_on >= today - STAYS)).order_by(Case.id)).all()
    texts = texts_of_cases(session, scope.organisation_id, [row.id for row in found])
    content = {
        "cases": [{"case": str(row.id), "entries": [_told(one) for one in texts[row.id]]} for row in found],
        "people": [{"id": str(person.id), "name": person.name} for person in list_workers(session, scope)],
        "services": _services(session, {row.service_id for row in found if row.service_id is not None}),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in LEFT_OUT}


def _services(session: Session, ids: set[UUID]) -> list[dict[str, str]]:
    query = select(Service.id, Service.name, Structure.name.label("structure")).join(Structure, Structure.id == Service.structure_id)
    rows = session.execute(query.where(Service.id.in_(ids)).order_by(Service.id))
    return [{"id": str(row.id), "name": row.name, "structure": row.structure} for row in rows]


CASES = Provider(NAME, _cards, _read)
