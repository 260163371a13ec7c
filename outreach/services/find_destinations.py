"""Where a case may be passed on to: structures of the directory, and the organisations that have their own account here."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.find_structure import find_structure
from outreach.store.merged import shown_instead
from outreach.store.tables import Case, Organisation, Service, Structure, StructureAccount


@dataclass(frozen=True)
class Destination:
    """Who would receive: an `organisation` in its inbox, else the structure by a link. `agreed`: it is the structure that the resident said yes to."""

    structure: UUID | None
    organisation: UUID | None
    name: str
    recipient: str | None
    agreed: bool = False


def find_destinations(session: Session, scope: Scope, case: Case) -> list[Destination]:
    """All of them: the one that was chosen with the resident, then those with an account, then by name."""
    agreed, accounts = agreed_structure(session, case), _accounts(session, scope)
    organisations = _organisations(session, scope)
    structures = session.execute(select(Structure.id, Structure.name).where(Structure.merged_into.is_(None)))
    own = own_structures(session, scope)
    found = [_destination(id_, name, organisations.get(accounts.get(id_)), agreed=id_ == agreed) for id_, name in structures if id_ not in own]
    bare = [one for one in organisations.values() if one.id not in accounts.values()]
    found += [Destination(None, one.id, one.name, one.recipient) for one in bare]
    return sorted(found, key=lambda one: (not one.agreed, one.organisation is None, one.name.casefold(), str(one.structure)))


def find_destination(session: Session, scope: Scope, structure: UUID | None, organisation: UUID | None) -> Destination:
    """The one that is meant: by its structure, or, where the directory does not know it, by its organisation.

    Raises `Problem` (`unknown_structure`, `unknown_receiver`, 404).
    """
    organisations = _organisations(session, scope)
    if structure is not None:
        shown = find_structure(session, shown_instead(session).get(structure, structure))
        return _destination(shown.id, shown.name, organisations.get(_accounts(session, scope).get(shown.id)), agreed=False)
    found = organisations.get(organisation)
    if found is None:
        raise Problem("unknown_receiver", "Cette organisation n’a pas de compte ici qui puisse recevoir. Rien n’a été envoyé.", 404)
    return Destination(None, found.id, found.name, found.recipient)


def agreed_structure(session: Session, case: Case) -> UUID | None:
    """The structure that the resident chose, as it is shown now; None where none was."""
    chosen = None if case.service_id is None else session.scalar(select(Service.structure_id).where(Service.id == case.service_id))
    return None if chosen is None else shown_instead(session).get(chosen, chosen)


def account_of(session: Session, structure: UUID) -> Organisation | None:
    """The organisation that says it is this structure."""
    said = session.get(StructureAccount, structure)
    return None if said is None else session.get(Organisation, said.organisation_id)


def say_who_we_are(session: Session, today: date, scope: Scope, structure: UUID, *, ours: bool) -> None:
    """The organisation says that a structure of the directory is itself, or takes it back.

    Raises `Problem` (`unknown_structure`; `taken`, 409, when another organisation has said so).
    """
    find_structure(session, structure)
    said = session.get(StructureAccount, structure, with_for_update=True)
    if said is not None and said.organisation_id != scope.organisation_id:
        raise Problem("taken", "Une autre organisation a dit que cette structure, c’est elle. Rien n’a été modifié. Parlez-en ensemble.", 409)
    if ours and said is None:
        session.add(StructureAccount(structure_id=structure, organisation_id=scope.organisation_id, said_on=today))
    if not ours and said is not None:
        session.delete(said)


def own_structures(session: Session, scope: Scope) -> set[UUID]:
    """The structures that the organisation says it is, as they are shown now."""
    merged = shown_instead(session)
    said = session.scalars(select(StructureAccount.structure_id).where(StructureAccount.organisation_id == scope.organisation_id))
    return {merged.get(structure, structure) for structure in said}


def _accounts(session: Session, scope: Scope) -> dict[UUID, UUID]:
    """Structure → organisation. A merged structure's account is that of the one which is shown."""
    merged = shown_instead(session)
    said = session.execute(select(StructureAccount.structure_id, StructureAccount.organisation_id).order_by(StructureAccount.structure_id))
    return {merged.get(structure, structure): organisation for structure, organisation in said if organisation != scope.organisation_id}


def _organisations(session: Session, scope: Scope) -> dict[UUID | None, Organisation]:
    others = select(Organisation).where(Organisation.id != scope.organisation_id, Organisation.recipient.is_not(None))
    return {one.id: one for one in session.scalars(others)}


def _destination(structure: UUID, name: str, organisation: Organisation | None, *, agreed: bool) -> Destination:
    if organisation is None:
        return Destination(structure, None, name, None, agreed=agreed)
    return Destination(structure, organisation.id, name, organisation.recipient, agreed)
