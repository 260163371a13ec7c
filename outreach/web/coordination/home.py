"""The first page: what is still to set up, then what goes on."""

from dataclasses import dataclass

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.domain.roles import Role
from outreach.services.follow_rounds import RoundSummary, list_rounds
from outreach.services.list_tablets import TabletCard, list_tablets
from outreach.services.people import list_people
from outreach.services.places import count_entrances
from outreach.services.review_quarantine import count_open
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today


@dataclass(frozen=True)
class Step:
    """A step of the first setting up."""

    title: str
    sentence: str
    done: bool
    endpoint: str | None
    action: str


@bp.get("/")
@allow(Capability.OWN_ACCOUNT)
def home() -> ResponseReturnValue:
    """Lead everybody to where their work is."""
    if not can(Capability.SEE_VISITS):
        return redirect(url_for("account.people")) if can(Capability.ACCOUNTS) else render_template("account/tablet_only.html")
    organisation = find_organisation(db.session(), scope())
    if organisation.recipient is None:
        return redirect(url_for("coordination.keys"))
    rounds = list_rounds(db.session(), scope(), today())
    tablets = list_tablets(db.session(), scope(), now())
    steps = _steps(rounds, tablets)
    coordinators = [one for one in list_people(db.session(), scope()) if one.role == Role.COORDINATOR and one.active]
    return render_template(
        "coordination/home.html",
        organisation=organisation,
        steps=steps,
        ready=all(step.done for step in steps),
        rounds=[one for one in rounds if one.when == "now"],
        later=[one for one in rounds if one.when == "later"],
        tablets=[one for one in tablets if one.state == "linked"],
        waiting=[one for one in tablets if one.state == "invited"],
        to_review=count_open(db.session(), scope()),
        alone=len(coordinators) < 2,
        now=now(),
        has_map="coordination.map_page" in current_app.view_functions,
    )


def _steps(rounds: list[RoundSummary], tablets: list[TabletCard]) -> list[Step]:
    entrances = count_entrances(db.session())
    return [
        Step(
            _("Les clés"),
            _("Elles sont faites : les noms se ferment sur la tablette et ne s’ouvrent que chez vous."),
            done=True,
            endpoint="coordination.keys",
            action=_("Voir"),
        ),
        Step(
            _("Le territoire"),
            _("%(n)s entrées sont connues.", n=entrances)
            if entrances
            else _("Aucune entrée d’immeuble n’est connue. Importez un fichier d’adresses, ou ajoutez-les une à une."),
            entrances > 0,
            "coordination.territory",
            _("Ajouter des entrées"),
        ),
        Step(_("Une tournée"), _("Choisissez les entrées où l’équipe ira, et quand."), bool(rounds), "coordination.new_round", _("Préparer une tournée")),
        Step(
            _("Une tablette"),
            _("Un QR code relie une tablette, ses personnes et ses tournées."),
            any(one.state == "linked" for one in tablets),
            "coordination.new_tablet",
            _("Relier une tablette"),
        ),
    ]
