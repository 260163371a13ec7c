"""The sender takes a referral back: the resident does not want it any more, or it went to the wrong structure."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import paris_day
from outreach.domain.referrals import Withdrawn
from outreach.domain.scope import Scope
from outreach.services.find_case import find_case
from outreach.services.find_referrals import find_sent
from outreach.services.follow_referral import follow
from outreach.services.referral_content import withdraw, write_down
from outreach.store.journal import lock_journal
from outreach.store.tables import Referral


def withdraw_referral(session: Session, now: datetime, scope: Scope, case_id: UUID, referral_id: UUID, because: Withdrawn) -> Referral:
    """Forget what was sealed on both sides, and tell the receiver « retirée ». A second time changes nothing.

    Raises `Problem` (`unknown_case`, `unknown_referral`, 404).
    """
    lock_journal(session)
    referral = find_sent(session, scope, find_case(session, scope, case_id).id, referral_id)
    if referral.state == "withdrawn":
        return referral
    reason = ErasureReason.WITHDRAWN_BY_RESIDENT if because is Withdrawn.CONSENT else ErasureReason.REQUEST
    write_down(session, now, referral, withdraw(referral, paris_day(now), because), reason)
    follow(session, now, referral)
    return referral
