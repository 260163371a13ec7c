"""Whether this server can work: for monitors and for those who deploy. It says nothing else."""

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from outreach.store.migrate import is_current
from outreach.web.access import public

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 if the database answers and has the newest schema, else 503."""
    try:
        ready = is_current()
    except SQLAlchemyError:
        ready = False
    return {"ready": ready}, 200 if ready else 503


def register(app: Flask) -> None:
    """Answer monitors."""
    app.register_blueprint(bp)
