"""After a joint round: what was learnt, what was decided, and what came of it."""

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.joint_debrief import close_decision, decide, write_lesson
from outreach.services.joint_round import find_joint_round
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import today
from outreach.web.together.asked import read_day
from outreach.web.together.blueprint import bp


@bp.post("/<uuid:joint_round_id>/appris")
@allow(Capability.PLAN_TOGETHER)
def learnt(joint_round_id: UUID) -> ResponseReturnValue:
    """Keep what the own organisation has learnt."""
    write_lesson(db.session(), today(), scope(), joint_round_id, request.form.get("text", ""))
    flash(_("C’est noté. Les autres organisations de la tournée le lisent."))
    return _back(joint_round_id)


@bp.post("/<uuid:joint_round_id>/decisions")
@allow(Capability.PLAN_TOGETHER)
def add_decision(joint_round_id: UUID) -> ResponseReturnValue:
    """Keep a decision."""
    find_joint_round(db.session(), scope(), joint_round_id)
    try:
        owner, due = UUID(request.form.get("owner", "")), read_day(request.form.get("due_on", ""))
        if due is None:
            raise Problem("day_missing", "Dites pour quand. Rien n’a été enregistré.")
        decide(db.session(), today(), scope(), joint_round_id, request.form.get("text", ""), owner, due)
    except ValueError:
        flash(_("Choisissez qui s’en charge. Rien n’a été enregistré."), "bad")
    except Problem as problem:
        if problem.status == 404:
            raise
        flash(problem.sentence, "bad")
    else:
        flash(_("La décision est notée."))
    return _back(joint_round_id)


@bp.post("/<uuid:joint_round_id>/decisions/<uuid:decision_id>")
@allow(Capability.PLAN_TOGETHER)
def end_decision(joint_round_id: UUID, decision_id: UUID) -> ResponseReturnValue:
    """Say what came of a decision."""
    try:
        close_decision(db.session(), today(), scope(), joint_round_id, decision_id, request.form.get("outcome", ""))
    except Problem as problem:
        if problem.status == 404:
            raise
        flash(problem.sentence, "bad")
    else:
        flash(_("La décision est close."))
    return _back(joint_round_id)


def _back(joint_round_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("together.joint_round", joint_round_id=joint_round_id, _anchor="bilan"))
