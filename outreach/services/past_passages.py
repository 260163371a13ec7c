"""What an organisation's past passages say of the hours at which doors open: counts only, by neighbourhood, weekday, hour and season."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Integer, case, cast, extract, func, select
from sqlalchemy.orm import Session

from outreach.domain.moments import PARIS
from outreach.domain.outcomes import ATTEMPTS, OPENED
from outreach.domain.scope import Scope
from outreach.planning.hours import Evaluation, Passages, Season, evaluate, slot_of
from outreach.store.tables import Entrance, Visit

LEARNT_FROM = timedelta(days=730)
"""Two years: every season twice."""

HELD_OUT = timedelta(days=91)
"""Three months."""

HOUR = 3_600


def past_passages(session: Session, scope: Scope, first: date, last: date) -> list[Passages]:
    """Live visits of these days whose hour is known, at entrances of a neighbourhood, between 8 h and 22 h. Read grouped by hour, whatever their number."""
    seconds = extract("epoch", Visit.corrected_at)
    hour = cast((seconds - seconds % HOUR) / HOUR, Integer).label("hour")
    attempted, opened = (func.sum(case((Visit.outcome.in_(outcomes), 1), else_=0)) for outcomes in (ATTEMPTS, OPENED))
    query = select(Entrance.neighbourhood_id, hour, attempted, opened).join(Entrance, Entrance.id == Visit.entrance_id)
    query = query.where(Visit.organisation_id == scope.organisation_id, Visit.hour_known, Visit.day.between(first, last))
    query = query.where(Entrance.neighbourhood_id.is_not(None)).group_by(Entrance.neighbourhood_id, hour)
    counted: defaultdict[tuple[UUID, int, int, Season], list[int]] = defaultdict(lambda: [0, 0])
    for neighbourhood, number, tried, answered in session.execute(query):
        moment = _moment(number)
        if moment is not None:
            counts = counted[neighbourhood, *moment]
            counts[0] += tried
            counts[1] += answered
    return [Passages(*key, *counts) for key, counts in sorted(counted.items()) if counts[0]]


def recent_passages(session: Session, scope: Scope, today: date) -> Sequence[Passages]:
    """Those of the last two years: what hours are best learnt from."""
    return past_passages(session, scope, today - LEARNT_FROM, today)


def how_well_foretold(session: Session, scope: Scope, today: date) -> Evaluation | None:
    """How well what came before foretells the last three months; None if there is nothing to learn from, or to foretell."""
    since = today - HELD_OUT
    learnt_from = past_passages(session, scope, since - LEARNT_FROM, since - timedelta(days=1))
    held_out = past_passages(session, scope, since, today)
    return evaluate(learnt_from, held_out) if learnt_from and held_out else None


@cache
def _moment(number: int) -> tuple[int, int, Season] | None:
    """Weekday, slot and season, in the territory, of an hour counted from 1970 (UTC); None at night. Its offsets are whole hours."""
    local = datetime.fromtimestamp(number * HOUR, UTC).astimezone(PARIS)
    slot = slot_of(local.time())
    return None if slot is None else (local.weekday(), slot, Season.of(local.date()))
