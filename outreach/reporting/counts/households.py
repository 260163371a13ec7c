"""Households that figures count, by entrance: read once whatever the number of periods, and told apart in SQL."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, Date, Integer, and_, case, cast, false, func, or_, select
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.entrance_counts import within
from outreach.store.tables import Household

Counted = dict[str, ColumnElement[bool]]
"""The condition of each column."""


def count_households(session: Session, scope: Scope, periods: Sequence[Period], counted: Counted) -> list[pd.DataFrame]:
    """How many counted households of each entrance meet each condition, in each period.

    Args:
        session: a transaction.
        scope: whose households.
        periods: which days' answers.
        counted: the columns of the frames, and which households count in them.

    Returns:
        For each period, indexed by entrance: one column per condition (whole numbers), `first` and `last` (days of those counted in the period).
    """
    columns: list[ColumnElement[Any]] = []
    for period in periods:
        inside = within(period, Household.day)
        day = case((inside, Household.day), else_=cast(None, Date))
        columns += [func.sum(case((and_(inside, condition), 1), else_=0), type_=Integer) for condition in counted.values()]
        columns += [func.min(day), func.max(day)]
    query = select(Household.entrance_id, *columns).where(Household.organisation_id == scope.organisation_id, Household.counted).group_by(Household.entrance_id)
    rows = session.execute(query).all()
    names = [*counted, "first", "last"]
    width = len(names)
    frames = []
    for place in range(len(periods)):
        held: dict[UUID, list[Any]] = {row[0]: list(row[1 + place * width : 1 + (place + 1) * width]) for row in rows}
        frame = pd.DataFrame.from_dict(held, orient="index", columns=names)
        frames.append(frame.astype({**dict.fromkeys(counted, int), "first": object, "last": object}))
    return frames


def answer(field: str) -> ColumnElement[str]:
    """What a household answered to a question of one choice; null if nothing."""
    found: ColumnElement[str] = Household.answers[field].as_string()
    return found


def of_forms(versions: Sequence[tuple[str, str]]) -> ColumnElement[bool]:
    """The condition that the household answered one of these versions (id, version) of forms."""
    return or_(*(and_(Household.form_id == form_id, Household.form_version == version) for form_id, version in versions), false())
