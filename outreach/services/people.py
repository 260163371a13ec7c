"""The people of an organisation: who they are, and finding one of them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.roles import Role
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.store.tables import User


def list_people(session: Session, scope: Scope) -> list[User]:
    """Everybody of the organisation, those switched off last, by name."""
    people = session.scalars(select(User).where(User.organisation_id == scope.organisation_id)).all()
    return sorted(people, key=lambda user: (not user.active, user.name.casefold(), str(user.id)))


def list_workers(session: Session, scope: Scope) -> list[User]:
    """Those who may use a tablet: active workers and coordinators."""
    return [user for user in list_people(session, scope) if user.active and user.role in (Role.WORKER, Role.COORDINATOR)]


def find_person(session: Session, scope: Scope, user_id: UUID) -> User:
    """One person of the organisation. Raises `Problem` (`unknown_person`, 404) for anybody else."""
    user = session.get(User, user_id)
    if user is None or user.organisation_id != scope.organisation_id:
        raise Problem("unknown_person", "Cette personne ne fait pas partie de votre organisation.", 404)
    return user
