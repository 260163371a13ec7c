"""An organisation joins: it gets its keys later, in its coordinator's browser."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.store.tables import Organisation

LONGEST_NAME = 150


def add_organisation(session: Session, name: str) -> Organisation:
    """Add an organisation without keys. Raises `Problem`: `name_missing`, `name_too_long`, `name_taken`."""
    name = " ".join(name.split())
    if not name:
        raise Problem("name_missing", "Il manque le nom de l’organisation. Rien n’a été enregistré.")
    if len(name) > LONGEST_NAME:
        raise Problem("name_too_long", f"Le nom de l’organisation dépasse {LONGEST_NAME} caractères. Rien n’a été enregistré.")
    if session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise Problem("name_taken", f"Une organisation s’appelle déjà « {name} ». Rien n’a été enregistré.", 409)
    organisation = Organisation(id=uuid4(), name=name, recipient=None, wrapped_key=None, keys_made_on=None)
    session.add(organisation)
    session.flush()
    return organisation
