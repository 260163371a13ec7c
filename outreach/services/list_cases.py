"""What is to be followed up, as the office's lists show it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from outreach.domain.promises import SHOWN, Keeping, keeping
from outreach.domain.scope import Scope
from outreach.store.journal import Columns, chunks
from outreach.store.tables import Case, Entrance, Neighbourhood, Round, Service, Structure, User


@dataclass(frozen=True)
class CaseLine:
    """A case in a list, with the names of what it mentions. Its door is sealed."""

    case: Case
    keeping: Keeping
    entrance: Entrance
    area: str | None
    round: str
    owner: str | None
    """None: the team's."""
    owner_left: bool
    """The account of its owner was closed."""
    service: str | None
    structure: str | None

    @property
    def kind(self) -> str:
        """What it is about."""
        return self.case.matter

    @property
    def round_id(self) -> UUID:
        """Of the round in which it began."""
        return self.case.round_id

    @property
    def owner_id(self) -> UUID | None:
        """None: the team's."""
        return self.case.owner_id

    @property
    def due(self) -> date | None:
        """The day that was promised."""
        return self.case.due

    @property
    def slot(self) -> str | None:
        """The part of the day."""
        return self.case.slot

    @property
    def order(self) -> tuple[object, ...]:
        """The most urgent first, then entrance by entrance."""
        return (self.case.due or date.max, self.entrance.address, self.entrance.label, str(self.case.id))


def list_cases(session: Session, scope: Scope, today: date) -> list[CaseLine]:
    """Every call-back and referral that is open or ended of late, and every procedure of late, the most urgent first."""
    since = today - SHOWN
    recent = or_(Case.ended_on >= since, and_(Case.ended_on.is_(None), or_(Case.matter != "procedure", Case.opened_on >= since)))
    return _sorted(session.execute(_lines(scope).where(recent)).all(), today)


def lines_of(session: Session, scope: Scope, cases: Collection[UUID], today: date) -> list[CaseLine]:
    """Those of these cases that are the organisation's, however long ago they ended."""
    rows = [row for chunk in chunks(cases) for row in session.execute(_lines(scope).where(Case.id.in_(chunk)))]
    return _sorted(rows, today)


def _lines(scope: Scope) -> Columns:
    return (
        select(Case, Entrance, Neighbourhood.name, Round.name, User.name, User.active, Service.name, Structure.name)
        .join(Entrance, Entrance.id == Case.entrance_id)
        .join(Round, Round.id == Case.round_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .outerjoin(User, (User.id == Case.owner_id) & (User.organisation_id == Case.organisation_id))
        .outerjoin(Service, Service.id == Case.service_id)
        .outerjoin(Structure, Structure.id == Service.structure_id)
        .where(Case.organisation_id == scope.organisation_id)
    )


def _sorted(rows: Sequence[Any], today: date) -> list[CaseLine]:
    return sorted((_line(row, today) for row in rows), key=lambda line: line.order)


def _line(row: Sequence[Any], today: date) -> CaseLine:
    case, entrance, area, round_name, owner, active, service, structure = row
    return CaseLine(case, keeping(case.due, case.ended_on, today), entrance, area, round_name, owner, owner is not None and not active, service, structure)
