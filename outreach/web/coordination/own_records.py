"""« Nos fiches »: an organisation keeps its own records of the directory right."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.services.own_records import USUAL_MONTHS, list_records, verify_record
from outreach.store.database import db
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today

MONTHS = (3, 6, 12, 18, 24)
ON_A_PAGE = 200


@bp.get("/annuaire/nos-fiches")
@allow(Capability.OWN_RECORDS)
def own_records() -> str:
    """The own records, the longest unverified first; with `qui=toutes` everybody's."""
    asked = records_asked(request.args)
    records = list_records(db.session(), scope(), today(), asked["months"], everybody=asked["everybody"])
    stale = [one for one in records if one.stale]
    return render_template(
        "coordination/own_records.html",
        stale=stale[:ON_A_PAGE],
        many=len(stale),
        fresh=[] if asked["everybody"] else [one for one in records if not one.stale],
        none=not records,
        all_months=MONTHS,
        args=_address(asked),
        may_edit=can(Capability.CHANGE_DIRECTORY),
        may_file=can(Capability.REPORT),
        **asked,
    )


@bp.post("/annuaire/nos-fiches/<uuid:structure_id>/verifiee")
@allow(Capability.OWN_RECORDS)
def verify_own(structure_id: UUID) -> ResponseReturnValue:
    """« J’ai vérifié »."""
    name = verify_record(db.session(), scope(), today(), structure_id, any_record=can(Capability.CHANGE_DIRECTORY))
    flash(_("« %(name)s » est notée comme vérifiée aujourd’hui, avec ses services.", name=name))
    return redirect(url_for("coordination.own_records", **_address(records_asked(request.form))), 303)


def records_asked(given: Any) -> dict[str, Any]:  # noqa: ANN401 (werkzeug's, of an address or of a form)
    """From how many months on a record is stale, and whose records: `months`, `everybody`."""
    months = given.get("mois", "")
    known = int(months) if months in {str(one) for one in MONTHS} else USUAL_MONTHS
    return {"months": known, "everybody": given.get("qui") == "toutes" and can(Capability.CHANGE_DIRECTORY)}


def _address(asked: dict[str, Any]) -> dict[str, Any]:
    return {"mois": asked["months"], **({"qui": "toutes"} if asked["everybody"] else {})}
