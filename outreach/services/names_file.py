"""`names/<round>`: who was promised something in a round, sealed to this tablet by a coordinator's browser. See JOURNAL.md, "Names of a round"."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.tablets import Standing
from outreach.services.tablet_file import Carrier, FileCard, Provider
from outreach.store.tables import Device, Round, RoundDevice, RoundNames

NAME = "names"


def _given(now: datetime, carrier: Carrier) -> Select[UUID, bytes]:
    """What this tablet may have: of its rounds that are not over, and sealed to the key that it has now. A locked one hides everything, and has none."""
    query = select(RoundNames.round_id, RoundNames.sealed).join(Round, Round.id == RoundNames.round_id).join(Device, Device.id == RoundNames.device_id)
    carried = query.join(RoundDevice, (RoundDevice.round_id == RoundNames.round_id) & (RoundDevice.device_id == RoundNames.device_id))
    own = carried.where(RoundNames.device_id == carrier.device_id, Round.organisation_id == carrier.scope.organisation_id)
    return own.where(Round.ends_on >= paris_day(now), Device.recipient == RoundNames.recipient, Device.standing == Standing.ACTIVE)


def _cards(session: Session, now: datetime, carrier: Carrier) -> Iterator[FileCard]:
    for round_id, sealed in session.execute(_given(now, carrier).order_by(RoundNames.round_id)).all():
        yield FileCard(f"{NAME}/{round_id}", hashlib.sha256(sealed).hexdigest(), len(sealed))


def _read(session: Session, now: datetime, carrier: Carrier, card: FileCard) -> bytes | None:
    query = _given(now, carrier).where(RoundNames.round_id == UUID(card.name.partition("/")[2]))
    found = session.execute(query).one_or_none()
    return None if found is None else found.sealed


NAMES = Provider(NAME, _cards, _read)
