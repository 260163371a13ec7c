"""Bringing a file: in pieces by the page's script, or whole by a plain form."""

from pathlib import Path
from typing import cast
from uuid import UUID

from flask import Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError
from werkzeug.datastructures import FileStorage

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.imports.kinds import kind_named
from outreach.imports.process import start
from outreach.imports.upload import PIECE, Announced, announce, arrived, check_announced, check_complete, in_words, take_piece
from outreach.imports.workspace import GONE, LARGEST_UPLOAD, MOST_FILES, Draft, Workspace
from outreach.settings import Settings
from outreach.web.access import allow, person
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.transactions import database_untouched

ANNOUNCED = TypeAdapter(list[Announced])


def settings() -> Settings:
    """The server's settings: where workspaces are."""
    return cast("Settings", current_app.extensions["settings"])


def own_workspace(import_id: UUID) -> Workspace:
    """A workspace of the signed-in person.

    Raises:
        Problem: `import_gone` (404), also for somebody else's: whether it exists is nobody's business.
    """
    workspace = Workspace.open(settings().home, import_id)
    draft, own = workspace.draft, person()
    if (draft.organisation, draft.person) != (str(own.organisation_id), str(own.id)):
        raise Problem("import_gone", GONE, 404)
    return workspace


@bp.get("/imports/nouveau/<kind_name>")
@allow(Capability.BRING_FILES)
def new_import(kind_name: str) -> str:
    """Ask for a file of this kind."""
    return upload_page(kind_name, None)


@bp.post("/imports/nouveau/<kind_name>")
@allow(Capability.BRING_FILES)
@database_untouched
def send_import(kind_name: str) -> ResponseReturnValue:
    """Take whole files from a plain form, and read them."""
    kind_named(kind_name)
    files = [file for file in request.files.getlist("files") if file.filename]
    try:
        workspace = _workspace(kind_name, [Announced(str(file.filename), _size(file)) for file in files])
    except Problem as problem:
        return upload_page(kind_name, None, problem.sentence), 422
    for place, file in enumerate(files):
        file.save(workspace.file(arrived(workspace)[place].name))
    start(workspace, settings(), "read")
    return redirect(url_for("coordination.import_page", import_id=workspace.id), 303)


@bp.post("/imports/nouveau/<kind_name>/envoi")
@allow(Capability.BRING_FILES)
@database_untouched
def begin_upload(kind_name: str) -> Response:
    """Make room for files whose names and sizes (JSON `[{"name": text, "size": bytes}]`) are announced."""
    kind_named(kind_name)
    try:
        files = ANNOUNCED.validate_json(request.get_data())
    except ValidationError:
        raise Problem("bad_request", _("Le navigateur a envoyé une demande que le serveur ne comprend pas. Rien n’a été importé. Rechargez la page.")) from None
    workspace = _workspace(kind_name, files)
    return jsonify(id=str(workspace.id), page=url_for("coordination.import_page", import_id=workspace.id))


@bp.get("/imports/<uuid:import_id>/fichiers")
@allow(Capability.BRING_FILES)
def import_files(import_id: UUID) -> Response:
    """Tell how much of every file is here: where to go on after a lost connection."""
    return jsonify(files=arrived(own_workspace(import_id)))


@bp.put("/imports/<uuid:import_id>/fichiers/<int:place>")
@allow(Capability.BRING_FILES)
@database_untouched
def import_piece(import_id: UUID, place: int) -> Response:
    """Take a piece of the file at this place of the list; its position in bytes stands in the address."""
    position = request.args.get("position", -1, type=int)
    return jsonify(here=take_piece(own_workspace(import_id), place, position, request.get_data()))


@bp.post("/imports/<uuid:import_id>/lire")
@allow(Capability.BRING_FILES)
@database_untouched
def read_import(import_id: UUID) -> Response:
    """Read what has arrived."""
    workspace = own_workspace(import_id)
    check_complete(workspace)
    start(workspace, settings(), "read")
    return jsonify(page=url_for("coordination.import_page", import_id=import_id))


def upload_page(kind_name: str, workspace: Workspace | None, problem: str | None = None) -> str:
    """The page that asks for a file, or for the rest of one."""
    return render_template(
        "coordination/import_upload.html",
        kind=kind_named(kind_name),
        workspace=workspace,
        files=arrived(workspace) if workspace else [],
        problem=problem,
        piece=PIECE,
        most_files=MOST_FILES,
        largest=in_words(LARGEST_UPLOAD),
        largest_plain=in_words(current_app.config["MAX_CONTENT_LENGTH"]),
        in_words=in_words,
    )


def _workspace(kind_name: str, files: list[Announced]) -> Workspace:
    home: Path = settings().home
    check_announced(home, files)
    own = person()
    workspace = Workspace.create(home, Draft(kind_name, str(own.organisation_id), str(own.id), now().isoformat()))
    try:
        announce(workspace, files)
    except Problem:
        workspace.forget()
        raise
    return workspace


def _size(file: FileStorage) -> int:
    end = file.stream.seek(0, 2)
    file.stream.seek(0)
    return end
