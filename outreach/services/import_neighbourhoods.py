"""Store the neighbourhoods of a layer: a known (layer, code) is updated, an unknown one added."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.imported import NeighbourhoodRow, RowReport, Status
from outreach.store.changes import Changes
from outreach.store.tables import Neighbourhood

NAMESPACE = UUID("6d0b6c5e-2f0a-5a44-9c55-0f6f1f9c8a11")
"""The id of a neighbourhood is UUIDv5 of this namespace and `layer|code`."""


def import_neighbourhoods(session: Session, changes: Changes, layer: str, rows: Sequence[NeighbourhoodRow]) -> list[RowReport]:
    """Add or update neighbourhoods of `layer` (a chunk of a file: a few hundred), and say for each row which. No two rows have the same code.

    The caller commits, or rolls back; entrances are assigned afterwards (`assign_entrances`).
    """
    known = _known(session, layer, [row.code for row in rows])
    added: list[dict[str, Any]] = []
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    reports = []
    for row in rows:
        area = known.get(row.code)
        values = {"name": row.name, "geometry": row.geometry}
        if area is None:
            status = Status.ADDED
            added.append({"id": uuid5(NAMESPACE, f"{layer}|{row.code}"), "layer": layer, "code": row.code, **values})
        elif area == {"id": area["id"], **values}:
            status = Status.UNCHANGED
        else:
            status = Status.UPDATED
            before.append(area)
            after.append({"id": area["id"], **values})
        if row.remarks and status is not Status.UNCHANGED:
            status = Status.REPAIRED
        reports.append(RowReport(row.row, row.name, status, row.remarks))
    changes.add(Neighbourhood, added)
    changes.update(Neighbourhood, before, after)
    return reports


def _known(session: Session, layer: str, codes: list[str]) -> dict[str, dict[str, Any]]:
    query = select(Neighbourhood.code, Neighbourhood.id, Neighbourhood.name, Neighbourhood.geometry)
    rows = session.execute(query.where(Neighbourhood.layer == layer, Neighbourhood.code.in_(codes)))
    return {row.code: {"id": row.id, "name": row.name, "geometry": row.geometry} for row in rows}
