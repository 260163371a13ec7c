"""The calls of the tablet API, version 1: outreach/domain/JOURNAL.md says what they promise."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, jsonify, make_response, send_file
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from forms.files import mime_type
from outreach.domain.copies import open_copy
from outreach.domain.envelope import to_b64url
from outreach.domain.moments import write_moment
from outreach.domain.opening import open_carrier
from outreach.domain.policy import Capability
from outreach.domain.sealing import recipient_of
from outreach.services.authenticate_device import Caller, note_contact
from outreach.services.build_bundle import build_bundle
from outreach.services.confirm_erasure import confirm_erasure
from outreach.services.enrol_device import enrol_device
from outreach.services.list_changes import list_changes
from outreach.services.list_missing import list_missing
from outreach.services.notes_before import notes_before
from outreach.services.read_form import read_form_file, read_xform
from outreach.services.receive_copy import receive_copy
from outreach.services.receive_entries import receive_entries
from outreach.services.recover_tablet import ask_recovery
from outreach.services.tablet_file import Carrier
from outreach.services.tablet_files import read_file
from outreach.settings import Settings
from outreach.store.journal import server_state
from outreach.store.sessions import read_transaction, write_transaction
from outreach.web.access import allow, public
from outreach.web.tablet import guard, problems
from outreach.web.tablet.texts import (
    MOST_ENTRIES,
    Answer,
    ChangesAnswer,
    ChangesBody,
    CopiesAnswer,
    CopyBody,
    EnrolmentAnswer,
    EnrolmentBody,
    EntriesAnswer,
    EntriesBody,
    FilePath,
    FormPath,
    HeldAnswer,
    HeldBody,
    MediaPath,
    ProblemText,
    RecoveryAnswer,
    RecoveryBody,
    TellingBody,
)

BEARER: list[dict[str, list[Any]]] = [{"device": []}]
XFORM = {"description": "The XForm", "content": {"text/xml": {"schema": {"type": "string"}}}}
FILE = {"description": "The file", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
FORM_CACHE = "private, max-age=31536000, immutable"

bp = APIBlueprint(
    "tablet",
    __name__,
    url_prefix="/api/v1",
    abp_tags=[Tag(name="tablet", description="What tablets exchange with the server")],
    abp_responses=dict.fromkeys((400, 401, 413, 429, 500), ProblemText),
)
bp.before_request(guard.check)
problems.hang_on(bp)


def _transport_identity() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.transport_identity


@bp.post("/enrolments", responses={201: EnrolmentAnswer, 404: ProblemText, 409: ProblemText, 410: ProblemText})
@public
def enrolments(body: EnrolmentBody) -> Response:
    """Enrol a tablet.

    The same token with the same recipient answers again, with a new device token, until it expires.
    """
    now = guard.now()
    with write_transaction() as session:
        device_id, token = enrol_device(session, now, body.token, body.device_recipient)
        bundle, bundle_hash = build_bundle(session, now, device_id, recipient_of(_transport_identity()))
        before = notes_before(session, device_id)
        epoch, _ = server_state(session)
    answer: dict[str, Any] = {"device_token": token, "epoch": epoch, "server_time": write_moment(now), "bundle": bundle, "bundle_hash": bundle_hash}
    answer["before"] = before and {"notes": before.notes, "missing": before.missing, "last_at": before.last_at and write_moment(before.last_at)}
    return make_response(jsonify(answer), 201)


@bp.post("/entries", security=BEARER, responses={200: EntriesAnswer})
@allow(Capability.EXCHANGE)
def entries(body: EntriesBody) -> Response:
    """Keep entries for ever.

    Every entry gets a receipt, once it is durable. Nothing in a batch can make the others fail.
    """
    guard.limit_entries(len(body.entries), MOST_ENTRIES)
    now, identity = guard.now(), _transport_identity()
    opened = [open_carrier(one.id, one.carrier, identity) for one in body.entries]
    with write_transaction() as session:
        receipts = receive_entries(session, now, guard.caller().scope, recipient_of(identity), opened, guard.caller().held_back)
        note_contact(session, now, guard.caller(), body.told)
        epoch, _ = server_state(session)
    told = [{"id": one.id, "status": one.status, "digest": one.digest} for one in receipts]
    return jsonify({"epoch": epoch, "server_time": write_moment(now), "orders": guard.caller().orders, "receipts": told})


@bp.post("/copies", security=BEARER, responses={200: CopiesAnswer})
@allow(Capability.EXCHANGE)
def copies(body: CopyBody) -> Response:
    """Keep what another tablet handed to this one, as if that one had pushed it.

    The same copy may come any number of times, over any number of tablets. What can't be opened is kept whole.
    """
    now, identity = guard.now(), _transport_identity()
    opened = open_copy(body.copy_, identity)
    with write_transaction() as session:
        kept = receive_copy(session, now, guard.caller().scope, recipient_of(identity), opened, guard.caller().held_back)
        note_contact(session, now, guard.caller())
        epoch, _ = server_state(session)
    origin = None if kept.origin is None else {"id": str(kept.origin.id), "name": kept.origin.name}
    told = {"copy": {"status": kept.status, "digest": kept.digest}, "origin": origin, "receipts": kept.receipts}
    return jsonify({"epoch": epoch, "server_time": write_moment(now)} | told)


@bp.post("/changes", security=BEARER, responses={200: ChangesAnswer, 409: ProblemText})
@allow(Capability.EXCHANGE)
def changes(body: ChangesBody) -> Response:
    """What became known at the entrances of the tablet's rounds.

    With an unknown epoch the cursors are taken as empty. The bundle comes only if its hash is another.
    """
    now, caller = guard.now(), guard.caller()
    with read_transaction() as session:
        epoch, _ = server_state(session)
        bundle, bundle_hash = build_bundle(session, now, caller.device_id, recipient_of(_transport_identity()))
        page = list_changes(session, now, caller.scope, caller.device_id, _cursors(body, epoch))
    _note(caller, now, body)
    return jsonify(
        {
            "epoch": epoch,
            "server_time": write_moment(now),
            "orders": caller.orders,
            "bundle": None if body.bundle_hash == bundle_hash else bundle,
            "bundle_hash": bundle_hash,
            "changes": page.changes,
            "cursors": {str(entrance): number for entrance, number in page.cursors.items()},
            "more": page.more,
        }
    )


def _note(caller: Caller, now: datetime, body: TellingBody) -> None:
    if caller.is_new_contact(now, body.told):
        with write_transaction() as session:
            note_contact(session, now, caller, body.told)


def _cursors(body: ChangesBody, epoch: str) -> dict[UUID, int]:
    if body.epoch != epoch:
        return {}
    found: dict[UUID, int] = {}
    for entrance, number in body.cursors.items():
        try:
            found[UUID(entrance)] = number
        except ValueError:
            continue
    return found


@bp.post("/held", security=BEARER, responses={200: HeldAnswer})
@allow(Capability.EXCHANGE)
def held(body: HeldBody) -> Response:
    """Which of the entries that the tablet still holds the server lacks."""
    with read_transaction() as session:
        epoch, _ = server_state(session)
        missing = list_missing(session, guard.caller().scope, body.ids)
    _note(guard.caller(), guard.now(), body)
    return jsonify({"epoch": epoch, "orders": guard.caller().orders, "missing": missing})


@bp.post("/recoveries", security=BEARER, responses={200: RecoveryAnswer})
@allow(Capability.EXCHANGE)
def recoveries(body: RecoveryBody) -> Response:
    """A code was lost: the tablet asks for its key, again and again until a coordinator has answered or half an hour is over."""
    with write_transaction() as session:
        answer = ask_recovery(session, guard.now(), guard.caller(), UUID(body.worker), body.recipient, body.sealed)
        epoch, _ = server_state(session)
    return jsonify({"epoch": epoch, "answer": None if answer is None else to_b64url(answer)})


@bp.post("/erased", security=BEARER, responses={200: Answer, 409: ProblemText})
@allow(Capability.EXCHANGE)
def erased() -> Response:
    """The tablet has handed in everything and is about to forget what it holds, as it was asked to.

    409: it was not asked, or that was taken back: it keeps everything.
    """
    with write_transaction() as session:
        confirm_erasure(session, guard.now(), guard.caller())
        epoch, _ = server_state(session)
    return jsonify({"epoch": epoch})


@bp.get("/forms/<string:hash>", security=BEARER, responses={200: XFORM, 404: ProblemText})
@allow(Capability.EXCHANGE)
def form(path: FormPath) -> Response:
    """A form version, retired or not. It never changes."""
    with read_transaction() as session:
        xform = read_xform(session, guard.caller().scope, path.hash)
    if xform is None:
        abort(404)
    response = make_response(xform)
    response.content_type = "text/xml; charset=utf-8"
    response.headers["Cache-Control"] = FORM_CACHE
    return response


@bp.get("/forms/<string:hash>/media/<path:name>", security=BEARER, responses={200: FILE, 404: ProblemText})
@allow(Capability.EXCHANGE)
def form_media(path: MediaPath) -> Response:
    """A picture or a list of choices of a form version. It never changes."""
    with read_transaction() as session:
        content = read_form_file(session, guard.caller().scope, path.hash, path.name)
    if content is None:
        abort(404)
    response = make_response(content)
    response.content_type = mime_type(path.name)
    response.headers["Cache-Control"] = FORM_CACHE
    return response


@bp.get("/files/<path:name>/<string:hash>", security=BEARER, responses={200: FILE, 404: ProblemText})
@allow(Capability.EXCHANGE)
def file(path: FilePath) -> Response:
    """A file that the bundle names, whole or in the range that is asked for. 404 when it is another by now: the next bundle tells."""
    now, caller = guard.now(), guard.caller()
    with read_transaction() as session:
        content = read_file(session, now, Carrier(caller.scope, caller.device_id), path.name, path.hash)
    if content is None:
        abort(404)
    source = BytesIO(content) if isinstance(content, bytes) else content
    response = send_file(source, mimetype="application/octet-stream", conditional=True, etag=path.hash)
    response.headers["Cache-Control"] = FORM_CACHE
    return response
