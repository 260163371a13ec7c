"""Names for a round: opened in the coordinator's browser, and sealed there again to each of the round's tablets. Nothing is readable here."""

from uuid import UUID

from flask import Response, jsonify, request

from outreach.domain.audit import EventKind
from outreach.domain.envelope import from_b64url, to_b64url
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.keep_names import keep_names as keep
from outreach.services.names_of_round import names_of_round
from outreach.services.save_round import find_round
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.coordination.followup_asked import BROKEN, uuid_of
from outreach.web.recording import record
from outreach.web.transactions import database_untouched


@bp.post("/tournees/<uuid:round_id>/noms/scelles")
@allow(Capability.SEALED)
@database_untouched
def sealed_names(round_id: UUID) -> Response:
    """Hand out the sealed parts of the round's open promises, and to whom they are sealed again."""
    found = names_of_round(db.session(), now(), scope(), round_id)
    record(EventKind.NAMES_OPENED, f"cases:{len(found.promises)}")
    return jsonify(
        round=str(found.round.id),
        until=found.round.ends_on.isoformat(),
        tablets=[{"id": str(device.id), "recipient": device.recipient} for device in found.devices],
        promises=[{"case": str(one.case), "entry": str(one.entry), "entrance": str(one.entrance), "sealed": to_b64url(one.sealed)} for one in found.promises],
    )


@bp.post("/tournees/<uuid:round_id>/noms")
@allow(Capability.SEALED)
def keep_names(round_id: UUID) -> tuple[Response, int]:
    """Keep one age file per tablet in the place of those before. Takes JSON, answers 201."""
    find_round(db.session(), scope(), round_id)  # Of whom it is comes before what was sent.
    body = request.get_json(silent=True)
    files = dict(_file(one) for one in _list(body))
    keep(db.session(), now(), scope(), round_id, files)
    record(EventKind.NAMES_SEALED, f"tablets:{len(files)}")
    return jsonify(kept=len(files)), 201


def _list(body: object) -> list[object]:
    files = body.get("files") if isinstance(body, dict) else None
    if not isinstance(files, list):
        raise Problem("bad_request", BROKEN)
    return files


def _file(one: object) -> tuple[UUID, tuple[str, bytes]]:
    told = one if isinstance(one, dict) else {}
    device, recipient, sealed = told.get("tablet"), told.get("recipient"), told.get("sealed")
    if not isinstance(device, str) or not isinstance(recipient, str) or not isinstance(sealed, str):
        raise Problem("bad_request", BROKEN)
    id_ = uuid_of(device)
    try:
        content = from_b64url(sealed)
    except ValueError:
        content = None
    if id_ is None or content is None:
        raise Problem("bad_request", BROKEN)
    return id_, (recipient, content)
