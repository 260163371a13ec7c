"""What the server could not interpret: shown after unlocking, repaired or set aside."""

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.envelope import from_b64url
from outreach.domain.policy import Capability
from outreach.domain.sealing import recipient_of
from outreach.services.follow_rounds import name_rounds
from outreach.services.list_tablets import list_tablets
from outreach.services.office_device import office_device_id
from outreach.services.people import list_people
from outreach.services.places import list_places
from outreach.services.repair_quarantined import repair_quarantined
from outreach.services.review_quarantine import dismiss_quarantined, find_quarantined, list_quarantine
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.recording import record

DAMAGED = (
    _l("Une saisie illisible"),
    _l("Elle a été abîmée avant d’arriver ou vient d’une version inconnue. La tablette garde l’original."),
)
PLACE = _l("Choisissez-en une qui convient, puis enregistrez la saisie réparée.")
WORDS = {
    "conflict": (_l("Deux saisies différentes sous le même numéro"), _l("La première est enregistrée. Regardez la seconde : vraie aussi, ou à écarter ?")),
    "id_mismatch": (_l("Un numéro qui ne correspond pas"), _l("L’enveloppe et son contenu ne portent pas le même numéro.")),
    "unknown_entrance": (_l("Une entrée inconnue"), PLACE),
    "unknown_round": (_l("Une tournée inconnue"), PLACE),
    "unknown_device": (_l("Une tablette inconnue"), PLACE),
    "unknown_author": (_l("Une personne inconnue"), PLACE),
    "unknown_form": (_l("Un formulaire inconnu"), _l("Quand cette version du formulaire sera publiée ici, enregistrez la saisie de nouveau.")),
    "field_not_coded": (
        _l("Une réponse que le formulaire ne propose pas"),
        _l("Ce pourrait être un texte libre : le serveur n’a gardé cette saisie que scellée."),
    ),
    "other_organisation": (_l("Une saisie d’une autre organisation"), _l("Une tablette l’a apportée pour une autre. Vérifiez à qui elle est.")),
    "revoked_device": (
        _l("Une saisie d’une tablette retirée"),
        _l("Elle est arrivée après que l’accès de cette tablette a été fermé. Si c’est bien l’équipe qui l’a notée, enregistrez-la telle quelle."),
    ),
    "sealed_missing": (_l("Une saisie sans sa part scellée"), _l("Les réponses sont là, mais plus la porte à laquelle elles appartiennent.")),
    "sealed_unexpected": (_l("Une part scellée de trop"), _l("Cette sorte de saisie n’en a pas.")),
    "sealed_invalid": (_l("Une part scellée illisible"), _l("Les réponses sont là, mais la part scellée est abîmée.")),
    "not_a_copy": (
        _l("Une copie illisible"),
        _l("Une tablette l’a apportée pour une autre, qui garde l’original et l’enverra elle-même."),
    ),
    "too_long": (_l("Une saisie trop longue"), _l("Elle dépasse de loin ce qu’une porte peut contenir.")),
}


@bp.context_processor
def _words() -> dict[str, object]:
    return {"problem_words": lambda code: WORDS.get(code, DAMAGED)[0], "advice": lambda code: WORDS.get(code, DAMAGED)[1]}


@bp.get("/a-verifier")
@allow(Capability.REVIEW)
def quarantine() -> str:
    """List what waits, and what was settled."""
    rows = list_quarantine(db.session(), scope())
    return render_template(
        "coordination/quarantine.html",
        waiting=[row for row in rows if row.state == "open"],
        settled=[row for row in rows if row.state != "open"],
    )


@bp.get("/a-verifier/<string(length=64):digest>")
@allow(Capability.REVIEW)
def quarantined(digest: str) -> str:
    """Show one entry: opened in the browser after unlocking."""
    row = find_quarantined(db.session(), scope(), digest)
    return render_template(
        "coordination/quarantined.html",
        row=row,
        rounds=name_rounds(db.session(), scope(), today()),
        tablets=list_tablets(db.session(), scope(), now()),
        office=office_device_id(scope()),
        people=list_people(db.session(), scope()),
        areas=list_places(db.session()),
    )


@bp.get("/a-verifier/<string(length=64):digest>/scelle")
@allow(Capability.SEALED)
def sealed(digest: str) -> Response:
    """Hand out the sealed bytes (age): only an unlocked browser can read them."""
    found = find_quarantined(db.session(), scope(), digest)
    record(EventKind.QUARANTINE_OPENED, digest)
    return Response(found.sealed, mimetype="application/octet-stream")


@bp.post("/a-verifier/<string(length=64):digest>/ecarter")
@allow(Capability.REVIEW)
def dismiss(digest: str) -> ResponseReturnValue:
    """Set an entry aside for good."""
    dismiss_quarantined(db.session(), scope(), digest, request.form.get("reason", ""), today())
    record(EventKind.QUARANTINE_DISMISSED, digest)
    flash(_("La saisie est écartée. Elle reste conservée, scellée, et ne compte nulle part."))
    return redirect(url_for("coordination.quarantine"))


@bp.post("/a-verifier/<string(length=64):digest>/reparer")
@allow(Capability.REVIEW)
def repair(digest: str) -> ResponseReturnValue:
    """Take the corrected envelope (JSON `{"envelope": base64url}`) that the unlocked browser made."""
    body = request.get_json(silent=True)
    text = body.get("envelope") if isinstance(body, dict) else None
    try:
        envelope = from_b64url(text) if isinstance(text, str) else b""
    except ValueError:
        envelope = b""
    transport = recipient_of(current_app.extensions["settings"].transport_identity)
    entry = repair_quarantined(db.session(), now(), scope(), transport, digest, envelope)
    record(EventKind.QUARANTINE_REPAIRED, digest)
    flash(_("La saisie est réparée et compte de nouveau."))
    return jsonify(entry=entry)
