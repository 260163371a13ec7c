"""Rights discussed, missed, claimed and opened: the answers and cases of one organisation, for its own team, by neighbourhood at the finest."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from maps.funnel import MINIMUM, Followed, RightFunnel, right_funnels
from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.rights import DISCUSSED, MISSING, NOT_ELIGIBLE, RECEIVED, RIGHTS, WHY, rights_held
from outreach.domain.scope import Scope
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.entrance_counts import within
from outreach.store.tables import Case, Household

FORM = "contact"
"""The form that asks about rights. Other forms of the same talk would count a household again."""
LISTS = (DISCUSSED, RECEIVED, MISSING, NOT_ELIGIBLE)


@dataclass(frozen=True)
class RightFigures:
    """Of a period, and of one area or of all.

    Attributes:
        met: households met (D0): those that figures count.
        funnels: in the order of the form; only rights that were discussed or are followed.
        reasons: why households do not take up what they could have, by code, and "" where the question was left open. One per household.
    """

    met: int
    funnels: Sequence[RightFunnel]
    reasons: Mapping[str, int]

    @property
    def too_few(self) -> bool:
        """Whether so few households were met that nothing is shown."""
        return 0 < self.met < MINIMUM


def right_figures(session: Session, scope: Scope, period: Period = EVERYTHING, area: tuple[str, str] | None = None) -> RightFigures:
    """Count rights.

    Args:
        session: a transaction.
        scope: whose answers and cases.
        period: the days of the interviews, and those on which following a right began. What became of it is told up to now.
        area: layer and code of a neighbourhood; None for everything. Where fewer than `MINIMUM` households were met, nothing but their number is told.
    """
    rows = _answers(session, scope, period)
    cases = _cases(session, scope, period)
    if area is not None:
        inside = _entrances_of(session, area, {row.entrance_id for row in (*rows, *cases)})
        rows, cases = ([row for row in some if row.entrance_id in inside] for some in (rows, cases))
    met = sum(row.households for row in rows)
    if area is not None and met < MINIMUM:
        return RightFigures(met, [], {})
    told = [({name: json.loads(text) for name, text in zip(LISTS, row[3:], strict=True) if text}, row) for row in rows]
    funnels = right_funnels(met, [(rights_held(answers), row.households) for answers, row in told], [_followed(row) for row in cases])
    reasons: Counter[str] = Counter()
    for answers, row in told:
        if "missing" in rights_held(answers).values():
            reasons[row.why or ""] += row.households
    return RightFigures(met, sorted(funnels.values(), key=lambda one: (_place(one.right), one.right)), dict(reasons))


def _place(right: str) -> int:
    return RIGHTS.index(right) if right in RIGHTS else len(RIGHTS)


def _answers(session: Session, scope: Scope, period: Period) -> list[Any]:
    """Households that figures count, by entrance and by what they answered about rights."""
    lists = [Household.answers[name].as_string() for name in LISTS]
    why = Household.answers[WHY].as_string().label("why")
    columns = (Household.entrance_id, why, *lists)
    query = select(Household.entrance_id, func.count().label("households"), why, *lists).where(
        Household.organisation_id == scope.organisation_id, Household.form_id == FORM, Household.counted, within(period, Household.day)
    )
    return list(session.execute(query.group_by(*columns)).all())


def _cases(session: Session, scope: Scope, period: Period) -> list[Any]:
    columns = (Case.entrance_id, Case.theme, Case.state, Case.opened_on, Case.filed_on, Case.ended_on)
    own = (Case.organisation_id == scope.organisation_id, Case.matter == "right", Case.theme.is_not(None))
    return list(session.execute(select(*columns).where(*own, within(period, Case.opened_on))).all())


def _followed(row: Any) -> Followed:  # noqa: ANN401 (a row of cases)
    days = (row.ended_on - row.opened_on).days if row.state == "opened" else None
    return Followed(row.theme, row.filed_on is not None, None if row.ended_on is None else row.state, days)


def _entrances_of(session: Session, area: tuple[str, str], entrances: Collection[UUID]) -> set[UUID]:
    layer, code = area
    places = code_of_entrances(session, load_areas(session, layer), entrances)
    return {id_ for id_, place in places.items() if place == code}
