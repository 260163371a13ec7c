"""The entrances of the territory, as a coordinator looks through them: by neighbourhood and street, by words, or those without a façade."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from outreach.domain.folding import begins, fold
from outreach.domain.scope import Scope
from outreach.services.places import natural, street_of
from outreach.store.doors import shown_to
from outreach.store.tables import Door, Entrance, Neighbourhood

PAGE = 200
MOST_FOUND = 5_000
ACCENTED = set("aceinouy")
"""Letters that may carry an accent where they are written, and not where they are searched."""


@dataclass(frozen=True)
class AreaLine:
    """A neighbourhood in the list. `id` and `name` are None for entrances outside of all. `bare`: entrances without a door."""

    id: UUID | None
    name: str | None
    entrances: int
    doors: int
    bare: int


@dataclass(frozen=True)
class EntranceLine:
    """An entrance in the list."""

    id: UUID
    label: str
    address: str
    city: str | None
    doors: int
    grouped: bool
    """Whether it is one of several of a building."""


@dataclass(frozen=True)
class StreetLines:
    """The entrances of a street (or residence), in the order of their numbers."""

    name: str
    entrances: list[EntranceLine]


@dataclass(frozen=True)
class Found:
    """A page of entrances; `total`: how many there are; `cut`: there are more than anybody looks through."""

    streets: list[StreetLines]
    total: int
    page: int
    cut: bool

    @property
    def towns(self) -> int:
        """Of how many towns the entrances of the page are."""
        return len({one.city for street in self.streets for one in street.entrances})

    @property
    def pages(self) -> int:
        """How many pages they fill."""
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Wanted:
    """What the list shows: a neighbourhood (`None`: any; the text `outside`: in none), words, only entrances without a door."""

    area: UUID | str | None = None
    words: str = ""
    bare: bool = False


def list_area_lines(session: Session, scope: Scope) -> list[AreaLine]:
    """Every neighbourhood that has entrances, by name, then what is outside of all."""
    doors = _doors(scope)
    counted = func.coalesce(doors.c.doors, 0)
    rows = session.execute(
        select(Neighbourhood.id, Neighbourhood.name, func.count(), func.sum(counted), func.sum(case((counted == 0, 1), else_=0)))
        .select_from(Entrance)
        .outerjoin(doors, doors.c.entrance_id == Entrance.id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
        .group_by(Neighbourhood.id, Neighbourhood.name)
    )
    lines = [AreaLine(id_, name, entrances, int(total or 0), int(bare or 0)) for id_, name, entrances, total, bare in rows]
    return sorted(lines, key=lambda line: (line.name is None, fold(line.name or ""), str(line.id)))


def find_entrance_lines(session: Session, scope: Scope, wanted: Wanted, page: int = 1) -> Found:
    """A page of the entrances that are wanted, street by street. `page` counts from 1; beyond the last it is the last."""
    words = fold(wanted.words).split()
    rows = session.execute(_query(scope, wanted, words).limit(MOST_FOUND + 1)).all()
    lines = [EntranceLine(*row) for row in rows[:MOST_FOUND] if begins(words, " " + fold(f"{row.label} {row.address} {row.city or ''}"))]
    lines.sort(key=lambda line: (fold(street_of(line.address)), natural(line.address), natural(line.label), str(line.id)))
    last = max(1, -(-len(lines) // PAGE))
    shown = min(max(page, 1), last)
    part = lines[(shown - 1) * PAGE : shown * PAGE]
    streets = [StreetLines(name, list(members)) for name, members in groupby(part, key=lambda line: street_of(line.address))]
    return Found(streets, len(lines), shown, len(rows) > MOST_FOUND)


def _query(scope: Scope, wanted: Wanted, words: list[str]) -> Select[Any]:
    doors = _doors(scope)
    counted = func.coalesce(doors.c.doors, 0)
    query: Select[Any] = select(
        Entrance.id, Entrance.label, Entrance.address, Entrance.city, counted.label("doors"), Entrance.building.is_not(None).label("grouped")
    ).outerjoin(doors, doors.c.entrance_id == Entrance.id)
    if wanted.area == "outside":
        query = query.where(Entrance.neighbourhood_id.is_(None))
    elif wanted.area is not None:
        query = query.where(Entrance.neighbourhood_id == wanted.area)
    if wanted.bare:
        query = query.where(counted == 0)
    for word in words:
        pattern = "%" + "".join("_" if letter in ACCENTED else letter for letter in word) + "%"
        query = query.where(Entrance.address.ilike(pattern) | Entrance.label.ilike(pattern) | Entrance.city.ilike(pattern))
    return query


def _doors(scope: Scope) -> Any:  # noqa: ANN401 (a subquery of counts by entrance)
    return select(Door.entrance_id, func.count().label("doors")).where(shown_to(scope.organisation_id)).group_by(Door.entrance_id).subquery()
