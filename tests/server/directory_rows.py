"""Invented structures and services for tests of the directory, written straight into the tables."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.domain.resources import Position
from outreach.services.store_resources import resource_id, service_values, structure_values
from outreach.store.tables import Service, Structure

DATE = "2025-10-01"


def add_structure(
    session: Session, key: str, *, aliases: Sequence[str] = (), position: Position = "exact", hours_text: str | None = None, **fields: Any
) -> UUID:
    """A structure of the source `essai`; `fields` are those of data.inclusion, `None` for none."""
    record = {"source": "essai", "id": f"essai--{key}", "nom": f"Structure {key}", "date_maj": DATE, **fields}
    record = {name: value for name, value in record.items() if value is not None}
    row = Structure(id=resource_id(record["id"]), key=record["id"], **structure_values(record, position, aliases, hours_text))
    session.add(row)
    session.flush()
    return row.id


def add_service(session: Session, structure: str, key: str, **fields: Any) -> UUID:
    """A service of the structure `essai--<structure>`."""
    standard = {"nom": f"Service {key}", "description": "Une description inventée pour les essais.", "date_maj": DATE}
    record = {"source": "essai", "id": f"essai--{key}", "structure_id": f"essai--{structure}", **standard, **fields}
    record = {name: value for name, value in record.items() if value is not None}
    row = Service(id=resource_id(record["id"]), key=record["id"], **service_values(record))
    session.add(row)
    session.flush()
    return row.id
