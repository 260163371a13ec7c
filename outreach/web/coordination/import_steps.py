"""One import from the uploaded file to the database: how far it is, what was understood, read again, imported, given up."""

from typing import Any
from uuid import UUID

from flask import Response, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import TypeAdapter
from shapely.geometry import mapping, shape

from outreach.domain.imported import RowReport, Status
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.imports.kind import Kind, Look
from outreach.imports.kinds import kind_named
from outreach.imports.process import how_far, start
from outreach.imports.report import in_french
from outreach.imports.run import LOOK
from outreach.imports.workspace import BUSY, GONE, Standing, Workspace
from outreach.jobs.job import Standing as JobStanding
from outreach.services.list_imports import ImportLine, find_import
from outreach.services.outline_neighbourhoods import outline_neighbourhoods
from outreach.store.database import db
from outreach.web.access import allow, person, scope
from outreach.web.coordination.blueprint import bp, may_open
from outreach.web.coordination.import_choices import read_choices
from outreach.web.coordination.import_upload import own_workspace, settings, upload_page
from outreach.web.transactions import database_untouched

ROWS = TypeAdapter(list[RowReport])
ONWARD = {
    "neighbourhoods": ("coordination.map_page", _l("Voir la carte")),
    "entrances": ("coordination.territory", _l("Voir le territoire")),
    "doors": ("coordination.territory", _l("Voir le territoire")),
    "figures": ("coordination.map_page", _l("Voir la carte")),
    "resources": ("coordination.directory", _l("Voir l’annuaire")),
}
"""Where what was imported is to be seen: page, what the link is called."""
AROUND = 0.01
"""Degrees around the rows in which known neighbourhoods are drawn, at least."""
WRITTEN = (Status.ADDED, Status.UPDATED, Status.REPAIRED)


@bp.get("/imports/<uuid:import_id>")
@allow(Capability.BRING_FILES)
def import_page(import_id: UUID) -> ResponseReturnValue:
    """Show an import where it stands: on its way, at work, to be confirmed, stopped, done."""
    made = find_import(db.session(), scope(), import_id)
    if made:
        return _done(made)
    workspace = own_workspace(import_id)
    standing = how_far(workspace)
    if standing.state == "uploading":
        return upload_page(workspace.draft.kind, workspace)
    kind = kind_named(workspace.draft.kind)
    context = {"import_id": import_id, "kind": kind, "files": workspace.files, "standing": standing}
    if standing.state in BUSY:
        return render_template("coordination/import_progress.html", **context)
    if standing.state == "ready":
        return render_template("coordination/import_preview.html", **context, **_preview(workspace))
    if standing.state == "done":  # and yet not in the table: the database was put back to an older copy
        raise Problem("import_gone", GONE, 404)
    look = _look(workspace)
    return render_template("coordination/import_stopped.html", **context, look=look, choices=workspace.choices, has_places=_has_places(kind))


@bp.get("/imports/<uuid:import_id>/avancement")
@allow(Capability.BRING_FILES)
def import_progress(import_id: UUID) -> Response:
    """Tell how far it is: JSON `{state, phase, done, total, busy, stopping}`."""
    if find_import(db.session(), scope(), import_id):
        return jsonify(state="done", phase="", done=0, total=None, busy=False, stopping=False)
    workspace = own_workspace(import_id)
    standing = how_far(workspace)
    busy = standing.state in BUSY
    return jsonify(state=standing.state, phase=standing.phase, done=standing.done, total=standing.total, busy=busy, stopping=workspace.cancelled)


@bp.post("/imports/<uuid:import_id>/arreter")
@allow(Capability.BRING_FILES)
@database_untouched
def stop_import(import_id: UUID) -> ResponseReturnValue:
    """Ask whoever works on it to stop."""
    workspace = own_workspace(import_id)
    if how_far(workspace).state in BUSY:
        workspace.cancel()
    return redirect(url_for("coordination.import_page", import_id=import_id), 303)


@bp.post("/imports/<uuid:import_id>/relire")
@allow(Capability.BRING_FILES)
@database_untouched
def reread_import(import_id: UUID) -> ResponseReturnValue:
    """Read the same files again, with what was chosen."""
    workspace = own_workspace(import_id)
    if how_far(workspace).state not in ("ready", "failed", "cancelled"):
        raise Problem("import_busy", _("Ce fichier n’attend pas de choix en ce moment. Rien n’a été changé. Rechargez la page."), 409)
    workspace.choose(read_choices(request.form, kind_named(workspace.draft.kind), _look(workspace), workspace.choices))
    start(workspace, settings(), "read")
    return redirect(url_for("coordination.import_page", import_id=import_id), 303)


@bp.post("/imports/<uuid:import_id>/importer")
@allow(Capability.BRING_FILES)
@database_untouched
def apply_import(import_id: UUID) -> ResponseReturnValue:
    """Import what was read: everything, or everything but the refused rows (`skip_refused`)."""
    if find_import(db.session(), scope(), import_id) is None:
        workspace = own_workspace(import_id)
        if how_far(workspace).state != "ready":
            raise Problem("import_not_ready", _("Ce fichier n’est pas prêt à être importé. Rien n’a été importé. Rechargez la page."), 409)
        start(workspace, settings(), "apply", *(["--skip-refused"] if request.form.get("skip_refused") else []))
    return redirect(url_for("coordination.import_page", import_id=import_id), 303)


@bp.post("/imports/<uuid:import_id>/abandonner")
@allow(Capability.BRING_FILES)
@database_untouched
def give_up_import(import_id: UUID) -> ResponseReturnValue:
    """Delete the uploaded files and everything read from them."""
    workspace = own_workspace(import_id)
    if how_far(workspace).state in BUSY:
        raise Problem("import_busy", _("Ce fichier est en cours de traitement. Arrêtez-le d’abord, puis abandonnez-le."), 409)
    workspace.forget()
    flash(_("Le fichier est abandonné et supprimé du serveur. Rien n’a été importé."))
    return redirect(url_for("coordination.imports"), 303)


@bp.get("/imports/<uuid:import_id>/apercu.json")
@allow(Capability.BRING_FILES)
def import_sketch(import_id: UUID) -> Response:
    """Give the preview's map: JSON `{rows, seen, around}`, two lists of GeoJSON features in degrees, EPSG:4326."""
    content = _sketched(own_workspace(import_id))
    features = content["features"]
    around = []
    if features:
        boxes = [shape(feature["geometry"]).bounds for feature in features]
        west, south, east, north = zip(*boxes, strict=True)
        room = max(AROUND, (max(east) - min(west)) / 2, (max(north) - min(south)) / 2)
        known = outline_neighbourhoods(db.session(), (min(west) - room, min(south) - room, max(east) + room, max(north) + room))
        around = [{"type": "Feature", "properties": {"name": name}, "geometry": mapping(outline)} for name, outline in known]
    return jsonify(rows=features, seen=content["seen"], around=around)


@bp.get("/imports/<uuid:import_id>/compte-rendu.csv")
@allow(Capability.BRING_FILES)
def import_report(import_id: UUID) -> Response:
    """Give the state of every row, as CSV."""
    path = own_workspace(import_id).report
    if not path.is_file():
        raise Problem("import_gone", GONE, 404)
    return send_file(path, mimetype="text/csv", as_attachment=True, download_name="compte-rendu.csv", max_age=0, etag=False)


def _done(made: ImportLine) -> str:
    kept = Workspace(settings().home, made.id)
    kept.clear()  # already done, unless the work died right after its commit
    try:
        has_report = own_workspace(made.id).report.is_file()
    except Problem:
        has_report = False
    endpoint, label = ONWARD[made.kind]
    return render_template(
        "coordination/import_done.html",
        made=made,
        kind=kind_named(made.kind),
        has_report=has_report,
        counts=status_counts(made.counts),
        onward=(url_for(endpoint), label) if may_open(person(), endpoint) else None,
    )


def status_counts(counts: Any) -> list[tuple[Status, int]]:  # noqa: ANN401 (a JSON object)
    """The statuses that occur, in a fixed order."""
    return [(status, counts[status.value]) for status in Status if counts.get(status.value)]


def _preview(workspace: Workspace) -> dict[str, Any]:
    told = workspace.read("report")
    rows = ROWS.validate_python(told["rows"])
    counts = status_counts(told["counts"])
    by = dict(counts)
    kind: Kind[Any] = kind_named(workspace.draft.kind)
    return {
        "look": _look(workspace),
        "choices": workspace.choices,
        "counts": counts,
        "refused": [row for row in rows if row.status is Status.REFUSED],
        "remarked": [row for row in rows if row.status is not Status.REFUSED],
        "refused_count": by.get(Status.REFUSED, 0),
        "remarked_count": told["remarked"] - by.get(Status.REFUSED, 0),
        "written": sum(by.get(status, 0) for status in WRITTEN),
        "unchanged": by.get(Status.UNCHANGED, 0),
        "others": sum(by.values()) - by.get(Status.REFUSED, 0),
        "notes": told["notes"],
        "has_places": _has_places(kind),
        "has_map": bool(_sketched(workspace)["features"]),
    }


def _sketched(workspace: Workspace) -> dict[str, Any]:
    path = workspace.spool.with_suffix(".geojson")
    if not path.is_file():
        raise Problem("import_gone", GONE, 404)
    return TypeAdapter(dict[str, Any]).validate_json(path.read_bytes())


def _look(workspace: Workspace) -> Look | None:
    try:
        return LOOK.validate_python(workspace.read("look"))
    except FileNotFoundError:
        return None


def _has_places(kind: Kind[Any]) -> bool:
    return type(kind).sketch is not Kind.sketch


def standing_words(standing: Standing | JobStanding) -> str:
    """Phase and counts, as pages of progress show them."""
    if not standing.phase:
        return str(_("Préparation"))
    if not standing.total and not standing.done:
        return standing.phase
    done = in_french(standing.done)
    if standing.total:
        return str(_("%(phase)s : %(done)s sur %(total)s", phase=standing.phase, done=done, total=in_french(standing.total)))
    return str(_("%(phase)s : %(done)s", phase=standing.phase, done=done))


@bp.context_processor
def _words() -> dict[str, object]:
    return {"standing_words": standing_words}
