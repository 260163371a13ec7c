"""Precarity by the whole EPICES score, where a form of the centre asks its eleven questions."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from forms.instruments.epices import EPICES, precarity
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.counts.households import of_forms
from outreach.reporting.form_answers import versions_asking
from outreach.store.tables import Household

NAMES = ("precarious", "scored", "first", "last")


def count_precarity(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """`precarious`, and `scored`: those whose answers tell, however the unanswered ones could be.

    Scores are made in Python, by the instrument itself: second talks are few.
    """
    query = select(Household.entrance_id, Household.day, Household.answers).where(
        Household.organisation_id == scope.organisation_id, Household.counted, of_forms(versions_asking(session, scope, EPICES.fields))
    )
    told = [(row.entrance_id, row.day, precarity(row.answers)) for row in session.execute(query)]
    return [_frame([one for one in told if period.holds(one[1])]) for period in periods]


def _frame(told: list[Any]) -> pd.DataFrame:
    rows = [(int(state == "precarious"), int(state != "undetermined"), day, day) for _, day, state in told]
    frame = pd.DataFrame(rows, columns=list(NAMES), index=[entrance for entrance, *_ in told])
    return frame.astype({"precarious": int, "scored": int, "first": object, "last": object})
