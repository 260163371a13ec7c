"""The files that came in: an organisation's own, and those brought at the server's own keyboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from outreach.domain.scope import Scope
from outreach.store.tables import FileImport, User

SHOWN = 100


@dataclass(frozen=True)
class ImportLine:
    """An import as lists and pages show it. `person` is None at the server's own keyboard; `counts`: rows by status."""

    id: UUID
    kind: str
    file_name: str
    made_at: datetime
    person: str | None
    counts: Mapping[str, int]
    notes: Sequence[str]
    undone_at: datetime | None
    undo_notes: Sequence[str]

    @property
    def undone(self) -> bool:
        """Whether it was taken back."""
        return self.undone_at is not None


def list_imports(session: Session, scope: Scope | None, most: int = SHOWN) -> list[ImportLine]:
    """The latest imports, newest first; those of everybody where `scope` is None."""
    return _lines(session, scope, most)


def find_import(session: Session, scope: Scope, import_id: UUID) -> ImportLine | None:
    """One of them, if it was made and may be seen."""
    found = _lines(session, scope, 1, FileImport.id == import_id)
    return found[0] if found else None


def _lines(session: Session, scope: Scope | None, most: int, *conditions: ColumnElement[bool]) -> list[ImportLine]:
    own = () if scope is None else (or_(FileImport.organisation_id == scope.organisation_id, FileImport.organisation_id.is_(None)),)
    query = select(FileImport, User.name).outerjoin(User, User.id == FileImport.user_id).where(*own, *conditions)
    return [
        ImportLine(made.id, made.kind, made.file_name, made.made_at, person, made.counts, made.notes, made.undone_at, made.undo_notes)
        for made, person in session.execute(query.order_by(FileImport.made_at.desc(), FileImport.id).limit(most)).all()
    ]
