"""What the demo passed on to the Maison des solidarités, and what came back: sealed here, because these residents are invented."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.referrals import Answer, Refusal
from outreach.domain.scope import Scope
from outreach.domain.sealing import seal
from outreach.services.answer_referral import answer_received
from outreach.services.send_referral import Sending, send_referral
from outreach.store.tables import Case, Organisation, Referral

ANSWERED: tuple[tuple[int, Answer | None, Refusal | None], ...] = (
    (13, None, None),
    (12, "contacted", None),
    (9, "refused", "full"),
    (8, "done", None),
    (6, "contacted", None),
    (5, "received", None),
    (2, None, None),
)
"""Days ago, what was answered two days later, and why not."""

RECEIVED = (
    ("numerique--acceder-a-des-services-en-ligne", "Accéder à des services en ligne", "Lise Invention", 3),
    ("logement-hebergement", "Logement et hébergement", "Omar Fiction", 1),
)
"""Theme, its words, name, days ago."""
TELEPHONE = "06 39 98 00 00"
"""Of the numbers that France keeps for fiction."""


def add_referrals(session: Session, now: datetime, own: Scope, other: UUID) -> None:
    """Pass a few cases on, answer most of them, and let two come in. Both organisations have keys."""
    query = select(Case).where(Case.organisation_id == own.organisation_id, Case.matter == "referral", Case.consent == "pass_on", Case.ended_on.is_(None))
    open_ones = session.scalars(query.order_by(Case.opened_on, Case.id)).all()
    ready = [(case.id, case.opened_on) for case in open_ones if case.state in ("proposed", "sent")]
    for (case, opened_on), (ago, said, refusal) in zip(ready, ANSWERED, strict=False):
        sent = max(now - timedelta(days=ago), now - (paris_day(now) - opened_on))
        referral = _send(session, sent, own, other, case)
        if said is not None:
            answer_received(session, min(sent + timedelta(days=2), now), Scope(other), referral, said, refusal, None)
    for theme, words, name, ago in RECEIVED:
        id_, sent_on = uuid4(), paris_day(now - timedelta(days=ago))
        _, sealed = _sealed(session, id_, other, own.organisation_id, words, name)
        session.add(Referral(id=id_, sender_id=other, receiver_id=own.organisation_id, theme=theme, state="sent", sent_on=sent_on, sealed=sealed))


def _send(session: Session, now: datetime, own: Scope, other: UUID, case: UUID) -> UUID:
    id_ = uuid4()
    recipient, sealed = _sealed(session, id_, own.organisation_id, other, "", "Personne inventée")
    send_referral(session, now, own, Sending(id_, case, None, other, paris_day(now), sealed, recipient, None))
    return id_


def _sealed(session: Session, id_: UUID, sender: UUID, receiver: UUID, theme: str, name: str) -> tuple[str, bytes]:
    """The receiver's recipient, and what is sealed to it: see JOURNAL.md, "Referrals between organisations"."""
    by, to = session.get_one(Organisation, sender), session.get_one(Organisation, receiver)
    if by.recipient is None or to.recipient is None:
        raise ValueError("both organisations need keys")
    said = {"format": "palier-referral/1", "referral": str(id_), "to": str(receiver), "sender": by.name, "reply_to": by.recipient}
    said |= {"theme": theme, "name": name, "telephone": TELEPHONE, "address": "", "words": "Plutôt l’après-midi."}
    return to.recipient, seal(json.dumps(said, ensure_ascii=False).encode(), to.recipient)
