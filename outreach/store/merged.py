"""Structures that a person said are the same one: which of them is shown.

Merging moves nothing: a merged structure keeps its record, its names and its services, and whoever reads the directory attaches them to the one that is shown.
So a merge is undone by forgetting it, and an import after a merge finds everything where it left it. The one that is shown may itself be merged later.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.store.tables import Structure


def shown_instead(session: Session) -> dict[UUID, UUID]:
    """Every merged structure → the one that is shown in its place, through any number of merges. Not merged ones are not in it."""
    query = select(Structure.id, Structure.merged_into).where(Structure.merged_into.is_not(None))
    return ends({id_: into for id_, into in session.execute(query) if into is not None})


def ends(merged: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """Where following `merged` ends, for each that it knows."""
    found: dict[UUID, UUID] = {}
    for start in merged:
        end = merged[start]
        while end in merged:
            end = merged[end]
        found[start] = end
    return found
