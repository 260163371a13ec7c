"""Meetings of other organisations that the own one is invited to: read, answered, and the own decisions closed."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.meetings import GUEST_ANSWERS
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.answer_invitation import answer_invitation
from outreach.services.invited_meetings import find_invited
from outreach.services.note_decision import close_owned
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.meetings import calendar_of, hours_of, read_again
from outreach.web.tasks import ask
from outreach.web.transactions import database_untouched


@bp.get("/reunions/invitations/<uuid:invited_id>")
@allow(Capability.PLAN_TOGETHER)
def invited_meeting(invited_id: UUID) -> str:
    """Agenda, those invited, decisions, minutes."""
    return _page(invited_id)


@bp.post("/reunions/invitations/<uuid:invited_id>/reponse")
@allow(Capability.PLAN_TOGETHER)
def answer_meeting(invited_id: UUID) -> ResponseReturnValue:
    """Say whether we come."""
    find_invited(db.session(), scope(), today(), invited_id)
    answer = next((one for one in GUEST_ANSWERS if one == request.form.get("reponse")), None)
    if answer is None:
        raise Problem("bad_request", _("Dites si vous venez ou non. Rien n’a été enregistré."))
    answer_invitation(db.session(), now(), scope(), invited_id, answer)
    flash(_("C’est noté : l’organisatrice le voit."))
    return redirect(url_for("coordination.invited_meeting", invited_id=invited_id), 303)


@bp.post("/reunions/invitations/<uuid:invited_id>/decisions/<uuid:decision>/clore")
@allow(Capability.PLAN_TOGETHER)
def close_own_decision(invited_id: UUID, decision: UUID) -> ResponseReturnValue:
    """Say what was done of a decision that we are in charge of."""
    try:
        close_owned(db.session(), today(), scope(), invited_id, decision, request.form.get("suite", ""), read_again=read_again())
    except Problem as problem:
        if problem.status == 404:
            raise
        db.session.rollback()
        return _page(invited_id, problem.sentence, decision), problem.status
    flash(_("C’est noté : l’organisatrice le voit."))
    return redirect(url_for("coordination.invited_meeting", invited_id=invited_id, _anchor="decisions"), 303)


@bp.get("/reunions/invitations/<uuid:invited_id>/reunion.ics")
@allow(Capability.PLAN_TOGETHER)
def invited_calendar(invited_id: UUID) -> Response:
    """The invitation for calendars."""
    return calendar_of(find_invited(db.session(), scope(), today(), invited_id).shown.meeting)


@bp.post("/reunions/invitations/<uuid:invited_id>/pdf")
@allow(Capability.PLAN_TOGETHER)
@database_untouched
def make_invited_minutes(invited_id: UUID) -> ResponseReturnValue:
    """Have the minutes made as a document."""
    find_invited(db.session(), scope(), today(), invited_id)
    return ask("reunion-pdf", {"meeting": str(invited_id), "invited": "oui"})


def _page(meeting_id: UUID, wrong: str = "", tried: UUID | None = None) -> str:
    invited = find_invited(db.session(), scope(), today(), meeting_id)
    return render_template(
        "coordination/meeting_invited.html",
        invited=invited,
        shown=invited.shown,
        meeting=invited.shown.meeting,
        answering=invited.takes_answers(now()),
        typed=request.form,
        wrong=wrong,
        tried=tried,
        **hours_of(invited.shown),
    )
