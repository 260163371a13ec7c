"""Tablets: who has which, when each was last heard, and inviting one."""

from uuid import UUID

from flask import Response, abort, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.envelope import to_b64url
from outreach.domain.policy import Capability
from outreach.domain.tablets import Order
from outreach.errors import Problem
from outreach.services.close_tablet import close_tablet
from outreach.services.create_enrolment import VALID_FOR, create_enrolment, find_device, renew_enrolment
from outreach.services.follow_rounds import name_rounds
from outreach.services.list_tablets import list_tablets
from outreach.services.order_tablet import order_tablet
from outreach.services.people import list_workers
from outreach.services.recover_tablet import answer_recovery, list_asked
from outreach.services.relink_tablet import relink_tablet
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.store.tables import Device
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.rounds import chosen
from outreach.web.recording import record
from outreach.web.security import extend_csp

INVITATION = "invitation"
"""In the session, from the request that made an invitation to the page that shows it: the tablet's id, a point, the token. So reloading that page
makes no second tablet, and the token is in no address."""


@bp.get("/tablettes")
@allow(Capability.TABLETS)
def tablets() -> str:
    """List the tablets. The administrator sees them without rounds."""
    listed = list_tablets(db.session(), scope(), now())
    asked = list_asked(db.session(), now(), scope())
    return render_template("coordination/tablets.html", tablets=listed, asked=asked, coordinator=can(Capability.PREPARE_ROUNDS), now=now())


@bp.route("/tablettes/nouvelle", methods=["GET", "POST"])
@allow(Capability.PREPARE_ROUNDS)
def new_tablet() -> ResponseReturnValue:
    """Invite a tablet."""
    if find_organisation(db.session(), scope()).recipient is None:
        return redirect(url_for("coordination.keys"))
    problem, name, workers, rounds = None, request.form.get("name", "").strip()[:80], chosen("workers"), chosen("rounds")
    if request.method == "POST":
        try:
            device, token = create_enrolment(db.session(), now(), scope(), name, workers, rounds)
            return _show(device, token)
        except Problem as raised:
            problem = raised.sentence
            db.session.rollback()
    open_rounds = [one for one in name_rounds(db.session(), scope(), today()) if one.when != "over"]
    people = list_workers(db.session(), scope())
    page = render_template(
        "coordination/tablet_new.html",
        people=people,
        open_rounds=open_rounds,
        name=name,
        workers=workers,
        rounds=rounds,
        problem=problem,
        fresh=request.method == "GET",
    )
    return page, 422 if problem else 200


@bp.post("/tablettes/<uuid:device_id>/invitation")
@allow(Capability.PREPARE_ROUNDS)
def renew_invitation(device_id: UUID) -> ResponseReturnValue:
    """Make a new link for a tablet that is not linked."""
    return _show(*renew_enrolment(db.session(), now(), scope(), device_id))


@bp.post("/tablettes/<uuid:device_id>/relier")
@allow(Capability.PREPARE_ROUNDS)
def relink(device_id: UUID) -> ResponseReturnValue:
    """Make a link for a tablet that takes the place of this one."""
    return _show(*relink_tablet(db.session(), now(), scope(), device_id))


@bp.get("/tablettes/<uuid:device_id>/invitation")
@allow(Capability.PREPARE_ROUNDS)
def invitation(device_id: UUID) -> ResponseReturnValue:
    """Show the invitation that was just made, once: the browser makes the link and the QR code."""
    device = find_device(db.session(), scope(), device_id)
    made_for, _point, token = session.pop(INVITATION, "").partition(".")
    if made_for != str(device.id):
        flash(_("Une invitation n’est montrée qu’une seule fois. Si la tablette n’est pas encore reliée, choisissez ici « Nouvelle invitation »."))
        return redirect(url_for("coordination.tablets"))
    public_url = current_app.extensions["settings"].public_url
    return render_template("coordination/invitation.html", device=device, token=token, public_url=public_url, hours=VALID_FOR.total_seconds() // 3600)


@bp.post("/tablettes/<uuid:device_id>/fermer")
@allow(Capability.TABLETS)
def close(device_id: UUID) -> ResponseReturnValue:
    """Close the access of a lost or retired tablet, or take an invitation back."""
    if find_device(db.session(), scope(), device_id).token_digest is None:
        device = close_tablet(db.session(), scope(), device_id)
    else:
        device = order_tablet(db.session(), now(), scope(), device_id, Order.REVOKE)
    record(EventKind.TABLET_CLOSED, f"tablet:{device.id}")
    flash(_("L’accès de « %(name)s » est fermé. Ce qu’elle a envoyé reste ; ce qu’elle enverra encore attendra dans « À vérifier ».", name=device.name))
    return redirect(url_for("coordination.tablets"))


ORDERED = {
    Order.LOCK: (EventKind.TABLET_LOCKED, _l("« %(name)s » se verrouillera à son prochain contact. Elle continuera d’envoyer ce qu’elle garde.")),
    Order.UNLOCK: (EventKind.TABLET_UNLOCKED, _l("« %(name)s » se déverrouillera à son prochain contact. Il faudra le code long de chacun.")),
    Order.ERASE: (EventKind.TABLET_ERASE_ASKED, _l("À son prochain contact, « %(name)s » enverra ce qu’elle seule garde, puis effacera tout.")),
    Order.KEEP: (EventKind.TABLET_ERASE_TAKEN_BACK, _l("« %(name)s » ne sera pas effacée.")),
    Order.STOLEN: (EventKind.TABLET_STOLEN, _l("« %(name)s » est déclarée volée : le serveur ne lui répond plus, et n’accepte plus rien d’elle.")),
}
"""What is written down of an order, and what the page says."""


@bp.post("/tablettes/<uuid:device_id>/demander")
@allow(Capability.TABLETS)
def order(device_id: UUID) -> ResponseReturnValue:
    """Ask something of a tablet: it learns of it at its next contact."""
    find_device(db.session(), scope(), device_id)
    asked = next((one for one in ORDERED if one.value == request.form.get("order")), None)
    if asked is None:
        abort(400)
    device = order_tablet(db.session(), now(), scope(), device_id, asked)
    kind, words = ORDERED[asked]
    record(kind, f"tablet:{device.id}")
    flash(words % {"name": device.name})
    return redirect(url_for("coordination.tablets"))


@bp.get("/tablettes/<uuid:device_id>/code-perdu")
@allow(Capability.KEYS)
def lost_code(device_id: UUID) -> ResponseReturnValue:
    """Give a tablet its key back, in the browser: the number that the tablet shows is typed here."""
    device = find_device(db.session(), scope(), device_id)
    asked = list_asked(db.session(), now(), scope()).get(device.id)
    extend_csp(script_src=["'wasm-unsafe-eval'"])  # argon2id, for the number
    return render_template(
        "coordination/lost_code.html", device=device, asked=asked, sealed=asked and to_b64url(asked.sealed), organisation=scope().organisation_id
    )


@bp.post("/tablettes/<uuid:device_id>/code-perdu")
@allow(Capability.KEYS)
def answer_lost_code(device_id: UUID) -> ResponseReturnValue:
    """Keep what the browser sealed to the tablet. Takes JSON."""
    find_device(db.session(), scope(), device_id)
    body = request.get_json(silent=True)
    answer, recipient = (body.get(name) if isinstance(body, dict) else None for name in ("answer", "recipient"))
    if not isinstance(answer, str) or not isinstance(recipient, str):
        abort(400)
    answer_recovery(db.session(), now(), scope(), device_id, recipient, answer)
    record(EventKind.TABLET_REOPENED, f"tablet:{device_id}")
    return jsonify(kept=True)


def _show(device: Device, token: str) -> Response:
    session[INVITATION] = f"{device.id}.{token}"
    record(EventKind.TABLET_INVITED, f"tablet:{device.id}")
    return redirect(url_for("coordination.invitation", device_id=device.id), 303)  # type: ignore[return-value]
