"""The entrances of the territory, as a coordinator chooses among them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.store.tables import Door, Entrance, Neighbourhood

OUTSIDE = "Hors quartier"
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
    doors = select(Door.entrance_id, func.count().label("doors")).where(Door.standing).group_by(Door.entrance_id).subquery()
    rows = session.execute(
        select(Entrance, Neighbourhood.name, func.coalesce(doors.c.doors, 0))
        .outerjoin(Neighbourhood, Entrance.neighbourhood_id == Neighbourhood.id)
        .outerjoin(doors, doors.c.entrance_id == Entrance.id)
    ).all()
    placed = sorted((_Placed(entrance, area, count) for entrance, area, count in rows), key=_Placed.order)
    return [Area(area, _streets(group)) for area, group in groupby(placed, key=lambda one: one.area or OUTSIDE)]


def _streets(group: Iterable["_Placed"]) -> list[Street]:
    return [Street(name, [one.choice() for one in members]) for name, members in groupby(group, key=lambda one: street_of(one.entrance.address))]


@dataclass(frozen=True)
class _Placed:
    entrance: Entrance
    area: str | None
    doors: int

    def order(self) -> tuple[object, ...]:
        one = self.entrance
        return self.area is None, self.area or "", street_of(one.address), natural(one.address), natural(one.label), str(one.id)

    def choice(self) -> EntranceChoice:
        return EntranceChoice(self.entrance.id, self.entrance.label, self.entrance.address, self.doors)


def street_of(address: str) -> str:
    """An address without its house number."""
    return STREET.sub("", address) or address


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts « 2 » before « 10 »."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", text) if part)
