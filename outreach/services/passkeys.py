"""Passkeys (WebAuthn): a person signs in with their device, which asks for a finger, a face or its own code. That is two factors in one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from outreach.domain.moments import paris_day
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import Passkey, User

MOST = 10
LONGEST_NAME = 60
REFUSED = "Cette clé d’accès n’a pas pu être vérifiée. Rien n’a été changé. Recommencez, ou connectez-vous avec votre mot de passe."


@dataclass(frozen=True)
class Site:
    """For whom passkeys are made: `host` without port, and the whole `origin` (`https://palier.example`)."""

    host: str
    origin: str


@dataclass(frozen=True)
class Asked:
    """What the browser is asked (JSON text), and the challenge that its answer must carry."""

    options: str
    challenge: bytes


def ask_to_make(session: Session, scope: Scope, site: Site) -> Asked:
    """Ask the browser to make a passkey for the person. Raises `Problem` (`too_many_passkeys`)."""
    user = session.get_one(User, scope.user_id)
    there = _of(session, user.id)
    if len(there) >= MOST:
        raise Problem("too_many_passkeys", f"Vous avez déjà {MOST} clés d’accès. Rien n’a été changé. Retirez-en une.", 409)
    options = generate_registration_options(
        rp_id=site.host,
        rp_name="Palier",
        user_name=user.login or user.name,
        user_display_name=user.name,
        user_id=user.id.bytes,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(one.credential_id) for one in there],
    )
    return Asked(options_to_json(options), options.challenge)


def keep_passkey(session: Session, now: datetime, scope: Scope, site: Site, challenge: bytes, credential: dict[str, Any], name: str) -> Passkey:
    """Keep the passkey that the browser made.

    Raises:
        Problem: `passkey_refused`, if it is not what was asked for.
    """
    try:
        made = verify_registration_response(
            credential=credential, expected_challenge=challenge, expected_rp_id=site.host, expected_origin=site.origin, require_user_verification=True
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Problem("passkey_refused", REFUSED) from None
    assert scope.user_id is not None  # noqa: S101 -- only people have passkeys
    if session.get(Passkey, made.credential_id) is not None:
        raise Problem("passkey_refused", REFUSED)
    row = Passkey(
        credential_id=made.credential_id,
        user_id=scope.user_id,
        public_key=made.credential_public_key,
        uses=made.sign_count,
        name=" ".join(name.split())[:LONGEST_NAME] or "Clé d’accès",
        added_on=paris_day(now),
        used_on=None,
    )
    session.add(row)
    session.flush()
    return row


def ask_to_sign_in(site: Site) -> Asked:
    """Ask the browser for any passkey of this site: whose it is, the answer tells."""
    options = generate_authentication_options(rp_id=site.host, user_verification=UserVerificationRequirement.REQUIRED)
    return Asked(options_to_json(options), options.challenge)


@dataclass(frozen=True)
class Tried:
    """What became of a passkey: whose it is, if it is anybody's, and whether its answer was right."""

    user: User | None
    right: bool

    @property
    def open(self) -> bool:
        """Whether that opens the office."""
        return self.right and self.user is not None and self.user.active


def try_passkey(session: Session, now: datetime, site: Site, challenge: bytes, credential: dict[str, Any]) -> Tried:
    """Try the answer of a passkey to a challenge."""
    row = session.get(Passkey, _id_of(credential), with_for_update=True)
    if row is None:
        return Tried(None, right=False)
    user = session.get_one(User, row.user_id)
    try:
        answer = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.uses,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return Tried(user, right=False)
    row.uses, row.used_on = answer.new_sign_count, paris_day(now)
    return Tried(user, right=True)


@dataclass(frozen=True)
class Known:
    """A passkey in a list; `key` names it in an address."""

    key: str
    name: str
    added_on: date
    used_on: date | None


def list_passkeys(session: Session, scope: Scope) -> list[Known]:
    """Those of the person, the oldest first."""
    return [Known(one.credential_id.hex(), one.name, one.added_on, one.used_on) for one in _of(session, scope.user_id)]


def remove_passkey(session: Session, scope: Scope, key: str) -> None:
    """Take a passkey of one's own away. Raises `Problem` (`unknown_passkey`)."""
    row = next((one for one in _of(session, scope.user_id) if one.credential_id.hex() == key), None)
    if row is None:
        raise Problem("unknown_passkey", "Cette clé d’accès n’existe plus, ou n’est pas la vôtre. Rien n’a été changé.", 404)
    session.delete(row)
    session.flush()


def remove_passkeys_of(session: Session, user_id: UUID) -> int:
    """Take all passkeys of a person away: they lost a device, or the access is handed over anew. Returns how many there were."""
    there = _of(session, user_id)
    for one in there:
        session.delete(one)
    session.flush()
    return len(there)


def _of(session: Session, user_id: UUID | None) -> list[Passkey]:
    return list(session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.added_on, Passkey.credential_id)))


def _id_of(credential: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(str(credential.get("rawId", "")))
    except ValueError:
        return b""
