"""The centre: how residents reach it."""

from dataclasses import asdict

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Regexp

from outreach.domain.policy import Capability
from outreach.services.centre_contact import Contact, find_contact, save_contact
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp


class ContactForm(FlaskForm):  # type: ignore[misc]
    """What residents are told about the centre."""

    telephone = StringField(
        _l("Téléphone"),
        [Length(max=40), Regexp(r"^$|^\+?[0-9][0-9 .()-]{2,}$", message=_l("Des chiffres et des espaces, par exemple 05 56 00 00 00."))],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    address = StringField(_l("Adresse"), [Length(max=250)], render_kw={"autocomplete": "off"})
    opening = StringField(_l("Ouverture, en mots"), [Length(max=250)], render_kw={"autocomplete": "off"})
    email = StringField(
        _l("Courriel"),
        [Length(max=150), Regexp(r"^$|^[^\s@]+@[^\s@]+\.[^\s@]+$", message=_l("Une adresse de courriel, par exemple accueil@centre.example."))],
        render_kw={"inputmode": "email", "autocomplete": "off"},
    )
    dpo = StringField(_l("À qui écrire pour ses données"), [Length(max=250)], render_kw={"autocomplete": "off"})

    def said(self) -> Contact:
        """What was filled in."""
        return Contact(*(str(field.data or "") for field in (self.telephone, self.address, self.opening, self.email, self.dpo)))


@bp.route("/centre", methods=["GET", "POST"])
@allow(Capability.CENTRE)
def centre() -> ResponseReturnValue:
    """See and change the centre's details."""
    form = ContactForm(data=None if request.method == "POST" else asdict(find_contact(db.session(), scope().organisation_id)))
    if form.validate_on_submit():
        save_contact(db.session(), scope(), form.said())
        flash(_("Les coordonnées du centre sont enregistrées. Les tablettes les recevront à leur prochain échange."))
        return redirect(url_for("coordination.centre"))
    return render_template("coordination/centre.html", form=form, organisation=find_organisation(db.session(), scope())), 422 if form.errors else 200
