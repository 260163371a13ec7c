"""The schema's history, carried in the package."""

from pathlib import Path

from alembic import command
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate

from outreach.store.database import db

FOLDER = Path(__file__).parent / "migrations"
SCRIPTS = ScriptDirectory(str(FOLDER))
HEAD = SCRIPTS.get_current_head()

migrate = Migrate(db=db, directory=str(FOLDER), compare_type=True, render_as_batch=True)


def upgrade(app: Flask) -> None:
    """Bring the app's database to the newest schema; nothing happens if it is there already."""
    with app.app_context():
        command.upgrade(migrate.get_config(), "head")


def is_current() -> bool:
    """Whether the database of the current app answers and has the newest schema."""
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == HEAD


def history() -> list[str]:
    """Every revision, newest first."""
    return [script.revision for script in SCRIPTS.walk_revisions()]
