"""What we ask: every published version of every form stays, because tablets in the field may still carry it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Boolean, Date, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class FormVersion(Base):
    """A published form. `fields` maps each field name to its role, `values` each coded one to what it takes; `hash` is SHA-256 of the XForm, hex."""

    __tablename__ = "form_versions"
    __table_args__ = (UniqueConstraint("organisation_id", "form_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Whose it is; null for what comes with Palier, which every organisation gets."""
    form_id: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64), index=True)
    xform: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`{"kind", "codes"}` of each field of role `answer`, as `forms.values` reads them from the XForm."""
    current: Mapped[bool]
    """Whether tablets offer this version for new interviews."""
    source: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The definition, as `forms.book` keeps it; null for a version published before it was kept."""
    media: Mapped[dict[str, Any]] = mapped_column(JSON, server_default="{}")
    """`{"hash", "bytes"}` by name of the pictures and lists of choices that come with it."""
    languages: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    published_on: Mapped[date | None] = mapped_column(Date)


class DeclinedForm(Base):
    """A version that comes with Palier, and that this organisation does not offer."""

    __tablename__ = "declined_forms"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_versions.id"), primary_key=True)


class FormDraft(Base):
    """A definition on its way to being published: what was brought, as its coordinators have completed it so far."""

    __tablename__ = "form_drafts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    roles: Mapped[dict[str, str]] = mapped_column(JSON)
    """Of the questions whose author gave none: what is proposed, or was chosen since."""
    roles_seen: Mapped[bool] = mapped_column(Boolean)
    """Whether a coordinator has confirmed those roles."""
    media: Mapped[dict[str, Any]] = mapped_column(JSON)
    previewed: Mapped[str | None] = mapped_column(String(64))
    """The content, as a digest, that the tablet's screens have opened."""


class FormFile(Base):
    """A picture or a list of choices, kept once however many versions show it."""

    __tablename__ = "form_files"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
