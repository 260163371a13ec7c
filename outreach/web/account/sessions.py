"""Sessions: who is behind a cookie, for how long, and how one begins and ends."""

import time
from uuid import UUID

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, login_user, logout_user

from outreach.domain.roles import Role
from outreach.store.database import db
from outreach.store.tables import User
from outreach.web.access import SignedIn

LONGEST = 12 * 3600
"""Seconds after which a person signs in again, however busy they were. Idle expiry is the age of the cookie's signature, renewed by every request."""

NOT_PAGES = ("/api/", "/assets/", "/tablette/", "/healthz")
"""Addresses that say nothing about whether the person is still there, and whose answers caches may keep and share."""

manager = LoginManager()


class PageSessions(SecureCookieSessionInterface):
    """Sessions whose cookie only pages renew: a tablet app in the next tab keeps nobody signed in, and no file carries a cookie into a cache."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether this answer carries the cookie."""
        return session.modified or (not request.path.startswith(NOT_PAGES) and super().should_set_cookie(app, session))


def register(app: Flask) -> None:
    """Load the signed-in person of each request."""
    app.session_interface = PageSessions()
    manager.init_app(app)
    manager.session_protection = None  # it compares addresses and browsers, which change in the field; cookies are signed and short-lived


def begin(user: User) -> None:
    """Start a new session for this person: nothing of the one before remains."""
    session.clear()
    session.permanent = True
    session["since"] = int(time.time())
    login_user(signed_in(user))


def end() -> None:
    """Sign out."""
    logout_user()
    session.clear()


def signed_in(user: User) -> SignedIn:
    """The person as pages see them."""
    return SignedIn(user.id, user.organisation_id, user.name, Role(user.role), user.session_key)


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(cookie_id: str) -> SignedIn | None:
    user_id, _, key = cookie_id.partition(".")
    if time.time() - session.get("since", 0) > LONGEST:
        return None
    try:
        user = db.session.get(User, UUID(user_id))
    except ValueError:
        return None
    if user is None or not user.active or user.session_key != key:
        return None
    return signed_in(user)
