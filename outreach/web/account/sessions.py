"""Sessions: who is behind a cookie, for how long, and how one begins and ends.

The cookie is signed; its session has a row, without which it is worth nothing.
"""

import time
from datetime import UTC, datetime
from uuid import UUID

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_login import LoginManager, current_user, login_user, logout_user

from outreach.domain.roles import Role
from outreach.services.user_sessions import LONGEST, SEEN_EVERY, begin_session, end_session, find_session, note_seen
from outreach.store.database import db
from outreach.store.engine import request_may_write
from outreach.store.sessions import write_transaction
from outreach.store.tables import User, UserSession
from outreach.web.access import SignedIn
from outreach.web.account.browser_family import browser_family

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
    if current_user.is_authenticated:
        end_session(db.session(), current_user.scope, current_user.session_id)
    session.clear()
    session.permanent = True
    session["since"] = int(time.time())
    session_id = begin_session(db.session(), datetime.now(UTC), user.id, browser_family(request.user_agent.string))
    login_user(signed_in(user, session_id))


def end() -> None:
    """Sign out."""
    end_session(db.session(), current_user.scope, current_user.session_id)
    logout_user()
    session.clear()


def signed_in(user: User, session_id: UUID) -> SignedIn:
    """The person as pages see them."""
    return SignedIn(user.id, user.organisation_id, user.name, Role(user.role), user.session_key, session_id)


@manager.user_loader  # type: ignore[untyped-decorator]
def _load(cookie_id: str) -> SignedIn | None:
    session_id, _, key = cookie_id.partition(".")
    if time.time() - session.get("since", 0) > LONGEST.total_seconds():
        return None
    try:
        found = find_session(db.session(), UUID(session_id))
    except ValueError:
        return None
    if found is None:
        return None
    row, user = found
    if not user.active or user.session_key != key:
        return None
    _still_there(row)
    return signed_in(user, row.id)


def _still_there(row: UserSession) -> None:
    """Note it now and then: in the request's transaction, if it may write and succeeds, else in one of its own."""
    now = datetime.now(UTC)
    if now - row.seen_at < SEEN_EVERY or request.path.startswith(NOT_PAGES):
        return
    if request_may_write():
        note_seen(db.session(), now, row.id)
    else:
        with write_transaction() as writer:
            note_seen(writer, now, row.id)
