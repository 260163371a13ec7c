"""A second factor: asked for when signing in, set up and taken away by its owner, taken away for somebody who lost the telephone."""

import time
from datetime import UTC, datetime
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from outreach.domain.audit import EventKind, shortened
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.passwords import verify_password
from outreach.services.record_event import record_event
from outreach.services.second_factor import (
    authenticator_uri,
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    has_second_factor,
    pending_secret,
    recovery_codes_left,
    remove_second_factor,
)
from outreach.store.database import db
from outreach.store.tables import User
from outreach.web.access import allow, person, public, scope
from outreach.web.account import sessions
from outreach.web.account.blueprint import bp
from outreach.web.account.manageable import check_manageable
from outreach.web.account.onward import safe_next
from outreach.web.limits import limiter
from outreach.web.recording import record

HALF_WAY = "half_way"
"""In the session between the password and the code: the person's id, their session key, and since when. It opens nothing by itself."""
HALF_WAY_SECONDS = 600


class CodeForm(FlaskForm):  # type: ignore[misc]
    """Six digits, or a recovery code."""

    code = StringField(
        _l("Code"),
        [DataRequired(_l("Il manque le code.")), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class RemoveForm(FlaskForm):  # type: ignore[misc]
    """Whoever finds an open session must not take the second factor away."""

    password = PasswordField(
        _l("Votre mot de passe"), [DataRequired(_l("Ce champ est nécessaire.")), Length(max=1000)], render_kw={"autocomplete": "current-password"}
    )


def ask(user: User, onward: str) -> Response:
    """The password was right: now the code."""
    session.clear()
    session[HALF_WAY] = {"user": str(user.id), "key": user.session_key, "since": int(time.time())}
    return redirect(url_for("account.second_step", next=onward))  # type: ignore[return-value]


def _half_way_key() -> str:
    return f"code:{session.get(HALF_WAY, {}).get('user', get_remote_address())}"


@bp.route("/connexion/code", methods=["GET", "POST"])
@limiter.limit("10 per 10 minutes", methods=["POST"], key_func=_half_way_key)
@public
def second_step() -> ResponseReturnValue:
    """Sign in, second step."""
    user = _who_is_half_way()
    if user is None:
        session.pop(HALF_WAY, None)
        return redirect(url_for("account.sign_in", next=request.args.get("next")))
    form, wrong = CodeForm(), False
    if form.validate_on_submit():
        now, whose = datetime.now(UTC), Scope(user.organisation_id, user.id)
        right = check_second_factor(db.session(), now, user.id, _server_secret(), form.code.data)
        record_event(db.session(), now, whose, EventKind.SIGNED_IN if right else EventKind.CODE_FAILED, address=shortened(request.remote_addr))
        if right:
            sessions.begin(user)
            return redirect(safe_next(request.args.get("next")))
        db.session.commit()  # a refused code is kept, though the answer is an error
        wrong = True
    return render_template("account/second_step.html", form=form, wrong=wrong), 401 if wrong else 200


def _who_is_half_way() -> User | None:
    told = session.get(HALF_WAY)
    if not told or time.time() - told["since"] > HALF_WAY_SECONDS:
        return None
    user = db.session.get(User, UUID(told["user"]))
    return user if user is not None and user.active and user.session_key == told["key"] else None


@bp.get("/double-verification")
@allow(Capability.OWN_ACCOUNT)
def second_factor() -> str:
    """Say whether there is one, and offer to set it up or to take it away."""
    own = person().id
    there = has_second_factor(db.session(), own)
    return render_template("account/second_factor.html", there=there, left=recovery_codes_left(db.session(), own), form=RemoveForm())


@bp.post("/double-verification")
@allow(Capability.OWN_ACCOUNT)
def begin_factor() -> ResponseReturnValue:
    """Make a secret for the authenticator."""
    begin_second_factor(db.session(), scope(), _server_secret())
    return redirect(url_for("account.confirm_factor"), 303)


@bp.route("/double-verification/confirmer", methods=["GET", "POST"])
@limiter.limit("20 per 10 minutes", methods=["POST"], key_func=lambda: f"confirm:{getattr(current_user, 'id', '')}")
@allow(Capability.OWN_ACCOUNT)
def confirm_factor() -> ResponseReturnValue:
    """Show the secret as a QR code until a code of it was typed; then show the recovery codes, once."""
    secret = pending_secret(db.session(), scope(), _server_secret())
    if secret is None:
        return redirect(url_for("account.second_factor"))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            codes = confirm_second_factor(db.session(), datetime.now(UTC), scope(), _server_secret(), form.code.data)
        except Problem as problem:
            form.code.errors = [problem.sentence]
        else:
            record(EventKind.FACTOR_ADDED)
            return render_template("account/recovery_codes.html", codes=codes)
    login = db.session.get_one(User, person().id).login or ""
    return render_template("account/confirm_factor.html", form=form, secret=secret, uri=authenticator_uri(secret, login))


@bp.post("/double-verification/retirer")
@limiter.limit("10 per 10 minutes", methods=["POST"], key_func=lambda: f"remove:{getattr(current_user, 'id', '')}")
@allow(Capability.OWN_ACCOUNT)
def remove_factor() -> ResponseReturnValue:
    """Take the own second factor away."""
    form = RemoveForm()
    own = db.session.get_one(User, person().id)
    if not form.validate_on_submit() or not verify_password(own.password_hash, form.password.data):
        raise Problem("wrong_password", _("Le mot de passe n’est pas le bon. Rien n’a été changé."), 403)
    remove_second_factor(db.session(), scope(), person().id)
    record(EventKind.FACTOR_REMOVED, f"person:{person().id}")
    flash(_("La double vérification est retirée : le mot de passe suffit de nouveau."))
    return redirect(url_for("account.second_factor"))


@bp.post("/comptes/<uuid:user_id>/double-verification")
@allow(Capability.ACCOUNTS)
def remove_factor_of(user_id: UUID) -> ResponseReturnValue:
    """Take the second factor of somebody away who lost telephone and recovery codes."""
    check_manageable(user_id)
    if user_id == person().id:
        raise Problem("own_access", _("Retirez la vôtre depuis votre page. Rien n’a été changé."), 409)
    user = remove_second_factor(db.session(), scope(), user_id)
    record(EventKind.FACTOR_REMOVED, f"person:{user.id}")
    flash(_("La double vérification de %(name)s est retirée.", name=user.name))
    return redirect(url_for("account.people"))


def _server_secret() -> str:
    secret: str = current_app.extensions["settings"].secret_key
    return secret
