"""« Retrait »: a resident brings the code of a receipt. What it leads to is told by kind and day, never by name; then it is forgotten.

The code stands in no address, and in no log: it is sent in the body of a form.
"""

from collections.abc import Mapping

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from outreach.domain.policy import Capability
from outreach.domain.receipt_codes import Marked, read_code, write_code
from outreach.errors import Problem
from outreach.services.set_keys import find_organisation
from outreach.services.withdraw_by_code import count_by_kind, find_by_code, withdraw_by_code
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today

KIND_NAMES: Mapping[Marked, object] = {
    "visit": _l("Passage"),
    "answers": _l("Réponses à un questionnaire"),
    "case": _l("Promesse : rappel ou orientation"),
    "attachment": _l("Photo ou enregistrement"),
}


@bp.route("/demandes/retrait", methods=["GET", "POST"])
@allow(Capability.DATA_RIGHTS)
def withdrawal() -> ResponseReturnValue:
    """Type the code, look at what it leads to, confirm."""
    typed = request.form.get("code", "")
    if request.method == "GET":
        return _page()
    try:
        code = read_code(typed)
    except Problem as problem:
        return _page(typed=typed, problem=problem.sentence), 422
    if not request.form.get("confirm"):
        return _page(typed=write_code(code), found=find_by_code(db.session(), code, scope()))
    withdrawn = withdraw_by_code(db.session(), now(), code, scope())
    organisation = find_organisation(db.session(), scope())
    return render_template("coordination/withdrawn.html", counts=count_by_kind(withdrawn), names=KIND_NAMES, organisation=organisation, today=today())


def _page(typed: str = "", **told: object) -> str:
    return render_template("coordination/withdrawal.html", typed=typed, names=KIND_NAMES, **told)
