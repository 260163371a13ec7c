"""« Mes connexions »: where one is signed in, and ending it there."""

from datetime import UTC, datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.user_sessions import end_other_sessions, end_session, list_sessions
from outreach.store.database import db
from outreach.web.access import allow, person, scope
from outreach.web.account.blueprint import bp
from outreach.web.recording import record


@bp.get("/mes-connexions")
@allow(Capability.OWN_ACCOUNT)
def own_sessions() -> str:
    """List them."""
    now = datetime.now(UTC)
    return render_template("account/sessions.html", sessions=list_sessions(db.session(), now, scope()), here=person().session_id, now=now)


@bp.post("/mes-connexions/<uuid:session_id>/fermer")
@allow(Capability.OWN_ACCOUNT)
def end_own_session(session_id: UUID) -> ResponseReturnValue:
    """End one; the one that asks is ended by signing out."""
    if session_id == person().session_id:
        raise Problem("this_session", _("C’est la connexion de ce navigateur : choisissez « Se déconnecter »."), 409)
    if not end_session(db.session(), scope(), session_id):
        raise Problem("unknown_session", _("Cette connexion n’existe plus, ou n’est pas la vôtre. Rien n’a été changé."), 404)
    record(EventKind.SESSIONS_ENDED, "1")
    flash(_("Cette connexion est fermée."))
    return redirect(url_for("account.own_sessions"))


@bp.post("/mes-connexions/fermer")
@allow(Capability.OWN_ACCOUNT)
def end_own_sessions() -> ResponseReturnValue:
    """End all but this one."""
    ended = end_other_sessions(db.session(), scope(), person().session_id)
    record(EventKind.SESSIONS_ENDED, str(ended))
    flash(ngettext("%(num)s autre connexion est fermée.", "%(num)s autres connexions sont fermées.", ended))
    return redirect(url_for("account.own_sessions"))
