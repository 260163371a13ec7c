"""A draft or a version in the tablet's own screens, with a tablet that lives in the page's memory: nothing that is typed there is kept."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, abort, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.files import mime_type
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.edit_form_draft import note_preview
from outreach.services.find_form_draft import find_form_draft
from outreach.services.form_files import Media, read_files
from outreach.services.look_at_form_draft import look_at_form_draft
from outreach.services.offer_form import find_form_version
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.delivery import TABLET_CSP
from outreach.web.security import extend_csp

SCREEN_CSP = TABLET_CSP.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@dataclass(frozen=True)
class Shown:
    """What is shown: a draft's content is named, so that the server knows what was opened."""

    title: str
    xform: str
    media: Media
    content: str | None
    back: str


@bp.get("/questionnaires/<what>/<uuid:shown_id>/apercu")
@allow(Capability.PREPARE_FORMS)
def form_preview(what: str, shown_id: UUID) -> str:
    """The preview, in a frame of a tablet's size."""
    shown = _shown(what, shown_id)
    extend_csp(frame_src=["'self'"])
    return render_template("coordination/form_preview.html", shown=shown, what=what, shown_id=shown_id)


@bp.get("/questionnaires/<what>/<uuid:shown_id>/ecran")
@allow(Capability.PREPARE_FORMS)
def preview_screen(what: str, shown_id: UUID) -> Response:
    """The frame: the tablet's screens, under the tablet's policy."""
    shown = _shown(what, shown_id)
    response = make_response(render_template("coordination/form_screen.html", shown=shown, what=what, shown_id=shown_id))
    response.headers["Content-Security-Policy"] = SCREEN_CSP
    return response


@bp.get("/questionnaires/<what>/<uuid:shown_id>/xform")
@allow(Capability.PREPARE_FORMS)
def preview_xform(what: str, shown_id: UUID) -> Response:
    """The XForm, as a tablet would get it."""
    response = make_response(_shown(what, shown_id).xform)
    response.content_type = "text/xml; charset=utf-8"
    return response


@bp.get("/questionnaires/<what>/<uuid:shown_id>/medias/<path:name>")
@allow(Capability.PREPARE_FORMS)
def preview_media(what: str, shown_id: UUID, name: str) -> Response:
    """A picture or a list of choices. Opened by itself it could be a page of somebody else's making, so it is only ever a download."""
    media = _shown(what, shown_id).media
    content = read_files(db.session(), {name: media[name]}).get(name) if name in media else None
    if content is None:
        abort(404)
    response = make_response(content)
    response.content_type = mime_type(name)
    response.headers["Content-Disposition"] = "attachment"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/apercu")
@allow(Capability.PREPARE_FORMS)
def preview_opened(draft_id: UUID) -> ResponseReturnValue:
    """The engine has opened this content."""
    find_form_draft(db.session(), scope(), draft_id)
    body = request.get_json(silent=True)
    content = body.get("content") if isinstance(body, dict) else None
    if not isinstance(content, str) or not note_preview(db.session(), scope(), draft_id, content):
        raise Problem("another_draft", "Le brouillon a changé depuis que cet aperçu est ouvert. Rien n’a été noté. Rechargez l’aperçu.", 409)
    return jsonify(opened=True)


def _shown(what: str, shown_id: UUID) -> Shown:
    if what == "versions":
        version = find_form_version(db.session(), scope(), shown_id)
        return Shown(version.title, version.xform, version.media, None, url_for("coordination.form_version", version_id=version.id))
    if what != "brouillons":
        abort(404)
    look = look_at_form_draft(db.session(), scope(), find_form_draft(db.session(), scope(), shown_id))
    if look.compiled is None or not look.can_open:
        raise Problem("draft_not_ready", "Ce brouillon ne peut pas encore s’ouvrir. Corrigez d’abord ce que sa page signale.", 409)
    back = url_for("coordination.form_draft", draft_id=shown_id, _anchor="apercu")
    return Shown(look.compiled.title, look.compiled.xform, look.media, look.content, back)
