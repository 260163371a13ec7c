"""What organisations plan together: agreements, joint rounds, their calendar, and what was published for partners."""

from flask import Flask

from outreach.web.together.blueprint import bp


def register(app: Flask) -> None:
    """Give the app the pages of joint rounds."""
    from outreach.web.together import (  # noqa: F401 (importing hangs the views on `bp`)
        agreements,
        debrief,
        feed,
        index,
        joint_round,
        planner,
        proposal,
        released,
        shares,
        walks,
    )

    app.register_blueprint(bp)
