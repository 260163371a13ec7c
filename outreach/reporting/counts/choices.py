"""Questions of several choices. Left empty, such a question looks as if nobody had asked it: so it is out of the households whose form has it."""

from collections.abc import Sequence

import pandas as pd
from sqlalchemy import ColumnElement, String, and_, cast
from sqlalchemy.orm import Session

from outreach.domain.periods import Period
from outreach.domain.scope import Scope
from outreach.reporting.counts.households import answer, count_households, of_forms
from outreach.reporting.form_answers import versions_asking
from outreach.store.tables import Household

NEEDS = "needs"
RIGHTS_DISCUSSED = "rights_discussed"


def count_needs(session: Session, scope: Scope, periods: Sequence[Period], code: str) -> list[pd.DataFrame]:
    """`named`: households that named this need. `asked`: those that let their answers be kept, in a talk whose form has this answer."""
    asked = _asked(session, scope, NEEDS, code)
    return count_households(session, scope, periods, {"named": and_(asked, chose(NEEDS, code)), "asked": asked})


def count_rights(session: Session, scope: Scope, periods: Sequence[Period], _what: str = "") -> list[pd.DataFrame]:
    """`discussed`: households with which at least one right was talked about. `asked`: as for needs."""
    asked = _asked(session, scope, RIGHTS_DISCUSSED)
    some = Household.answers[(RIGHTS_DISCUSSED, 0)].as_string().is_not(None)
    return count_households(session, scope, periods, {"discussed": and_(asked, some), "asked": asked})


def _asked(session: Session, scope: Scope, field: str, code: str = "") -> ColumnElement[bool]:
    """A household that let nothing be kept was asked nothing more."""
    kept = answer("consent").is_distinct_from("nothing")
    return and_(kept, of_forms(versions_asking(session, scope, [field], code)))


def chose(field: str, code: str) -> ColumnElement[bool]:
    """The condition that a household's answer to a question of several choices has this code.

    Codes hold no quotation mark, so one in quotation marks stands in the list's text only as itself.
    """
    return cast(Household.answers[field].as_json(), String).contains(f'"{code}"', autoescape=True)
