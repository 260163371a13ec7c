"""The tablet API: entries up, changes down. JSON over HTTPS with a bearer token, described at `/api/v1/openapi.json`."""

from typing import Any

from flask import jsonify
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from outreach.web.access import public
from outreach.web.tablet.calls import bp
from outreach.web.tablet.problems import invalid_body
from outreach.web.tablet.texts import ProblemText

INFO = Info(title="Palier, API des tablettes", version="1", description="What this promises is written in outreach/domain/JOURNAL.md.")
SECURITY_SCHEMES: dict[str, Any] = {"device": {"type": "http", "scheme": "bearer", "description": "The token that a tablet got when it enrolled"}}
VALIDATION: dict[str, Any] = {"validation_error_status": 400, "validation_error_model": ProblemText, "validation_error_callback": invalid_body}


def register(app: OpenAPI) -> None:
    """Give the app the tablet API and its description."""
    app.register_api(bp)
    app.add_url_rule("/api/v1/openapi.json", "tablet_description", public(lambda: jsonify(app.api_doc)))
