"""What was promised and is not done yet: call-backs, referrals, rights and procedures with a case, and doors to come back to."""

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.outcomes import Outcome
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.store.tables import Case, DoorState

SOON = timedelta(days=7)


def count_followups(session: Session, scope: Scope, periods: Sequence[Period], what: str) -> list[pd.DataFrame]:
    """By entrance, on a day (`what`, ISO): `late` (due before), `soon` (due on it or in the six days after), `waiting` (all that is open). Whatever the period.

    A door waits where its latest visit promised to come back; none whose household asks us to stay away.
    """
    today = date.fromisoformat(what)
    cases = select(Case.entrance_id, Case.due).where(Case.organisation_id == scope.organisation_id, Case.ended_on.is_(None), Case.matter != "procedure")
    doors = select(DoorState.entrance_id, DoorState.due_on).where(
        DoorState.organisation_id == scope.organisation_id, DoorState.outcome == Outcome.COME_BACK, DoorState.due_on.is_not(None), ~DoorState.opposed
    )
    rows = [(entrance, due) for query in (cases, doors) for entrance, due in session.execute(query)]
    counts = pd.DataFrame(
        {
            "late": [int(due is not None and due < today) for _entrance, due in rows],
            "soon": [int(due is not None and today <= due < today + SOON) for _entrance, due in rows],
            "waiting": [1] * len(rows),
            "first": [None] * len(rows),
            "last": [None] * len(rows),
        },
        index=[entrance for entrance, _due in rows],
    )
    return [counts] * len(periods)
