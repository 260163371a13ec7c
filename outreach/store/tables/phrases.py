"""Who reviewed the fixed phrases that residents read."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class PhraseReview(Base):
    """Somebody who speaks a language read its phrases for an organisation. It holds for the phrases of `hash` and no others; no name is kept."""

    __tablename__ = "phrase_reviews"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    reviewer: Mapped[str] = mapped_column(String(120))
    """The function of who reviewed, in words: « médiatrice, arabophone »."""
    reviewed_on: Mapped[date]
