"""The entrances of the territory, as a coordinator chooses among them."""

import re
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.store.tables import Door, Entrance, Neighbourhood

STREET = re.compile(r"^\s*\d+\s*(?:(?:bis|ter|quater|[a-h])\b)?\s*,?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class EntranceChoice:
    """An entrance to tick: what stands on it, where it is, how many doors are known there."""

    id: UUID
    label: str
    address: str
    doors: int


@dataclass(frozen=True)
class Street:
    """The entrances of one street (or residence) of a neighbourhood."""

    name: str
    entrances: list[EntranceChoice]


@dataclass(frozen=True)
class Area:
    """A neighbourhood with its streets."""

    name: str
    streets: list[Street]


def count_entrances(session: Session) -> int:
    """How many entrances the territory has."""
    return session.scalar(select(func.count()).select_from(Entrance)) or 0


def list_places(session: Session) -> list[Area]:
    """Every entrance, by neighbourhood, street and house number. Entrances outside every neighbourhood come last."""
    doors = select(Door.entrance_id, func.count().label("doors")).group_by(Door.entrance_id).subquery()
    rows = session.execute(
        select(Entrance, Neighbourhood.name, func.coalesce(doors.c.doors, 0))
        .outerjoin(Neighbourhood, Entrance.neighbourhood_id == Neighbourhood.id)
        .outerjoin(doors, doors.c.entrance_id == Entrance.id)
    ).all()
    keyed = sorted(
        ((area is None, area or "Hors quartier", street_of(entrance.address), natural(entrance.address), natural(entrance.label), str(entrance.id)), entrance, count)
        for entrance, area, count in rows
    )
    return [
        Area(area, [Street(street, [EntranceChoice(e.id, e.label, e.address, n) for _, e, n in members]) for street, members in groupby(group, key=lambda row: row[0][2])])
        for area, group in groupby(keyed, key=lambda row: row[0][1])
    ]


def street_of(address: str) -> str:
    """An address without its house number."""
    return STREET.sub("", address) or address


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts « 2 » before « 10 »."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", text) if part)
