"""The directory as files."""

from flask import render_template
from flask.typing import ResponseReturnValue

from outreach.domain.roles import Role
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp


@bp.get("/annuaire/fichiers")
@allow(Role.COORDINATOR, Role.ADMINISTRATOR)
def directory_files() -> ResponseReturnValue:
    """Offer the directory's files."""
    return render_template("coordination/directory_files.html")
