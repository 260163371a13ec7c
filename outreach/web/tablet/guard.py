"""Before a call: which tablet is it, and does it not ask too often? Limits are per tablet, never by address: a centre has one."""

from datetime import UTC, datetime

from flask import abort, current_app, g, request
from limits import parse
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from outreach.domain.policy import Party, may
from outreach.domain.tablets import Standing
from outreach.errors import Problem
from outreach.services.authenticate_device import Caller, authenticate_device
from outreach.store.sessions import read_transaction
from outreach.web.access import capability_of, is_public
from outreach.web.limits import limiter

HANDS_IN = frozenset({"tablet.entries", "tablet.copies", "tablet.held", "tablet.erased"})
"""What a revoked tablet may still do: what was noted is never refused, and an erasure that was asked for is done."""

LIMIT_SETTING = "TABLET_LIMIT"
LIMIT = "1200 per minute"
"""Far above what a tablet does, which exchanges every few minutes in batches of 500."""


def now() -> datetime:
    """The server's clock."""
    return datetime.now(UTC)


def caller() -> Caller:
    """The tablet of this request."""
    found: Caller = g.tablet
    return found


def check() -> None:
    """Let an enrolled tablet pass.

    Raises:
        Unauthorized: no bearer token of an enrolled tablet (401).
        Forbidden: not what tablets may do (403).
        Problem: `revoked`, where a tablet whose access was taken away asks for more than to hand in (403).
        TooManyRequests: more often than the limit (429).
    """
    view = current_app.view_functions[request.endpoint or ""]
    if is_public(view):
        return
    found = _authenticate()
    if found is None:
        raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
    asked = capability_of(view)
    if asked is None or not may(Party.TABLET, asked):
        abort(403)
    if found.standing is Standing.REVOKED and request.endpoint not in HANDS_IN:
        raise Problem("revoked", "La coordination a retiré cette tablette : elle ne reçoit plus rien. Ce qui y est noté est encore reçu, et vérifié.", 403)
    g.tablet = found
    limit = parse(current_app.config.get(LIMIT_SETTING, LIMIT))
    if limiter.enabled and not limiter.limiter.hit(limit, "tablet", str(found.device_id)):
        raise TooManyRequests(retry_after=60)


def _authenticate() -> Caller | None:
    authorization = request.authorization
    if authorization is None or authorization.type != "bearer" or not authorization.token:
        return None
    with read_transaction() as session:
        return authenticate_device(session, authorization.token)


def limit_entries(how_many: int, most: int) -> None:
    """Refuse a batch that is too long, before anything is done with it (413)."""
    if how_many > most:
        abort(413)
