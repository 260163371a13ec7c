"""Passing a case on: the page that seals, new links, withdrawals, and the receiver's words back."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.envelope import from_b64url, to_b64url
from outreach.domain.policy import Capability
from outreach.domain.referrals import LINK_TRIES, Withdrawn
from outreach.errors import Problem
from outreach.services.find_case import find_case
from outreach.services.find_destinations import find_destinations, say_who_we_are
from outreach.services.find_referrals import find_sent, line_of, of_case
from outreach.services.list_cases import lines_of
from outreach.services.send_referral import Link, Sending, renew_link, send_referral
from outreach.services.set_keys import find_organisation
from outreach.services.withdraw_referral import withdraw_referral
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.followup_asked import BROKEN, day_of, uuid_of
from outreach.web.coordination.referral_words import shared_words
from outreach.web.recording import record
from outreach.web.security import extend_csp
from outreach.web.transactions import database_untouched

DIGEST = 32


@bp.context_processor
def _referral_words() -> dict[str, object]:
    return shared_words()


@bp.app_template_global()
def handed_on(case_id: UUID) -> dict[str, object]:
    """What the case's page shows of what was passed on."""
    return {"lines": of_case(db.session(), scope(), case_id), "now": now(), "most_tries": LINK_TRIES}


@bp.get("/suites/<uuid:case_id>/transmettre")
@allow(Capability.FOLLOW_CASES)
def send_page(case_id: UUID) -> str:
    """Choose whom to pass a case on to, and what: it is sealed in this browser. With `lien`, a new link for what was sent already."""
    case = find_case(db.session(), scope(), case_id)
    asked = uuid_of(request.args.get("lien"))
    again = None if asked is None else line_of(db.session(), find_sent(db.session(), scope(), case_id, asked))
    (line,) = lines_of(db.session(), scope(), [case_id], today())
    extend_csp(script_src=["'wasm-unsafe-eval'"])  # argon2id, for the numbers of keys
    return render_template(
        "coordination/referral_send.html",
        case=case,
        line=line,
        again=again,
        lines=of_case(db.session(), scope(), case_id),
        destinations=[] if again else find_destinations(db.session(), scope(), case),
        organisation=find_organisation(db.session(), scope()),
        today=today(),
    )


@bp.post("/suites/<uuid:case_id>/transmettre")
@allow(Capability.FOLLOW_CASES)
def send(case_id: UUID) -> Response:
    """Take what the browser sealed."""
    find_case(db.session(), scope(), case_id)
    body = body_of_request()
    id_, link = uuid_of(text(body, "id")), _link(body)
    if id_ is None or id_.version != 4:
        raise Problem("bad_request", BROKEN)
    agreed_on = _day(body.get("agreed_on"))
    structure, organisation = (uuid_of(text(body, name)) for name in ("structure", "organisation"))
    sealed, recipient = bytes_of(body, "sealed"), text(body, "recipient") or None
    send_referral(db.session(), now(), scope(), Sending(id_, case_id, structure, organisation, agreed_on, sealed, recipient, link))
    record(EventKind.REFERRAL_SENT, str(id_))
    return jsonify(sent=True)


@bp.post("/suites/<uuid:case_id>/nouveau-lien")
@allow(Capability.FOLLOW_CASES)
def new_link(case_id: UUID) -> Response:
    """Take a new link for what was sent already."""
    find_case(db.session(), scope(), case_id)
    body = body_of_request()
    id_, link = uuid_of(text(body, "id")), _link(body)
    if id_ is None or link is None:
        raise Problem("bad_request", BROKEN)
    renew_link(db.session(), now(), scope(), case_id, id_, bytes_of(body, "sealed"), link)
    record(EventKind.REFERRAL_SENT, str(id_))
    return jsonify(sent=True)


@bp.post("/suites/<uuid:case_id>/retirer")
@allow(Capability.FOLLOW_CASES)
def take_back_referral(case_id: UUID) -> ResponseReturnValue:
    """Withdraw what was passed on."""
    find_case(db.session(), scope(), case_id)
    id_, why = uuid_of(request.form.get("orientation")), request.form.get("pourquoi")
    if id_ is None or why not in (Withdrawn.CONSENT, Withdrawn.MISTAKE):
        raise Problem("bad_request", BROKEN)
    withdraw_referral(db.session(), now(), scope(), case_id, id_, Withdrawn(why))
    record(EventKind.REFERRAL_WITHDRAWN, str(id_))
    flash(_("L’orientation est retirée : ce qui avait été scellé est détruit, et la structure lit « retirée »."))
    return redirect(url_for("coordination.case_page", case_id=case_id))


@bp.post("/suites/<uuid:case_id>/mots")
@allow(Capability.SEALED)
@database_untouched
def sealed_words(case_id: UUID) -> Response:
    """Hand out what the receivers of a case wrote back, sealed to this organisation."""
    find_case(db.session(), scope(), case_id)
    words = {str(line.referral.id): to_b64url(line.referral.words) for line in of_case(db.session(), scope(), case_id) if line.referral.words is not None}
    record(EventKind.NAMES_OPENED, f"cases:{len(words)}")
    return jsonify(words=words)


@bp.post("/annuaire/<uuid:structure_id>/nous")
@allow(Capability.CHANGE_DIRECTORY)
def say_ours(structure_id: UUID) -> ResponseReturnValue:
    """Say that a structure of the directory is this organisation, or take it back."""
    ours = request.form.get("nous") == "oui"
    say_who_we_are(db.session(), today(), scope(), structure_id, ours=ours)
    arriving = _("C’est noté : les orientations vers cette structure arriveront dans vos orientations reçues.")
    flash(arriving if ours else _("C’est noté : cette structure n’est plus la vôtre."))
    return redirect(url_for("coordination.structure_page", structure_id=structure_id))


def body_of_request() -> dict[str, Any]:
    """The JSON object of a request. Raises `Problem` (`bad_request`)."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise Problem("bad_request", BROKEN)
    return body


def text(body: dict[str, Any], name: str) -> str:
    """A text of it; empty where there is none."""
    found = body.get(name)
    return found if isinstance(found, str) else ""


def bytes_of(body: dict[str, Any], name: str) -> bytes:
    """Bytes of it, in base64url. Raises `Problem` (`bad_request`)."""
    try:
        return from_b64url(text(body, name))
    except ValueError:
        raise Problem("bad_request", BROKEN) from None


def _link(body: dict[str, Any]) -> Link | None:
    if body.get("link") is None:
        return None
    digest, proof = bytes_of(body, "link"), bytes_of(body, "proof")
    if len(digest) != DIGEST or len(proof) != DIGEST:
        raise Problem("bad_request", BROKEN)
    return Link(digest, proof)


def _day(value: object) -> date | None:
    if value is None:
        return None
    found = day_of(value) if isinstance(value, str) else None
    if found is None:
        raise Problem("bad_request", BROKEN)
    return found
