"""The sender's case goes along with what became of its referral: steps that the server writes in the sender's journal."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.domain.cases import STATES, CaseState
from outreach.domain.moments import paris_day
from outreach.domain.referrals import SILENT, Standing
from outreach.domain.scope import Scope
from outreach.services.step_cases import Step, new_entry_id, write_steps
from outreach.store.tables import Case, Referral

AS_CASE: dict[Standing, CaseState] = {"sent": "sent", "received": "received", "contacted": "contacted", "done": "done"}
"""What was refused or withdrawn is to be proposed to somebody again, today."""


def follow(session: Session, now: datetime, referral: Referral) -> None:
    """Bring the case up to date, under the journal's lock. A case that ended, or that somebody brought further, is left where it stands."""
    session.flush()
    case = None if referral.case_id is None else session.get(Case, (referral.case_id, referral.sender_id))
    if case is None or case.ended_on is not None:
        return
    state, today = AS_CASE.get(referral.state), paris_day(now)
    if state is None:
        step = Step("proposed", today, None, case.owner_id)
    elif state == "sent":
        step = Step(state if _before(case.state, state) else case.state, today + SILENT, None, case.owner_id)
    elif _before(case.state, state):
        step = Step(state, case.due, case.slot, case.owner_id, reason="linked") if state == "done" else Step(state, today + SILENT, None, case.owner_id)
    else:
        return
    write_steps(session, now, Scope(referral.sender_id), [(case, step, new_entry_id())])


def _before(state: CaseState, other: CaseState) -> bool:
    way = STATES["referral"]
    return way.index(state) < way.index(other)
