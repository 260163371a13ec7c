"""One structure of the directory with all that belongs to it: what was merged into it, and every service."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from data_inclusion.schema import v1
from data_inclusion.schema.v1.score_qualite import score
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.folding import fold
from outreach.errors import Problem
from outreach.store.tables import Service, Structure

KEPT = "Rien n’a été modifié."


@dataclass(frozen=True)
class Quality:
    """How complete a service's record is, by the standard's own rules: 0 to 1, and the rules that are not fully met (their names)."""

    score: float
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A structure that was merged into another: `direct` if it was merged into the one that is looked at."""

    structure: Structure
    direct: bool


@dataclass(frozen=True)
class Whole:
    """A structure, and what is shown with it."""

    structure: Structure
    aliases: list[str]
    members: list[Member]
    services: list[Service]

    @property
    def quality(self) -> Quality | None:
        """That of all its services together; None without any."""
        scored = [quality_of(service) for service in self.services]
        if not scored:
            return None
        return Quality(sum(one.score for one in scored) / len(scored), tuple(dict.fromkeys(name for one in scored for name in one.missing)))


def find_structure(session: Session, structure_id: UUID) -> Structure:
    """One structure. Raises `Problem` (`unknown_structure`, 404) for an id nobody has."""
    found = session.get(Structure, structure_id)
    if found is None:
        raise Problem("unknown_structure", f"Cette structure n’est plus dans l’annuaire. {KEPT}", 404)
    return found


def find_service(session: Session, service_id: UUID) -> Service:
    """One service. Raises `Problem` (`unknown_service`, 404) for an id nobody has."""
    found = session.get(Service, service_id)
    if found is None:
        raise Problem("unknown_service", f"Ce service n’est plus dans l’annuaire. {KEPT}", 404)
    return found


def whole_structure(session: Session, structure_id: UUID) -> Whole:
    """A structure with all that was merged into it, through any number of merges.

    Raises:
        Problem: `unknown_structure`.
    """
    structure = find_structure(session, structure_id)
    into: dict[UUID, list[UUID]] = defaultdict(list)
    for id_, other in session.execute(select(Structure.id, Structure.merged_into).where(Structure.merged_into.is_not(None))):
        if other is not None:
            into[other].append(id_)
    ids = _below(into, structure_id)
    found = {one.id: one for one in session.scalars(select(Structure).where(Structure.id.in_(ids)))}
    by_name = sorted(found.values(), key=lambda one: (fold(one.name), str(one.id)))
    members = [Member(one, one.merged_into == structure_id) for one in by_name]
    services = session.scalars(select(Service).where(Service.structure_id.in_([structure_id, *ids]))).all()
    aliases = dict.fromkeys([*structure.aliases, *(name for member in members for name in (member.structure.name, *member.structure.aliases))])
    aliases.pop(structure.name, None)
    return Whole(structure, list(aliases), members, sorted(services, key=lambda one: (fold(one.name), str(one.id))))


def quality_of(service: Service) -> Quality:
    """The standard's score of a service."""
    total, rules = score(v1.Service.model_validate(service.content))
    return Quality(total, tuple(name for name, value in rules.items() if value is not None and value < 1))


def _below(into: Mapping[UUID, list[UUID]], top: UUID) -> list[UUID]:
    found: list[UUID] = []
    waiting = list(into.get(top, ()))
    while waiting:
        found.append(one := waiting.pop())
        waiting.extend(into.get(one, ()))
    return found
