"""Accounts: signing in and out, the own password, the people of an organisation."""

from flask import Flask

from outreach.web.account import sessions


def register(app: Flask) -> None:
    """Give the app its sign-in and the pages about people."""
    from outreach.web.account import audit, links, own, own_sessions, passkeys, people, second_factor  # noqa: F401 (importing hangs the views on `bp`)
    from outreach.web.account.blueprint import bp

    sessions.register(app)
    app.register_blueprint(bp)
