"""A structure without an account opens its link, with the code that it was told. The server checks a proof; it can open nothing itself.

The link's fragment has the link's name (128 random bits) and a secret (128 more); the code has 8 digits. The browser makes of secret and code, by scrypt, the
private key that opens and the proof that is sent here. Whoever holds the link alone has 5 tries; whoever holds the database alone lacks the secret.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.referrals import ENDED, LINK_TRIES, Answer, Refusal
from outreach.errors import Problem
from outreach.services.answer_referral import answer, hand_over
from outreach.services.find_referrals import ReferralLine, line_of
from outreach.services.referral_content import close_content, write_down
from outreach.store.journal import lock_journal
from outreach.store.tables import Referral


@dataclass(frozen=True)
class Opened:
    """What a link gives to whoever has its code: the sealed part, or None once that is over."""

    line: ReferralLine
    sealed: bytes


@dataclass(frozen=True)
class WrongCode:
    """How many tries are left."""

    left: int


def open_link(session: Session, now: datetime, name: bytes, proof: bytes) -> Opened | WrongCode:
    """Open a link. The referral is received from then on.

    Raises:
        Problem: `link_closed` (410): there never was such a link, or its time, its tries or the referral are over; `nothing_sealed`.
    """
    found = _find(session, now, name, proof)
    return found if isinstance(found, WrongCode) else Opened(line_of(session, found), hand_over(session, now, found))


def answer_link(session: Session, now: datetime, name: bytes, proof: bytes, said: Answer, refusal: Refusal | None, words: bytes | None) -> Referral | WrongCode:
    """Answer with a link. Raises `Problem`: `link_closed`; what `answer` says."""
    found = _find(session, now, name, proof)
    if isinstance(found, Referral):
        answer(session, now, found, said, refusal, words)
    return found


def _find(session: Session, now: datetime, name: bytes, proof: bytes) -> Referral | WrongCode:
    lock_journal(session)
    query = select(Referral).where(Referral.link_digest == hashlib.sha256(name).digest()).execution_options(populate_existing=True)
    referral = session.scalars(query).one_or_none()
    if referral is None or referral.proof_digest is None or referral.link_until is None or referral.link_until <= now or referral.state in ENDED:
        sentence = "Ce lien n’ouvre plus rien : il vaut 8 jours, un nouveau lien le remplace, et une orientation close ou retirée le ferme."
        raise Problem("link_closed", f"{sentence} Demandez-en un autre à la structure qui vous l’a envoyé.", 410)
    if hmac.compare_digest(hashlib.sha256(proof).digest(), referral.proof_digest):
        return referral
    referral.link_tries += 1
    left = LINK_TRIES - referral.link_tries
    if left <= 0:
        write_down(session, now, referral, close_content(referral), ErasureReason.RETENTION)
    return WrongCode(max(left, 0))
