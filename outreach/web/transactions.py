"""One commit per request, at the edge: what an office page wrote is durable before the answer leaves, or nothing of it is."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Response, request

from outreach.store.database import db

P = ParamSpec("P")
R = TypeVar("R")


def database_untouched(view: Callable[P, R]) -> Callable[P, R]:
    """Say that a view writes nothing in the database, whatever its method: it then never waits for whoever is writing."""
    view.database_untouched = True  # type: ignore[attr-defined]
    return view


def settle(response: Response) -> Response:
    """Commit after a request that succeeded, roll back after any other. Hangs on the blueprints of the office."""
    if request.method in ("POST", "PUT", "PATCH", "DELETE") and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response
