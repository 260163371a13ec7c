"""What one organisation's visits came to, entrance by entrance: the one count that tables, areas and dots are all made from."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import Date, Integer, Label, Select, case, cast, func, or_, select, true
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from outreach.domain.outcomes import ATTEMPTS, CONTACTS, OPENED, Outcome
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.scope import Scope
from outreach.store.tables import Door, Visit

COUNTS = ("known", "visited", "attempted", "opened", "contact", "passages")

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
        at least once), `passages` (visits), whole numbers; `last` (day of the last visit, or None).
    """
    standing = session.execute(_standing(entrances)).all()
    visited = session.execute(_visited(scope, period, entrances)).all()
    known: dict[UUID, list[Any]] = {entrance: [doors, 0, 0, 0, 0, 0, None] for entrance, doors in standing}
    for entrance, more, *counts in visited:
        row = known.setdefault(entrance, [0, 0, 0, 0, 0, 0, None])
        row[0] += more
        row[1:] = counts
    frame = pd.DataFrame.from_dict(known, orient="index", columns=[*COUNTS, "last"])
    return frame.astype(dict.fromkeys(COUNTS, int)).astype({"last": object})


def _standing(entrances: Entrances | None) -> Select[UUID, int]:
    query = select(Door.entrance_id, func.count()).where(Door.standing).group_by(Door.entrance_id)
    return query if entrances is None else query.where(Door.entrance_id.in_(entrances))


def _visited(scope: Scope, period: Period, entrances: Entrances | None) -> Select[Any]:
    """By entrance: the doors with a visit that do not stand or that nothing describes yet, then what came of the visits of the period."""
    counted = within(period, Visit.day)
    doors = select(
        Visit.entrance_id,
        Visit.door_id,
        func.sum(case((counted, 1), else_=0), type_=Integer).label("passages"),
        _any(ATTEMPTS, counted, "attempted"),
        _any(OPENED, counted, "opened"),
        _any(CONTACTS, counted, "contact"),
        func.max(case((counted, Visit.day), else_=cast(None, Date))).label("last"),
    ).where(Visit.organisation_id == scope.organisation_id)
    if entrances is not None:
        doors = doors.where(Visit.entrance_id.in_(entrances))
    # In the order of the index `ix_visits_figures`, which holds all these columns.
    by_door = doors.group_by(Visit.entrance_id, Visit.door_id).subquery()
    return (
        select(
            by_door.c.entrance_id,
            _how_many(or_(Door.id.is_(None), ~Door.standing)),
            _how_many(by_door.c.passages > 0),
            *(func.sum(by_door.c[name], type_=Integer) for name in ("attempted", "opened", "contact", "passages")),
            func.max(by_door.c.last),
        )
        .select_from(by_door)
        .outerjoin(Door, (Door.id == by_door.c.door_id) & (Door.entrance_id == by_door.c.entrance_id))
        .group_by(by_door.c.entrance_id)
    )


def within(period: Period, day: Any) -> ColumnElement[bool]:  # noqa: ANN401 (a mapped column)
    """The condition that a day is in a period."""
    found: ColumnElement[bool] = true()
    if period.first:
        found &= day >= period.first
    if period.last:
        found &= day <= period.last
    return found


def _any(outcomes: frozenset[Outcome], counted: ColumnElement[bool], name: str) -> Label[int]:
    return func.max(case((counted & Visit.outcome.in_(sorted(outcomes)), 1), else_=0), type_=Integer).label(name)


def _how_many(condition: ColumnElement[bool]) -> Any:  # noqa: ANN401
    return func.sum(case((condition, 1), else_=0), type_=Integer)
