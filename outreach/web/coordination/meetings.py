"""« Réunions »: called, held, written down; what was decided is followed until it is closed."""

from collections.abc import Callable
from datetime import date, datetime, time
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.moments import PARIS
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.exports.calendar import calendar
from outreach.exports.pdf import to_pdf
from outreach.jobs.job import Result
from outreach.planning.appointments import Appointment
from outreach.services.invite_structure import invite_structure, uninvite_structure
from outreach.services.invited_meetings import find_invited, late_owned, list_invited, readers
from outreach.services.meetings import MeetingShown, find_meeting, late_decisions, list_meetings
from outreach.services.note_decision import close_decision, note_decision
from outreach.services.save_meeting import KEPT, MeetingSheet, cancel_meeting, save_meeting
from outreach.services.search_directory import Asked, search_directory
from outreach.services.set_keys import find_organisation
from outreach.services.write_minutes import write_minutes
from outreach.store.database import db
from outreach.store.tables import Meeting
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.tasks import Wish, ask, task
from outreach.web.transactions import database_untouched

MOST_FOUND = 8
LONGEST_WORDS = 120
LAY_OUT = _l("Mettre en pages")


@bp.route("/reunions", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def meetings() -> ResponseReturnValue:
    """All meetings, what is late, and a form for a new one."""
    if request.method == "POST":
        return _saved(None)
    return _list()


@bp.route("/reunions/<uuid:meeting_id>", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def meeting_page(meeting_id: UUID) -> ResponseReturnValue:
    """One meeting: agenda, those invited, decisions, minutes. What is sent changes date, place or agenda."""
    if request.method == "POST":
        return _saved(meeting_id)
    return _page(meeting_id)


@bp.post("/reunions/<uuid:meeting_id>/annuler")
@allow(Capability.PLAN_TOGETHER)
def cancel(meeting_id: UUID) -> ResponseReturnValue:
    """Say that it does not take place."""
    cancel_meeting(db.session(), now(), scope(), meeting_id)
    flash(_("La réunion est annulée. Envoyez l’invitation (.ics) à nouveau : les agendas la barreront."))
    return _back(meeting_id)


@bp.post("/reunions/<uuid:meeting_id>/invites")
@allow(Capability.PLAN_TOGETHER)
def guests(meeting_id: UUID) -> ResponseReturnValue:
    """Invite a structure, or take it back."""
    find_meeting(db.session(), scope(), meeting_id)
    if structure := _id("inviter"):
        invite_structure(db.session(), scope(), meeting_id, structure)
    if structure := _id("retirer"):
        uninvite_structure(db.session(), scope(), meeting_id, structure)
    return _back(meeting_id, "invites")


@bp.post("/reunions/<uuid:meeting_id>/decisions")
@allow(Capability.PLAN_TOGETHER)
def decide(meeting_id: UUID) -> ResponseReturnValue:
    """Note a decision."""
    form = request.form

    def note() -> object:
        due = _day(form.get("echeance", ""))
        return note_decision(db.session(), today(), scope(), meeting_id, form.get("decision", ""), form.get("responsable", ""), due, read_again=read_again())

    return _tried(meeting_id, note, "decisions")


@bp.post("/reunions/<uuid:meeting_id>/decisions/<uuid:decision>/clore")
@allow(Capability.PLAN_TOGETHER)
def close_one(meeting_id: UUID, decision: UUID) -> ResponseReturnValue:
    """Close a decision."""
    return _tried(
        meeting_id, lambda: close_decision(db.session(), today(), scope(), decision, request.form.get("suite", ""), read_again=read_again()), "decisions"
    )


@bp.post("/reunions/<uuid:meeting_id>/compte-rendu")
@allow(Capability.PLAN_TOGETHER)
def minutes(meeting_id: UUID) -> ResponseReturnValue:
    """Keep the minutes."""
    return _tried(meeting_id, lambda: write_minutes(db.session(), scope(), meeting_id, request.form.get("texte", ""), read_again=read_again()), "compte-rendu")


@bp.get("/reunions/<uuid:meeting_id>/reunion.ics")
@allow(Capability.PLAN_TOGETHER)
def meeting_calendar(meeting_id: UUID) -> Response:
    """The invitation for calendars: the same meeting again replaces what they have."""
    return calendar_of(find_meeting(db.session(), scope(), meeting_id).meeting)


def calendar_of(meeting: Meeting) -> Response:
    """One meeting as a calendar file."""
    content = calendar(meeting.title, [_appointment(meeting)])
    return Response(content, mimetype="text/calendar", headers={"Content-Disposition": 'attachment; filename="reunion.ics"'})


@bp.post("/reunions/<uuid:meeting_id>/pdf")
@allow(Capability.PLAN_TOGETHER)
@database_untouched
def make_minutes(meeting_id: UUID) -> ResponseReturnValue:
    """Have the minutes made as a document."""
    find_meeting(db.session(), scope(), meeting_id)
    return ask("reunion-pdf", {"meeting": str(meeting_id)})


@task("reunion-pdf", _l("Compte rendu en PDF"), (LAY_OUT,), Capability.PLAN_TOGETHER, "coordination.meetings", EventKind.MINUTES_MADE)
def write_meeting_pdf(wish: Wish) -> Result:
    """Agenda, those invited, what was said and decided."""
    wish.progress.step(str(LAY_OUT), 0)
    shown, centre = _own_or_invited(wish)
    html = render_template("coordination/meeting_document.html", shown=shown, meeting=shown.meeting, **hours_of(shown), centre=centre)
    wish.file.write_bytes(to_pdf(html, lambda page: wish.progress.step(str(LAY_OUT), page)))
    return Result(name=f"reunion-{shown.meeting.starts_at.astimezone(PARIS):%Y-%m-%d}.pdf", mimetype="application/pdf")


def _own_or_invited(wish: Wish) -> tuple[MeetingShown, str]:
    """The meeting, and the name of who calls it. The right to it is looked at again: an invitation may have been taken back meanwhile."""
    meeting = UUID(wish.asked["meeting"])
    if wish.asked.get("invited"):
        invited = find_invited(db.session(), wish.scope, today(), meeting)
        return invited.shown, invited.organiser
    return find_meeting(db.session(), wish.scope, meeting), find_organisation(db.session(), wish.scope).name


def hours_of(shown: MeetingShown) -> dict[str, object]:
    """When it is, for templates."""
    start, end = shown.meeting.starts_at.astimezone(PARIS), shown.meeting.ends_at.astimezone(PARIS)
    return {"start": start, "end": end, "today": today()}


def _list(wrong: str = "") -> str:
    return render_template(
        "coordination/meetings.html",
        all=[(one, hours_of(one)["start"]) for one in list_meetings(db.session(), scope())],
        late=late_decisions(db.session(), scope(), today()),
        invited=[(one, hours_of(one.shown)["start"]) for one in list_invited(db.session(), scope(), today())],
        late_owned=late_owned(db.session(), scope(), today()),
        typed=request.form,
        wrong=wrong,
        now=now(),
    )


def _page(meeting_id: UUID, wrong: str = "", place: str = "") -> str:
    shown = find_meeting(db.session(), scope(), meeting_id)
    words = request.args.get("mots", "").strip()[:LONGEST_WORDS]
    found = search_directory(db.session(), now(), Asked(words=words)).hits[:MOST_FOUND] if words else []
    invited = {one.structure_id for one in shown.guests}
    return render_template(
        "coordination/meeting.html",
        shown=shown,
        meeting=shown.meeting,
        typed=request.form,
        wrong=wrong,
        place=place,
        words=words,
        readers=readers(db.session(), scope(), today(), shown.guests),
        found=[hit.card for hit in found if hit.card.id not in invited],
        **hours_of(shown),
    )


def _saved(meeting_id: UUID | None) -> ResponseReturnValue:
    form = request.form
    try:
        day = _day(form.get("jour", ""))
        starts, ends = (datetime.combine(day, _time(form.get(name, "")), PARIS) for name in ("debut", "fin"))
        sheet = MeetingSheet(form.get("titre", ""), starts, ends, form.get("lieu", ""), form.get("ordre", ""), read_again())
        saved = save_meeting(db.session(), now(), scope(), sheet, meeting_id)
    except Problem as problem:
        db.session.rollback()
        return (_page(meeting_id, problem.sentence, "reunion") if meeting_id else _list(problem.sentence)), problem.status
    flash(_("« %(title)s » est enregistrée.", title=saved.title))
    return _back(saved.id)


def _tried(meeting_id: UUID, do: Callable[[], object], place: str) -> ResponseReturnValue:
    try:
        do()
    except Problem as problem:
        if problem.status == 404:
            raise
        db.session.rollback()
        return _page(meeting_id, problem.sentence, place), problem.status
    flash(_("C’est enregistré."))
    return _back(meeting_id, place)


def _back(meeting_id: UUID, place: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("coordination.meeting_page", meeting_id=meeting_id, _anchor=place), 303)


def _appointment(meeting: Meeting) -> Appointment:
    organisations = frozenset({meeting.organisation_id})
    return Appointment(
        meeting.id,
        meeting.revision,
        meeting.title,
        meeting.place,
        meeting.starts_at,
        meeting.ends_at,
        frozenset(),
        organisations,
        meeting.changed_at,
        meeting.cancelled,
        meeting.agenda,
    )


def read_again() -> bool:
    """Whether the person says that no text names anybody."""
    return request.form.get("relu") == "oui"


def _id(name: str) -> UUID | None:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        return None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("bad_day", f"{_('Donnez une date.')} {KEPT}", 422) from None


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Problem("bad_time", f"{_('Donnez une heure de début et une heure de fin.')} {KEPT}", 422) from None
