"""« Accords »: recorded before doors are shared, accepted by each organisation, left when it wants."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.agreements import list_agreements
from outreach.services.answer_agreement import accept_agreement, leave_agreement
from outreach.services.record_agreement import Terms, record_agreement
from outreach.services.show_dates import other_organisations
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import today
from outreach.web.coordination.rounds import chosen
from outreach.web.together.asked import read_day
from outreach.web.together.blueprint import bp


@bp.route("/accords", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def agreements() -> ResponseReturnValue:
    """Show the agreements, and record one."""
    problem = None
    if request.method == "POST":
        try:
            record_agreement(db.session(), today(), scope(), _terms(), chosen("parties"))
        except Problem as raised:
            problem = raised.sentence
        else:
            flash(_("L’accord est enregistré. Il entre en vigueur quand chaque organisation l’a accepté."))
            return redirect(url_for("together.agreements"))
    listed = list_agreements(db.session(), scope())
    others = other_organisations(db.session(), scope())
    page = render_template(
        "together/agreements.html",
        listed=listed,
        others=others,
        typed=request.form,
        ticked=request.form.getlist("parties"),
        problem=problem,
        today=today(),
        own=scope().organisation_id,
    )
    return page, 422 if problem else 200


@bp.post("/accords/<uuid:agreement_id>/<any(accepter, quitter):what>")
@allow(Capability.PLAN_TOGETHER)
def answer_agreement(agreement_id: UUID, what: str) -> ResponseReturnValue:
    """Accept one, or leave it."""
    if what == "accepter":
        accept_agreement(db.session(), today(), scope(), agreement_id)
        flash(_("Votre organisation accepte l’accord."))
    else:
        leave_agreement(db.session(), today(), scope(), agreement_id)
        flash(_("Votre organisation sort de l’accord dès aujourd’hui : plus aucune porte n’est partagée par lui."))
    return redirect(url_for("together.agreements"))


def _terms() -> Terms:
    first = read_day(request.form.get("valid_from", ""))
    if first is None:
        raise Problem("day_missing", "Choisissez le premier jour de l’accord. Rien n’a été enregistré.")
    field = request.form.get
    return Terms(field("title", ""), field("reference", ""), field("text", ""), first, read_day(field("valid_to", "")))
