"""What we ask: every published version of every form stays, because tablets in the field may still carry it."""

from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class FormVersion(Base):
    """A published form. `fields` maps each field name to its role, `values` each coded one to what it takes; `hash` is SHA-256 of the XForm, hex."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("form_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    xform: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`{"kind", "codes"}` of each field of role `answer`, as `forms.values` reads them from the XForm."""
    current: Mapped[bool]
    """Whether tablets offer this version for new interviews."""
