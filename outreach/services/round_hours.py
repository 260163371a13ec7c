"""The best hours of a round's neighbourhoods, on the days that are left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.planning.hours import GoodHours, Season, Verdict, good_hours
from outreach.services.best_hours import best_hours
from outreach.store.tables import Entrance, Neighbourhood, Round, RoundEntrance

MOST_AREAS = 3
"""Told of: those with the most entrances in the round."""


@dataclass(frozen=True)
class RoundHours:
    """The best hours by neighbourhood (name, hours), none where no hours stand out; `firm`: not when they foretold the last months no better than a mean."""

    areas: Sequence[tuple[str, GoodHours]]
    firm: bool


def round_hours(session: Session, scope: Scope, round_: Round, today: date) -> RoundHours | None:
    """What the own passages say. None for a round that is over, and where nothing is known yet."""
    found = best_hours(session, scope, today) if round_.ends_on >= today else None
    if found is None or not found.learnt.doors:
        return None
    first = max(round_.starts_on, today)
    weekdays = sorted({(first + timedelta(days=after)).weekday() for after in range(min((round_.ends_on - first).days + 1, 7))})
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.name)
        .join(Entrance, Entrance.neighbourhood_id == Neighbourhood.id)
        .join(RoundEntrance, RoundEntrance.entrance_id == Entrance.id)
        .where(RoundEntrance.round_id == round_.id)
        .group_by(Neighbourhood.id, Neighbourhood.name)
        .order_by(func.count().desc(), Neighbourhood.name, Neighbourhood.id)
        .limit(MOST_AREAS)
    )
    areas = [(name, best) for id_, name in rows for best in good_hours(found.learnt, id_, Season.of(first), weekdays, most=1)]
    return RoundHours(areas, found.evaluation is None or found.evaluation.verdict is not Verdict.NO_BETTER)
