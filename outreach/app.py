"""The only place that sees every part: settings in, a whole server out."""

from flask_openapi3.openapi import OpenAPI

import outreach.store.tables  # noqa: F401 (loads every table)
from outreach.settings import Settings
from outreach.store import engine, ledger, migrate
from outreach.store.database import db
from outreach.web import account, assets, coordination, delivery, health, referral, resident, restored, security, tablet, together

LARGEST_REQUEST = 8 * 1024 * 1024
"""Bytes: a full batch of entries. Nothing else a browser sends comes near."""
LARGEST_FORM = 2 * 1024 * 1024
"""Bytes: a joint round of as many entrances as there may be, with the hours of each."""


def create_app(settings: Settings) -> OpenAPI:
    """Make the server. Every call gives one that shares nothing with the others but the database."""
    app = OpenAPI("outreach.web", info=tablet.INFO, security_schemes=tablet.SECURITY_SCHEMES, doc_ui=False, static_folder=None, **tablet.VALIDATION)
    app.extensions["settings"] = settings
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=LARGEST_FORM)
    _open_database(app, settings)
    security.register(app)
    restored.register(app)
    for part in (tablet, delivery, health, assets, account, coordination, together, resident, referral):
        part.register(app)
    return app


def _open_database(app: OpenAPI, settings: Settings) -> None:
    url = settings.database_url
    app.config.update(SQLALCHEMY_DATABASE_URI=engine.database_uri(url), SQLALCHEMY_ENGINE_OPTIONS=engine.engine_options(url))
    db.init_app(app)
    migrate.migrate.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
        ledger.attach(db.engine, settings.home)
