"""The calendar of an organisation's joint rounds, to subscribe to: only its own pages show the address, and calendar programs ask it without signing in."""

from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.exports.calendar import calendar
from outreach.planning.appointments import Appointment, of_organisation
from outreach.services.joint_appointments import joint_appointments, label_id
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.renew_calendar import mark_of, renew_calendar
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, public, scope
from outreach.web.coordination.clock import today
from outreach.web.recording import record
from outreach.web.together.blueprint import bp

ICS = "text/calendar; charset=utf-8"


def feed_address(own: Scope, label: str = "") -> str:
    """Where the calendar of an organisation is, or of one label of its people: the address that holds."""
    mark = mark_of(db.session(), own, label)
    named = [own.organisation_id.hex, label, mark] if mark else [own.organisation_id.hex, label]
    return url_for("together.feed", token=_serializer().dumps(named), _external=True)


@bp.get("/calendrier/<string:token>.ics")
@public
def feed(token: str) -> Response:
    """Teams, meeting points and days; for an organisation all of its own teams, for a label those it is in. Of an address that was renewed: nothing."""
    try:
        organisation, label, *given = _serializer().loads(token)
        asked = Scope(UUID(organisation))
    except (BadSignature, ValueError, TypeError):
        abort(404)
    if "".join(given) != mark_of(db.session(), asked, label):
        return Response(status=410)
    found = of_organisation(joint_appointments(db.session(), asked), asked.organisation_id)
    name = find_organisation(db.session(), asked).name
    return Response(calendar(f"{name}, {label}" if label else name, _of_label(found, asked, label) if label else found), mimetype=ICS)


@bp.post("/calendrier")
@allow(Capability.PLAN_TOGETHER)
def renew_feed() -> ResponseReturnValue:
    """Give up an address for a new one; whoever still has the old one is told nothing any more."""
    label = request.form.get("libelle", "")
    renew_calendar(db.session(), today(), scope(), label)
    record(EventKind.CALENDAR_RENEWED)
    flash(_("L’adresse est renouvelée : l’ancienne ne dit plus rien. Donnez la nouvelle à qui doit la garder."))
    return redirect(_back())


def _back() -> str:
    """The page that the button was on."""
    try:
        return url_for("together.joint_round", joint_round_id=UUID(request.form.get("tournee", "")), _anchor="agendas")
    except ValueError:
        return url_for("together.index", _anchor="abonner")


def _of_label(found: tuple[Appointment, ...], own: Scope, label: str) -> list[Appointment]:
    """A label stands for somebody within one joint round: it is looked for in each."""
    ids = {label_id(one.held.row.id, own.organisation_id, label) for one in list_joint_rounds(db.session(), own)}
    return [one for one in found if one.people & ids]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="joint-calendar")
