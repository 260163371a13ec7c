"""Which organisation somebody at the command line means."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.errors import Problem
from outreach.store.tables import Organisation


def list_organisations(session: Session) -> list[Organisation]:
    """Every organisation, by name."""
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def organisation_named(session: Session, name: str | None) -> Organisation:
    """The organisation of this name; without a name, the only one. Raises `Problem`: `unknown_organisation`, `organisation_unclear`."""
    known = list_organisations(session)
    if name is None and len(known) == 1:
        return known[0]
    names = ", ".join(organisation.name for organisation in known) or "aucune"
    if name is None:
        raise Problem("organisation_unclear", f"Précisez l’organisation avec --organisation. Rien n’a été enregistré. Organisations connues : {names}.")
    found = next((organisation for organisation in known if organisation.name == " ".join(name.split())), None)
    if found is None:
        raise Problem("unknown_organisation", f"Aucune organisation ne s’appelle « {name} ». Rien n’a été enregistré. Organisations connues : {names}.", 404)
    return found
