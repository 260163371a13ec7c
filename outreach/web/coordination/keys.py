"""The organisation's key: made in the browser, held by its coordinators, given, changed. What comes here is sealed or locked."""

from typing import Any
from uuid import UUID

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.compare_keys import Kept, keep_comparison, list_others
from outreach.services.give_key import give_key
from outreach.services.key_holders import Holder, key_devices, list_holders, list_keys, opening_kit
from outreach.services.own_key import change_passphrase, make_own_key
from outreach.services.rotate_key import Rotation, rotate_key
from outreach.services.set_keys import Copy, OwnKey, find_organisation, set_keys
from outreach.store.database import db
from outreach.web.access import allow, person, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import uuid_of
from outreach.web.recording import record
from outreach.web.security import extend_csp

INCOMPLETE = "Ce que le navigateur a envoyé est incomplet. Rien n’a été enregistré. Rechargez la page et recommencez."


@bp.get("/cles")
@allow(Capability.KEYS)
def keys() -> str:
    """Make the keys the first time; then say who holds them."""
    session = db.session()
    organisation = find_organisation(session, scope())
    if organisation.recipient is None:
        return render_template("coordination/keys_new.html", organisation=organisation, today=today())
    extend_csp(script_src=["'wasm-unsafe-eval'"])  # argon2id, for the numbers of keys
    holders = list_holders(session, scope())
    return render_template(
        "coordination/keys.html",
        organisation=organisation,
        holders=holders,
        mine=next(one for one in holders if one.id == person().id),
        left=[one for one in holders if one.standing == "left"],
        asking=[one for one in holders if one.standing == "asks" and one.id != person().id],
        shared=organisation.wrapped_key is not None,
        history=list_keys(session, scope())[1:],
        facts=_facts(holders, organisation.recipient),
        others=list_others(session, scope()),
        today=today(),
    )


def _facts(holders: list[Holder], recipient: str) -> dict[str, Any]:
    """What the page's script compares and seals: all of it is public."""
    return {
        "me": str(person().id),
        "recipient": recipient,
        "holders": [
            {
                "id": str(one.id),
                "name": one.name,
                "standing": one.standing,
                "recipient": one.recipient,
                "asked_for": one.asked_for,
                "proof": one.proof,
            }
            for one in holders
        ],
        "tablets": [{"id": str(device.id), "recipient": device.recipient} for device in key_devices(db.session(), scope())],
    }


@bp.post("/cles")
@allow(Capability.KEYS)
def keep_keys() -> ResponseReturnValue:
    """Keep the first keys as the browser made them. Takes JSON, answers 201."""
    body = _body()
    set_keys(db.session(), now(), scope(), _text(body, "recipient"), _own(body), _copy(body))
    record(EventKind.KEYS_MADE)
    return jsonify(kept=True), 201


@bp.post("/cles/la-mienne")
@allow(Capability.KEYS)
def keep_own_key() -> ResponseReturnValue:
    """Keep a person's own key, with or without a copy of the organisation's. Takes JSON, answers 201."""
    body = _body()
    copy = None if body.get("copy") is None else _copy(body)
    make_own_key(db.session(), now(), scope(), _own(body), _text(body, "asked_for"), copy)
    record(EventKind.OWN_KEY_MADE)
    return jsonify(kept=True), 201


@bp.post("/cles/phrase")
@allow(Capability.KEYS)
def keep_passphrase() -> ResponseReturnValue:
    """Keep one's own key under another passphrase. Takes JSON, answers 201."""
    change_passphrase(db.session(), scope(), _own(_body()))
    record(EventKind.PASSPHRASE_CHANGED)
    return jsonify(kept=True), 201


@bp.post("/cles/donner")
@allow(Capability.KEYS)
def hand_key() -> ResponseReturnValue:
    """Keep the copy sealed to somebody who asked. Takes JSON, answers 201."""
    body = _body()
    user = uuid_of(_text(body, "person"))
    if user is None:
        raise Problem("bad_request", INCOMPLETE)
    give_key(db.session(), now(), scope(), user, _text(body, "recipient"), _text(body, "organisation_recipient"), _copy(body))
    record(EventKind.KEY_GIVEN, f"person:{user}")
    return jsonify(kept=True), 201


@bp.post("/cles/changer")
@allow(Capability.KEYS)
def change_key() -> ResponseReturnValue:
    """Put a new key in the place of the current one. Takes JSON, answers 201."""
    body = _body()
    copies = {_uuid(user): (_text(one, "recipient"), _copy(one)) for user, one in _shape(body, "copies").items()}
    notices = {_uuid(device): proof for device, proof in _shape(body, "notices").items() if isinstance(proof, str)}
    compared = {_uuid(other): _kept(one) for other, one in _shape(body, "compared").items()}
    rotation = Rotation(_text(body, "before"), _text(body, "recipient"), _text(body, "sealed_before"), copies, notices, compared)
    rotate_key(db.session(), now(), scope(), rotation)
    record(EventKind.KEY_ROTATED, f"holders:{len(copies)} tablets:{len(notices)}")
    return jsonify(kept=True), 201


@bp.get("/cles/verrouillee")
@allow(Capability.KEYS)
def wrapped_key() -> ResponseReturnValue:
    """Hand out what is locked or sealed for this person: their browser opens it with their passphrase."""
    kit = opening_kit(db.session(), scope())
    record(EventKind.KEY_FETCHED)
    return jsonify(kit)


@bp.get("/cles/organisations")
@allow(Capability.KEYS)
def other_keys() -> ResponseReturnValue:
    """Say which keys other organisations have, and what was kept of comparing them: the browser alone can tell what that is worth."""
    others = [
        {"id": str(one.id), "name": one.name, "recipient": one.recipient, "kept": None if one.kept is None else vars(one.kept)}
        for one in list_others(db.session(), scope())
    ]
    return jsonify(by=person().name, others=others)


@bp.post("/cles/organisations")
@allow(Capability.KEYS)
def compare_key() -> ResponseReturnValue:
    """Keep that another organisation's key was compared aloud. Takes JSON, answers 201."""
    body = _body()
    other = _uuid(_text(body, "organisation"))
    keep_comparison(db.session(), scope(), other, _text(body, "recipient"), _kept(body))
    record(EventKind.KEY_COMPARED, f"organisation:{other}")
    return jsonify(kept=True), 201


def _body() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Problem("bad_request", INCOMPLETE)
    return body


def _text(body: object, name: str) -> str:
    value = body.get(name) if isinstance(body, dict) else None
    if not isinstance(value, str):
        raise Problem("bad_request", INCOMPLETE)
    return value


def _shape(body: dict[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if not isinstance(value, dict):
        raise Problem("bad_request", INCOMPLETE)
    return value


def _own(body: dict[str, Any]) -> OwnKey:
    own = _shape(body, "own")
    return OwnKey(_text(own, "recipient"), _text(own, "wrapped_key"))


def _copy(body: object) -> Copy:
    copy = _shape(body, "copy") if isinstance(body, dict) else {}
    return Copy(_text(copy, "sealed"), _text(copy, "proof"))


def _kept(body: object) -> Kept:
    return Kept(_text(body, "said"), _text(body, "proof"))


def _uuid(text: str) -> UUID:
    found = uuid_of(text)
    if found is None:
        raise Problem("bad_request", INCOMPLETE)
    return found
