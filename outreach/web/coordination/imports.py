"""The files that came in: what may be brought, what was, and taking one back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.imports.kind import Kind
from outreach.imports.kinds import NAMES, kind_named
from outreach.imports.process import how_far, own_workspaces
from outreach.imports.workspace import Standing, sweep
from outreach.services.list_imports import ImportLine, find_import, list_imports
from outreach.services.undo_import import foresee_undo, undo_import
from outreach.store.database import db
from outreach.web.access import allow, person, scope
from outreach.web.coordination import import_steps, import_upload  # noqa: F401 (importing hangs their views on `bp`)
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.coordination.import_upload import settings

FORESEEN = 50_000
"""Rows of an import up to which the page counts what taking it back will do."""


@dataclass(frozen=True)
class Open:
    """An import that its person has not finished."""

    id: UUID
    kind: Kind[Any]
    files: list[str]
    standing: Standing


@bp.get("/imports")
@allow(Capability.BRING_FILES)
def imports() -> str:
    """List what may be brought, what waits, and what came in."""
    sweep(settings().home, now())
    own = person()
    waiting = own_workspaces(settings().home, str(own.organisation_id), str(own.id))
    made = list_imports(db.session(), scope())
    finished = {one.id for one in made}
    return render_template(
        "coordination/imports.html",
        kinds=[kind_named(name) for name in NAMES],
        open_imports=[
            Open(workspace.id, kind_named(draft.kind), [path.name for path in workspace.files], how_far(workspace))
            for workspace, draft in waiting
            if workspace.id not in finished and workspace.standing.state != "done"
        ],
        made=made,
    )


@bp.get("/imports/<uuid:import_id>/annuler")
@allow(Capability.BRING_FILES)
def undo_page(import_id: UUID) -> ResponseReturnValue:
    """Say what taking an import back will do."""
    made = _made(import_id)
    if made.undone:
        return redirect(url_for("coordination.import_page", import_id=import_id))
    foreseen = foresee_undo(db.session(), scope(), import_id) if sum(made.counts.values()) <= FORESEEN else None
    return render_template("coordination/import_undo.html", made=made, kind=kind_named(made.kind), foreseen=foreseen)


@bp.post("/imports/<uuid:import_id>/annuler")
@allow(Capability.BRING_FILES)
def undo(import_id: UUID) -> ResponseReturnValue:
    """Take an import back."""
    _made(import_id)
    try:
        undo_import(db.session(), now(), scope(), import_id)
    except IntegrityError:
        raise Problem(
            "undo_in_use", _("Quelqu’un se sert en ce moment même de ce que cet import avait apporté. Rien n’a été modifié. Recommencez dans un instant."), 409
        ) from None
    flash(_("L’import est annulé."))
    return redirect(url_for("coordination.import_page", import_id=import_id), 303)


def _made(import_id: UUID) -> ImportLine:
    made = find_import(db.session(), scope(), import_id)
    if made is None:
        raise Problem("no_such_import", _("Cet import n’existe pas. Rien n’a été modifié."), 404)
    return made
