"""Take an import back: what it added goes, what it changed becomes what it was, as far as nobody has built on it since."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.assign_entrances import assign_entrances
from outreach.services.import_addresses import layer_in_use
from outreach.store.changes import Changed, fingerprint, unpack
from outreach.store.database import Base
from outreach.store.journal import chunks, plain
from outreach.store.tables import (
    AreaFigure,
    DistinctStructures,
    Entrance,
    FileImport,
    Household,
    ImportChange,
    LogEntry,
    Neighbourhood,
    RoundEntrance,
    Service,
    Structure,
    Visit,
)

TABLES: dict[str, type[Base]] = {table.__tablename__: table for table in (Neighbourhood, Entrance, AreaFigure, Structure, Service)}
USED: dict[type[Base], tuple[InstrumentedAttribute[Any], ...]] = {
    Entrance: (LogEntry.entrance_id, RoundEntrance.entrance_id, Visit.entrance_id, Household.entrance_id),
    Structure: (Service.structure_id, Structure.merged_into),
}
"""Columns that must not lose what they name."""

TakeBack = Callable[[Session, Sequence[UUID]], int]
"""Takes back things that are no rows of a table of ours; returns how many stay."""


@dataclass
class Undone:
    """What became of the rows: removed (were new), restored (were changed), and kept, with why."""

    removed: int = 0
    restored: int = 0
    kept: Counter[str] = field(default_factory=Counter)


def undo_import(session: Session, now: datetime, scope: Scope | None, import_id: UUID, others: dict[str, TakeBack]) -> Undone:
    """Undo an import of the organisation (`scope` None: one made at the server's own keyboard, or anybody's) in the caller's transaction.

    `others` takes back what `Changes.note` remembered, by name.

    Raises:
        Problem: `no_such_import`, `already_undone`.
    """
    record = session.get(FileImport, import_id)
    if record is None or (scope is not None and record.organisation_id not in (scope.organisation_id, None)):
        raise Problem("no_such_import", "Cet import n’existe pas. Rien n’a été modifié.", 404)
    if record.state == "undone":
        raise Problem("already_undone", "Cet import est déjà annulé. Rien n’a été modifié.", 409)
    undone = Undone()
    numbers = list(session.scalars(select(ImportChange.number).where(ImportChange.import_id == import_id).order_by(ImportChange.number.desc())))
    touched: set[str] = set()
    for number in numbers:
        change = session.get_one(ImportChange, (import_id, number))
        touched.add(change.table_name)
        _undo_chunk(session, change, undone, others)
        session.expunge(change)
    session.execute(delete(ImportChange).where(ImportChange.import_id == import_id))
    if touched & {Neighbourhood.__tablename__, Entrance.__tablename__}:
        _assign_again(session)
    record.state, record.undone_at = "undone", now
    record.undo_notes = [f"{why} : {count}" for why, count in undone.kept.items()]
    session.flush()
    return undone


def _undo_chunk(session: Session, change: ImportChange, undone: Undone, others: dict[str, TakeBack]) -> None:
    table = TABLES.get(change.table_name)
    columns, rows = unpack(change, None if table is None else plain(table))
    if table is None:
        ids = [row.id for row in rows]
        stay = others[change.table_name](session, ids)
        undone.removed += len(ids) - stay
        if stay:
            undone.kept["déjà utilisées depuis, gardées"] += stay
        return
    for part in chunks(rows, 1_000):
        same = _unchanged(session, table, columns, part)
        if len(same) < len(part):
            undone.kept["modifiées depuis, gardées"] += len(part) - len(same)
        new = [row.id for row in same if row.before is None]
        used = _used(session, table, new)
        if used:
            undone.kept["déjà utilisées (passages, tournées, services), gardées"] += len(used)
        undone.removed += _remove(session, table, [id_ for id_ in new if id_ not in used])
        undone.restored += _restore(session, table, [row for row in same if row.before is not None])


def _unchanged(session: Session, table: type[Base], columns: list[str], rows: Sequence[Changed]) -> list[Changed]:
    """Those of the rows that still are what the import made of them."""
    target = plain(table)
    query = select(target.c.id, *(target.c[column] for column in columns)).where(target.c.id.in_([row.id for row in rows]))
    present = {row.id: fingerprint(dict(row._mapping), columns) for row in session.execute(query)}  # noqa: SLF001 (the public name of SQLAlchemy)
    return [row for row in rows if present.get(row.id) == row.fingerprint]


def _used(session: Session, table: type[Base], ids: Collection[UUID]) -> set[UUID]:
    used: set[UUID] = set()
    for column in USED.get(table, ()):
        used.update(session.scalars(select(column).where(column.in_(ids)).distinct()))
    return used


def _remove(session: Session, table: type[Base], ids: Collection[UUID]) -> int:
    if ids and table is Neighbourhood:
        session.execute(update(Entrance).where(Entrance.neighbourhood_id.in_(ids)).values(neighbourhood_id=None))
    if ids and table is Structure:
        session.execute(delete(DistinctStructures).where(or_(DistinctStructures.first_id.in_(ids), DistinctStructures.second_id.in_(ids))))
    if ids:
        session.execute(delete(plain(table)).where(plain(table).c.id.in_(ids)))
    return len(ids)


def _restore(session: Session, table: type[Base], rows: Sequence[Changed]) -> int:
    target = plain(table)
    for row in rows:
        session.execute(update(target).where(target.c.id == row.id).values(row.before or {}))
    return len(rows)


def _assign_again(session: Session) -> None:
    try:
        layer = layer_in_use(session)
    except Problem:  # several layers and no entrance in any: nobody has chosen yet
        return
    if layer is not None:
        assign_entrances(session, layer)
