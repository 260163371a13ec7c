"""The hours at which doors open, learnt from an organisation's own passages: here and now, or, of many passages, kept from when they were last counted."""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.planning.hours import Answering, Evaluation, Verdict, answering
from outreach.services.past_passages import past_of
from outreach.store.tables import KeptHours, Visit

MOST_AT_ONCE = 10_000
"""Visits that are counted while somebody waits: half a second with a hundred neighbourhoods."""


@dataclass(frozen=True)
class BestHours:
    """What was learnt, up to which day, and how well the same would have foretold the last three months (None: too few passages to tell)."""

    learnt: Answering
    evaluation: Evaluation | None
    until: date


def best_hours(session: Session, scope: Scope, today: date) -> BestHours | None:
    """What is known. None for an organisation with many visits that were never counted: `learn_hours` takes seconds, `keep_hours` keeps what comes of it."""
    if not has_many_visits(session, scope):
        return learn_hours(session, scope, today)
    kept = session.get(KeptHours, scope.organisation_id)
    if kept is None:
        return None
    told = kept.evaluation
    evaluation = Evaluation(**{**told, "verdict": Verdict(told["verdict"])}) if told else None
    return BestHours(Answering.unpacked(kept.learnt), evaluation, kept.until)


def has_many_visits(session: Session, scope: Scope) -> bool:
    """Whether there are more than `MOST_AT_ONCE`."""
    beyond = select(literal(1)).select_from(Visit).where(Visit.organisation_id == scope.organisation_id).offset(MOST_AT_ONCE).limit(1)
    return session.scalar(beyond) is not None


def learn_hours(session: Session, scope: Scope, today: date) -> BestHours:
    """Learn from the passages of two years, and foretell the last three months from those before."""
    past = past_of(session, scope, today)
    return BestHours(answering(past.recent), past.how_well_foretold(), today)


def keep_hours(session: Session, scope: Scope, found: BestHours) -> None:
    """Keep what was learnt, in the place of what was kept before."""
    evaluation = asdict(found.evaluation) if found.evaluation else None
    session.merge(KeptHours(organisation_id=scope.organisation_id, until=found.until, learnt=found.learnt.packed(), evaluation=evaluation))
    session.flush()
