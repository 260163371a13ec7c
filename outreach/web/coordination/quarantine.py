"""What the server could not interpret: shown after unlocking, repaired or set aside."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.roles import Role
from outreach.errors import Problem
from outreach.services.follow_rounds import list_rounds
from outreach.services.places import list_places
from outreach.services.review_quarantine import dismiss_quarantined, find_quarantined, list_quarantine
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today

PROBLEMS = {
    "same_id_other_bytes": _l("Deux saisies différentes portent le même numéro"),
}
OTHER_PROBLEM = _l("Le serveur n’a pas su lire cette saisie")


@bp.get("/a-verifier")
@allow(Role.COORDINATOR)
def quarantine() -> str:
    """List what waits, and what was settled."""
    rows = list_quarantine(db.session(), scope())
    return render_template(
        "coordination/quarantine.html",
        waiting=[row for row in rows if row.state == "open"],
        settled=[row for row in rows if row.state != "open"],
        problem_words=problem_words,
    )


@bp.get("/a-verifier/<string(length=64):digest>")
@allow(Role.COORDINATOR)
def quarantined(digest: str) -> str:
    """Show one entry: opened in the browser after unlocking."""
    row = find_quarantined(db.session(), scope(), digest)
    return render_template(
        "coordination/quarantined.html",
        row=row,
        problem_words=problem_words,
        rounds=list_rounds(db.session(), scope(), today()),
        areas=list_places(db.session()),
    )


@bp.get("/a-verifier/<string(length=64):digest>/scelle")
@allow(Role.COORDINATOR)
def sealed(digest: str) -> Response:
    """Hand out the sealed bytes (age): only an unlocked browser can read them."""
    return Response(find_quarantined(db.session(), scope(), digest).sealed, mimetype="application/octet-stream")


@bp.post("/a-verifier/<string(length=64):digest>/ecarter")
@allow(Role.COORDINATOR)
def dismiss(digest: str) -> ResponseReturnValue:
    """Set an entry aside for good."""
    dismiss_quarantined(db.session(), scope(), digest, request.form.get("reason", ""), today())
    flash(_("La saisie est écartée. Elle reste conservée, scellée, et ne compte nulle part."))
    return redirect(url_for("coordination.quarantine"))


def problem_words(code: str) -> str:
    """A problem's code in words."""
    return str(PROBLEMS.get(code, OTHER_PROBLEM))
