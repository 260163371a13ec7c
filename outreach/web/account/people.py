"""The people of an organisation: who is there, who joins, whose access is closed."""

from datetime import UTC, datetime
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability, may_manage
from outreach.domain.roles import Role
from outreach.errors import Problem
from outreach.services.account_link import people_with_link
from outreach.services.add_person import add_person
from outreach.services.hand_over_cases import count_open_cases
from outreach.services.people import list_people
from outreach.services.second_factor import has_second_factor
from outreach.services.switch_person import switch_person
from outreach.store.database import db
from outreach.web.access import allow, can, person, scope
from outreach.web.account.blueprint import bp
from outreach.web.account.links import hand_over
from outreach.web.account.manageable import check_manageable
from outreach.web.recording import record

ROLE_NAMES = {
    Role.WORKER: _l("Équipe de terrain"),
    Role.COORDINATOR: _l("Coordination"),
    Role.ADMINISTRATOR: _l("Administration"),
    Role.PARTNER: _l("Partenariat"),
}
ROLE_HINTS = {
    Role.WORKER: _l("Utilise une tablette. Un compte n’est pas nécessaire : un code se choisit sur la tablette."),
    Role.COORDINATOR: _l("Prépare les tournées, voit la carte, et ouvre les noms avec la phrase de passe."),
    Role.ADMINISTRATOR: _l("Gère les comptes et les tablettes. Ne voit ni réponses, ni noms, ni carte."),
    Role.PARTNER: _l("Prépare les tournées communes avec d’autres organisations. Ne voit ni portes, ni réponses, ni noms : seulement ce qui est publié."),
}


class PersonForm(FlaskForm):  # type: ignore[misc]
    """Somebody joins."""

    name = StringField(_l("Prénom ou nom"), [DataRequired(_l("Il manque le nom.")), Length(max=150)], render_kw={"autocomplete": "off"})
    role = RadioField(_l("Rôle"), [DataRequired(_l("Choisissez un rôle."))])
    login = StringField(_l("Identifiant de connexion"), [Length(max=60)], render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})


@bp.app_context_processor
def _names() -> dict[str, object]:
    return {"role_name": ROLE_NAMES.__getitem__, "role_hint": ROLE_HINTS.__getitem__}


@bp.get("/comptes")
@allow(Capability.ACCOUNTS)
def people() -> str:
    """Show the people."""
    listed = list_people(db.session(), scope())
    return render_template(
        "account/people.html",
        people=listed,
        me=person(),
        grantable_roles=grantable(person().role),
        with_link=people_with_link(db.session(), datetime.now(UTC), scope()),
        with_factor={one.id for one in listed if has_second_factor(db.session(), one.id)},
    )


@bp.route("/comptes/nouveau", methods=["GET", "POST"])
@allow(Capability.ACCOUNTS)
def new_person() -> ResponseReturnValue:
    """Add somebody; with a login, the link to choose a password is shown once."""
    form = PersonForm()
    form.role.choices = [(role.value, ROLE_NAMES[role]) for role in grantable(person().role)]
    if form.validate_on_submit():
        try:
            user = add_person(db.session(), person().organisation_id, form.name.data, Role(form.role.data), form.login.data or None)
        except Problem as problem:
            (form.name if problem.code == "name_missing" else form.login).errors = [problem.sentence]
        else:
            record(EventKind.PERSON_ADDED, f"person:{user.id}")
            if user.login:
                return hand_over(user.id)
            flash(_("%(name)s fait partie de l’équipe.", name=user.name))
            return redirect(url_for("account.people"))
    return render_template("account/new_person.html", form=form)


@bp.post("/comptes/<uuid:user_id>/acces")
@allow(Capability.ACCOUNTS)
def switch(user_id: UUID) -> ResponseReturnValue:
    """Close somebody's access, or open it again."""
    check_manageable(user_id)
    # What is wanted, not "the other way": a second click must not undo the first.
    wanted = request.form.get("active")
    if wanted not in ("yes", "no"):
        abort(400)
    user = switch_person(db.session(), scope(), user_id, active=wanted == "yes")
    record(EventKind.ACCESS_OPENED if user.active else EventKind.ACCESS_CLOSED, f"person:{user.id}")
    flash(_("L’accès de %(name)s est ouvert.", name=user.name) if user.active else _("L’accès de %(name)s est fermé. Ce qui a été noté reste.", name=user.name))
    if not user.active and can(Capability.FOLLOW_CASES) and count_open_cases(db.session(), scope()).get(user.id):
        return redirect(url_for("coordination.hand_over", de=user.id))
    return redirect(url_for("account.people"))


def grantable(role: Role) -> list[Role]:
    """The roles somebody of this role may give, and whose accounts they may change."""
    return [other for other in Role if may_manage(role, other)]
