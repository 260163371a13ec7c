"""The sessions of a round: who was where, when, and what came of it at doors and beside them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.domain.sessions import Ending, ending
from outreach.store.tables import Encounter, Entrance, Headcount, TeamSession, User, Visit


@dataclass(frozen=True)
class SessionLine:
    """A session as a page tells it. `ending`: None while it goes on; `doors`: those where its tablet knocked meanwhile."""

    entrance: str
    address: str
    mode: str
    workers: list[str]
    started_at: datetime
    ending: Ending | None
    doors: int
    encounters: Counter[str]
    adults: int
    children: int


@dataclass(frozen=True)
class BesideDoors:
    """What a round came to beside its doors: never added to figures of doors. `encounters` by outcome."""

    sessions: int
    encounters: dict[str, int]
    adults: int
    children: int

    @property
    def met(self) -> int:
        """People met at no door, whatever came of it."""
        return sum(self.encounters.values())


def sessions_of_round(session: Session, scope: Scope, round_id: UUID, now: datetime) -> list[SessionLine]:
    """The organisation's sessions of a round, the latest first."""
    own = (TeamSession.organisation_id == scope.organisation_id) & (TeamSession.round_id == round_id)
    rows = session.execute(select(TeamSession, Entrance.label, Entrance.address).join(Entrance, Entrance.id == TeamSession.entrance_id).where(own)).all()
    names = {user.id: user.name for user in session.execute(select(User.id, User.name).where(User.organisation_id == scope.organisation_id))}
    noted = _noted(session, scope, round_id) if rows else {}
    begun = sorted(rows, key=lambda row: (row[0].started_at, str(row[0].id)))
    lines = [_line(one, label, address, names, noted.get((one.device_id, one.entrance_id), []), now) for one, label, address in begun]
    return lines[::-1]


def beside_doors(session: Session, scope: Scope, round_id: UUID) -> BesideDoors:
    """Sessions, encounters and people counted in a round."""

    def own(table: Any) -> Any:  # noqa: ANN401 (a mapped class, a condition)
        return (table.organisation_id == scope.organisation_id) & (table.round_id == round_id)

    sessions = session.scalar(select(func.count()).select_from(TeamSession).where(own(TeamSession))) or 0
    met = session.execute(select(Encounter.outcome, func.count().label("many")).where(own(Encounter)).group_by(Encounter.outcome))
    people = session.execute(select(func.coalesce(func.sum(Headcount.adults), 0), func.coalesce(func.sum(Headcount.children), 0)).where(own(Headcount))).one()
    return BesideDoors(sessions, {row.outcome: row.many for row in met}, max(0, people[0]), max(0, people[1]))


def _noted(session: Session, scope: Scope, round_id: UUID) -> dict[tuple[UUID, UUID], list[Any]]:
    """What each tablet noted at each entrance: visits, encounters, headcounts."""
    found: dict[tuple[UUID, UUID], list[Any]] = defaultdict(list)
    tables: tuple[Any, ...] = (Visit, Encounter, Headcount)
    for table in tables:
        for one in session.scalars(select(table).where(table.organisation_id == scope.organisation_id, table.round_id == round_id)):
            found[one.device_id, one.entrance_id].append(one)
    return found


def _line(one: TeamSession, label: str, address: str, names: dict[UUID, str], noted: list[Any], now: datetime) -> SessionLine:
    ended = ending(one.started_at, [one.ended_at] if one.ended_at else [], [each.corrected_at for each in noted], now)
    last = ended.at if ended else now
    doors = {each.door_id for each in noted if isinstance(each, Visit) and one.started_at <= each.corrected_at <= last}
    met = [each for each in noted if isinstance(each, Encounter) and each.session_id == one.id]
    counted = [each for each in noted if isinstance(each, Headcount) and each.session_id == one.id]
    return SessionLine(
        label,
        address,
        one.mode,
        [names[worker] for worker in map(UUID, one.workers) if worker in names],
        one.started_at,
        ended,
        len(doors),
        Counter(each.outcome for each in met),
        max(0, sum(each.adults for each in counted)),
        max(0, sum(each.children for each in counted)),
    )
