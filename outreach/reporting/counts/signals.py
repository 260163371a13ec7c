"""Signals, and questions of one choice: yes, out of yes and no."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy.orm import Session

from forms.instruments.epices import ITEM_5_FIELD
from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.counts.households import answer, count_households
from outreach.store.tables import Household


def count_isolation(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """`signals` (yes), `determined` (yes or no), `answered` (all)."""
    signal = Household.isolation
    return count_households(session, scope, periods, {"signals": signal == "yes", "determined": signal.in_(("yes", "no")), "answered": signal.is_not(None)})


def count_alone(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """`alone`, `told`."""
    return _yes_of(session, scope, periods, "lives_alone", "alone")


def count_ends_of_month(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """`hard`, `told`."""
    return _yes_of(session, scope, periods, ITEM_5_FIELD, "hard")


def _yes_of(session: Session, scope: Scope, periods: Sequence[Period], field: str, name: str) -> list[pd.DataFrame]:
    said = answer(field)
    return count_households(session, scope, periods, {name: said == "yes", "told": said.in_(("yes", "no"))})
