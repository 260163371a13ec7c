"""A household by its door, as a request of a resident needs it: what this server knows of it, and what it keeps sealed at that entrance.

Which of the sealed parts are this household's, only an unlocked browser can tell.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.domain.erasure import HOUSEHOLD_KINDS
from outreach.domain.moments import corrected, read_moment
from outreach.domain.outcomes import Outcome
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.follow_rounds import door_name
from outreach.store.journal import chunks
from outreach.store.tables import AnswersEntry, Door, Entrance, LogEntry, SealedPart, User

AT_ONCE = 500
TOLD = ("day", "form", "answers", "matter", "theme", "state", "due", "consent", "case")
"""What a browser is told of the clear text beside the sealed part: no more than the server's own pages tell."""


@dataclass(frozen=True)
class Noted:
    """Something noted at the door, also what was corrected or withdrawn since."""

    id: UUID
    kind: str
    at: datetime
    outcome: str | None
    author: str | None


@dataclass(frozen=True)
class DoorHousehold:
    """A door with what was noted there. `doors`: the ids under which it is sealed, those that are one with it included."""

    door: Door
    name: str
    entrance: Entrance
    doors: list[UUID]
    noted: list[Noted]

    @property
    def opposes(self) -> list[UUID]:
        """The visits at which somebody asked us to stay away, and what lifted that."""
        return [one.id for one in self.noted if one.outcome == Outcome.OPPOSITION or one.kind == "opposition_lifted"]


@dataclass(frozen=True)
class SealedEntry:
    """An entry of the answers lane with its sealed part, at an entrance."""

    id: UUID
    kind: str
    said: dict[str, Any]
    sealed: bytes


def find_household(session: Session, scope: Scope, door_id: UUID) -> DoorHousehold:
    """The door and what the organisation noted there, oldest first. Raises `Problem` (`unknown_door`, 404)."""
    door = session.get(Door, door_id)
    if door is not None and door.merged_into is not None:
        door = session.get(Door, door.merged_into)
    entrance = None if door is None else session.get(Entrance, door.entrance_id)
    if door is None or entrance is None:
        raise Problem("unknown_door", "Cette porte n’existe pas, ou n’existe plus. Rien n’a été modifié.", 404)
    doors = list(session.scalars(select(Door.id).where(or_(Door.id == door.id, Door.merged_into == door.id))))
    return DoorHousehold(door, door_name(door), entrance, doors, sorted(_noted(session, scope, doors), key=lambda one: (one.at, str(one.id))))


def sealed_at(session: Session, scope: Scope, entrance: UUID) -> Iterator[SealedEntry]:
    """Everything of the organisation at an entrance that has a sealed part still, by random id."""
    query = (
        select(AnswersEntry.id, AnswersEntry.kind, AnswersEntry.clear, SealedPart.sealed)
        .join(SealedPart, SealedPart.entry_id == AnswersEntry.id)
        .where(AnswersEntry.organisation_id == scope.organisation_id, AnswersEntry.clear.is_not(None), SealedPart.sealed.is_not(None))
        .order_by(AnswersEntry.id)
    )
    for id_, kind, clear, sealed in session.execute(query.execution_options(yield_per=AT_ONCE)):
        said = from_json(clear or b"{}")
        if said["entrance"] == str(entrance) and sealed is not None:
            yield SealedEntry(id_, kind, {name: said[name] for name in TOLD if name in said}, sealed)


def _noted(session: Session, scope: Scope, doors: list[UUID]) -> Iterator[Noted]:
    names = {user.id: user.name for user in session.scalars(select(User).where(User.organisation_id == scope.organisation_id))}
    own = (LogEntry.organisation_id == scope.organisation_id, LogEntry.kind.in_(HOUSEHOLD_KINDS), LogEntry.clear.is_not(None))
    for chunk in chunks(doors):
        for id_, kind, clear in session.execute(select(LogEntry.id, LogEntry.kind, LogEntry.clear).where(LogEntry.door_id.in_(chunk), *own)):
            said = from_json(clear or b"{}")
            at = corrected(read_moment(said["made_at"]), said["clock_error_ms"])
            yield Noted(id_, kind, at, said.get("outcome"), names.get(UUID(said["author"])))
