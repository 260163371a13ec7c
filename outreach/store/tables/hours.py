"""What was learnt from past passages."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class KeptHours(Base):
    """The hours at which doors open, of an organisation with too many visits to count while somebody waits. Made again whole when a coordinator asks."""

    __tablename__ = "kept_hours"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    until: Mapped[date]
    """The last day whose visits went in."""
    learnt: Mapped[bytes]
    """`outreach.planning.hours.Answering.packed`."""
    evaluation: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
