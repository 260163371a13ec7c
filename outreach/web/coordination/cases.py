"""One case of « Suites »: where it stands, what was done, and what is noted by telephone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.cases import ATTEMPTS, ENDED, REASONS, STATES, CaseState, Reason, may_stand
from outreach.domain.envelope import to_b64url
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.door_names import door_names
from outreach.services.find_case import find_case, sealed_openings, whole_case
from outreach.services.list_cases import lines_of
from outreach.services.people import list_workers
from outreach.services.step_cases import Step, new_entry_id, step_case, unchanged
from outreach.store.database import db
from outreach.store.tables import Case
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import BROKEN, TEAM, day_of, uuid_of
from outreach.web.coordination.followup_words import SLOTS
from outreach.web.recording import record
from outreach.web.transactions import database_untouched

MOST_OPENED = 500

T = TypeVar("T")


@bp.get("/suites/<uuid:case_id>")
@allow(Capability.FOLLOW_CASES)
def case_page(case_id: UUID) -> str:
    """One case: where it stands, what was done, and what to note."""
    whole = whole_case(db.session(), scope(), case_id, today())
    case = whole.line.case
    record(EventKind.CASE_OPENED, str(case_id))
    return render_template(
        "coordination/case.html",
        whole=whole,
        line=whole.line,
        case=case,
        owners=list_workers(db.session(), scope()),
        next_states=_next_states(case),
        end_states=_ends(case),
        entry=new_entry_id(),
        in_days=_in_days(),
        today=today(),
    )


@bp.post("/suites/<uuid:case_id>/noter")
@allow(Capability.FOLLOW_CASES)
def note_step(case_id: UUID) -> ResponseReturnValue:
    """Note one step. The page says which entries it showed; what was noted meanwhile by others is not passed over."""
    case = find_case(db.session(), scope(), case_id)
    step = _step(case)
    entry, after = uuid_of(request.form.get("saisie")), request.form.get("apres", "").split()
    if entry is None or entry.version != 4:
        raise Problem("bad_request", BROKEN)
    try:
        step_case(db.session(), now(), scope(), case_id, step, entry=entry, after=after)
    except Problem as problem:
        if problem.code != "case_moved":
            raise
        flash(problem.sentence, "bad")
    else:
        record(EventKind.CASE_NOTED, str(case_id))
        flash(_noted(step))
    return redirect(url_for("coordination.case_page", case_id=case_id))


@bp.post("/suites/scelles")
@allow(Capability.SEALED)
@database_untouched
def sealed_cases() -> Response:
    """Hand out the sealed parts (age) of cases, and the names of the doors of their entrances: only an unlocked browser can join them."""
    body = request.get_json(silent=True)
    asked = body.get("cases") if isinstance(body, dict) else None
    ids = [uuid_of(one) for one in asked[:MOST_OPENED]] if isinstance(asked, list) else []
    lines = lines_of(db.session(), scope(), [one for one in ids if one is not None], today())
    sealed = sealed_openings(db.session(), scope(), [line.case.id for line in lines])
    doors = door_names(db.session(), {line.entrance.id for line in lines})
    record(EventKind.NAMES_OPENED, f"cases:{len(sealed)}")
    return jsonify(
        cases={str(line.case.id): {"entry": str(line.case.opening_id), "sealed": _text(sealed.get(line.case.id))} for line in lines},
        doors={str(id_): name for id_, name in doors.items()},
    )


def _next_states(case: Case) -> list[CaseState]:
    """The states of a referral or a right that lie ahead, and that the resident's consent allows."""
    states = STATES[case.matter]
    ahead = states[states.index(case.state) + 1 :]
    aimed_at = {"opened"} if case.matter == "right" else set()
    return [] if case.state in ENDED else [one for one in ahead if (one not in ENDED or one in aimed_at) and may_stand(case.matter, case.consent, one)]


def _ends(case: Case) -> list[CaseState]:
    """How it may end. Of a right the best comes first: it is listed from what is least known."""
    ends = [state for state in STATES[case.matter] if state in ENDED]
    return ends[::-1] if case.matter == "right" else ends


def _reason(state: CaseState) -> Reason | None:
    """Why a case ended there: a right that is opened needs no other reason."""
    said = _one_of(request.form.get("motif") or None, (None, *REASONS))
    return said or ("right_opened" if state == "opened" else None)


def _step(case: Case) -> Step:
    """What the form says: one button per gesture, and fields that only some of them read."""
    form, same = request.form, unchanged(case)
    due, slot = _due(same.due), _one_of(form.get("moment") or None, (None, *SLOTS))
    match form.get("geste"):
        case "tentative":
            return replace(same, attempt=_one_of(form.get("issue"), ATTEMPTS), due=due)
        case "reporter":
            return replace(same, due=due, slot=slot)
        case "confier":
            owner = form.get("personne", "")
            return replace(same, owner=None if owner == TEAM else _owner(owner))
        case "avancer":
            ahead = _one_of(form.get("etat"), STATES[case.matter])
            return replace(same, state=ahead, reason=_reason(ahead) if ahead in ENDED else None)
        case "clore":
            state = _one_of(form.get("etat"), [state for state in STATES[case.matter] if state in ENDED])
            reached = form.get("jointe") == "oui"
            return replace(same, state=state, reason=_reason(state), attempt="reached" if reached else None)
        case "rouvrir":
            return replace(same, state=_reopened(case), due=due, slot=slot)
    raise Problem("bad_request", BROKEN)


def _reopened(case: Case) -> CaseState:
    """Where it begins; a claim that was filed stays so, unless the office says that it was not."""
    first = STATES[case.matter][0]
    return "filed" if case.filed_on is not None and request.form.get("etat") != first else first


def _noted(step: Step) -> str:
    if step.state in ENDED:
        return str(_("C’est noté : la suite est close."))
    return str(_("L’essai est noté.") if step.attempt else _("C’est noté."))


def _due(present: date | None) -> date | None:
    if "jour" not in request.form:
        return present
    text = request.form["jour"].strip()
    if text == "":
        return None
    found = day_of(text)
    if found is None:
        raise Problem("bad_day", _("Ce jour n’existe pas. Rien n’a été enregistré : revenez en arrière et choisissez-en un autre."))
    return found


def _owner(text: str) -> UUID:
    found = uuid_of(text)
    if found is None:
        raise Problem("bad_request", BROKEN)
    return found


def _one_of(value: object, allowed: Sequence[T]) -> T:
    for one in allowed:
        if one == value:
            return one
    raise Problem("bad_request", BROKEN)


def _in_days() -> list[tuple[str, date]]:
    """Days to postpone to: one looks for « dans une semaine », not for a date."""
    weeks = ((_("demain"), 1), (_("dans une semaine"), 7), (_("dans un mois"), 30), (_("dans trois mois"), 90))
    return [(words, today() + timedelta(days=days)) for words, days in weeks]


def _text(sealed: bytes | None) -> str | None:
    return None if sealed is None else to_b64url(sealed)
