"""« Personnes »: who is sealed, opened, searched and exported in the coordinator's browser. The server hands out sealed parts and learns nothing."""

from flask import Response, jsonify, render_template, request

from outreach.domain.audit import EventKind
from outreach.domain.envelope import to_b64url
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.sealed_people import sealed_people
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.followup_asked import BROKEN, uuid_of
from outreach.web.recording import record
from outreach.web.transactions import database_untouched

MOST_EXPORTED = 1_000_000


@bp.get("/personnes")
@allow(Capability.SEALED)
def people_page() -> str:
    """The page that is empty until it is unlocked."""
    return render_template("coordination/people.html")


@bp.post("/personnes/scelles")
@allow(Capability.SEALED)
@database_untouched
def sealed_page() -> Response:
    """A page of sealed parts, after the entry that is named."""
    body = request.get_json(silent=True)
    after = body.get("after") if isinstance(body, dict) else None
    page = sealed_people(db.session(), scope(), uuid_of(after) if isinstance(after, str) else None)
    record(EventKind.NAMES_OPENED, f"entries:{len(page.people)}")
    return jsonify(
        people=[
            {
                "entry": str(one.entry),
                "kind": one.kind,
                "case": str(one.case) if one.case else None,
                "entrance": str(one.entrance),
                "day": one.day.isoformat(),
                "sealed": to_b64url(one.sealed),
            }
            for one in page.people
        ],
        entrances={str(id_): name for id_, name in page.entrances.items()},
        doors={str(id_): name for id_, name in page.doors.items()},
        more=page.more,
    )


@bp.post("/personnes/export")
@allow(Capability.SEALED)
def people_exported() -> Response:
    """Note that a browser is about to make a file of so many names: asked before it is made, and never told what is in it."""
    body = request.get_json(silent=True)
    count = body.get("count") if isinstance(body, dict) else None
    if not isinstance(count, int) or not 0 < count <= MOST_EXPORTED:
        raise Problem("bad_request", BROKEN)
    record(EventKind.NAMES_EXPORTED, f"entries:{count}")
    return jsonify(noted=True)
