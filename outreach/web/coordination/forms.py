"""Forms: what tablets ask, what is being prepared, what the library offers; every version's files and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO
from uuid import UUID

from flask import Response, abort, flash, make_response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from forms.book import Book
from forms.catalogue import library, read
from forms.instruments.all import INSTRUMENTS
from forms.writing import write_markdown, write_workbook
from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.exports.answers import write_csv, write_xlsx
from outreach.services.bring_form import bring_form
from outreach.services.list_forms import list_form_drafts, list_forms
from outreach.services.offer_form import find_form_version, resume_form, retire_form
from outreach.store.database import db
from outreach.store.tables import FormVersion
from outreach.web.access import allow, scope
from outreach.web.coordination import form_drafts, form_preview  # noqa: F401 (importing hangs their views on `bp`)
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.form_words import FRENCH_WORDS, PLACE_WORDS
from outreach.web.recording import record

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Answers:
    """A way to write answers down."""

    mimetype: str
    write: Callable[[Session, Scope, str, IO[bytes]], None]


ANSWERS = {"csv": Answers("text/csv", write_csv), "xlsx": Answers(WORKBOOK, write_xlsx)}


@bp.get("/questionnaires")
@allow(Capability.PREPARE_FORMS)
def forms() -> str:
    """List the forms."""
    return _page(None)


@bp.post("/questionnaires")
@allow(Capability.PREPARE_FORMS)
def bring() -> ResponseReturnValue:
    """Take a form and what comes with it: it becomes a draft."""
    try:
        draft = bring_form(db.session(), now(), scope(), form_drafts.sent_files())
    except Problem as problem:
        return _page(problem.sentence), 422
    return redirect(url_for("coordination.form_draft", draft_id=draft.id), 303)


@bp.post("/questionnaires/bibliotheque/<name>")
@allow(Capability.PREPARE_FORMS)
def take_form(name: str) -> ResponseReturnValue:
    """Begin a draft with a form of the library."""
    if name not in library():
        abort(404)
    draft = bring_form(db.session(), now(), scope(), {f"{name}.md": read(name).encode()})
    return redirect(url_for("coordination.form_draft", draft_id=draft.id), 303)


@bp.get("/questionnaires/versions/<uuid:version_id>")
@allow(Capability.PREPARE_FORMS)
def form_version(version_id: UUID) -> str:
    """One version: its questions, its files, its answers."""
    version = find_form_version(db.session(), scope(), version_id)
    form = next(one for one in list_forms(db.session(), scope()) if one.form_id == version.form_id)
    line = next(one for one in form.versions if one.id == version.id)
    return render_template("coordination/form_version.html", version=version, form=form, line=line)


@bp.post("/questionnaires/versions/<uuid:version_id>/retirer")
@allow(Capability.PREPARE_FORMS)
def retire(version_id: UUID) -> ResponseReturnValue:
    """Offer a version no more."""
    version = retire_form(db.session(), scope(), version_id)
    flash(_("La version %(v)s n’est plus proposée. Ce qui a été commencé avec elle peut être fini, et ses réponses restent.", v=version.version))
    return redirect(url_for("coordination.form_version", version_id=version_id), 303)


@bp.post("/questionnaires/versions/<uuid:version_id>/proposer")
@allow(Capability.PREPARE_FORMS)
def resume(version_id: UUID) -> ResponseReturnValue:
    """Offer a version again."""
    version = resume_form(db.session(), scope(), version_id)
    flash(_("Les tablettes proposeront la version %(v)s après leur prochain échange.", v=version.version))
    return redirect(url_for("coordination.form_version", version_id=version_id), 303)


@bp.post("/questionnaires/versions/<uuid:version_id>/modifier")
@allow(Capability.PREPARE_FORMS)
def change_form(version_id: UUID) -> ResponseReturnValue:
    """Begin a draft with a version's definition and files."""
    version = find_form_version(db.session(), scope(), version_id)
    draft = bring_form(db.session(), now(), scope(), {f"{version.form_id}.xlsx": write_workbook(_source(version))})
    draft.media = dict(version.media)
    return redirect(url_for("coordination.form_draft", draft_id=draft.id), 303)


@bp.get("/questionnaires/versions/<uuid:version_id>/fichier/<ending>")
@allow(Capability.PREPARE_FORMS)
def form_file(version_id: UUID, ending: str) -> Response:
    """A version as a file: Excel, Markdown, or the XForm that tablets run."""
    version = find_form_version(db.session(), scope(), version_id)
    if ending == "xlsx":
        response, mimetype = make_response(write_workbook(_source(version))), WORKBOOK
    elif ending == "md":
        response, mimetype = make_response(write_markdown(_source(version))), "text/markdown; charset=utf-8"
    elif ending == "xml":
        response, mimetype = make_response(version.xform), "text/xml; charset=utf-8"
    else:
        abort(404)
    response.content_type = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{version.form_id}-{version.version}.{ending}"'
    return response


@bp.get("/questionnaires/<form_id>/reponses.<ending>")
@allow(Capability.ANSWERS)
def form_answers(form_id: str, ending: str) -> Response:
    """The coded answers of every version of a form."""
    line = next((one for one in list_forms(db.session(), scope()) if one.form_id == form_id), None)
    if ending not in ANSWERS or line is None:
        abort(404)
    file = TemporaryFile()  # noqa: SIM115 (closed when it is sent)
    ANSWERS[ending].write(db.session(), scope(), form_id, file)
    record(EventKind.EXPORT_MADE, f"answers:{line.answers}")
    file.seek(0)
    return send_file(file, ANSWERS[ending].mimetype, as_attachment=True, download_name=f"reponses-{form_id}-{today().isoformat()}.{ending}")


def _source(version: FormVersion) -> Book:
    if version.source is None:
        raise Problem("no_source", _("La définition de cette version n’a pas été gardée. Seul son XForm peut être téléchargé."), 404)
    return Book.from_json(version.source)


def _page(problem: str | None) -> str:
    known = list_forms(db.session(), scope())
    return render_template(
        "coordination/forms.html",
        offered=[one for one in known if one.offered],
        retired=[one for one in known if not one.offered],
        drafts=list_form_drafts(db.session(), scope()),
        instruments=INSTRUMENTS,
        places=PLACE_WORDS,
        french=FRENCH_WORDS,
        problem=problem,
        brought=request.method == "POST",
    )
