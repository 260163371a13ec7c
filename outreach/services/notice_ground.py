"""What avis de passage are printed for: entrances with so many doors, the people who may have come, the days of the round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.services.entrance_page import find_entrance
from outreach.services.people import list_workers
from outreach.services.save_round import entrances_of, find_round
from outreach.store.doors import shown_to
from outreach.store.tables import Door, Entrance


@dataclass(frozen=True)
class NoticePlace:
    """An entrance, and how many doors are known there."""

    label: str
    address: str
    doors: int


@dataclass(frozen=True)
class NoticeGround:
    """Where the notices go. `people`: first names of the team, of which none is on a notice unless it is chosen."""

    title: str
    places: Sequence[NoticePlace]
    people: Sequence[str]
    starts_on: date | None = None
    ends_on: date | None = None


def ground_of_round(session: Session, scope: Scope, round_id: UUID) -> NoticeGround:
    """A whole round. Raises `Problem` (`unknown_round`)."""
    found = find_round(session, scope, round_id)
    places = _places(session, scope, entrances_of(session, found.id))
    return NoticeGround(found.name, places, _first_names(session, scope), found.starts_on, found.ends_on)


def ground_of_entrance(session: Session, scope: Scope, entrance_id: UUID) -> NoticeGround:
    """One entrance. Raises `Problem` (`unknown_entrance`)."""
    found = find_entrance(session, entrance_id)
    return NoticeGround(found.label, _places(session, scope, [found.id]), _first_names(session, scope))


def _places(session: Session, scope: Scope, entrances: Sequence[UUID]) -> list[NoticePlace]:
    counted = select(Door.entrance_id, func.count()).where(Door.entrance_id.in_(entrances), shown_to(scope.organisation_id)).group_by(Door.entrance_id)
    doors = {row[0]: row[1] for row in session.execute(counted)}
    known = {entrance.id: entrance for entrance in session.scalars(select(Entrance).where(Entrance.id.in_(entrances)))}
    return [NoticePlace(known[id_].label, known[id_].address, doors.get(id_, 0)) for id_ in entrances if id_ in known]


def _first_names(session: Session, scope: Scope) -> list[str]:
    return list(dict.fromkeys(person.name.split()[0] for person in list_workers(session, scope)))
