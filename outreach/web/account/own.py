"""Signing in and out, and the own password."""

from datetime import UTC, datetime

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from outreach.domain.audit import EventKind, shortened
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.change_password import change_password
from outreach.services.record_event import record_event
from outreach.services.second_factor import has_second_factor
from outreach.services.sign_in import Tried, normalise_login, refresh_hash
from outreach.services.sign_in import sign_in as check_sign_in
from outreach.store.database import db
from outreach.store.sessions import read_transaction
from outreach.web.access import allow, public, scope
from outreach.web.account import sessions
from outreach.web.account.blueprint import bp
from outreach.web.account.onward import safe_next
from outreach.web.account.second_factor import ask
from outreach.web.limits import limiter
from outreach.web.recording import record

MISSING = _l("Ce champ est nécessaire.")


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who are you."""

    login = StringField(
        _l("Identifiant"),
        [DataRequired(MISSING), Length(max=150)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(_l("Mot de passe"), [DataRequired(MISSING), Length(max=1000)], render_kw={"autocomplete": "current-password"})


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """Another password."""

    current = PasswordField(_l("Mot de passe actuel"), [DataRequired(MISSING)], render_kw={"autocomplete": "current-password"})
    new = PasswordField(_l("Nouveau mot de passe"), [DataRequired(MISSING), Length(max=200)], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("Nouveau mot de passe, encore une fois"),
        [DataRequired(MISSING), EqualTo("new", _l("Les deux saisies ne sont pas identiques."))],
        render_kw={"autocomplete": "new-password"},
    )


def _account_key() -> str:
    return f"login:{normalise_login(request.form.get('login', ''))[:150]}"


def _account_here_key() -> str:
    # Who only knows a login must not be able to lock its owner out from elsewhere: few tries from one address, many from all of them.
    return f"{_account_key()} {get_remote_address()}"


@bp.route("/connexion", methods=["GET", "POST"])
@limiter.limit("200 per 10 minutes", methods=["POST"], key_func=get_remote_address)
@limiter.limit("100 per 10 minutes", methods=["POST"], key_func=_account_key)
@limiter.limit("10 per 10 minutes", methods=["POST"], key_func=_account_here_key)
@public
def sign_in() -> ResponseReturnValue:
    """Sign in."""
    onward = safe_next(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(onward)
    form = SignInForm()
    wrong = False
    if form.validate_on_submit():
        with read_transaction() as reader:  # a slow hash must not hold the right to write
            tried = check_sign_in(reader, form.login.data, form.password.data)
        if tried.user is not None and tried.open:
            refresh_hash(db.session(), tried.user.id, form.password.data)
            if has_second_factor(db.session(), tried.user.id):
                return ask(tried.user, onward)
            _log(tried)
            sessions.begin(tried.user)
            return redirect(onward)
        _log(tried)
        db.session.commit()  # a refused sign-in is kept, though the answer is an error
        wrong = True
    demo = current_app.extensions["settings"].demo
    return render_template("account/sign_in.html", form=form, wrong=wrong, demo=demo), 401 if wrong else 200


def _log(tried: Tried) -> None:
    """Who tried to come in, and from where; of an unknown login nothing, since people type passwords into the wrong field."""
    kind = EventKind.SIGNED_IN if tried.open else EventKind.SIGN_IN_CLOSED if tried.right else EventKind.SIGN_IN_FAILED
    whose = Scope(tried.user.organisation_id, tried.user.id) if tried.user else None
    record_event(db.session(), datetime.now(UTC), whose, kind, address=shortened(request.remote_addr))


@bp.post("/deconnexion")
@allow(Capability.OWN_ACCOUNT)
def sign_out() -> Response:
    """Sign out."""
    record(EventKind.SIGNED_OUT)
    sessions.end()
    return redirect(url_for("account.sign_in"))  # type: ignore[return-value]


@bp.route("/mot-de-passe", methods=["GET", "POST"])
@allow(Capability.OWN_ACCOUNT)
@limiter.limit("10 per 10 minutes", methods=["POST"], key_func=lambda: f"own:{getattr(current_user, 'id', '')}")
def password() -> ResponseReturnValue:
    """Change the own password."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            user = change_password(db.session(), scope(), form.current.data, form.new.data)
        except Problem as problem:
            (form.current if problem.code == "wrong_password" else form.new).errors = [problem.sentence]
        else:
            record(EventKind.PASSWORD_CHANGED)
            sessions.begin(user)
            flash(_("Votre mot de passe est changé. Les autres appareils où vous étiez connecté sont déconnectés."))
            return redirect(url_for("account.password"))
    return render_template("account/password.html", form=form)
