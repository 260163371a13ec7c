"""Every night: what is kept no longer than its time goes, everywhere."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import paris_day
from outreach.domain.retention import Clock
from outreach.domain.scope import Scope
from outreach.services.erase_entries import erase_entries, erase_quarantined, erase_sealed_parts
from outreach.services.find_expiring import Expiring, find_expiring
from outreach.services.forget_exchanges import forget_exchanges
from outreach.services.forget_names import forget_past_names
from outreach.services.referral_content import anonymise_referrals, close_expired_links
from outreach.services.retention_policy import find_policy
from outreach.store.journal import lock_journal
from outreach.store.tables import Organisation

WHOLE = (Clock.VISIT, Clock.ANSWERS, Clock.CASE, Clock.ATTACHMENT)
Expired = dict[Clock, list[Expiring]]


def purge_expired(session: Session, now: datetime) -> dict[Clock, int]:
    """Forget what has expired, of every organisation, and say how much of each. A writing transaction: tablets wait meanwhile."""
    lock_journal(session)
    forget_past_names(session, now)
    close_expired_links(session, now)
    counts = dict.fromkeys(Clock, 0)
    for scope, expired in _expired(session, now):
        erase_entries(session, now, scope, _ids(expired, *WHOLE), ErasureReason.RETENTION)
        erase_sealed_parts(session, now, scope, _ids(expired, Clock.IDENTITY), ErasureReason.RETENTION)
        anonymise_referrals(session, now, scope.organisation_id, _ids(expired, Clock.REFERRAL))
        erase_quarantined(session, now, scope, _digests(expired, Clock.QUARANTINE), ErasureReason.RETENTION)
        forget_exchanges(session, now, scope.organisation_id, _digests(expired, Clock.EXCHANGE))
        counts = {clock: counts[clock] + len(expired[clock]) for clock in Clock}
    return counts


def count_expired(session: Session, now: datetime) -> dict[Clock, int]:
    """How much of each the purge would forget at this moment."""
    found = [expired for _, expired in _expired(session, now)]
    return {clock: sum(len(expired[clock]) for expired in found) for clock in Clock}


def _expired(session: Session, now: datetime) -> Iterator[tuple[Scope, Expired]]:
    today = paris_day(now)
    for organisation in session.scalars(select(Organisation.id).order_by(Organisation.id)).all():
        scope = Scope(organisation)
        expired: Expired = {clock: [] for clock in Clock}
        for one in find_expiring(session, scope, find_policy(session, organisation)):
            if one.expires_on <= today:
                expired[one.clock].append(one)
        yield scope, expired


def _ids(expired: Expired, *clocks: Clock) -> list[UUID]:
    return [one.target for clock in clocks for one in expired[clock] if isinstance(one.target, UUID)]


def _digests(expired: Expired, clock: Clock) -> list[bytes]:
    return [one.target for one in expired[clock] if isinstance(one.target, bytes)]
