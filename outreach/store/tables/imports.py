"""Files that came in: who brought them, what became of them, and what is needed to take them back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class FileImport(Base):
    """A file that was imported. The file itself is not kept."""

    __tablename__ = "imports"
    __table_args__ = (CheckConstraint("state in ('applied', 'undone')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """Null for what the person at the server's own keyboard imported."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    """Rows by status (`outreach.domain.imported.Status`)."""
    notes: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undo_notes: Mapped[list[Any]] = mapped_column(JSON)
    """What could not be taken back, in sentences."""


class ImportChange(Base):
    """A chunk of rows that an import wrote in one table, with what they were before: see `outreach.store.changes`."""

    __tablename__ = "import_changes"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("imports.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(String(40))
    rows: Mapped[bytes] = mapped_column(LargeBinary)
