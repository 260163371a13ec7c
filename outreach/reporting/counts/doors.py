"""Doors and passages, by entrance."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.entrance_counts import count_periods


def count_doors(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """Doors known, visited, attempted, opened, refused, with a contact; and passages (see `count_periods`)."""
    return count_periods(session, scope, periods)
