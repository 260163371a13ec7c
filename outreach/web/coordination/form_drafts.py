"""A form on its way to tablets: what is wrong, who may know each answer, its files; then the preview, then it is published."""

from collections import Counter
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.bring_form import bring_form
from outreach.services.edit_form_draft import decide_roles, delete_form_draft, drop_form_file, leave_out_unsupported, name_form_draft
from outreach.services.find_form_draft import find_form_draft
from outreach.services.look_at_form_draft import look_at_form_draft
from outreach.services.publish_form_draft import publish_form_draft
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today

SHOWN_PROBLEMS = 40


def sent_files() -> dict[str, bytes]:
    """The files of this request, by name."""
    return {str(file.filename): file.read() for file in request.files.getlist("files") if file.filename}


@bp.get("/questionnaires/brouillons/<uuid:draft_id>")
@allow(Capability.PREPARE_FORMS)
def form_draft(draft_id: UUID) -> str:
    """Show a draft, and what is still to do."""
    return _page(draft_id, None)


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/nom")
@allow(Capability.PREPARE_FORMS)
def name_draft(draft_id: UUID) -> ResponseReturnValue:
    """Give it its title and version."""
    name_form_draft(db.session(), scope(), draft_id, request.form.get("title", ""), request.form.get("version", ""))
    return _back(draft_id, "nom")


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/roles")
@allow(Capability.PREPARE_FORMS)
def draft_roles(draft_id: UUID) -> ResponseReturnValue:
    """Confirm who may know each answer."""
    decided = {key.removeprefix("role-"): value for key, value in request.form.items() if key.startswith("role-")}
    try:
        decide_roles(db.session(), scope(), draft_id, decided)
    except Problem as problem:
        return _page(draft_id, problem.sentence), problem.status
    return _back(draft_id, "roles")


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/fichiers")
@allow(Capability.PREPARE_FORMS)
def draft_files(draft_id: UUID) -> ResponseReturnValue:
    """Take a corrected form, pictures, lists of choices."""
    try:
        bring_form(db.session(), now(), scope(), sent_files(), draft_id)
    except Problem as problem:
        return _page(draft_id, problem.sentence), problem.status
    return _back(draft_id, "fichiers")


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/fichiers/<path:name>/retirer")
@allow(Capability.PREPARE_FORMS)
def drop_file(draft_id: UUID, name: str) -> ResponseReturnValue:
    """Take a file out."""
    drop_form_file(db.session(), scope(), draft_id, name)
    return _back(draft_id, "fichiers")


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/laisser")
@allow(Capability.PREPARE_FORMS)
def leave_out(draft_id: UUID) -> ResponseReturnValue:
    """Take out the questions that the tablet has no screen for."""
    leave_out_unsupported(db.session(), scope(), draft_id)
    return _back(draft_id, "problemes")


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/publier")
@allow(Capability.PREPARE_FORMS)
def publish_draft(draft_id: UUID) -> ResponseReturnValue:
    """Publish it."""
    try:
        version = publish_form_draft(db.session(), today(), scope(), draft_id)
    except Problem as problem:
        return _page(draft_id, problem.sentence), problem.status
    flash(_("« %(title)s », version %(v)s, est publié. Les tablettes le recevront à leur prochain échange.", title=version.title, v=version.version))
    return redirect(url_for("coordination.form_version", version_id=version.id), 303)


@bp.post("/questionnaires/brouillons/<uuid:draft_id>/supprimer")
@allow(Capability.PREPARE_FORMS)
def delete_draft(draft_id: UUID) -> ResponseReturnValue:
    """Give it up."""
    delete_form_draft(db.session(), scope(), draft_id)
    flash(_("Le brouillon est supprimé. Ce qui est publié n’a pas changé."))
    return redirect(url_for("coordination.forms"), 303)


def _back(draft_id: UUID, part: str) -> ResponseReturnValue:
    return redirect(url_for("coordination.form_draft", draft_id=draft_id, _anchor=part), 303)


def _page(draft_id: UUID, problem: str | None) -> str:
    look = look_at_form_draft(db.session(), scope(), find_form_draft(db.session(), scope(), draft_id))
    roles = Counter(one.role.value for one in look.questions)
    return render_template("coordination/form_draft.html", look=look, draft=look.draft, roles=roles, problem=problem, shown=SHOWN_PROBLEMS)
