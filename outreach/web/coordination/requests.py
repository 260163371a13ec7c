"""« Demandes »: a resident asks what is known of the household, or that it be forgotten. Found by door; by the code of a receipt on its own page."""

from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.doors import DoorLabel
from outreach.domain.envelope import to_b64url
from outreach.domain.erasure import ErasureReason
from outreach.domain.policy import Capability
from outreach.services.entrance_page import find_entrance, load_buildings
from outreach.services.erase_entries import erase_entries
from outreach.services.find_household import find_household, sealed_at
from outreach.services.follow_rounds import door_name, floor_name
from outreach.services.places import list_places
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.recording import record
from outreach.web.transactions import database_untouched

MOST_ERASED = 500
"""Entries of one household: more is no household."""

KINDS = {"visit": _l("passage"), "opposition_lifted": _l("opposition levée"), "encounter": _l("rencontre")}


@bp.get("/demandes")
@allow(Capability.DATA_RIGHTS)
def requests() -> str:
    """Choose the entrance, then the door."""
    chosen = _id(request.args.get("entree"))
    building = None
    if chosen is not None:
        (building,) = load_buildings(db.session(), scope(), [find_entrance(db.session(), chosen)])
    areas = list_places(db.session())
    return render_template("coordination/requests.html", areas=areas, building=building, chosen=chosen, floor_name=floor_name, short_door_name=_short)


@bp.get("/demandes/portes/<uuid:door_id>")
@allow(Capability.DATA_RIGHTS)
def household(door_id: UUID) -> str:
    """Everything that is known of a household: what the server knows, and, once unlocked, what the browser opens. It prints as the answer to a request."""
    found = find_household(db.session(), scope(), door_id)
    organisation = find_organisation(db.session(), scope())
    page = render_template("coordination/household.html", found=found, kinds=KINDS, organisation=organisation, today=today())
    record(EventKind.HOUSEHOLD_OPENED, f"door:{found.door.id}")
    return page


@bp.post("/demandes/scelles")
@allow(Capability.SEALED)
@database_untouched
def sealed_entries() -> Response:
    """Hand out everything sealed at an entrance: which of it is one household's, only an unlocked browser can tell. The door is not asked for."""
    body = request.get_json(silent=True)
    entrance = _id(body.get("entrance")) if isinstance(body, dict) else None
    entries = [] if entrance is None else list(sealed_at(db.session(), scope(), entrance))
    record(EventKind.NAMES_OPENED, f"entries:{len(entries)}")
    return jsonify(entries=[{"id": str(one.id), "kind": one.kind, "said": one.said, "sealed": to_b64url(one.sealed)} for one in entries])


@bp.post("/demandes/effacer")
@allow(Capability.DATA_RIGHTS)
def erase_opened() -> Response:
    """Forget entries that the browser opened. It names them alone, not their door: that of its visits goes by another request."""
    body = request.get_json(silent=True)
    asked = body.get("entries") if isinstance(body, dict) else None
    ids = [_id(one) for one in asked[:MOST_ERASED]] if isinstance(asked, list) else []
    count = erase_entries(db.session(), now(), scope(), [one for one in ids if one is not None], ErasureReason.REQUEST)
    return jsonify(erased=count)


@bp.post("/demandes/portes/<uuid:door_id>/effacer")
@allow(Capability.DATA_RIGHTS)
def erase_visits(door_id: UUID) -> ResponseReturnValue:
    """Forget what was noted at a door. An opposition stays unless it is named: it is what keeps us away."""
    found = find_household(db.session(), scope(), door_id)
    kept = set() if request.form.get("opposition") else set(found.opposes)
    count = erase_entries(db.session(), now(), scope(), [one.id for one in found.noted if one.id not in kept], ErasureReason.REQUEST)
    flash(
        _("C’est effacé pour de bon : %(count)s passages. Les tablettes les oublieront à leur prochain échange.", count=count)
        if count
        else _("Il n’y avait plus de passage à effacer à cette porte.")
    )
    return redirect(url_for("coordination.requests", entree=found.entrance.id))


def _short(label: DoorLabel) -> str:
    """A door on its own floor: « gauche, n° 12 »."""
    return door_name(label).partition(", ")[2] or door_name(label)


def _id(text: object) -> UUID | None:
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None
