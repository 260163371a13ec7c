"""Whose eyes a query uses: every query names the organisation it may see."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Scope:
    """The organisation, and within it the person, on whose behalf something is read or written."""

    organisation_id: UUID
    user_id: UUID | None = None
