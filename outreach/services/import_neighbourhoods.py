"""Store the neighbourhoods of a layer: a known (layer, code) is updated, an unknown one added."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import NeighbourhoodRow, RowReport, Status
from outreach.store.tables import Neighbourhood

NAMESPACE = UUID("6d0b6c5e-2f0a-5a44-9c55-0f6f1f9c8a11")
"""The id of a neighbourhood is UUIDv5 of this namespace and `layer|code`."""


def import_neighbourhoods(session: Session, layer: str, rows: Iterable[NeighbourhoodRow]) -> list[RowReport]:
    """Add or update the neighbourhoods of `layer`, and say for each row which. The caller commits, or rolls back."""
    known = {area.code: area for area in session.scalars(select(Neighbourhood).where(Neighbourhood.layer == layer))}
    reports = []
    for row in rows:
        status = _store(session, layer, row, known.get(row.code))
        if row.remarks and status is not Status.UNCHANGED:
            status = Status.REPAIRED
        reports.append(RowReport(row.row, row.name, status, row.remarks))
    session.flush()
    return reports


def _store(session: Session, layer: str, row: NeighbourhoodRow, area: Neighbourhood | None) -> Status:
    if area is None:
        session.add(Neighbourhood(id=uuid5(NAMESPACE, f"{layer}|{row.code}"), layer=layer, code=row.code, name=row.name, geometry=row.geometry))
        return Status.ADDED
    if (area.name, area.geometry) == (row.name, row.geometry):
        return Status.UNCHANGED
    area.name, area.geometry = row.name, row.geometry
    return Status.UPDATED
