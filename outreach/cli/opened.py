"""The server, opened for a command: its settings read, its database checked."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from outreach.errors import Problem
from outreach.settings import Settings


def open_app(settings: Settings | None = None) -> Flask:
    """The app of these settings (by default those of the environment). Raises `Problem` `not_initialised`."""
    from outreach.app import create_app

    return create_app(settings or Settings.from_environment())


@contextmanager
def at_work(app: Flask | None = None) -> Iterator[Flask]:
    """An app context on a database of the newest schema. Raises `Problem` `not_initialised`, `old_schema`."""
    from outreach.store.database import db
    from outreach.store.migrate import is_current

    opened = app or open_app()
    with opened.app_context():
        try:
            if not is_current():
                raise Problem("old_schema", "La base de données n’est pas à jour. Rien n’a été modifié. Lancez « palier upgrade », puis recommencez.")
            yield opened
        finally:
            db.session.remove()
            db.engine.dispose()
