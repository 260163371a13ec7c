"""A tablet takes its place: it brings the token of an invitation and its own recipient, and gets its bearer token."""

import hmac
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.sealing import check_recipient
from outreach.domain.tokens import new_token, token_digest
from outreach.errors import Problem
from outreach.store.tables import Device, Enrolment


def enrol_device(session: Session, now: datetime, token: str, device_recipient: str) -> tuple[UUID, str]:
    """Enrol a tablet. Returns its id and a new bearer token, of which only the digest is kept.

    Until the invitation expires, the same token with the same recipient answers again: an answer may have been lost.

    Raises:
        Problem: `bad_recipient`, `unknown_enrolment`, `enrolment_expired`, or `enrolment_used` by another tablet.
    """
    check_recipient(device_recipient)
    digest = token_digest(token)
    invited = select(Enrolment.device_id).where(Enrolment.token_digest == digest).scalar_subquery()
    # First the lock, then the invitation: it may be withdrawn while we wait.
    device = session.scalars(select(Device).where(Device.id == invited).with_for_update()).one_or_none()
    enrolment = session.scalars(select(Enrolment).where(Enrolment.token_digest == digest)).one_or_none()
    if device is None or enrolment is None or not hmac.compare_digest(enrolment.token_digest, digest):
        raise Problem("unknown_enrolment", "Ce lien d’inscription n’est pas connu. Rien n’a été modifié. Demandez un nouveau lien à la coordination.", 404)
    if now >= enrolment.expires_at:
        raise Problem("enrolment_expired", "Ce lien d’inscription n’est plus valable. Rien n’a été modifié. Demandez un nouveau lien à la coordination.", 410)
    if device.recipient not in (None, device_recipient):
        raise Problem("enrolment_used", "Ce lien a déjà servi pour une autre tablette. Rien n’a été modifié. Demandez un nouveau lien à la coordination.", 409)
    device_token = new_token()
    device.recipient = device_recipient
    device.token_digest = token_digest(device_token)
    device.last_contact_at = now
    session.flush()
    return device.id, device_token
