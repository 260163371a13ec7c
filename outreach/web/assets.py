"""The built scripts, styles and fonts of the office."""

from pathlib import Path

from flask import Blueprint, Flask, Response, send_from_directory

from outreach.web.access import public
from outreach.web.delivery import TABLET

FOLDER = Path(__file__).parent / "assets" / "office"
PREVIEW = Path(__file__).parent / "assets" / "apercu"

bp = Blueprint("office_assets", __name__)


@bp.get("/assets/office/<path:name>")
@public
def asset(name: str) -> Response:
    """A file of the build. Scripts but the first have a hash in their name and never change; the others are asked for again, cheaply, by ETag."""
    hashed = name.endswith(".js") and name != "office.js"
    response = send_from_directory(FOLDER, name, max_age=31_536_000 if hashed else 0, conditional=True)
    if hashed:
        response.cache_control.immutable = True
    return response


@bp.get("/assets/apercu/<path:name>")
@public
def preview_asset(name: str) -> Response:
    """A file of the build that shows a form in the tablet's screens. The same rules hold."""
    hashed = name.startswith("assets/")
    response = send_from_directory(PREVIEW, name, max_age=31_536_000 if hashed else 0, conditional=True)
    if hashed:
        response.cache_control.immutable = True
    return response


def browser_code() -> dict[str, Path]:
    """Everything that a browser is given to run: what an address begins with, and the folder that answers it."""
    return {"/assets/office/": FOLDER, "/assets/apercu/": PREVIEW, "/tablette/": TABLET}


def register(app: Flask) -> None:
    """Serve the office's files."""
    app.register_blueprint(bp)
