"""Receipts that residents have withdrawn."""

from datetime import date

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from outreach.store.database import Base


class WithdrawnMark(Base):
    """A mark of a withdrawn receipt: an entry that arrives with it is forgotten at once. In the order of the marks, which tells nothing."""

    __tablename__ = "withdrawn_marks"
    __table_args__ = ({"sqlite_with_rowid": False},)

    mark: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    withdrawn_on: Mapped[date]
