"""« Orientations reçues »: what other organisations passed on to this one."""

from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.envelope import from_b64url, to_b64url
from outreach.domain.policy import Capability
from outreach.domain.referrals import ANSWERS, REFUSALS, Answer, Refusal
from outreach.errors import Problem
from outreach.services import answer_referral
from outreach.services.find_referrals import find_received, received
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import BROKEN
from outreach.web.recording import record
from outreach.web.security import extend_csp

MOST_ENDED = 50
"""How many that ended are still listed."""


@bp.get("/orientations-recues")
@allow(Capability.RECEIVE_REFERRALS)
def inbox() -> str:
    """Everything addressed to the organisation: who sent it, for which need, since when. No names: those are sealed."""
    lines = received(db.session(), scope())
    return render_template(
        "coordination/referrals_received.html",
        unopened=[line for line in lines if line.live and line.referral.state == "sent"],
        current=[line for line in lines if line.live and line.referral.state != "sent"],
        ended=[line for line in lines if not line.live][:MOST_ENDED],
        today=today(),
    )


@bp.get("/orientations-recues/<uuid:referral_id>")
@allow(Capability.RECEIVE_REFERRALS)
def received_page(referral_id: UUID) -> str:
    """One of them: to open and to answer."""
    line = find_received(db.session(), scope(), referral_id)
    extend_csp(script_src=["'wasm-unsafe-eval'"])  # argon2id, for the numbers of keys
    return render_template("coordination/referral_received.html", line=line, referral=line.referral, today=today())


@bp.post("/orientations-recues/<uuid:referral_id>/ouvrir")
@allow(Capability.SEALED)
def open_received(referral_id: UUID) -> Response:
    """Hand out the sealed part: it is received from then on."""
    sealed = answer_referral.open_received(db.session(), now(), scope(), referral_id)
    record(EventKind.REFERRAL_OPENED, str(referral_id))
    return jsonify(sealed=to_b64url(sealed))


@bp.post("/orientations-recues/<uuid:referral_id>/repondre")
@allow(Capability.RECEIVE_REFERRALS)
def answer_received(referral_id: UUID) -> ResponseReturnValue:
    """Answer. The words were sealed to the sender in the browser; without JavaScript there are none."""
    find_received(db.session(), scope(), referral_id)
    said, refusal = read_answer(request.form.get("reponse"), request.form.get("motif"))
    words = read_words(request.form.get("mots"))
    answer_referral.answer_received(db.session(), now(), scope(), referral_id, said, refusal, words)
    record(EventKind.REFERRAL_ANSWERED, str(referral_id))
    flash(_("C’est noté : la structure qui l’a envoyée le voit."))
    return redirect(url_for("coordination.received_page", referral_id=referral_id))


def read_answer(answer: object, refusal: object) -> tuple[Answer, Refusal | None]:
    """An answer and its reason. Raises `Problem` (`bad_request`) for anything else."""
    said = next((one for one in ANSWERS if one == answer), None)
    if said is None:
        raise Problem("bad_request", BROKEN)
    return said, next((one for one in REFUSALS if said == "refused" and one == refusal), None)


def read_words(text: object) -> bytes | None:
    """Sealed words (base64url), or None. Raises `Problem` (`bad_request`)."""
    if not isinstance(text, str) or text == "":
        return None
    try:
        return from_b64url(text)
    except ValueError:
        raise Problem("bad_request", BROKEN) from None
