"""What an organisation's past passages say of the hours at which doors open: counts only, by neighbourhood, weekday, hour and season."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Integer, String, case, cast, extract, func, select, type_coerce
from sqlalchemy.orm import Session

from outreach.domain.moments import PARIS
from outreach.domain.outcomes import ATTEMPTS, OPENED
from outreach.domain.scope import Scope
from outreach.planning.hours import SHOWN_FROM, Evaluation, Passages, Season, evaluate, slot_of
from outreach.store.tables import Entrance, Visit

LEARNT_FROM = timedelta(days=730)
"""Two years: every season twice."""

HELD_OUT = timedelta(days=91)
"""Three months."""

HOUR = 3_600


@dataclass(frozen=True)
class Past:
    """Passages up to a day: those that hours are learnt from, and the same question asked three months ago, with what came since.

    Attributes:
        recent: of the last two years.
        before: of two years, until three months ago.
        since: of the last three months.
    """

    recent: Sequence[Passages]
    before: Sequence[Passages]
    since: Sequence[Passages]

    def how_well_foretold(self) -> Evaluation | None:
        """How well what came before foretells the last three months; None if there is nothing to learn from, or hardly anything to foretell."""
        enough = sum(one.attempted for one in self.since) >= SHOWN_FROM
        return evaluate(self.before, self.since) if self.before and enough else None


_Moment = tuple[int, int, Season]
"""Weekday, slot, season."""
_Hour = tuple[str, date, _Moment, int, int]
"""Neighbourhood (its id as the database has it: they are only told apart), day, moment, and doors knocked at and opened in one hour."""


def past_passages(session: Session, scope: Scope, first: date, last: date) -> list[Passages]:
    """Live visits of these days whose hour is known, at entrances of a neighbourhood, between 8 h and 22 h. Read grouped by hour, whatever their number."""
    return _gathered(_hours(session, scope, first, last))


def past_of(session: Session, scope: Scope, today: date) -> Past:
    """All that is asked of the past, in one reading of the visits."""
    cut = today - HELD_OUT
    hours = _hours(session, scope, cut - LEARNT_FROM, today)
    return Past(
        recent=_gathered(one for one in hours if one[1] >= today - LEARNT_FROM),
        before=_gathered(one for one in hours if one[1] < cut),
        since=_gathered(one for one in hours if one[1] >= cut),
    )


def _hours(session: Session, scope: Scope, first: date, last: date) -> list[_Hour]:
    seconds = extract("epoch", Visit.corrected_at)
    hour = cast((seconds - seconds % HOUR) / HOUR, Integer).label("hour")
    attempted, opened = (func.sum(case((Visit.outcome.in_(outcomes), 1), else_=0)) for outcomes in (ATTEMPTS, OPENED))
    neighbourhood = type_coerce(Entrance.neighbourhood_id, String)
    query = select(neighbourhood, hour, attempted, opened).join(Entrance, Entrance.id == Visit.entrance_id)
    query = query.where(Visit.organisation_id == scope.organisation_id, Visit.hour_known, Visit.day.between(first, last))
    query = query.where(Entrance.neighbourhood_id.is_not(None)).group_by(Entrance.neighbourhood_id, hour)
    found: list[_Hour] = []
    for where, number, tried, answered in session.execute(query):
        day, moment = _moment(number)
        if moment is not None:
            found.append((where, day, moment, tried, answered))
    return found


def _gathered(hours: Iterable[_Hour]) -> list[Passages]:
    counted: defaultdict[tuple[str, _Moment], list[int]] = defaultdict(lambda: [0, 0])
    for where, _day, moment, attempted, opened in hours:
        counts = counted[where, moment]
        counts[0] += attempted
        counts[1] += opened
    return [Passages(UUID(str(where)), *moment, *counts) for (where, moment), counts in sorted(counted.items()) if counts[0]]


@lru_cache(maxsize=50_000)
def _moment(number: int) -> tuple[date, _Moment | None]:
    """The day, and weekday, slot and season, in the territory, of an hour counted from 1970 (UTC); without these at night. Its offsets are whole hours."""
    local = datetime.fromtimestamp(number * HOUR, UTC).astimezone(PARIS)
    slot = slot_of(local.time())
    return local.date(), None if slot is None else (local.weekday(), slot, Season.of(local.date()))
