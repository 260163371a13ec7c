"""« Suites »: what was promised to residents, from door and telephone, until it is kept."""

from datetime import date, timedelta
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.promises import Keeping
from outreach.errors import Problem
from outreach.services.case_figures import case_figures
from outreach.services.door_promises import list_door_promises
from outreach.services.hand_over_cases import count_open_cases, hand_over_cases
from outreach.services.list_cases import list_cases
from outreach.services.people import find_person, list_workers
from outreach.services.referral_figures import referral_figures
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import BROKEN, TEAM, Line, day_of, options, read_query, uuid_of
from outreach.web.coordination.followup_words import shared_words
from outreach.web.recording import record

AT_ONCE = 200
"""Lines on a page."""

GROUPS = (Keeping.LATE, Keeping.DUE, Keeping.COMING, Keeping.OPEN, Keeping.KEPT)


@bp.context_processor
def _follow_up_words() -> dict[str, object]:
    return shared_words()


@bp.get("/suites")
@allow(Capability.FOLLOW_CASES)
def followups() -> str:
    """What is late, due today, to come, and what was kept of late."""
    every = _lines()
    query = read_query()
    lines = [line for line in every if query.wants(line) and line.kind != "procedure"]
    in_order = [line for keeping in GROUPS for line in lines if line.keeping is keeping]
    pages = max(1, -(-len(in_order) // AT_ONCE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    shown = in_order[(page - 1) * AT_ONCE : page * AT_ONCE]
    return render_template(
        "coordination/followups.html",
        procedures=[line for line in every if line.kind == "procedure"],
        groups=[(keeping, [line for line in shown if line.keeping is keeping], sum(line.keeping is keeping for line in lines)) for keeping in GROUPS],
        page=page,
        pages=pages,
        late=sum(line.keeping is Keeping.LATE for line in every),
        any=bool(every),
        query=query,
        rounds=options((line.round_id, line.round) for line in every),
        areas=options((line.entrance.neighbourhood_id, line.area) for line in every if line.area),
        owners=options((line.owner_id, line.owner) for line in every if line.owner),
        today=today(),
    )


@bp.get("/suites/liste")
@allow(Capability.FOLLOW_CASES)
def followups_list() -> str:
    """A list to print for a telephone session: what is late, due today or in the next days. Without names, unless unlocked in the browser."""
    query, days = read_query(), min(request.args.get("jours", 0, type=int), 60)
    until = today() + timedelta(days=max(days, 0))
    wanted = (Keeping.LATE, Keeping.DUE, Keeping.COMING, Keeping.OPEN)
    lines = [
        line
        for line in list_cases(db.session(), scope(), today())
        if query.wants(line) and line.keeping in wanted and line.kind != "procedure" and (line.due is None or line.due <= until)
    ]
    return render_template("coordination/followups_list.html", lines=lines, query=query, days=days, today=today())


@bp.get("/suites/bilan")
@allow(Capability.FOLLOW_CASES)
def followups_figures() -> str:
    """Numbers for the activity report."""
    first = day_of(request.args.get("du")) or date(today().year, 1, 1)
    last = day_of(request.args.get("au")) or today()
    if last < first:
        first, last = last, first
    figures = case_figures(db.session(), scope(), first, last, today())
    handed = referral_figures(db.session(), scope(), first, last, today())
    return render_template("coordination/followups_figures.html", figures=figures, handed=handed, first=first, last=last)


@bp.route("/suites/transmettre", methods=["GET", "POST"])
@allow(Capability.FOLLOW_CASES)
def hand_over() -> ResponseReturnValue:
    """Hand over all open cases of a person."""
    counts = count_open_cases(db.session(), scope())
    if request.method == "POST":
        leaver = uuid_of(request.form.get("de"))
        to = request.form.get("a", "")
        if leaver is None or (to != TEAM and uuid_of(to) is None):
            raise Problem("bad_request", BROKEN)
        moved = hand_over_cases(db.session(), now(), scope(), leaver, None if to == TEAM else uuid_of(to))
        record(EventKind.CASES_HANDED_OVER, f"cases:{moved}")
        flash(ngettext("%(num)s suite est transmise.", "%(num)s suites sont transmises.", moved))
        return redirect(url_for("coordination.followups"))
    owners = [find_person(db.session(), scope(), owner) for owner in counts if owner is not None]
    leaver = request.args.get("de", type=UUID)
    return render_template(
        "coordination/hand_over.html",
        owners=sorted(owners, key=lambda user: (user.active, user.name.casefold())),
        counts=counts,
        leaver=leaver,
        people=list_workers(db.session(), scope()),
    )


def _lines() -> list[Line]:
    """Cases and promises at doors, the most urgent first."""
    lines: list[Line] = [*list_cases(db.session(), scope(), today()), *list_door_promises(db.session(), scope(), today())]
    return sorted(lines, key=lambda line: (line.due or date.max, line.entrance.address, line.entrance.label))
