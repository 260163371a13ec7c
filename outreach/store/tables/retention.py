"""How long an organisation keeps what, where it chose otherwise than the default."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.domain.retention import Clock
from outreach.store.database import Base


class RetentionChoice(Base):
    """Months for one clock (`outreach.domain.retention`)."""

    __tablename__ = "retention_choices"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    clock: Mapped[Clock] = mapped_column(String(20), primary_key=True)
    months: Mapped[int]
