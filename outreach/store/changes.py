"""What an import writes, written down so that it can be taken back.

Every chunk of rows is kept compressed beside the import: the id of each row, what the written columns were before (null for a new row) and a digest of what
the import made of them. To undo is to go through the chunks backwards, and to touch only rows that still are what the import made of them.
"""

import base64
import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, LargeBinary, Table, Uuid, bindparam, insert, update
from sqlalchemy.orm import Session

from outreach.store.database import Base
from outreach.store.journal import plain
from outreach.store.tables import ImportChange
from outreach.store.types import Moment

Row = Mapping[str, Any]

DERIVED = {"entrances": {"neighbourhood_id"}}
"""Columns that are computed again whenever what they come from changes: an import that wrote them is not undone by them."""


class Changes:
    """Writes rows of tables whose key is `id`, and remembers. Without an import (`import_id` None) it writes nothing: a rehearsal."""

    def __init__(self, session: Session, import_id: UUID | None) -> None:
        self._session = session
        self._import_id = import_id
        self._number = 0

    @property
    def writes(self) -> bool:
        """Whether anything is written at all."""
        return self._import_id is not None

    def add(self, table: type[Base], rows: Sequence[Row]) -> None:
        """Insert rows. Every row has the same columns, `id` among them."""
        if rows and self.writes:
            self._session.execute(insert(plain(table)), rows)
            self._remember(table.__tablename__, rows, [None] * len(rows))

    def update(self, table: type[Base], before: Sequence[Row], after: Sequence[Row]) -> None:
        """Update rows: `before` and `after` have the same columns, `id` among them, in the same order."""
        if not after or not self.writes:
            return
        target = plain(table)
        written = [name for name in after[0] if name != "id"]
        statement = update(target).where(target.c.id == bindparam("_id")).values({name: bindparam(f"_{name}") for name in written})
        self._session.execute(statement, [{f"_{name}": value for name, value in row.items()} for row in after])
        self._remember(table.__tablename__, after, before)

    def note(self, what: str, ids: Iterable[UUID]) -> None:
        """Remember things that were written some other way (doors go through the journal), under a name that is no table's."""
        if self.writes:
            self._remember(what, [{"id": id_} for id_ in ids], None)

    def _remember(self, name: str, after: Sequence[Row], before: Sequence[Row | None] | None) -> None:
        columns = sorted(set(after[0]) - {"id"} - DERIVED.get(name, set())) if after else []
        kept = before or [None] * len(after)
        rows = [
            [str(new["id"]), None if old is None else [_plain(old[column]) for column in columns], fingerprint(new, columns)]
            for new, old in zip(after, kept, strict=True)
        ]
        packed = zlib.compress(json.dumps({"columns": columns, "rows": rows}, separators=(",", ":")).encode(), 1)
        self._session.add(ImportChange(import_id=self._import_id, number=self._number, table_name=name, rows=packed))
        self._session.flush()
        self._number += 1


class Unrecorded(Changes):
    """Writes, and remembers nothing: for what nobody will ever take back, such as an invented territory."""

    def __init__(self, session: Session) -> None:
        super().__init__(session, None)

    @property
    def writes(self) -> bool:
        """It does."""
        return True

    def _remember(self, name: str, after: Sequence[Row], before: Sequence[Row | None] | None) -> None:
        """There is no import to remember it for."""


@dataclass(frozen=True)
class Changed:
    """A row that an import wrote. `before` is None for a new one."""

    id: UUID
    before: dict[str, Any] | None
    fingerprint: str


def unpack(change: ImportChange, table: Table | None) -> tuple[list[str], list[Changed]]:
    """The columns an import wrote in a chunk, and its rows. `table` gives values their types back; None for what is no table."""
    content = json.loads(zlib.decompress(change.rows))
    columns: list[str] = content["columns"]
    rows = [
        Changed(UUID(id_), None if before is None or table is None else {c: _typed(table.c[c], v) for c, v in zip(columns, before, strict=True)}, made)
        for id_, before, made in content["rows"]
    ]
    return columns, rows


def fingerprint(row: Row, columns: Sequence[str]) -> str:
    """A short digest of some columns of a row."""
    text = json.dumps([_plain(row[column]) for column in columns], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, float) and value.is_integer():
        return int(value)  # a whole number that was given to a column of floats comes back as a float
    return value.isoformat() if isinstance(value, date) else value


def _typed(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 (any column's value)
    if value is None:
        return None
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value
