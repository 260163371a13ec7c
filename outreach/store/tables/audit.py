"""The log of accesses: append only, each row chained to the one before. Triggers of both databases refuse to change or drop a row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base
from outreach.store.types import Moment


class AuditEvent(Base):
    """One access. `number` counts from 1 without a gap; `user_id` is null where nobody was signed in."""

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_organisation_id_number", "organisation_id", "number"), Index("ix_audit_events_kind", "kind"))

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Null of a sign-in under a login that nobody has."""
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    """Ids or counts; never a name, a telephone number or a free text, and never both a door and answers."""
    address: Mapped[str] = mapped_column(String(50))
    """Of sign-ins: the network it came from, without its last part."""
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
