"""Paper in: sheets printed for an entrance, and typed in afterwards. The entries are made and sealed in the browser, as a tablet makes them."""

from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import generate_csrf
from pydantic import ValidationError

from outreach.domain.audit import EventKind
from outreach.domain.moments import write_moment
from outreach.domain.opening import open_carrier
from outreach.domain.policy import Capability
from outreach.domain.sealing import recipient_of
from outreach.errors import Problem
from outreach.services.follow_rounds import follow_round, name_rounds
from outreach.services.list_changes import changes_at
from outreach.services.office_device import office_device
from outreach.services.paper_sheets import find_sheet, sheets_of_round, typing_setup
from outreach.services.read_form import read_xform
from outreach.services.receive_entries import receive_entries
from outreach.services.save_round import find_round
from outreach.store.database import db
from outreach.store.journal import server_state
from outreach.store.tables import Round
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.recording import record
from outreach.web.security import extend_csp
from outreach.web.tablet.texts import MOST_ENTRIES, EntriesBody

LEGEND = (
    ("A", _l("Absent")),
    ("E", _l("Échange")),
    ("B", _l("Bref, tract remis")),
    ("R", _l("Revenir")),
    ("F", _l("Refus")),
    ("N", _l("Ne pas repasser")),
    ("V", _l("Vacant, inaccessible")),
    ("M", _l("Mineur seul")),
    ("L", _l("Barrière de langue")),
)
"""The outcomes in the tablet's words and order, the commonest first, each with the key that types it: `static/office/src/paper/keys.ts` has the same."""
UNREADABLE = "Le serveur n’a pas compris cet envoi. Rien n’est perdu : les lignes restent dans ce navigateur. Rechargez la page."


@bp.context_processor
def _legend() -> dict[str, object]:
    return {"paper_legend": lambda: LEGEND}


@bp.get("/saisie")
@allow(Capability.TYPE_PAPER)
def paper() -> str:
    """Choose a round, then an entrance of it."""
    rounds = [one for one in name_rounds(db.session(), scope(), today()) if one.when != "later"]
    wanted = request.args.get("tournee", type=UUID) or (rounds[0].id if rounds else None)
    detail = follow_round(db.session(), scope(), wanted, today()) if wanted else None
    return render_template("coordination/paper.html", rounds=rounds, detail=detail, organisation=scope().organisation_id)


@bp.get("/saisie/<uuid:entrance_id>")
@allow(Capability.TYPE_PAPER)
def paper_entrance(entrance_id: UUID) -> str:
    """Type in the sheet of an entrance."""
    found, sheets = sheets_of_round(db.session(), scope(), _round_id())
    record(EventKind.PAPER_PRINTED, f"entrance:{entrance_id}")
    sheet = find_sheet(sheets, entrance_id)
    after = sheets[sheets.index(sheet) + 1 : sheets.index(sheet) + 2]
    setup = typing_setup(db.session(), scope(), recipient_of(_transport_identity())) | {
        "round": {"id": str(found.id), "name": found.name, "starts_on": found.starts_on.isoformat(), "ends_on": found.ends_on.isoformat()},
        "entrance": str(sheet.id),
        "title": sheet.label,
        "today": today().isoformat(),
        "addresses": _addresses(found, sheet.id, after[0].id if after else None),
        "next": after[0].label if after else None,
    }
    if setup["form"]:
        setup["addresses"]["form"] = url_for("coordination.paper_form", form_hash=setup["form"]["hash"])
    # The form engine reads expressions with a parser in WebAssembly.
    extend_csp(script_src=["'wasm-unsafe-eval'"])
    return render_template("coordination/paper_entrance.html", round=found, sheet=sheet, setup=setup)


@bp.get("/saisie/<uuid:entrance_id>/etat")
@allow(Capability.TYPE_PAPER)
def paper_state(entrance_id: UUID) -> Response:
    """What is known at the entrance, as the tablets' feed tells it, and a fresh CSRF token for a page that was open through a sign-out."""
    epoch, _ = server_state(db.session())
    changes = changes_at(db.session(), scope(), entrance_id)
    return jsonify(epoch=epoch, server_time=write_moment(now()), csrf=generate_csrf(), changes=changes)


@bp.post("/saisie/<uuid:entrance_id>/entrees")
@allow(Capability.TYPE_PAPER)
def paper_entries(entrance_id: UUID) -> Response:
    """Keep entries for ever, like the tablet API: every entry gets a receipt, which holds once the answer is out."""
    try:
        body = EntriesBody.model_validate(request.get_json(silent=True))
    except ValidationError:
        raise Problem("bad_request", UNREADABLE, 400) from None
    if len(body.entries) > MOST_ENTRIES:
        abort(413)
    identity = _transport_identity()
    opened = [open_carrier(one.id, one.carrier, identity) for one in body.entries]
    office_device(db.session(), scope())
    receipts = receive_entries(db.session(), now(), scope(), recipient_of(identity), opened)
    epoch, _ = server_state(db.session())
    told = [{"id": one.id, "status": one.status, "digest": one.digest} for one in receipts]
    record(EventKind.PAPER_TYPED, f"entrance:{entrance_id}")  # neither how many nor which: it has a time, and answers have none
    return jsonify(epoch=epoch, server_time=write_moment(now()), receipts=told)


@bp.get("/saisie/formulaires/<string(length=64):form_hash>")
@allow(Capability.TYPE_PAPER)
def paper_form(form_hash: str) -> Response:
    """A form version, as tablets get it."""
    xform = read_xform(db.session(), scope(), form_hash)
    if xform is None:
        abort(404)
    response = make_response(xform)
    response.content_type = "text/xml; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@bp.get("/saisie/<uuid:entrance_id>/feuille")
@allow(Capability.TYPE_PAPER)
def paper_sheet(entrance_id: UUID) -> ResponseReturnValue:
    """The sheet of an entrance, to print."""
    found, sheets = sheets_of_round(db.session(), scope(), _round_id())
    return render_template("coordination/paper_sheet.html", round=found, sheets=[find_sheet(sheets, entrance_id)], one=entrance_id)


@bp.get("/saisie/tournees/<uuid:round_id>/feuilles")
@allow(Capability.TYPE_PAPER)
def paper_sheets(round_id: UUID) -> ResponseReturnValue:
    """All sheets of a round, to print."""
    found, sheets = sheets_of_round(db.session(), scope(), round_id)
    record(EventKind.PAPER_PRINTED, f"round:{round_id}")
    return render_template("coordination/paper_sheet.html", round=found, sheets=sheets, one=None)


def _round_id() -> UUID:
    """The round that the address names, `?tournee=…`. Raises `Problem` (`unknown_round`)."""
    wanted = request.args.get("tournee", type=UUID)
    if wanted is None:
        raise Problem("unknown_round", "Choisissez d’abord la tournée dans laquelle la feuille a été remplie (page « Saisie papier »).", 404)
    return find_round(db.session(), scope(), wanted).id


def _addresses(found: Round, entrance_id: UUID, following: UUID | None) -> dict[str, Any]:
    return {
        "state": url_for("coordination.paper_state", entrance_id=entrance_id),
        "entries": url_for("coordination.paper_entries", entrance_id=entrance_id),
        "list": url_for("coordination.paper", tournee=found.id),
        "next": following and url_for("coordination.paper_entrance", entrance_id=following, tournee=found.id),
        "review": url_for("coordination.quarantine"),
        "sign_in": url_for("account.sign_in"),
    }


def _transport_identity() -> str:
    identity: str = current_app.extensions["settings"].transport_identity
    return identity
