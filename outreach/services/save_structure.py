"""Structures and services written by hand: added, changed, confirmed, given back to their source, deleted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.domain.checked_record import wrong_in_service, wrong_in_structure
from outreach.domain.opening_hours import is_opening_hours
from outreach.domain.resources import Position, Record
from outreach.errors import Problem
from outreach.services.find_structure import KEPT, find_service, find_structure
from outreach.services.store_resources import resource_id, service_values, structure_values
from outreach.store.tables import DistinctStructures, Service, Structure

SOURCE = "palier"
"""The source of what was typed here; ids are `palier--<uuid>`."""

WRONG_HOURS = "Ces horaires ne se lisent pas. Exemple : Mo-Fr 09:00-12:30,14:00-17:00."


@dataclass(frozen=True)
class StructureSheet:
    """A structure as it was typed. `fields`: of data.inclusion; those that are None are taken out, absent ones stay as they are."""

    fields: Mapping[str, Any]
    aliases: Sequence[str]
    position: Position


def save_structure(session: Session, now: datetime, today: date, sheet: StructureSheet, structure_id: UUID | None = None) -> Structure:
    """Add a structure, or change one. A changed one is dated `today`, and imports leave it as it is from now on.

    Raises:
        Problem: `unknown_structure`; `invalid_record`, whose details say under `fields` what is wrong with each.
    """
    known = find_structure(session, structure_id) if structure_id else None
    record = _record(known.content if known else {"source": SOURCE, "id": f"{SOURCE}--{uuid4()}"}, sheet.fields)
    aliases = list(dict.fromkeys(" ".join(alias.split()) for alias in sheet.aliases if alias.strip()))
    hours_text = None if known is None or "horaires_accueil" in record else known.hours_text
    values = _columns(record, sheet.position, aliases, hours_text)
    if known is not None and not _differs(known, values):
        return known
    record = {**record, "date_maj": today.isoformat()}
    _refuse(wrong_in_structure(record) | _wrong_hours(record) | _wrong_names(aliases))
    if known is None:
        known = Structure(id=resource_id(record["id"]), key=record["id"])
    _set(known, _columns(record, sheet.position, aliases, hours_text), now)
    session.add(known)
    session.flush()
    return known


def save_service(session: Session, now: datetime, today: date, structure_id: UUID, fields: Mapping[str, Any], service_id: UUID | None = None) -> Service:
    """Add a service to a structure, or change one of its services; `fields` as for a structure.

    Raises:
        Problem: `unknown_structure`, `unknown_service`; `invalid_record`, as for a structure.
    """
    structure = find_structure(session, structure_id)
    known = find_service(session, service_id) if service_id else None
    record = _record(known.content if known else {"source": SOURCE, "id": f"{SOURCE}--{uuid4()}", "structure_id": structure.key}, fields)
    if known is not None and record == known.content:
        return known
    record = {**record, "date_maj": today.isoformat()}
    _refuse(wrong_in_service(record) | _wrong_hours(record))
    if known is None:
        known = Service(id=resource_id(record["id"]), key=record["id"])
    _set(known, service_values(record), now)
    session.add(known)
    session.flush()
    return known


def confirm_structure(session: Session, today: date, structure_id: UUID, services: Collection[UUID]) -> Structure:
    """Say that a structure and these services of its page are right today. An import with an older date then leaves them as they are.

    Raises:
        Problem: `unknown_structure`, `unknown_service`.
    """
    structure = find_structure(session, structure_id)
    confirmed: list[Structure | Service] = [structure, *(find_service(session, id_) for id_ in services)]
    for one in confirmed:
        one.content = {**one.content, "date_maj": today.isoformat()}
        one.updated_on = today
    session.flush()
    return structure


def give_back(session: Session, structure_id: UUID) -> Structure:
    """Let imports change a structure and its services again.

    Raises:
        Problem: `unknown_structure`.
    """
    structure = find_structure(session, structure_id)
    structure.edited_at = None
    for service in session.scalars(select(Service).where(Service.structure_id == structure_id)):
        service.edited_at = None
    session.flush()
    return structure


def delete_structure(session: Session, structure_id: UUID) -> str:
    """Delete a structure with its services. Returns its name.

    Raises:
        Problem: `unknown_structure`; `still_used` if other structures were merged into it, or it is itself merged.
    """
    structure = find_structure(session, structure_id)
    merged = session.scalar(select(Structure.id).where(Structure.merged_into == structure_id).limit(1))
    if merged is not None or structure.merged_into is not None:
        raise Problem("still_used", f"D’autres fiches sont réunies à celle-ci : séparez-les d’abord, sur sa page. {KEPT}", 409)
    session.execute(delete(Service).where(Service.structure_id == structure_id))
    session.execute(delete(DistinctStructures).where((DistinctStructures.first_id == structure_id) | (DistinctStructures.second_id == structure_id)))
    session.delete(structure)
    session.flush()
    return structure.name


def delete_service(session: Session, service_id: UUID) -> str:
    """Delete a service. Returns its name.

    Raises:
        Problem: `unknown_service`.
    """
    service = find_service(session, service_id)
    session.delete(service)
    session.flush()
    return service.name


def _record(before: Record, fields: Mapping[str, Any]) -> Record:
    return {name: value for name, value in {**before, **fields}.items() if value is not None}


def _columns(record: Record, position: Position, aliases: Sequence[str], hours_text: str | None) -> dict[str, Any]:
    complete = {"nom": "", **record, "date_maj": record.get("date_maj") or date.min.isoformat()}
    return structure_values(complete, position, aliases, hours_text)


def _differs(known: Structure, values: Mapping[str, Any]) -> bool:
    return any(getattr(known, name) != value for name, value in values.items())


def _set(row: Structure | Service, values: Mapping[str, Any], now: datetime) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.edited_at = now


def _wrong_hours(record: Record) -> dict[str, str]:
    hours = record.get("horaires_accueil")
    return {} if hours is None or is_opening_hours(hours) else {"horaires_accueil": WRONG_HOURS}


def _wrong_names(aliases: Sequence[str]) -> dict[str, str]:
    return {"aliases": "Chaque autre nom compte au plus 150 caractères."} if any(len(alias) > 150 for alias in aliases) else {}


def _refuse(wrong: Mapping[str, str]) -> None:
    if wrong:
        count = len(wrong)
        some = "Un champ est à corriger" if count == 1 else f"{count} champs sont à corriger"
        raise Problem("invalid_record", f"{some}. Rien n’a été enregistré ; ce que vous avez écrit est encore là.", 422, {"fields": dict(wrong)})
