"""Who holds the organisation's key, who asks for it, who left with it; and what one's own browser needs to open it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.set_keys import find_organisation
from outreach.store.tables import Device, KeyCopy, OrganisationKey, PersonKey, User

Standing = Literal["holds", "asks", "nothing", "left"]


@dataclass(frozen=True)
class Holder:
    """A person and the key. `left`: their access is closed, and the current key was given to them."""

    id: UUID
    name: str
    standing: Standing
    recipient: str | None
    asked_for: str | None
    proof: str | None
    since: date | None
    given_by: str | None


def list_holders(session: Session, scope: Scope) -> list[Holder]:
    """Coordinators with access, and whoever left with the current key, by name."""
    organisation = find_organisation(session, scope)
    copies = {copy.user_id: copy for copy in session.scalars(select(KeyCopy).where(KeyCopy.organisation_recipient == organisation.recipient))}
    own = {
        key.user_id: key for key in session.scalars(select(PersonKey).join(User, User.id == PersonKey.user_id).where(User.organisation_id == organisation.id))
    }
    people = session.scalars(select(User).where(User.organisation_id == organisation.id)).all()
    names = {user.id: user.name for user in people}
    found = [_holder(user, own.get(user.id), copies.get(user.id), names) for user in people if _may_open(user) or user.id in copies]
    return sorted(found, key=lambda one: (one.name.casefold(), str(one.id)))


def list_keys(session: Session, scope: Scope) -> list[OrganisationKey]:
    """The organisation's keys: the current one, then those before it."""
    known = {key.recipient: key for key in session.scalars(select(OrganisationKey).where(OrganisationKey.organisation_id == scope.organisation_id))}
    keys: list[OrganisationKey] = []
    recipient = find_organisation(session, scope).recipient
    while recipient in known:
        keys.append(known.pop(recipient))
        recipient = keys[-1].follows
    return keys


def key_devices(session: Session, scope: Scope) -> list[Device]:
    """Tablets that are to be told of another key: all that ever were linked and may still come."""
    query = select(Device).where(Device.organisation_id == scope.organisation_id, Device.kind == "tablet", Device.recipient.is_not(None))
    return list(session.scalars(query.where(Device.token_digest.is_not(None), Device.standing.in_(("active", "locked"))).order_by(Device.id)))


def opening_kit(session: Session, scope: Scope) -> dict[str, Any]:
    """All that the browser of this person needs to open, after their passphrase; nothing in it opens by itself.

    Raises `Problem`: `no_keys`.
    """
    organisation = find_organisation(session, scope)
    if organisation.recipient is None:
        raise Problem("no_keys", "Cette organisation n’a pas encore de clés à ouvrir ici. Créez-les depuis la page « Clés ».", 404)
    own = session.get(PersonKey, scope.user_id)
    copies = session.scalars(select(KeyCopy).where(KeyCopy.user_id == scope.user_id)).all()
    return {
        "organisation": {"id": str(organisation.id), "name": organisation.name},
        "person": str(scope.user_id),
        "recipient": organisation.recipient,
        "own": None if own is None else {"recipient": own.recipient, "wrapped_key": own.wrapped_key},
        "copies": {copy.organisation_recipient: copy.sealed for copy in copies},
        "shared": organisation.wrapped_key,
        "keys": [{"recipient": key.recipient, "follows": key.follows, "sealed_before": key.sealed_before} for key in list_keys(session, scope)],
    }


def open_access(scope: Scope) -> Select[UUID]:
    """Ids of the people who may open names."""
    return select(User.id).where(User.organisation_id == scope.organisation_id, User.active, User.role == Role.COORDINATOR)


def _may_open(user: User) -> bool:
    return user.active and user.role == Role.COORDINATOR


def _holder(user: User, own: PersonKey | None, copy: KeyCopy | None, names: dict[UUID, str]) -> Holder:
    standing: Standing = "nothing" if own is None else "asks"
    if copy is not None:
        standing = "holds" if _may_open(user) else "left"
    return Holder(
        id=user.id,
        name=user.name,
        standing=standing,
        recipient=own.recipient if own else None,
        asked_for=own.asked_for if own else None,
        proof=copy.proof if copy else None,
        since=copy.given_on if copy else own.made_on if own else None,
        given_by=names.get(copy.given_by_id) if copy and copy.given_by_id and copy.given_by_id != user.id else None,
    )
