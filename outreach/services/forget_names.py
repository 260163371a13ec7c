"""Names that were sealed to tablets for a round go with the round, and with what they were taken from."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.tablets import Standing
from outreach.store.journal import chunks
from outreach.store.tables import Case, Device, Round, RoundEntrance, RoundNames


def forget_past_names(session: Session, now: datetime) -> None:
    """Those of rounds that are over, and of tablets that may open them no more."""
    over = select(Round.id).where(Round.ends_on < paris_day(now))
    gone = select(Device.id).where(or_(Device.standing.in_([Standing.REVOKED, Standing.STOLEN]), Device.token_digest.is_(None)))
    session.execute(delete(RoundNames).where(or_(RoundNames.round_id.in_(over), RoundNames.device_id.in_(gone))))


def forget_names_at(session: Session, entries: Collection[UUID]) -> None:
    """Those of the rounds at whose entrances one of these entries opened a case: nobody here can take a single name out, so they are prepared anew."""
    for chunk in chunks(entries):
        places = select(Case.organisation_id, Case.entrance_id).where(Case.opening_id.in_(chunk)).distinct()
        for organisation, entrance in session.execute(places).all():
            rounds = select(Round.id).join(RoundEntrance, RoundEntrance.round_id == Round.id)
            here = rounds.where(Round.organisation_id == organisation, RoundEntrance.entrance_id == entrance)
            session.execute(delete(RoundNames).where(RoundNames.round_id.in_(here)))
