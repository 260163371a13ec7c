"""The calendar of an organisation's joint rounds, to subscribe to: only its own pages show the address, and calendar programs ask it without signing in."""

from uuid import UUID

from flask import Response, abort, current_app, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from outreach.domain.scope import Scope
from outreach.exports.calendar import calendar
from outreach.planning.appointments import Appointment, of_organisation
from outreach.services.joint_appointments import joint_appointments, label_id
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import public
from outreach.web.together.blueprint import bp

ICS = "text/calendar; charset=utf-8"


def feed_address(organisation: UUID, label: str = "") -> str:
    """Where the calendar of an organisation is, or of one label of its people."""
    return url_for("together.feed", token=_serializer().dumps([organisation.hex, label]), _external=True)


@bp.get("/calendrier/<string:token>.ics")
@public
def feed(token: str) -> Response:
    """Teams, meeting points and days; for an organisation all of its own teams, for a label those it is in."""
    try:
        organisation, label = _serializer().loads(token)
        scope = Scope(UUID(organisation))
    except (BadSignature, ValueError, TypeError):
        abort(404)
    found = of_organisation(joint_appointments(db.session(), scope), scope.organisation_id)
    name = find_organisation(db.session(), scope).name
    return Response(calendar(f"{name}, {label}" if label else name, _of_label(found, scope, label) if label else found), mimetype=ICS)


def _of_label(found: tuple[Appointment, ...], scope: Scope, label: str) -> list[Appointment]:
    """A label stands for somebody within one joint round: it is looked for in each."""
    ids = {label_id(one.held.row.id, scope.organisation_id, label) for one in list_joint_rounds(db.session(), scope)}
    return [one for one in found if one.people & ids]


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="joint-calendar")
