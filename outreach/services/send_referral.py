"""A case is passed on within the resident's consent: sealed in the browser to the receiver alone, or to the key of a link."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.erasure import ErasureReason
from outreach.domain.moments import paris_day
from outreach.domain.referrals import ENDED, KEPT, LINK_OPENS, LONGEST_SEALED, SILENT, Withdrawn, check_consent
from outreach.domain.scope import Scope
from outreach.domain.sealing import is_sealed_for_one
from outreach.errors import Problem
from outreach.services.find_case import find_case
from outreach.services.find_destinations import Destination, agreed_structure, find_destination
from outreach.services.find_referrals import find_sent
from outreach.services.follow_referral import follow
from outreach.services.referral_content import close_content, write_down
from outreach.services.step_cases import Step, new_entry_id, write_steps
from outreach.store.journal import lock_journal
from outreach.store.tables import Case, Referral


@dataclass(frozen=True)
class Link:
    """What the server knows of a link: SHA-256 of its name, and of what link and code give together. It opens nothing with them."""

    digest: bytes
    proof: bytes


@dataclass(frozen=True)
class Sending:
    """What the browser made. `id`: random (UUIDv4), and inside the sealed part too. `recipient`: whom it sealed to, None for a link."""

    id: UUID
    case: UUID
    structure: UUID | None
    organisation: UUID | None
    agreed_on: date | None
    sealed: bytes
    recipient: str | None
    link: Link | None


def send_referral(session: Session, now: datetime, scope: Scope, sending: Sending) -> Referral:
    """Pass a case on. What is sent twice (`id`) is sent once.

    Raises:
        Problem: `unknown_case`, `unknown_structure`, `unknown_receiver`; what `check_consent` says; `withdrawn_before`, `already_sent`, `case_ended` (409);
            `bad_seal` (422); `receiver_changed` (409) when the receiver's key or account is not what the browser saw; `day_ahead` (422).
    """
    lock_journal(session)
    case = find_case(session, scope, sending.case)
    known = session.get(Referral, sending.id)
    if known is not None:
        return find_sent(session, scope, case.id, sending.id)
    _check(session, now, scope, case, sending)
    destination = find_destination(session, scope, sending.structure, sending.organisation)
    _check_seal(sending.sealed, sending.recipient, sending.link, destination)
    today = paris_day(now)
    referral = Referral(
        id=sending.id,
        sender_id=scope.organisation_id,
        case_id=case.id,
        receiver_id=destination.organisation,
        structure_id=destination.structure,
        theme=case.theme,
        agreed_on=sending.agreed_on,
        state="sent",
        sent_on=today,
        sealed=sending.sealed,
    )
    _open_link(referral, now, sending.link)
    session.add(referral)
    follow(session, now, referral)
    return referral


def renew_link(session: Session, now: datetime, scope: Scope, case_id: UUID, referral_id: UUID, sealed: bytes, link: Link) -> Referral:
    """Send a new link, with a new code, in the place of the one before, which opens nothing from now on. Who had answered need not answer again.

    Raises `Problem`: `unknown_case`, `unknown_referral`, `no_link` (409: it ended, or the receiver has an account), `bad_seal`, `case_ended`.
    """
    lock_journal(session)
    case = find_case(session, scope, case_id)
    referral = find_sent(session, scope, case.id, referral_id)
    if referral.receiver_id is not None or referral.state in ENDED:
        raise Problem("no_link", "Cette orientation est close, ou son service a un compte : elle ne s’ouvre par aucun lien. Rien n’a été envoyé.", 409)
    if case.ended_on is not None:
        raise Problem("case_ended", f"Cette suite est close. {KEPT} Rouvrez-la d’abord.", 409)
    _check_file(sealed)
    gone = close_content(referral)
    referral.sealed = sealed
    _open_link(referral, now, link)
    write_down(session, now, referral, gone, ErasureReason.RETENTION)
    session.flush()
    reminded = Step(case.state, paris_day(now) + SILENT, None, case.owner_id)
    write_steps(session, now, scope, [(case, reminded, new_entry_id())])
    return referral


def _check(session: Session, now: datetime, scope: Scope, case: Case, sending: Sending) -> None:
    if sending.agreed_on is not None and not case.opened_on <= sending.agreed_on <= paris_day(now):
        raise Problem("day_ahead", f"Le jour de l’accord doit être entre l’ouverture de la suite et aujourd’hui. {KEPT}", 422)
    agreed = agreed_structure(session, case)
    check_consent(case.matter, case.consent, agreed, sending.structure, sending.agreed_on)
    if case.ended_on is not None:
        raise Problem("case_ended", f"Cette suite est close. {KEPT} Rouvrez-la d’abord.", 409)
    before = session.scalars(select(Referral).where(Referral.sender_id == scope.organisation_id, Referral.case_id == case.id)).all()
    if any(one.withdrawn_because == Withdrawn.CONSENT for one in before):
        raise Problem("withdrawn_before", f"La personne a retiré son accord pour cette suite. {KEPT}", 409)
    if any(one.state not in ENDED for one in before):
        raise Problem("already_sent", f"Cette suite est déjà transmise à une structure, qui n’a pas fini de répondre. {KEPT} Retirez d’abord cet envoi.", 409)


def _check_seal(sealed: bytes, recipient: str | None, link: Link | None, destination: Destination) -> None:
    _check_file(sealed)
    if recipient != destination.recipient or (link is None) != (recipient is not None):
        raise Problem("receiver_changed", f"La clé ou le compte du service vient de changer. {KEPT} Rechargez la page et recommencez.", 409)


def _check_file(sealed: bytes) -> None:
    if len(sealed) > LONGEST_SEALED or not is_sealed_for_one(sealed):
        raise Problem("bad_seal", f"Le navigateur n’a pas scellé cet envoi pour une seule structure. {KEPT} Rechargez la page et recommencez.", 422)


def _open_link(referral: Referral, now: datetime, link: Link | None) -> None:
    if link is not None:
        referral.link_digest, referral.proof_digest = link.digest, link.proof
        referral.link_until, referral.link_tries = now + LINK_OPENS, 0
