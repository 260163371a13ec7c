"""One commit per request, at the edge: what an office page wrote is durable before the answer leaves, or nothing of it is."""

from flask import Response, request

from outreach.store.database import db


def settle(response: Response) -> Response:
    """Commit after a request that succeeded, roll back after any other. Hangs on the blueprints of the office."""
    if request.method in ("POST", "PUT", "PATCH", "DELETE") and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response
