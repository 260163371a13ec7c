"""« Journal des accès »: who read or changed what of people's data, and when."""

from datetime import date
from uuid import UUID

from flask import render_template, request

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.services.list_events import Asked, list_events
from outreach.services.people import list_people
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.account.audit_words import EVENT_NAMES, subject_words
from outreach.web.account.blueprint import bp

EARLIEST, LATEST = date(1990, 1, 1), date(2400, 1, 1)


@bp.get("/journal")
@allow(Capability.ACCESS_LOG)
def audit_log() -> str:
    """Show the log, by kind, person and period. What the address says wrong is as if it were not there."""
    asked = _asked()
    page = list_events(db.session(), scope(), asked)
    chosen = {
        "sorte": asked.kind,
        "personne": asked.user_id,
        "du": asked.first_day and asked.first_day.isoformat(),
        "au": asked.last_day and asked.last_day.isoformat(),
    }
    team = list_people(db.session(), scope())
    return render_template(
        "account/audit.html",
        page=page,
        asked=asked,
        chosen=chosen,
        kinds=sorted(EVENT_NAMES.items(), key=_by_words),
        people=team,
        names={one.id: one.name for one in team},
        subject_words=subject_words,
    )


@bp.app_template_global()
def event_name(kind: str) -> str:
    """A kind of access in words."""
    return str(EVENT_NAMES[EventKind(kind)])


def _by_words(pair: tuple[EventKind, object]) -> str:
    return str(pair[1]).casefold()


def _asked() -> Asked:
    kind = request.args.get("sorte", "")
    before = request.args.get("avant", type=int)
    return Asked(
        kind if kind in set(EventKind) else None,
        request.args.get("personne", type=UUID),
        _day("du"),
        _day("au"),
        before if before and 0 < before < 2**62 else None,
    )


def _day(name: str) -> date | None:
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None
