"""Take an import back: what it added goes, what it changed becomes what it was, as far as nobody has built on it since."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.services.assign_entrances import assign_entrances
from outreach.services.import_addresses import layer_in_use
from outreach.services.note_doors import remove_doors
from outreach.store.changes import Changed, fingerprint, unpack
from outreach.store.database import Base
from outreach.store.journal import chunks, plain
from outreach.store.tables import (
    AreaFigure,
    BareOutcome,
    Case,
    DistinctStructures,
    Encounter,
    Entrance,
    FileImport,
    Headcount,
    Household,
    ImportChange,
    JointRoundEntrance,
    LogEntry,
    Neighbourhood,
    RoundEntrance,
    Service,
    Structure,
    TeamSession,
    Visit,
)

TABLES: dict[str, type[Base]] = {table.__tablename__: table for table in (Neighbourhood, Entrance, AreaFigure, Structure, Service)}
USED: dict[type[Base], tuple[InstrumentedAttribute[Any], ...]] = {
    Entrance: (
        LogEntry.entrance_id,
        RoundEntrance.entrance_id,
        JointRoundEntrance.entrance_id,
        Visit.entrance_id,
        TeamSession.entrance_id,
        Encounter.entrance_id,
        Headcount.entrance_id,
        Household.entrance_id,
        Case.entrance_id,
        BareOutcome.entrance_id,
    ),
    Structure: (Service.structure_id, Structure.merged_into),
}
"""Columns that must not lose what they name."""
REFERRING = (Service, Structure)
"""Tables of `TABLES` whose rows name other rows of `TABLES`, and so keep them, unless they go too."""

TakeBack = Callable[[Session, Sequence[UUID]], int]
"""Takes back things that are no rows of a table of ours; returns how many stay."""

CHANGED = "modification faite depuis l’import"
BUILT_ON = "des passages, des tournées, des portes ou des services en dépendent"
VISITED = "un passage y est noté"


@dataclass
class Undone:
    """What became of the rows: removed (were new), restored (were changed), and kept, with why.

    `noted`: things that are no rows (doors), where it is only foreseen what becomes of them.
    """

    removed: int = 0
    restored: int = 0
    noted: int = 0
    kept: Counter[str] = field(default_factory=Counter)

    def sentences(self) -> list[str]:
        """What stays, and why."""
        return [f"{count} élément{'s' if count > 1 else ''} gardé{'s' if count > 1 else ''} : {why}." for why, count in self.kept.items()]


@dataclass(frozen=True)
class _Judged:
    """Some rows of a chunk: those to remove, those to restore. What is neither stays, or is gone already."""

    remove: list[UUID]
    restore: list[Changed]


Going = dict[type[Base], set[UUID]]
"""Rows that will be removed, of tables that refer to others: they keep nobody."""


def undo_import(session: Session, now: datetime, scope: Scope | None, import_id: UUID, others: Mapping[str, TakeBack] | None = None) -> Undone:
    """Undo an import of the organisation (`scope` None: one made at the server's own keyboard, or anybody's) in the caller's transaction.

    `others` takes back what `Changes.note` remembered, by name; by default doors, through the journal, in the name of the person of `scope`.

    Raises:
        Problem: `no_such_import`, `already_undone`, `undo_needs_person`.
    """
    record = _applied(session, scope, import_id, lock=True)
    take_back = _takes_back(now, scope) if others is None else others
    undone, going = Undone(), Going()
    touched: set[str] = set()
    for change in _chunks(session, import_id):
        touched.add(change.table_name)
        table = TABLES.get(change.table_name)
        if table is None:
            _take_back_noted(session, change, undone, take_back)
            continue
        for judged in _judge(session, table, change, undone, going):
            _remove(session, table, judged.remove)
            _restore(session, table, judged.restore)
    session.execute(delete(ImportChange).where(ImportChange.import_id == import_id))
    if touched & {Neighbourhood.__tablename__, Entrance.__tablename__}:
        _assign_again(session)
    record.state, record.undone_at = "undone", now
    record.undo_notes = undone.sentences()
    session.flush()
    return undone


def foresee_undo(session: Session, scope: Scope | None, import_id: UUID) -> Undone:
    """What undoing an import would do now. Nothing is written. Raises as `undo_import` does, but for what the journal needs."""
    _applied(session, scope, import_id)
    undone, going = Undone(), Going()
    for change in _chunks(session, import_id):
        table = TABLES.get(change.table_name)
        if table is None:
            undone.noted += len(unpack(change, None)[1])
        else:
            for _ in _judge(session, table, change, undone, going):
                pass
    return undone


def _applied(session: Session, scope: Scope | None, import_id: UUID, *, lock: bool = False) -> FileImport:
    record = session.get(FileImport, import_id, with_for_update=lock or None, populate_existing=lock)
    if record is None or (scope is not None and record.organisation_id not in (scope.organisation_id, None)):
        raise Problem("no_such_import", "Cet import n’existe pas. Rien n’a été modifié.", 404)
    if record.state == "undone":
        raise Problem("already_undone", "Cet import est déjà annulé. Rien n’a été modifié.", 409)
    return record


def _chunks(session: Session, import_id: UUID) -> Iterator[ImportChange]:
    """What the import wrote, the last first, one chunk in memory at a time."""
    for number in list(session.scalars(select(ImportChange.number).where(ImportChange.import_id == import_id).order_by(ImportChange.number.desc()))):
        change = session.get_one(ImportChange, (import_id, number))
        yield change
        session.expunge(change)


def _takes_back(now: datetime, scope: Scope | None) -> Mapping[str, TakeBack]:
    def doors(session: Session, ids: Sequence[UUID]) -> int:
        if scope is None or scope.user_id is None:
            raise Problem("undo_needs_person", "Cet import a ajouté des portes : dites au nom de qui l’annuler, avec --as. Rien n’a été modifié.")
        return len(remove_doors(session, now, scope, scope.user_id, ids))

    return {"doors": doors}


def _take_back_noted(session: Session, change: ImportChange, undone: Undone, others: Mapping[str, TakeBack]) -> None:
    ids = [row.id for row in unpack(change, None)[1]]
    stay = others[change.table_name](session, ids)
    undone.removed += len(ids) - stay
    if stay:
        undone.kept[VISITED] += stay


def _judge(session: Session, table: type[Base], change: ImportChange, undone: Undone, going: Going) -> Iterator[_Judged]:
    """Say of every row of a chunk what becomes of it, and count it."""
    columns, rows = unpack(change, plain(table))
    for part in chunks(rows, 1_000):
        present = _present(session, table, columns, part)
        same = [row for row in part if present.get(row.id) == row.fingerprint]
        new = [row.id for row in same if row.before is None]
        used = _used(session, table, new, going)
        judged = _Judged([id_ for id_ in new if id_ not in used], [row for row in same if row.before is not None])
        for why, count in ((CHANGED, len(present) - len(same)), (BUILT_ON, len(used))):
            if count:
                undone.kept[why] += count
        undone.removed += len(judged.remove)
        undone.restored += len(judged.restore)
        if table in REFERRING:
            going.setdefault(table, set()).update(judged.remove)
        yield judged


def _present(session: Session, table: type[Base], columns: list[str], rows: Sequence[Changed]) -> dict[UUID, str]:
    """Digests of the rows that still exist."""
    target = plain(table)
    query = select(target.c.id, *(target.c[column] for column in columns)).where(target.c.id.in_([row.id for row in rows]))
    return {row.id: fingerprint(dict(row._mapping), columns) for row in session.execute(query)}  # noqa: SLF001 (the public name of SQLAlchemy)


def _used(session: Session, table: type[Base], ids: Collection[UUID], going: Going) -> set[UUID]:
    used: set[UUID] = set()
    for column in USED.get(table, ()):
        if column.class_ in REFERRING:
            leaving = going.get(column.class_, set())
            pairs = session.execute(select(column, column.class_.id).where(column.in_(ids))).all()
            used.update(named for named, by in pairs if by not in leaving)
        else:
            used.update(session.scalars(select(column).where(column.in_(ids)).distinct()))
    return used


def _remove(session: Session, table: type[Base], ids: Collection[UUID]) -> None:
    if not ids:
        return
    if table is Neighbourhood:
        session.execute(update(Entrance).where(Entrance.neighbourhood_id.in_(ids)).values(neighbourhood_id=None))
    if table is Structure:
        session.execute(delete(DistinctStructures).where(or_(DistinctStructures.first_id.in_(ids), DistinctStructures.second_id.in_(ids))))
    session.execute(delete(plain(table)).where(plain(table).c.id.in_(ids)))


def _restore(session: Session, table: type[Base], rows: Sequence[Changed]) -> None:
    """All rows of a chunk have the same columns; none where the import only wrote what is computed again anyway."""
    if not rows or not rows[0].before:
        return
    target = plain(table)
    statement = update(target).where(target.c.id == bindparam("_id")).values({name: bindparam(f"_{name}") for name in rows[0].before})
    session.execute(statement, [{"_id": row.id, **{f"_{name}": value for name, value in (row.before or {}).items()}} for row in rows])


def _assign_again(session: Session) -> None:
    try:
        layer = layer_in_use(session)
    except Problem:  # several layers and no entrance in any: nobody has chosen yet
        return
    if layer is not None:
        assign_entrances(session, layer)
