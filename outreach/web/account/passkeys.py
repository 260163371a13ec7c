"""« Clés d’accès »: signing in with a finger, a face or a device's own code; made, listed and taken away by their owner."""

from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from flask_login import current_user

from outreach.domain.audit import EventKind, shortened
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services import passkeys as services
from outreach.services.passwords import verify_password
from outreach.services.record_event import record_event
from outreach.store.database import db
from outreach.store.tables import User
from outreach.web.access import allow, person, public, scope
from outreach.web.account import sessions
from outreach.web.account.blueprint import bp
from outreach.web.account.onward import safe_next
from outreach.web.limits import limiter
from outreach.web.recording import record

CHALLENGE = "passkey_challenge"
"""In the session, from the question to the answer: it is taken once."""


@bp.get("/cles-d-acces")
@allow(Capability.OWN_ACCOUNT)
def passkeys() -> str:
    """List them, and offer to make one."""
    return render_template("account/passkeys.html", passkeys=services.list_passkeys(db.session(), scope()))


@bp.post("/cles-d-acces/demande")
@limiter.limit("20 per 10 minutes", key_func=lambda: f"passkey:{getattr(current_user, 'id', '')}")
@allow(Capability.OWN_ACCOUNT)
def begin_passkey() -> Response:
    """What the browser is asked. Whoever finds an open session must not leave a key of theirs behind: the password is asked for."""
    own = db.session.get_one(User, person().id)
    if not verify_password(own.password_hash, str(_body().get("password", ""))[:1000]):
        raise Problem("wrong_password", _("Le mot de passe n’est pas le bon. Rien n’a été changé."), 403)
    return _asked(services.ask_to_make(db.session(), scope(), _site()))


@bp.post("/cles-d-acces")
@allow(Capability.OWN_ACCOUNT)
def add_passkey() -> Response:
    """Keep what the browser made."""
    body = _body()
    row = services.keep_passkey(
        db.session(), datetime.now(UTC), scope(), _site(), _challenge(), _credential(body), str(body.get("name", ""))[: services.LONGEST_NAME]
    )
    record(EventKind.PASSKEY_ADDED)
    flash(_("« %(name)s » ouvre maintenant votre compte, sans mot de passe.", name=row.name))
    return jsonify(address=url_for("account.passkeys"))


@bp.post("/cles-d-acces/<string:key>/retirer")
@allow(Capability.OWN_ACCOUNT)
def remove_passkey(key: str) -> ResponseReturnValue:
    """Take one away."""
    services.remove_passkey(db.session(), scope(), key)
    record(EventKind.PASSKEY_REMOVED)
    flash(_("La clé d’accès est retirée : elle n’ouvre plus votre compte."))
    return redirect(url_for("account.passkeys"))


@bp.post("/connexion/cle/demande")
@limiter.limit("100 per 10 minutes", key_func=get_remote_address)
@public
def ask_passkey() -> Response:
    """What the browser is asked before anybody is known."""
    return _asked(services.ask_to_sign_in(_site()))


@bp.post("/connexion/cle")
@limiter.limit("30 per 10 minutes", key_func=get_remote_address)
@public
def passkey_sign_in() -> ResponseReturnValue:
    """Sign in with the answer."""
    now = datetime.now(UTC)
    tried = services.try_passkey(db.session(), now, _site(), _challenge(), _credential(_body()))
    whose = Scope(tried.user.organisation_id, tried.user.id) if tried.user else None
    kind = EventKind.SIGNED_IN if tried.open else EventKind.SIGN_IN_CLOSED if tried.right else EventKind.PASSKEY_FAILED
    record_event(db.session(), now, whose, kind, address=shortened(request.remote_addr))
    if tried.user is None or not tried.open:
        db.session.commit()  # a refused sign-in is kept, though the answer is an error
        raise Problem("passkey_refused", _("Cette clé d’accès n’ouvre aucun compte ici. Connectez-vous avec votre mot de passe."), 400)
    sessions.begin(tried.user)
    return jsonify(address=safe_next(request.args.get("next")))


def _site() -> services.Site:
    # The server answers to no other host than its own.
    origin = request.host_url.rstrip("/")
    return services.Site(request.host.partition(":")[0], origin)


def _asked(asked: services.Asked) -> Response:
    session[CHALLENGE] = asked.challenge.hex()
    return current_app.response_class(asked.options, mimetype="application/json")


def _challenge() -> bytes:
    kept = session.pop(CHALLENGE, None)
    if not isinstance(kept, str):
        raise Problem("passkey_refused", services.REFUSED)
    return bytes.fromhex(kept)


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _credential(body: dict[str, Any]) -> dict[str, Any]:
    credential = body.get("credential")
    return credential if isinstance(credential, dict) else {}
