"""The receiver opens a referral, and answers it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import paris_day
from outreach.domain.referrals import ENDED, LONGEST_SEALED, Answer, Refusal, answered
from outreach.domain.scope import Scope
from outreach.domain.sealing import is_sealed_for_one
from outreach.errors import Problem
from outreach.services.find_referrals import find_received
from outreach.services.follow_referral import follow
from outreach.services.referral_content import close_content, write_down
from outreach.store.journal import lock_journal
from outreach.store.tables import Referral

GONE = (
    "Ce que disait cette orientation n’existe plus : elle a été retirée, elle est close, ou son temps est passé. Adressez-vous à la structure qui l’a envoyée."
)


def open_received(session: Session, now: datetime, scope: Scope, referral_id: UUID) -> bytes:
    """The sealed part, for the receiver's unlocked browser: it is received from then on.

    Raises `Problem` (`unknown_referral`, 404; `nothing_sealed`, 410).
    """
    lock_journal(session)
    referral = find_received(session, scope, referral_id).referral
    return hand_over(session, now, referral)


def hand_over(session: Session, now: datetime, referral: Referral) -> bytes:
    """The sealed part, to whoever may have it; under the journal's lock. Raises `Problem` (`nothing_sealed`, 410)."""
    sealed = referral.sealed
    if sealed is None or referral.state in ENDED:
        raise Problem("nothing_sealed", GONE, 410)
    answer(session, now, referral, "received", None, None)
    return sealed


def answer_received(session: Session, now: datetime, scope: Scope, referral_id: UUID, said: Answer, refusal: Refusal | None, words: bytes | None) -> Referral:
    """An organisation answers what was addressed to it. Raises `Problem`: `unknown_referral`; what `answer` says."""
    lock_journal(session)
    referral = find_received(session, scope, referral_id).referral
    answer(session, now, referral, said, refusal, words)
    return referral


def answer(session: Session, now: datetime, referral: Referral, said: Answer, refusal: Refusal | None, words: bytes | None) -> None:
    """Write an answer down, under the journal's lock, and bring the sender's case up to date. Once it ended, what was sealed is forgotten.

    Args:
        session: a writing transaction.
        now: the server's clock; only its day is kept.
        referral: read under the lock.
        said: the answer.
        refusal: why it is refused: needed then, and only then.
        words: sealed to the sender, or None. They take the place of those before.

    Raises:
        Problem: `referral_withdrawn`, `referral_ended` (409); `no_reason`, `bad_seal` (422).
    """
    if (said == "refused") != (refusal is not None):
        raise Problem("no_reason", "Dites pourquoi vous refusez, en choisissant un motif. Rien n’a été noté.", 422)
    if words is not None and (len(words) > LONGEST_SEALED or not is_sealed_for_one(words)):
        raise Problem("bad_seal", "Vos mots n’ont pas été scellés pour l’autre structure. Rien n’a été noté. Rechargez la page et recommencez.", 422)
    before, today = referral.state, paris_day(now)
    referral.state = answered(before, said)
    if words is not None:
        referral.words = words
    if referral.state != before:
        _date(referral, refusal, today)
        if referral.state in ENDED:
            write_down(session, now, referral, close_content(referral), ErasureReason.RETENTION)
        follow(session, now, referral)


def _date(referral: Referral, refusal: Refusal | None, today: date) -> None:
    """Whoever contacted somebody had received the referral, that day at the latest; so had whoever refused it."""
    referral.received_on = referral.received_on or today
    if referral.state in ("contacted", "done"):
        referral.contacted_on = referral.contacted_on or today
    if referral.state in ENDED:
        referral.ended_on, referral.refusal = today, refusal
