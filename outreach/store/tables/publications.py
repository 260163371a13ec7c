"""What has left the team: frozen, never changed, never deleted."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class Publication(Base):
    """A publication as it was made: its text, and the SHA-256 of it. Counts of areas only, of which small ones are hidden."""

    __tablename__ = "publications"
    __table_args__ = (UniqueConstraint("organisation_id", "audience", "first", "last"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    audience: Mapped[str] = mapped_column(String(20))
    layer: Mapped[str] = mapped_column(String(100))
    first: Mapped[date]
    last: Mapped[date]
    published_on: Mapped[date]
    published_by: Mapped[UUID | None]
    frozen: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
