"""What a referral holds is forgotten: it ended, was withdrawn, its link is over, or its time is. Matter, states and days stay for the figures."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason, What
from outreach.domain.referrals import Withdrawn
from outreach.services.record_destruction import Destroyed, record_destruction
from outreach.store.journal import chunks, lock_journal
from outreach.store.tables import Referral


def close_content(referral: Referral) -> list[Destroyed]:
    """Forget what was sealed to the receiver, and close the link. Says what was destroyed; the caller writes it down."""
    gone = _target(referral.sealed)
    referral.sealed = referral.link_digest = referral.proof_digest = None
    return gone


def forget_content(referral: Referral) -> list[Destroyed]:
    """Forget what either side sealed, and which case it was about. As `close_content`."""
    gone = [*close_content(referral), *_target(referral.words)]
    referral.words = referral.case_id = None
    return gone


def withdraw(referral: Referral, day: date, because: Withdrawn) -> list[Destroyed]:
    """Take a referral back for good. The case stays known to the sender, unless it was erased. As `close_content`."""
    case = None if because is Withdrawn.ERASED else referral.case_id
    gone = forget_content(referral)
    referral.case_id = case
    if referral.state != "withdrawn":
        referral.state, referral.withdrawn_because, referral.withdrawn_on = "withdrawn", because, day
    return gone


def forget_with_cases(session: Session, day: date, organisation: UUID, cases: Collection[UUID], because: ErasureReason) -> list[Destroyed]:
    """These cases are erased: what was handed on of them is withdrawn, or forgotten when only their time was over. Under the journal's lock."""
    destroyed: list[Destroyed] = []
    for chunk in chunks(cases):
        for referral in session.scalars(select(Referral).where(Referral.sender_id == organisation, Referral.case_id.in_(chunk))):
            destroyed += forget_content(referral) if because is ErasureReason.RETENTION else withdraw(referral, day, Withdrawn.ERASED)
    return destroyed


def anonymise_referrals(session: Session, now: datetime, organisation: UUID, ids: Collection[UUID]) -> None:
    """The time of these referrals of a sender is over. A writing transaction."""
    lock_journal(session)
    destroyed: list[Destroyed] = []
    for chunk in chunks(ids):
        for referral in session.scalars(select(Referral).where(Referral.sender_id == organisation, Referral.id.in_(chunk))):
            destroyed += forget_content(referral)
    record_destruction(session, now, organisation, destroyed, ErasureReason.RETENTION)


def close_expired_links(session: Session, now: datetime) -> int:
    """Forget what no link opens any more. Returns how many links that were. A writing transaction."""
    lock_journal(session)
    destroyed: dict[UUID, list[Destroyed]] = defaultdict(list)
    count = 0
    for referral in session.scalars(select(Referral).where(Referral.link_digest.is_not(None), Referral.link_until <= now)):
        destroyed[referral.sender_id] += close_content(referral)
        count += 1
    for organisation, gone in destroyed.items():
        record_destruction(session, now, organisation, gone, ErasureReason.RETENTION)
    return count


def write_down(session: Session, now: datetime, referral: Referral, destroyed: Iterable[Destroyed], because: ErasureReason) -> None:
    """In the destruction log of the sender, whose content it was. Under the journal's lock."""
    record_destruction(session, now, referral.sender_id, destroyed, because)


def forget_again(session: Session, organisation: UUID, digests: Collection[str], because: ErasureReason, day: date) -> int:
    """After an older database was put back: what has one of these digests goes once more. Returns how many referrals that were."""
    wanted, count = set(digests), 0
    if not wanted:
        return 0
    held = Referral.sealed.is_not(None) | Referral.words.is_not(None)
    for referral in session.scalars(select(Referral).where(Referral.sender_id == organisation, held)):
        if wanted.isdisjoint(target for _, target in (*_target(referral.sealed), *_target(referral.words))):
            continue
        count += 1
        if because is ErasureReason.RETENTION:
            _blank(referral, wanted)
        else:
            withdraw(referral, day, Withdrawn.CONSENT)
    return count


def last_day(referral: Referral) -> date:
    """The last thing that happened to it: its time runs from there."""
    return max(day for day in (referral.sent_on, referral.received_on, referral.contacted_on, referral.ended_on, referral.withdrawn_on) if day is not None)


def _blank(referral: Referral, digests: Collection[str]) -> None:
    if any(target in digests for _, target in _target(referral.sealed)):
        close_content(referral)
    if any(target in digests for _, target in _target(referral.words)):
        referral.words = None


def _target(content: bytes | None) -> list[Destroyed]:
    return [] if content is None else [(What.REFERRAL, hashlib.sha256(content).hexdigest())]
