"""What one organisation's visits came to, entrance by entrance, counted by the database from the visits themselves: what the packed visits must agree with."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Date, Integer, Label, Select, Subquery, case, cast, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, REFUSALS, Outcome
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.store.tables import BareOutcome, Door, Visit

COUNTS = ("known", "visited", "attempted", "opened", "contact", "refused", "passages")
COLUMNS = (*COUNTS, "first", "last")
NOTHING = (0, 0, 0, 0, 0, 0, None, None)
"""What no visit comes to: `COLUMNS` without the doors known."""

Entrances = Select[UUID]
"""A query for ids of entrances."""


def count_entrances(session: Session, scope: Scope, period: Period = EVERYTHING, entrances: Entrances | None = None) -> pd.DataFrame:
    """Count doors and visits by entrance. Doors are told apart in SQL: what is read grows with the entrances only.

    Args:
        session: a transaction.
        scope: whose visits. Doors are those of the territory that this organisation sees (see `outreach.store.doors.shown_to`), at any time.
        period: which days' visits.
        entrances: a query for the ids of those to count; all of them by default.

    Returns:
        Indexed by entrance id (UUID), only those with a door: `known` (doors), `visited`, `attempted`, `opened`, `contact` (doors to which that happened
        at least once), `passages` (visits), whole numbers; `first`, `last` (days of the first and of the last visit, or None).
    """
    return count_periods(session, scope, [period], entrances)[0]


def count_periods(session: Session, scope: Scope, periods: Sequence[Period], entrances: Entrances | None = None) -> list[pd.DataFrame]:
    """The same as `count_entrances` over several periods, in one reading of the visits."""
    standing = dict(session.execute(_standing(entrances)).tuples().all())
    visited = session.execute(_visited(scope, periods, entrances)).all()
    bare = _bare(session, scope, periods, entrances)
    width = len(COLUMNS) - 1
    frames = []
    for place in range(len(periods)):
        known: dict[UUID, list[Any]] = {entrance: [doors, *NOTHING] for entrance, doors in standing.items()}
        for entrance, more, *counts in visited:
            known[entrance] = [standing.get(entrance, 0) + more, *counts[place * width : (place + 1) * width]]
        for entrance, counts in bare[place].items():
            if entrance in known:
                known[entrance] = _with_bare(known[entrance], counts)
        frame = pd.DataFrame.from_dict(known, orient="index", columns=list(COLUMNS))
        frames.append(frame.astype(dict.fromkeys(COUNTS, int)).astype({"first": object, "last": object}))
    return frames


def _bare(session: Session, scope: Scope, periods: Sequence[Period], entrances: Entrances | None) -> list[dict[UUID, list[Any]]]:
    """By period and entrance: what came of the visits that were erased, in the order of `COLUMNS` without the doors known."""
    query = select(BareOutcome.entrance_id, BareOutcome.day, BareOutcome.outcome, BareOutcome.visits).where(
        BareOutcome.organisation_id == scope.organisation_id
    )
    rows = session.execute(query if entrances is None else query.where(BareOutcome.entrance_id.in_(entrances))).all()
    found: list[dict[UUID, list[Any]]] = []
    for period in periods:
        counted: dict[UUID, list[Any]] = {}
        for entrance, day, outcome, visits in rows:
            if (period.first is None or day >= period.first) and (period.last is None or day <= period.last):
                before = counted.get(entrance, [0, 0, 0, 0, 0, 0, day, day])
                more = [visits, *(visits if outcome in some else 0 for some in (ATTEMPTS, OPENED, CONTACTS, REFUSALS)), visits]
                counted[entrance] = [*(one + two for one, two in zip(before, more, strict=False)), min(before[6], day), max(before[7], day)]
        found.append(counted)
    return found


def _with_bare(counts: list[Any], bare: list[Any]) -> list[Any]:
    """Each erased visit counts as that of a door of its own, as far as there are doors: which of them were the same cannot be told."""
    known, *doors, passages, first, last = counts
    *more, further, since, until = bare
    days = [day for day in (first, last, since, until) if day is not None]
    return [known, *(min(known, one + two) for one, two in zip(doors, more, strict=True)), passages + further, min(days), max(days)]


def _standing(entrances: Entrances | None) -> Select[UUID, int]:
    query = select(Door.entrance_id, func.count()).where(Door.standing).group_by(Door.entrance_id)
    return query if entrances is None else query.where(Door.entrance_id.in_(entrances))


def _visited(scope: Scope, periods: Sequence[Period], entrances: Entrances | None) -> Select[Any]:
    """By entrance: the doors with a visit that do not stand or that nothing describes yet, then what came of the visits of each period."""
    own = Visit.organisation_id == scope.organisation_id
    here = own if entrances is None else own & Visit.entrance_id.in_(entrances)
    noted = [column for place, period in enumerate(periods) for column in _noted(within(period, Visit.day), place)]
    # In the order of the index `ix_visits_figures`, which holds all these columns.
    doors = select(Visit.entrance_id, Visit.door_id, *noted).where(here).group_by(Visit.entrance_id, Visit.door_id).subquery()
    summed = [column for place in range(len(periods)) for column in _summed(doors, place)]
    return (
        select(doors.c.entrance_id, _how_many(or_(Door.id.is_(None), ~Door.standing)), *summed)
        .select_from(doors)
        .outerjoin(Door, (Door.id == doors.c.door_id) & (Door.entrance_id == doors.c.entrance_id))
        .group_by(doors.c.entrance_id)
    )


def _noted(counted: ColumnElement[bool], place: int) -> list[Label[Any]]:
    """What came of the counted visits at a door."""
    day = case((counted, Visit.day), else_=cast(None, Date))
    return [
        _any(ATTEMPTS, counted).label(f"attempted_{place}"),
        _any(OPENED, counted).label(f"opened_{place}"),
        _any(CONTACTS, counted).label(f"contact_{place}"),
        _any(REFUSALS, counted).label(f"refused_{place}"),
        _how_many(counted).label(f"passages_{place}"),
        func.min(day).label(f"first_{place}"),
        func.max(day).label(f"last_{place}"),
    ]


def _summed(doors: Subquery, place: int) -> list[ColumnElement[Any]]:
    """What came of them at all doors of an entrance, in the order of `COLUMNS`, without the doors known."""
    sums = [func.sum(doors.c[f"{name}_{place}"], type_=Integer) for name in ("attempted", "opened", "contact", "refused", "passages")]
    return [_how_many(doors.c[f"passages_{place}"] > 0), *sums, func.min(doors.c[f"first_{place}"]), func.max(doors.c[f"last_{place}"])]


def within(period: Period, day: Any) -> ColumnElement[bool]:
    """The condition that a day is in a period."""
    found: ColumnElement[bool] = true()
    if period.first:
        found &= day >= period.first
    if period.last:
        found &= day <= period.last
    return found


def _any(outcomes: frozenset[Outcome], counted: ColumnElement[bool]) -> ColumnElement[int]:
    return func.max(case((counted & Visit.outcome.in_(sorted(outcomes)), 1), else_=0), type_=Integer)


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0), type_=Integer)
