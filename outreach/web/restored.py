"""A server that was started on a database older than the destruction log serves nothing: what was erased would be there again."""

from flask import Flask

from outreach.services.check_destruction import check_nothing_comes_back
from outreach.store.sessions import read_transaction


def register(app: Flask) -> None:
    """Check before the first request, and before each one until it is right."""
    right: list[bool] = []

    def check() -> None:
        if not right:
            with read_transaction() as session:
                check_nothing_comes_back(session)
            right.append(True)

    app.before_request(check)
