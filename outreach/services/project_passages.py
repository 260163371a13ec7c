"""What came of each organisation's visits at an entrance, on one row: made again whole for the entrances that something touched, never added to."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, delete, select, type_coerce
from sqlalchemy.orm import Session

from outreach.domain.packed import pack
from outreach.store.journal import Columns, chunks, insert_rows
from outreach.store.tables import BareOutcome, Door, EntrancePassages, Visit

Row = dict[str, Any]
AT_ONCE = 200
"""Entrances: some ten thousand visits."""

# Ids as the database has them: they are only told apart here.
ENTRANCE, DOOR = type_coerce(Visit.entrance_id, String), type_coerce(Visit.door_id, String)
VISITS: Columns = (
    select(ENTRANCE, DOOR, Visit.day, Visit.outcome, Door.standing)
    .outerjoin(Door, and_(Door.id == Visit.door_id, Door.entrance_id == Visit.entrance_id))
    .order_by(Visit.entrance_id, Visit.door_id)
)
BARE: Columns = select(type_coerce(BareOutcome.entrance_id, String), BareOutcome.visits, BareOutcome.day, BareOutcome.outcome)


def project_passages(session: Session, organisation: UUID, entrances: Collection[UUID]) -> None:
    """Bring the organisation's rows of these entrances up to date: a pure function of its live visits, of the doors there, and of what erasure left."""
    for chunk in chunks(sorted(entrances, key=lambda entrance: entrance.bytes), AT_ONCE):
        rows = list(_rows(session, organisation, chunk))
        here = (EntrancePassages.organisation_id == organisation, EntrancePassages.entrance_id.in_(chunk))
        session.execute(delete(EntrancePassages).where(*here))
        insert_rows(session, EntrancePassages, rows)


def project_passages_of_all(session: Session, entrances: Collection[UUID]) -> None:
    """The same for every organisation: which doors stand is the territory's."""
    concerned: dict[UUID, set[UUID]] = defaultdict(set)
    for chunk in chunks(entrances):
        found = select(EntrancePassages.organisation_id, EntrancePassages.entrance_id).where(EntrancePassages.entrance_id.in_(chunk))
        for organisation, entrance in session.execute(found):
            concerned[organisation].add(entrance)
    for organisation in sorted(concerned):
        project_passages(session, organisation, concerned[organisation])


def _rows(session: Session, organisation: UUID, entrances: Collection[UUID]) -> Iterator[Row]:
    visits = session.execute(VISITS.where(Visit.organisation_id == organisation, Visit.entrance_id.in_(entrances)))
    by_entrance = {entrance: _doors(found) for entrance, found in groupby(visits, key=lambda row: row[0])}
    erased: dict[str, list[tuple[int, date, str]]] = defaultdict(list)
    for entrance, *said in session.execute(BARE.where(BareOutcome.organisation_id == organisation, BareOutcome.entrance_id.in_(entrances))):
        erased[entrance].append(tuple(said))
    for entrance in sorted({*by_entrance, *erased}):
        noted, undescribed = by_entrance.get(entrance, ([], 0))
        yield {
            "organisation_id": organisation,
            "entrance_id": UUID(str(entrance)),
            "visits": pack(noted),
            "erased": pack(erased.get(entrance, [])),
            "undescribed": undescribed,
        }


def _doors(visits: Any) -> tuple[list[tuple[int, date, str]], int]:  # noqa: ANN401 (rows of `VISITS` of one entrance)
    """The visits with the doors' places, and how many of the doors do not stand or are not described."""
    noted: list[tuple[int, date, str]] = []
    undescribed = 0
    for place, (_door, found) in enumerate(groupby(visits, key=lambda row: row[1])):
        standing = False
        for _entrance, _id, day, outcome, stands in found:
            noted.append((place, day, outcome))
            standing = bool(stands)
        undescribed += not standing
    return noted, undescribed
