"""Field cards as a centre says them. Every version stays: it tells who changed what a team was told, and when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class CardVersion(Base):
    """One version of a card; the greatest `number` holds. Without text: back to the text that comes with Palier."""

    __tablename__ = "card_versions"
    __table_args__ = (UniqueConstraint("organisation_id", "slug", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    slug: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
