"""The organisation's keys: made in the browser, kept here locked."""

from flask import jsonify, render_template, request
from flask.typing import ResponseReturnValue

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.set_keys import find_organisation, set_keys
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.recording import record


@bp.get("/cles")
@allow(Capability.KEYS)
def keys() -> str:
    """Make the keys the first time; then say that they are there."""
    organisation = find_organisation(db.session(), scope())
    return render_template("coordination/keys.html" if organisation.recipient else "coordination/keys_new.html", organisation=organisation, today=today())


@bp.post("/cles")
@allow(Capability.KEYS)
def keep_keys() -> ResponseReturnValue:
    """Keep the recipient and the locked private key that the browser made. Takes JSON, answers 201."""
    body = request.get_json(silent=True)
    recipient, wrapped = (body.get("recipient"), body.get("wrapped_key")) if isinstance(body, dict) else (None, None)
    if not isinstance(recipient, str) or not isinstance(wrapped, str):
        raise Problem("bad_request", "Les clés reçues sont incomplètes. Rien n’a été enregistré. Rechargez la page et recommencez.")
    set_keys(db.session(), now(), scope(), recipient, wrapped)
    record(EventKind.KEYS_MADE)
    return jsonify(kept=True), 201


@bp.get("/cles/verrouillee")
@allow(Capability.KEYS)
def wrapped_key() -> ResponseReturnValue:
    """Hand out the locked private key: the browser of a coordinator who knows the passphrase opens it."""
    organisation = find_organisation(db.session(), scope())
    if organisation.recipient is None or organisation.wrapped_key is None:
        raise Problem("no_keys", "Cette organisation n’a pas encore de clés à ouvrir ici. Créez-les depuis la page « Clés ».", 404)
    record(EventKind.KEY_FETCHED)
    return jsonify(recipient=organisation.recipient, wrapped_key=organisation.wrapped_key, organisation={"id": str(organisation.id), "name": organisation.name})
