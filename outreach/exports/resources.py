"""The directory out: data.inclusion v1 JSON, CSV and GeoJSON, streamed. What is exported is what is shown: services of a merged structure come with the other.

JSON is the standard and nothing else. CSV and GeoJSON add other names, hours as text, and whether a position is indicative; both come back in as they went out.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any, Literal
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from data_inclusion.schema import v1
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.resources import ALIASES, HOURS_TEXT, INDICATIVE, SERVICES
from outreach.store.merged import shown_instead
from outreach.store.tables import Service, Structure

CHUNK = 500
FORMULAS = ("=", "+", "-", "@", "\t", "'")
STRUCTURE_COLUMNS = (*v1.Structure.model_fields, ALIASES, INDICATIVE, HOURS_TEXT)
SERVICE_COLUMNS = tuple(name for name in v1.Service.model_fields if name != "contact_nom_prenom")

List = Literal["structures", "services"]


@dataclass(frozen=True)
class _Shown:
    """A structure that is shown: its record, and everything else that is told of it."""

    id: UUID
    record: Mapping[str, Any]
    aliases: tuple[str, ...]
    indicative: bool
    hours_text: str | None


def json_text(session: Session) -> Iterator[str]:
    """`{"structures": […], "services": […]}`, each record valid data.inclusion v1, in the order of their ids."""
    yield '{"structures": ['
    yield from _joined(_compact(one.record) for one in _structures(session))
    yield '], "services": ['
    yield from _joined(_compact(record) for record in _services(session))
    yield "]}\n"


def csv_text(session: Session, what: List) -> Iterator[str]:
    """One list as a table (`;`, to be written as UTF-8 with BOM). Lists of codes are joined by commas; no cell is a formula."""
    columns = STRUCTURE_COLUMNS if what == "structures" else SERVICE_COLUMNS
    rows = (_columns(one) for one in _structures(session)) if what == "structures" else _services(session)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def geojson_text(session: Session) -> Iterator[str]:
    """Structures as features (EPSG:4326; no geometry without a position), with the themes of their services, and the services."""
    shown = shown_instead(session)
    offers: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in session.execute(select(Service.structure_id, Service.content).order_by(Service.key)):
        offers[shown.get(row.structure_id, row.structure_id)].append(_in_order(row.content, v1.Service))
    yield '{"type": "FeatureCollection", "features": [\n'
    yield from _joined((_compact(_feature(one, offers.get(one.id, []))) for one in _structures(session)), ",\n")
    yield "\n]}\n"


def write_json(session: Session, file: IO[bytes]) -> None:
    """`json_text` into a file."""
    _write(json_text(session), file)


def write_geojson(session: Session, file: IO[bytes]) -> None:
    """`geojson_text` into a file."""
    _write(geojson_text(session), file)


def write_csv(session: Session, file: IO[bytes]) -> None:
    """Both lists as an archive: `structures.csv`, `services.csv`."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        lists: tuple[List, ...] = ("structures", "services")
        for what in lists:
            with archive.open(f"{what}.csv", "w") as member:
                member.write(b"\xef\xbb\xbf")
                _write(csv_text(session, what), member)


def _structures(session: Session) -> Iterator[_Shown]:
    hidden = _names_of_merged(session)
    columns = (Structure.id, Structure.name, Structure.content, Structure.aliases, Structure.position, Structure.hours_text)
    query = select(*columns).where(Structure.merged_into.is_(None)).order_by(Structure.key)
    for row in session.execute(query).yield_per(CHUNK):
        aliases = sorted({*row.aliases, *hidden.get(row.id, ())} - {row.name})
        yield _Shown(row.id, _in_order(row.content, v1.Structure), tuple(aliases), row.position == "indicative", row.hours_text)


def _names_of_merged(session: Session) -> dict[UUID, set[str]]:
    shown = shown_instead(session)
    names: dict[UUID, set[str]] = defaultdict(set)
    for row in session.execute(select(Structure.id, Structure.name, Structure.aliases).where(Structure.merged_into.is_not(None))):
        names[shown[row.id]].update((row.name, *row.aliases))
    return names


def _services(session: Session) -> Iterator[Mapping[str, Any]]:
    """Records of services; those of a merged structure name the one that is shown."""
    shown = shown_instead(session)
    keys = {row.id: row.key for row in session.execute(select(Structure.id, Structure.key).where(Structure.id.in_(set(shown.values()))))} if shown else {}
    for row in session.execute(select(Service.structure_id, Service.content).order_by(Service.key)).yield_per(CHUNK):
        end, record = shown.get(row.structure_id), _in_order(row.content, v1.Service)
        yield record if end is None else {**record, "structure_id": keys[end]}


def _in_order(content: Mapping[str, Any], model: type[v1.Structure | v1.Service]) -> dict[str, Any]:
    """A record with its fields in the order of the standard."""
    return {name: content[name] for name in model.model_fields if name in content}


def _columns(one: _Shown) -> dict[str, Any]:
    return {**one.record, ALIASES: ";".join(one.aliases), INDICATIVE: "oui" if one.indicative else "", HOURS_TEXT: one.hours_text}


def _feature(one: _Shown, offers: list[Mapping[str, Any]]) -> dict[str, Any]:
    record = one.record
    placed = "longitude" in record and "latitude" in record
    services = [{**offer, "structure_id": record["id"]} for offer in offers]
    own = {ALIASES: list(one.aliases), INDICATIVE: one.indicative, HOURS_TEXT: one.hours_text}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [record["longitude"], record["latitude"]]} if placed else None,
        "properties": {**record, **own, "thematiques": sorted({theme for offer in offers for theme in offer.get("thematiques", ())}), SERVICES: services},
    }


def _cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULAS) else value
    return repr(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _joined(parts: Iterator[str], separator: str = ",") -> Iterator[str]:
    for place, part in enumerate(parts):
        yield (separator if place else "") + part


def _write(parts: Iterator[str], file: IO[bytes]) -> None:
    for part in parts:
        file.write(part.encode())
