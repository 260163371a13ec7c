"""A person is handed a link with which they choose their password, once: when they join, or when they have forgotten it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.tokens import new_token, token_digest
from outreach.errors import Problem
from outreach.services.passkeys import remove_passkeys_of
from outreach.services.passwords import hash_password
from outreach.services.people import find_person
from outreach.services.user_sessions import sign_out_everywhere
from outreach.store.tables import AccountLink, User

VALID_FOR = timedelta(days=8)


def make_account_link(session: Session, now: datetime, scope: Scope, user_id: UUID) -> tuple[User, str]:
    """Make the link of a person, and take the place of their password: the old one works no more, nor do passkeys, and all their sessions end.

    Returns the person and the token; only its digest is kept. A second factor stays.

    Raises `Problem`: `unknown_person`; `own_access` for oneself; `no_account` for a person without login; `access_closed`.
    """
    user = find_person(session, scope, user_id)
    if user.id == scope.user_id:
        raise Problem("own_access", "Changez votre propre mot de passe depuis votre page. Rien n’a été changé.", 409)
    if user.login is None:
        raise Problem("no_account", "Cette personne n’a pas de compte : elle utilise seulement une tablette.", 409)
    if not user.active:
        raise Problem("access_closed", "L’accès de cette personne est fermé. Rouvrez-le d’abord. Rien n’a été changé.", 409)
    token = new_token()
    session.execute(delete(AccountLink).where(AccountLink.user_id == user.id))
    session.add(AccountLink(user_id=user.id, token_digest=token_digest(token), expires_at=now + VALID_FOR))
    user.password_hash = None
    remove_passkeys_of(session, user.id)
    sign_out_everywhere(session, user)
    session.flush()
    return user, token


def find_account_link(session: Session, now: datetime, token: str) -> User:
    """Whose link this is. Raises `Problem` (`link_over`, 410) for one that was used, replaced, too old, or never made."""
    query = select(User).join(AccountLink, AccountLink.user_id == User.id)
    user = session.scalar(query.where(AccountLink.token_digest == token_digest(token), AccountLink.expires_at > now))
    if user is None or not user.active:
        sentence = "Ce lien a déjà servi, a été remplacé, ou a plus de huit jours. Rien n’a été changé. Demandez-en un autre à votre coordination."
        raise Problem("link_over", sentence, 410)
    return user


def use_account_link(session: Session, now: datetime, token: str, password: str) -> User:
    """Set the password that the person chose; the link is used up.

    Raises `Problem`: `link_over`; `weak_password`, which leaves the link as it is.
    """
    user = find_account_link(session, now, token)
    user.password_hash = hash_password(password)
    sign_out_everywhere(session, user)
    session.execute(delete(AccountLink).where(AccountLink.user_id == user.id))
    return user


def people_with_link(session: Session, now: datetime, scope: Scope) -> set[UUID]:
    """Those of the organisation who still hold a link that works."""
    query = select(AccountLink.user_id).join(User, User.id == AccountLink.user_id)
    return set(session.scalars(query.where(User.organisation_id == scope.organisation_id, AccountLink.expires_at > now)))
