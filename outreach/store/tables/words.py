"""Words that tablets warn of in a comment."""

from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class WordList(Base):
    """The words of a subject as a centre wrote them, one a line. Without a row: those that come with Palier."""

    __tablename__ = "word_lists"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(String(20), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
