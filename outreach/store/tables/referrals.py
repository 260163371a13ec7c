"""What one organisation hands to another: sealed content, and in clear only the matter, states and days."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.domain.referrals import Refusal, Standing, Withdrawn
from outreach.store.database import Base
from outreach.store.types import Moment


class Referral(Base):
    """A referral. After its time is over only sender, receiver, matter, states and days remain, for the figures."""

    __tablename__ = "referrals"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    sender_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    case_id: Mapped[UUID | None] = mapped_column(index=True)
    """The sender's case: no receiver learns it. Null once forgotten."""
    receiver_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    """None: a structure without an account, which gets a link."""
    structure_id: Mapped[UUID | None]
    """The structure, which the directory may have lost since; None for an organisation that the directory does not know."""
    theme: Mapped[str | None] = mapped_column(String(160))
    """The matter: as the case has it."""
    agreed_on: Mapped[date | None]
    """The day on which the resident said yes to this structure, where the case names another or none."""
    state: Mapped[Standing] = mapped_column(String(10))
    refusal: Mapped[Refusal | None] = mapped_column(String(20))
    withdrawn_because: Mapped[Withdrawn | None] = mapped_column(String(10))
    sent_on: Mapped[date]
    received_on: Mapped[date | None]
    contacted_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    """The day it was done, or refused."""
    withdrawn_on: Mapped[date | None]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    """For the receiver alone: to its recipient, or to the key of the link."""
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The receiver's last words, for the sender alone."""
    link_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    """SHA-256 of what the link is known by."""
    proof_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of what only link and code together give."""
    link_until: Mapped[datetime | None] = mapped_column(Moment)
    link_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """Wrong codes since the link was made."""


class StructureAccount(Base):
    """A structure of the directory that an organisation of this server says it is."""

    __tablename__ = "structure_accounts"

    structure_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    said_on: Mapped[date]
