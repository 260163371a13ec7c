"""The link with which a person chooses their password: shown once to who hands it over, opened once by its owner."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from outreach.domain.audit import EventKind, shortened
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.account_link import VALID_FOR, find_account_link, make_account_link, use_account_link
from outreach.services.people import find_person
from outreach.services.record_event import record_event
from outreach.store.database import db
from outreach.web.access import allow, public, scope
from outreach.web.account.blueprint import bp
from outreach.web.account.manageable import check_manageable
from outreach.web.limits import limiter
from outreach.web.recording import record

SHOWN_LINK = "account_link"
"""In the session, from the request that made a link to the page that shows it, once: the person's id, a point, the token."""


class ChooseForm(FlaskForm):  # type: ignore[misc]
    """The first password, or another one."""

    new = PasswordField(_l("Mot de passe"), [DataRequired(_l("Ce champ est nécessaire.")), Length(max=200)], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        _l("Encore une fois"),
        [DataRequired(_l("Ce champ est nécessaire.")), EqualTo("new", _l("Les deux saisies ne sont pas identiques."))],
        render_kw={"autocomplete": "new-password"},
    )


@bp.post("/comptes/<uuid:user_id>/lien")
@allow(Capability.ACCOUNTS)
def renew(user_id: UUID) -> Response:
    """Make another link: the person has lost the first one, or forgotten the password."""
    check_manageable(user_id)
    return hand_over(user_id)


def hand_over(user_id: UUID) -> Response:
    """Make a link and lead to the page that shows it."""
    user, token = make_account_link(db.session(), datetime.now(UTC), scope(), user_id)
    record(EventKind.LINK_MADE, f"person:{user.id}")
    session[SHOWN_LINK] = f"{user.id}.{token}"
    return redirect(url_for("account.link", user_id=user.id), 303)  # type: ignore[return-value]


@bp.get("/comptes/<uuid:user_id>/lien")
@allow(Capability.ACCOUNTS)
def link(user_id: UUID) -> ResponseReturnValue:
    """Show the link that was just made, once."""
    user = find_person(db.session(), scope(), user_id)
    made_for, _point, token = session.pop(SHOWN_LINK, "").partition(".")
    if made_for != str(user.id):
        flash(_("Un lien n’est montré qu’une seule fois. S’il est perdu, faites-en un autre ici : le premier ne marchera plus."))
        return redirect(url_for("account.people"))
    address = f"{current_app.extensions['settings'].public_url}{url_for('account.choose', token=token)}"
    return render_template("account/link.html", user=user, address=address, days=VALID_FOR.days)


@bp.route("/lien/<token>", methods=["GET", "POST"])
@limiter.limit("60 per 10 minutes", key_func=get_remote_address)
@public
def choose(token: str) -> ResponseReturnValue:
    """Choose a password. Opening the page uses nothing up, so that a messenger's preview takes no link away."""
    now = datetime.now(UTC)
    user = find_account_link(db.session(), now, token)
    form = ChooseForm()
    if form.validate_on_submit():
        try:
            use_account_link(db.session(), now, token, form.new.data)
        except Problem as problem:
            if problem.code != "weak_password":
                raise
            form.new.errors = [problem.sentence]
        else:
            record_event(db.session(), now, Scope(user.organisation_id, user.id), EventKind.PASSWORD_CHOSEN, address=shortened(request.remote_addr))
            flash(_("Votre mot de passe est choisi. Connectez-vous."))
            return redirect(url_for("account.sign_in"), 303)
    return render_template("account/choose.html", form=form, user=user)
