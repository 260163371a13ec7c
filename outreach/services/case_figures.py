"""Numbers on follow-ups for the activity report. They stay in the team: nothing here is published."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from statistics import median

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.domain.promises import in_time
from outreach.domain.scope import Scope
from outreach.store.tables import Case


@dataclass(frozen=True)
class MatterFigures:
    """Of one matter, in a period. `in_time` of `judged` that had a day; `median_days`: from the opening to the end, None without any that ended."""

    opened: int
    ended: int
    open_now: int
    late_now: int
    reasons: dict[str, int]
    """Of those that ended in the period; under "" those without one."""
    states: dict[str, int]
    in_time: int
    judged: int
    median_days: float | None
    attempts: int
    """Of the cases that ended in the period."""


@dataclass(frozen=True)
class CaseFigures:
    """What the report tells."""

    call_backs: MatterFigures
    referrals: MatterFigures
    referrals_reached: int
    """Ended in the period as done: the resident and the service met."""
    rights: MatterFigures
    rights_opened: int
    """Ended in the period as opened. By right, and out of what: the page « Droits »."""
    procedures: int


def case_figures(session: Session, scope: Scope, first: date, last: date, today: date) -> CaseFigures:
    """Numbers of what was opened, or ended, from `first` to `last`; what is open or late is so today."""
    mine = Case.organisation_id == scope.organisation_id
    cases = session.scalars(select(Case).where(mine, or_(Case.ended_on.is_(None), Case.ended_on >= first, Case.opened_on >= first))).all()
    by_matter = {matter: _figures([case for case in cases if case.matter == matter], first, last, today) for matter in ("call_back", "referral", "right")}
    procedures = sum(case.matter == "procedure" and first <= case.opened_on <= last for case in cases)
    referrals, rights = by_matter["referral"], by_matter["right"]
    return CaseFigures(by_matter["call_back"], referrals, referrals.states.get("done", 0), rights, rights.states.get("opened", 0), procedures)


def _figures(cases: list[Case], first: date, last: date, today: date) -> MatterFigures:
    ended = [(case, case.ended_on) for case in cases if case.ended_on is not None and first <= case.ended_on <= last]
    still = [case for case in cases if case.ended_on is None]
    judged = [kept for case, on in ended if (kept := in_time(case.due, on)) is not None]
    days = [(on - case.opened_on).days for case, on in ended]
    return MatterFigures(
        opened=sum(first <= case.opened_on <= last for case in cases),
        ended=len(ended),
        open_now=len(still),
        late_now=sum(case.due is not None and case.due < today for case in still),
        reasons=dict(Counter(case.reason or "" for case, _ in ended).most_common()),
        states=dict(Counter(case.state for case, _ in ended).most_common()),
        in_time=sum(judged),
        judged=len(judged),
        median_days=median(days) if days else None,
        attempts=sum(case.attempts for case, _ in ended),
    )
