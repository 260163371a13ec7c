"""Store structures and services of a directory: a known data.inclusion id is updated, an unknown one added.

A record never gives way to an older one, nor to any if a person has changed it by hand. A structure that was merged into another is kept up to date, and stays
out of view; a service stays with the structure that its record names, merged or not (see `outreach.store.merged`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from outreach.domain.imported import Remark, RowReport, Status
from outreach.domain.resources import Position, Record, ResourceRow, StructureRow
from outreach.store.changes import Changes
from outreach.store.journal import chunks
from outreach.store.tables import Service, Structure

NAMESPACE = UUID("8a5d2f0b-95f1-5c3e-a2a4-64b7cf0f6f1d")
"""The id of a structure or a service is UUIDv5 of this namespace and its data.inclusion id."""

CHUNK = 500
STRENGTH = (Status.UNCHANGED, Status.UPDATED, Status.REPAIRED, Status.ADDED)
STAYS = "la fiche connue est gardée"
MERGED = Remark("Identifiant à la source", "fusionnée avec une autre structure", "tenue à jour, sans réapparaître")


def resource_id(key: str) -> UUID:
    """The id of what data.inclusion calls `key` (`<source>--<id at the source>`)."""
    return uuid5(NAMESPACE, key)


def structure_values(record: Record, position: Position, aliases: Iterable[str], hours_text: str | None) -> dict[str, Any]:
    """The columns of a structure, but for `id`, `key` and what only a person writes, from its complete record."""
    placed = "longitude" in record and "latitude" in record
    return {
        "source": record["source"],
        "name": record["nom"],
        "siret": record.get("siret"),
        "lon": record.get("longitude"),
        "lat": record.get("latitude"),
        "position": position if placed else None,
        "content": dict(record),
        "aliases": sorted({alias for alias in aliases if alias != record["nom"]}),
        "hours_text": hours_text,
        "updated_on": date.fromisoformat(record["date_maj"]),
    }


def service_values(record: Record) -> dict[str, Any]:
    """The columns of a service, but for `id` and `key`, from its complete record."""
    return {
        "structure_id": resource_id(record["structure_id"]),
        "name": record["nom"],
        "lon": record.get("longitude"),
        "lat": record.get("latitude"),
        "content": dict(record),
        "updated_on": date.fromisoformat(record["date_maj"]),
    }


def store_resources(session: Session, changes: Changes, rows: Iterable[ResourceRow], today: date) -> Iterator[RowReport]:
    """Compare with the directory, write through `changes`, and report every row in order.

    A record without `date_maj` is dated `today` when it brings anything new. Memory: one chunk of rows, and 60 bytes per new structure.
    """
    store = _Store(session, changes, today)
    for chunk in chunks(rows, CHUNK):
        yield from store.chunk(chunk)


class _Store:
    """One import. In a rehearsal nothing is written, so what would have been added is remembered."""

    def __init__(self, session: Session, changes: Changes, today: date) -> None:
        self._session = session
        self._changes = changes
        self._today = today
        self._added: set[UUID] = set()

    def chunk(self, rows: Sequence[ResourceRow]) -> Iterator[RowReport]:
        told: dict[int, tuple[Status, tuple[Remark, ...]]] = {}
        structures = [(place, row) for place, row in enumerate(rows) if isinstance(row, StructureRow)]
        for (place, _), outcome in zip(structures, self._structures([row for _, row in structures]), strict=True):
            told[place] = outcome
        services = [(place, record) for place, row in enumerate(rows) for record in (row.services if isinstance(row, StructureRow) else (row.record,))]
        for (place, _), (status, remarks) in zip(services, self._services([record for _, record in services]), strict=True):
            before, said = told.get(place, (status, ()))
            told[place] = _stronger(before, status), (*said, *remarks)
        for place, row in enumerate(rows):
            yield _report(row, *told[place])

    def _structures(self, rows: Sequence[StructureRow]) -> Iterator[tuple[Status, tuple[Remark, ...]]]:
        ids = [resource_id(row.record["id"]) for row in rows]
        found = _known(self._session, _STRUCTURE, ids)
        writing = _Writing()
        outcomes = [self._structure(row, id_, found.get(id_), writing) for row, id_ in zip(rows, ids, strict=True)]
        self._changes.add(Structure, writing.added)
        self._changes.update(Structure, writing.before, writing.after)
        self._added.update(row["id"] for row in writing.added)
        yield from outcomes

    def _structure(self, row: StructureRow, id_: UUID, known: dict[str, Any] | None, writing: "_Writing") -> tuple[Status, tuple[Remark, ...]]:
        if known is None:
            values = structure_values(_dated(row.record, self._today), row.position, row.aliases, row.hours_text)
            writing.added.append({"id": id_, "key": row.record["id"], **values})
            return Status.ADDED, ()
        remarks = (MERGED,) if known.pop("merged_into") is not None else ()
        if (stays := _stays(row.record, known)) is not None:
            return Status.UNCHANGED, (*remarks, *stays)
        record, position = _kept_place(row, known)
        values = structure_values(_redated(record, known, self._today), position, {*known["aliases"], *row.aliases}, row.hours_text)
        return writing.compare(id_, known, values), remarks

    def _services(self, records: Sequence[Record]) -> Iterator[tuple[Status, tuple[Remark, ...]]]:
        ids = [resource_id(record["id"]) for record in records]
        found = _known(self._session, _SERVICE, ids)
        structures = self._present({resource_id(record["structure_id"]) for record in records})
        writing = _Writing()
        outcomes = [self._service(record, id_, found.get(id_), structures, writing) for record, id_ in zip(records, ids, strict=True)]
        self._changes.add(Service, writing.added)
        self._changes.update(Service, writing.before, writing.after)
        yield from outcomes

    def _service(
        self, record: Record, id_: UUID, known: dict[str, Any] | None, structures: set[UUID], writing: "_Writing"
    ) -> tuple[Status, tuple[Remark, ...]]:
        if resource_id(record["structure_id"]) not in structures:
            problem = f"structure « {record['structure_id']} » inconnue : importez d’abord les structures"
            return Status.REFUSED, (Remark("Structure", problem, "ligne refusée"),)
        if known is None:
            writing.added.append({"id": id_, "key": record["id"], **service_values(_dated(record, self._today))})
            return Status.ADDED, ()
        if (stays := _stays(record, known)) is not None:
            return Status.UNCHANGED, stays
        return writing.compare(id_, known, service_values(_redated(record, known, self._today))), ()

    def _present(self, ids: set[UUID]) -> set[UUID]:
        unknown = ids - self._added
        return (ids & self._added) | set(self._session.scalars(select(Structure.id).where(Structure.id.in_(unknown))))


class _Writing:
    """What a chunk adds and changes."""

    def __init__(self) -> None:
        self.added: list[dict[str, Any]] = []
        self.before: list[dict[str, Any]] = []
        self.after: list[dict[str, Any]] = []

    def compare(self, id_: UUID, known: Mapping[str, Any], values: Mapping[str, Any]) -> Status:
        if known == values:
            return Status.UNCHANGED
        self.before.append({"id": id_, **known})
        self.after.append({"id": id_, **values})
        return Status.UPDATED


_STRUCTURE: tuple[InstrumentedAttribute[Any], ...] = (
    *(Structure.id, Structure.source, Structure.name, Structure.siret, Structure.lon, Structure.lat, Structure.position, Structure.content),
    *(Structure.aliases, Structure.hours_text, Structure.updated_on, Structure.edited_at, Structure.merged_into),
)
_SERVICE: tuple[InstrumentedAttribute[Any], ...] = (
    *(Service.id, Service.structure_id, Service.name, Service.lon, Service.lat, Service.content, Service.updated_on, Service.edited_at),
)


def _known(session: Session, columns: tuple[InstrumentedAttribute[Any], ...], ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for part in chunks(ids):
        query = select(*columns).where(columns[0].in_(part))
        rows += [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 (the public name of SQLAlchemy)
    return {row.pop("id"): row for row in rows}


def _stays(record: Record, known: dict[str, Any]) -> tuple[Remark, ...] | None:
    """None unless the known record is kept as it is; else why, if the file says anything else."""
    edited, updated = known.pop("edited_at"), known["updated_on"]
    older = "date_maj" in record and date.fromisoformat(record["date_maj"]) < updated
    if not (edited or older):
        return None
    if _says(record, known["content"]):
        return ()
    if edited:
        return (Remark("Ligne", f"modifiée à la main dans l’annuaire le {edited:%d/%m/%Y}", STAYS),)
    return (Remark("Date de mise à jour", f"plus ancienne que la fiche connue ({updated:%d/%m/%Y})", STAYS),)


def _says(record: Record, content: Mapping[str, Any]) -> bool:
    """Whether a record says what is known, dates apart: then there is nothing to tell anybody."""
    return {**record, "date_maj": ""} == {**content, "date_maj": ""}


def _dated(record: Record, today: date) -> Record:
    return record if "date_maj" in record else {**record, "date_maj": today.isoformat()}


def _redated(record: Record, known: Mapping[str, Any], today: date) -> Record:
    """An undated record keeps the known date as long as it says the same."""
    if "date_maj" in record:
        return record
    same = {**record, "date_maj": known["content"]["date_maj"]}
    return same if same == known["content"] else _dated(record, today)


def _kept_place(row: StructureRow, known: Mapping[str, Any]) -> tuple[Record, Position]:
    """A record without coordinates keeps those we have for the same address: somebody put it on the map."""
    before = known["content"]
    same = all(row.record.get(name) == before.get(name) for name in ("adresse", "code_postal", "commune"))
    if "longitude" in row.record or "longitude" not in before or not same:
        return row.record, row.position
    return {**row.record, "longitude": before["longitude"], "latitude": before["latitude"]}, known["position"]


def _stronger(one: Status, other: Status) -> Status:
    if Status.REFUSED in (one, other):
        return Status.REFUSED
    return max(one, other, key=STRENGTH.index)


def _report(row: ResourceRow, status: Status, remarks: tuple[Remark, ...]) -> RowReport:
    if row.repaired and status in (Status.ADDED, Status.UPDATED):
        status = Status.REPAIRED
    return RowReport(row.row, row.record["nom"], status, (*row.remarks, *remarks))
