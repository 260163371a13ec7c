"""A façade as the editor left it: what is taken off, renamed and added, in one transaction and a few entries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.doors import DoorLabel, door_id
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.entrance_page import find_entrance
from outreach.services.note_doors import note_doors, place_of, remove_doors, rename_doors
from outreach.services.project_places import KINDS
from outreach.store.journal import lock_journal
from outreach.store.tables import Door, LogEntry

MOST_DOORS = 1_000


@dataclass(frozen=True)
class FacadeChanges:
    """What the editor asks for. `number`: the last change of the façade that it knew."""

    number: int
    removed: Sequence[UUID]
    renamed: Mapping[UUID, DoorLabel]
    added: Sequence[DoorLabel]


@dataclass(frozen=True)
class Saved:
    """What was done. `kept`: doors that were to be taken off and stay; `same`: added ones that cannot be told from doors renamed before."""

    removed: int
    renamed: int
    added: int
    kept: list[UUID]
    same: list[DoorLabel]


def facade_number(session: Session, entrance_id: UUID) -> int:
    """The number of the last entry, of whomever, that says something of the doors of an entrance; 0 before any."""
    query = select(func.max(LogEntry.number)).where(LogEntry.entrance_id == entrance_id, LogEntry.kind.in_(KINDS))
    return session.scalar(query) or 0


def save_facade(session: Session, now: datetime, scope: Scope, author: UUID, entrance_id: UUID, changes: FacadeChanges) -> Saved:
    """Write the changes into the journal. The caller commits, or rolls back on a `Problem`.

    Raises:
        Problem: `changed_meanwhile` (409) if somebody said something of these doors since `changes.number`: nothing is written, the editor
            shows what it was and asks again; `unknown_entrance`, `unknown_door`, `too_many_doors`, and what `note_doors` raises.
    """
    lock_journal(session)
    find_entrance(session, entrance_id)
    if facade_number(session, entrance_id) != changes.number:
        sentence = "La façade a changé pendant que vous la modifiiez. Rien n’a été enregistré : regardez ce qui a changé, puis enregistrez de nouveau."
        raise Problem("changed_meanwhile", sentence, 409)
    before = set(session.scalars(select(Door.id).where(Door.entrance_id == entrance_id)))
    if not {*changes.removed, *changes.renamed} <= before:
        raise Problem("unknown_door", "Une des portes n’est pas de cette entrée. Rien n’a été enregistré. Rechargez la page.", 404)
    if len(changes.added) > MOST_DOORS:
        raise Problem("too_many_doors", f"On ajoute au plus {MOST_DOORS} portes à la fois. Rien n’a été enregistré.")
    kept = remove_doors(session, now, scope, author, changes.removed)
    if changes.renamed:
        rename_doors(session, now, scope, author, changes.renamed)
    added = note_doors(session, now, scope, author, entrance_id, changes.added)
    return Saved(len(changes.removed) - len(kept), len(changes.renamed), len(added), kept, _same(session, entrance_id, changes.added))


def _same(session: Session, entrance_id: UUID, added: Sequence[DoorLabel]) -> list[DoorLabel]:
    """Doors whose first name is that of a door that is now called otherwise: a name makes one door, ever."""
    doors = session.scalars(select(Door).where(Door.entrance_id == entrance_id, Door.standing).execution_options(populate_existing=True)).all()
    places = {door.id: place_of(door) for door in doors}
    called = set(places.values())
    return [label for label in added if place_of(label) not in called and door_id(entrance_id, label) in places]
