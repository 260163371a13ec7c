"""Which rounds a tablet carries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.store.tables import Round, RoundDevice


def current_rounds(session: Session, now: datetime, device_id: UUID) -> Sequence[Round]:
    """The tablet's rounds that have not ended, today or later ones."""
    query = (
        select(Round)
        .join(RoundDevice, RoundDevice.round_id == Round.id)
        .where(RoundDevice.device_id == device_id, Round.ends_on >= paris_day(now))
        .order_by(Round.starts_on, Round.name, Round.id)
    )
    return session.scalars(query).all()
