"""Passages and contacts week by week, and what came of all of them: for the plots of the home page."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.outcomes import CONTACTS, Outcome
from outreach.domain.scope import Scope
from outreach.store.tables import BareOutcome, Visit

WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WeeklyFigures:
    """By week, each named by its Monday, none left out: passages and those that were a contact. `outcomes`: of all of them, the most frequent first."""

    weeks: list[date]
    passages: list[int]
    contacts: list[int]
    outcomes: dict[Outcome, int]


def weekly_figures(session: Session, scope: Scope, first: date, last: date) -> WeeklyFigures:
    """Count the organisation's passages from one day to another, both included; those whose content was erased count too."""
    outcomes: Counter[Outcome] = Counter()
    passages: Counter[date] = Counter()
    contacts: Counter[date] = Counter()
    for day, outcome, many in _rows(session, scope, first, last):
        monday = day - timedelta(days=day.weekday())
        outcomes[Outcome(outcome)] += many
        passages[monday] += many
        contacts[monday] += many if outcome in CONTACTS else 0
    start = first - timedelta(days=first.weekday())
    weeks = [start + WEEK * number for number in range((last - start).days // 7 + 1)]
    return WeeklyFigures(weeks, [passages[week] for week in weeks], [contacts[week] for week in weeks], dict(outcomes.most_common()))


def _rows(session: Session, scope: Scope, first: date, last: date) -> list[tuple[date, str, int]]:
    live = select(Visit.day, Visit.outcome, func.count()).where(Visit.organisation_id == scope.organisation_id, Visit.day.between(first, last))
    bare = select(BareOutcome.day, BareOutcome.outcome, func.sum(BareOutcome.visits)).where(
        BareOutcome.organisation_id == scope.organisation_id, BareOutcome.day.between(first, last)
    )
    found = [*session.execute(live.group_by(Visit.day, Visit.outcome)), *session.execute(bare.group_by(BareOutcome.day, BareOutcome.outcome))]
    return [(day, outcome, int(many)) for day, outcome, many in found]
