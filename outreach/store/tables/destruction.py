"""What was erased: the log that stays, and the outcomes of visits that nothing else is known of."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.domain.erasure import ErasureReason, What
from outreach.store.database import Base


class DestructionLine(Base):
    """A line of the destruction log (`outreach.domain.erasure.Destruction`): append only, and copied outside of the database at once."""

    __tablename__ = "destruction_log"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    what: Mapped[What] = mapped_column(String(10))
    target: Mapped[str] = mapped_column(String(80), index=True)
    reason: Mapped[ErasureReason] = mapped_column(String(40))
    previous: Mapped[bytes] = mapped_column(LargeBinary(32))
    signature: Mapped[bytes] = mapped_column(LargeBinary(64))


class BareOutcome(Base):
    """How many visits of an organisation ended so at an entrance on a day, of which the journal has forgotten everything else: door, hour, who, and which."""

    __tablename__ = "bare_outcomes"
    __table_args__ = ({"sqlite_with_rowid": False},)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    entrance_id: Mapped[UUID] = mapped_column(ForeignKey("entrances.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(String(20), primary_key=True)
    visits: Mapped[int]
