"""The tablet app and the map's scripts, as files of our own host. The tablet app has the strictest policy there is."""

from pathlib import Path

from flask import Blueprint, Flask, Response, redirect, request, send_from_directory
from flask.typing import ResponseReturnValue

from outreach.web.access import public

TABLET = Path(__file__).parent / "assets" / "tablette"
MAPS = Path(__file__).parents[2] / "maps"
YEAR_SECONDS = 31_536_000

TABLET_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

TABLET_PERMISSIONS = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=(), browsing-topics=()"
"""Pictures and recordings of a form, a neighbour tablet's QR code, one's own place on the map: asked for when a person wants them."""

bp = Blueprint("delivery", __name__)


@bp.get("/tablette")
@public
def tablet_without_slash() -> ResponseReturnValue:
    """The app's scope ends in a slash."""
    return redirect("/tablette/", 308)


@bp.get("/tablette/", defaults={"name": "index.html"})
@bp.get("/tablette/<path:name>")
@public
def tablet_file(name: str) -> Response:
    """A file of the tablet app. Those under `assets/` carry a hash in their name and never change; the rest is asked for again, cheaply."""
    hashed = name.startswith("assets/")
    response = send_from_directory(TABLET, name, max_age=YEAR_SECONDS if hashed else None, conditional=True)
    response.headers["Content-Security-Policy"] = TABLET_CSP
    response.headers["Permissions-Policy"] = TABLET_PERMISSIONS
    if hashed:
        response.cache_control.immutable = True
    else:
        response.headers["Cache-Control"] = "no-cache"
    if name == "service-worker.js":
        response.headers["Service-Worker-Allowed"] = "/tablette/"
    return response


@bp.get("/assets/maps/<path:name>")
@public
def map_file(name: str) -> Response:
    """A file that maps need. Asked for with the mark of its content (`maps.offline.versioned`) it never changes; else it is asked for again, cheaply."""
    folder = next((folder for folder in ("style", "script") if (MAPS / folder / name).is_file()), "assets")
    response = send_from_directory(MAPS / folder, name, conditional=True)
    if "v" in request.args:
        response.headers["Cache-Control"] = f"max-age={YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def register(app: Flask) -> None:
    """Serve both."""
    app.register_blueprint(bp)
