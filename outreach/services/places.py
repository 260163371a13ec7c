"""The entrances of the territory, as a coordinator chooses among them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, or_, select, true
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


@dataclass(frozen=True)
class AreaSize:
    """A neighbourhood and how many entrances it has. `id`: None for what lies outside of all."""

    id: UUID | None
    name: str
    entrances: int


def list_area_sizes(session: Session) -> list[AreaSize]:
    """The neighbourhoods that have entrances, by name; what lies outside of all comes last."""
    query = select(Entrance.neighbourhood_id, Neighbourhood.name, func.count().label("many"))
    query = query.outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
    rows = session.execute(query.group_by(Entrance.neighbourhood_id, Neighbourhood.name))
    found = [AreaSize(row.neighbourhood_id, row.name or OUTSIDE, row.many) for row in rows]
    return sorted(found, key=lambda one: (one.id is None, one.name, str(one.id)))


@dataclass(frozen=True)
class Part:
    """Part of the territory: the entrances of some neighbourhoods (None: outside of all), and some more."""

    areas: Collection[UUID | None]
    entrances: Collection[UUID]

    @property
    def condition(self) -> ColumnElement[bool]:
        """Which entrances lie in it."""
        outside = Entrance.neighbourhood_id.is_(None) if None in self.areas else false()
        return or_(outside, Entrance.neighbourhood_id.in_([area for area in self.areas if area]), Entrance.id.in_(self.entrances))


def list_places(session: Session, part: Part | None = None) -> list[Area]:
    """Every entrance (of a part), by neighbourhood, street and house number. Entrances outside every neighbourhood come last."""
    doors = select(Door.entrance_id, func.count().label("doors")).where(Door.standing).group_by(Door.entrance_id).subquery()
    rows = session.execute(
        select(Entrance.id, Entrance.label, Entrance.address, func.coalesce(doors.c.doors, 0), Neighbourhood.name)
        .outerjoin(Neighbourhood, Entrance.neighbourhood_id == Neighbourhood.id)
        .outerjoin(doors, doors.c.entrance_id == Entrance.id)
        .where(true() if part is None else part.condition)
    ).all()
    placed = sorted((_Placed(EntranceChoice(*its), area) for *its, area in rows), key=_Placed.order)
    return [Area(area, _streets(group)) for area, group in groupby(placed, key=lambda one: one.area or OUTSIDE)]


def _streets(group: Iterable["_Placed"]) -> list[Street]:
    return [Street(name, [one.entrance for one in members]) for name, members in groupby(group, key=lambda one: street_of(one.entrance.address))]


@dataclass(frozen=True)
class _Placed:
    entrance: EntranceChoice
    area: str | None

    def order(self) -> tuple[object, ...]:
        one = self.entrance
        return self.area is None, self.area or "", street_of(one.address), natural(one.address), natural(one.label), str(one.id)


def street_of(address: str) -> str:
    """An address without its house number."""
    return STREET.sub("", address) or address


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts « 2 » before « 10 »."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part.casefold()) for part in re.split(r"(\d+)", text) if part)
