"""Doors, visits and answers written straight into the projections, where only the figures made from them matter."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.services.project_passages import project_passages, project_passages_of_all
from outreach.store.tables import Door, Household, Visit
from tests.territory import Centre

FIRST_DAY = date(2026, 1, 5)


def add_doors(session: Session, entrance: UUID, many: int) -> list[UUID]:
    doors = [Door(id=uuid4(), entrance_id=entrance, floor=place // 4, side=None, number=place + 1, letter=None) for place in range(many)]
    session.add_all(doors)
    session.flush()
    project_passages_of_all(session, [entrance])
    return [door.id for door in doors]


def take_off(session: Session, entrance: UUID, doors: list[UUID]) -> None:
    session.execute(update(Door).where(Door.id.in_(doors)).values(standing=False))
    project_passages_of_all(session, [entrance])


def add_visits(session: Session, centre: Centre, entrance: UUID, door: UUID, *outcomes: str, first: date = FIRST_DAY) -> None:
    """One live visit per outcome, a day apart."""
    for place, outcome in enumerate(outcomes):
        day = first + timedelta(days=place)
        session.add(
            Visit(
                id=uuid4(),
                organisation_id=centre.id,
                round_id=centre.round,
                entrance_id=entrance,
                door_id=door,
                device_id=centre.tablets[0].id,
                author_id=centre.workers[0],
                outcome=outcome,
                slot=None,
                day=day,
                corrected_at=datetime(day.year, day.month, day.day, 16, tzinfo=UTC),
            )
        )
    session.flush()
    project_passages(session, centre.id, [entrance])


def add_households(session: Session, centre: Centre, entrance: UUID, *signals: str, counted: bool = True, day: date = FIRST_DAY) -> None:
    for signal in signals:
        session.add(
            Household(
                id=uuid4(),
                organisation_id=centre.id,
                round_id=centre.round,
                entrance_id=entrance,
                day=day,
                form_id="contact",
                form_version="1",
                counted=counted,
                answers={},
                isolation=signal,
            )
        )
    session.flush()
