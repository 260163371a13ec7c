"""What the demo passed on to the Maison des solidarités, and what came back: sealed here, because these residents are invented."""

import json
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.moments import paris_day
from outreach.domain.referrals import Answer, Refusal, Standing, Withdrawn
from outreach.domain.scope import Scope
from outreach.domain.sealing import seal
from outreach.services.answer_referral import answer_received
from outreach.services.send_referral import Sending, send_referral
from outreach.store.tables import Case, Organisation, Referral, Structure

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

PAST: tuple[tuple[Standing, Refusal | None, int | None, int | None], ...] = (
    ("done", None, 1, 3),
    ("done", None, 2, 6),
    ("refused", "full", 2, None),
    ("done", None, 4, 9),
    ("sent", None, None, None),
    ("contacted", None, 1, 4),
    ("refused", "not_reached", 3, None),
    ("done", None, 3, 8),
    ("withdrawn", None, None, None),
    ("done", None, 2, 5),
)
"""Those whose time is over, one after the other: what became of them, why not, after how many days they were received and the household was contacted."""
PAST_AGO = range(30, 200, 3)
"""Days ago."""

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
    _add_past(session, now, own)
    for theme, words, name, ago in RECEIVED:
        id_, sent_on = uuid4(), paris_day(now - timedelta(days=ago))
        _, sealed = _sealed(session, id_, other, own.organisation_id, words, name)
        session.add(Referral(id=id_, sender_id=other, receiver_id=own.organisation_id, theme=theme, state="sent", sent_on=sent_on, sealed=sealed))


def _add_past(session: Session, now: datetime, own: Scope) -> None:
    """As `anonymise_referrals` leaves them: nothing sealed, no case; structure, matter, states and days."""
    structures = session.scalars(select(Structure.id).order_by(Structure.id).limit(3)).all()
    for number, ago in enumerate(PAST_AGO):
        state, refusal, received, contacted = PAST[number % len(PAST)]
        sent = paris_day(now - timedelta(days=ago))
        days = {name: sent + timedelta(days=after) for name, after in (("received_on", received), ("contacted_on", contacted)) if after is not None}
        if state in ("done", "refused"):
            days["ended_on"] = max(days.values()) + timedelta(days=2)
        if state == "withdrawn":
            days["withdrawn_on"] = sent + timedelta(days=1)
        because = Withdrawn.MISTAKE if state == "withdrawn" else None
        session.add(
            Referral(
                id=uuid4(),
                sender_id=own.organisation_id,
                structure_id=structures[number % len(structures)],
                theme=RECEIVED[number % len(RECEIVED)][0],
                state=state,
                refusal=refusal,
                withdrawn_because=because,
                sent_on=sent,
                **days,
            )
        )


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
