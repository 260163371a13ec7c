"""One right, by entrance: what `right_figures` tells of a neighbourhood, counted in SQL for all of them at once."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Integer, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.rights import DISCUSSED, MISSING, RECEIVED
from outreach.domain.scope import Scope
from outreach.reporting.counts.choices import chose
from outreach.reporting.counts.households import count_households
from outreach.reporting.entrance_counts import within
from outreach.reporting.right_figures import FORM
from outreach.store.tables import Case, Household


def count_right(session: Session, scope: Scope, periods: Sequence[Period], code: str) -> list[pd.DataFrame]:
    """`met`: households of the form that asks. `discussed`: talked about. `eligible`: of these, received or missing. `missing`: and not received."""
    met = Household.form_id == FORM
    discussed = and_(met, chose(DISCUSSED, code))
    received = and_(discussed, chose(RECEIVED, code))
    missing = and_(discussed, chose(MISSING, code), not_(func.coalesce(chose(RECEIVED, code), False)))
    return count_households(session, scope, periods, {"met": met, "discussed": discussed, "eligible": or_(received, missing), "missing": missing})


def count_right_opened(session: Session, scope: Scope, periods: Sequence[Period], code: str) -> list[pd.DataFrame]:
    """`followed`: this right followed for a household, from a day of the period on. `opened`: of these, those that were opened up to now."""
    return [_followed(session, scope, period, code) for period in periods]


def _followed(session: Session, scope: Scope, period: Period, code: str) -> pd.DataFrame:
    opened = func.sum(case((Case.state == "opened", 1), else_=0), type_=Integer)
    query = (
        select(Case.entrance_id, func.count(), opened, func.min(Case.opened_on), func.max(Case.opened_on))
        .where(Case.organisation_id == scope.organisation_id, Case.matter == "right", Case.theme == code, within(period, Case.opened_on))
        .group_by(Case.entrance_id)
    )
    held = {row[0]: list(row[1:]) for row in session.execute(query)}
    frame = pd.DataFrame.from_dict(held, orient="index", columns=["followed", "opened", "first", "last"])
    return frame.astype({"followed": int, "opened": int, "first": object, "last": object})
