"""The link of a referral, for a structure without an account. What names the link is in its fragment, which no browser sends: no address tells anything."""

from datetime import UTC, datetime

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from flask_limiter.util import get_remote_address

from outreach.domain.envelope import from_b64url, to_b64url
from outreach.errors import Problem
from outreach.services.open_link import WrongCode, answer_link, open_link
from outreach.store.database import db
from outreach.web.access import public
from outreach.web.coordination.received import read_answer, read_words
from outreach.web.coordination.referral_words import STATES, shared_words
from outreach.web.limits import limiter
from outreach.web.transactions import settle

bp = Blueprint("referral", __name__)
bp.after_request(settle)
BROKEN = "Ce lien n’est pas entier. Rien n’a été noté. Copiez-le de nouveau depuis le message reçu, jusqu’au dernier caractère."


def register(app: Flask) -> None:
    """Give the app the page of links."""
    app.register_blueprint(bp)


@bp.get("/orientation")
@public
def link_page() -> str:
    """The same page for every link: its script reads the fragment and asks for the code."""
    return render_template("referral/link.html", **shared_words())


@bp.post("/orientation/ouvrir")
@limiter.limit("30 per 10 minutes", key_func=get_remote_address)
@public
def open_with_code() -> Response:
    """Hand out the sealed part against the proof. A wrong code is counted: the answer is a success, so that it is kept."""
    name, proof, _body = _asked()
    found = open_link(db.session(), datetime.now(UTC), name, proof)
    if isinstance(found, WrongCode):
        return jsonify(left=found.left)
    line = found.line
    told = {"referral": str(line.referral.id), "receiver": line.receiver, "state": str(STATES[line.referral.state])}
    return jsonify(told | {"sealed": to_b64url(found.sealed)})


@bp.post("/orientation/repondre")
@limiter.limit("30 per 10 minutes", key_func=get_remote_address)
@public
def answer_with_code() -> Response:
    """Answer: received, contacted, done or refused."""
    name, proof, body = _asked()
    said, refusal = read_answer(body.get("answer"), body.get("refusal"))
    found = answer_link(db.session(), datetime.now(UTC), name, proof, said, refusal, read_words(body.get("words")))
    if isinstance(found, WrongCode):
        return jsonify(left=found.left)
    return jsonify(state=str(STATES[found.state]))


def _asked() -> tuple[bytes, bytes, dict[str, object]]:
    body = request.get_json(silent=True)
    link, proof = (body.get("link"), body.get("proof")) if isinstance(body, dict) else (None, None)
    if not isinstance(body, dict) or not isinstance(link, str) or not isinstance(proof, str):
        raise Problem("bad_request", BROKEN)
    try:
        return from_b64url(link), from_b64url(proof), body
    except ValueError:
        raise Problem("bad_request", BROKEN) from None
