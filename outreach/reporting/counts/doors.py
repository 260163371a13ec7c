"""Doors and passages, by entrance."""

from collections.abc import Sequence
from uuid import UUID

import pandas as pd
from sqlalchemy import Integer, case, func, select
from sqlalchemy.orm import Session

from outreach.domain.outcomes import Outcome
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.entrance_counts import count_periods, within
from outreach.store.tables import BareOutcome, Visit

REFUSED = frozenset({Outcome.REFUSAL, Outcome.OPPOSITION})


def count_doors(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """Doors known, visited, attempted, opened, with a contact; and passages (see `count_periods`)."""
    return count_periods(session, scope, periods)


def count_refusals(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """The same with `refused`: doors that refused at least once, whatever came of the other passages. At most those that opened."""
    frames = count_periods(session, scope, periods)
    refused = _refused(session, scope, periods)
    for frame, counts in zip(frames, refused, strict=True):
        frame["refused"] = pd.Series(counts, dtype="Int64").reindex(frame.index).fillna(0).astype(int).clip(upper=frame["opened"])
    return frames


def _refused(session: Session, scope: Scope, periods: Sequence[Period]) -> list[dict[UUID, int]]:
    """By period and entrance. An erased visit counts as that of a door of its own, as in `count_periods`."""
    inside = [case((within(period, Visit.day), Visit.door_id), else_=None) for period in periods]
    query = (
        select(Visit.entrance_id, *(func.count(door.distinct()) for door in inside))
        .where(Visit.organisation_id == scope.organisation_id, Visit.outcome.in_(sorted(REFUSED)))
        .group_by(Visit.entrance_id)
    )
    bare = (
        select(BareOutcome.entrance_id, *(func.sum(case((within(period, BareOutcome.day), BareOutcome.visits), else_=0), type_=Integer) for period in periods))
        .where(BareOutcome.organisation_id == scope.organisation_id, BareOutcome.outcome.in_(sorted(REFUSED)))
        .group_by(BareOutcome.entrance_id)
    )
    found: list[dict[UUID, int]] = [{} for _ in periods]
    for rows in (session.execute(query), session.execute(bare)):
        for entrance, *counts in rows:
            for period, count in zip(found, counts, strict=True):
                period[entrance] = period.get(entrance, 0) + count
    return found
