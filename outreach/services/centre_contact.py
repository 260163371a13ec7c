"""How residents reach a centre: its telephone, address, opening hours in words, e-mail, and whom to write to about one's data."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.store.tables import OrganisationContact


@dataclass(frozen=True)
class Contact:
    """The details of a centre; what is empty is not said."""

    telephone: str = ""
    address: str = ""
    opening: str = ""
    email: str = ""
    dpo: str = ""

    def known(self) -> dict[str, str]:
        """Only what was filled in."""
        return {name: value for name, value in asdict(self).items() if value}


def find_contact(session: Session, organisation_id: UUID) -> Contact:
    """The centre's details; all empty as long as nobody has filled them in."""
    row = session.get(OrganisationContact, organisation_id)
    return Contact() if row is None else Contact(row.telephone, row.address, row.opening, row.email, row.dpo)


def save_contact(session: Session, scope: Scope, contact: Contact) -> None:
    """Keep the centre's details."""
    values = {name: " ".join(value.split()) for name, value in asdict(contact).items()}
    row = session.get(OrganisationContact, scope.organisation_id)
    if row is None:
        session.add(OrganisationContact(organisation_id=scope.organisation_id, **values))
    else:
        for name, value in values.items():
            setattr(row, name, value)
    session.flush()
