"""Store the entrances of an address file: a known (source, key) is updated, an unknown one added."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.domain.imported import AddressRow, Remark, RowReport, Status
from outreach.services.assign_entrances import Areas
from outreach.services.find_known_entrances import KnownEntrances, address_key
from outreach.store.changes import Changes
from outreach.store.tables import Entrance, Neighbourhood

NAMESPACE = UUID("0c4a0ed1-5f5b-5d0c-8d0f-3c1f3a7f2b52")
"""The id of an imported entrance is UUIDv5 of this namespace and `source|key`: every import of an address gives the same."""

PREFERRED = ("quartier", "iris", "qpv", "commune", "canton")
"""Layers in the order in which teams divide their territory by them."""

OUTSIDE = Remark("position", "hors de tous les quartiers connus", "gardée sans quartier")


def entrance_id(source: str, key: str) -> UUID:
    """The id of the entrance that `source` calls `key`."""
    return uuid5(NAMESPACE, f"{source}|{key}")


def import_addresses(
    session: Session, changes: Changes, source: str, rows: Sequence[AddressRow], areas: Areas | None, elsewhere: KnownEntrances | None = None
) -> list[RowReport]:
    """Add or update one entrance per row (a chunk of a file: at most a few thousand, no key twice) and say which.

    Each is given its area in `areas`; without areas a known entrance keeps its own. What `elsewhere` knows already is not doubled: the known entrance
    stays, and learns its building. A few statements, so memory does not grow with the file. The caller commits, or rolls back.
    """
    ids = [entrance_id(source, row.key) for row in rows]
    known = {entrance["id"]: entrance for entrance in _known(session, ids)}
    found = areas.of([(row.lon, row.lat) for row in rows]) if areas else [None] * len(rows)
    writing = _Writing()
    reports = []
    for row, id_, area in zip(rows, ids, found, strict=True):
        old = known.get(id_)
        if old is None and elsewhere is not None and (doubled := writing.known_elsewhere(row, elsewhere)) is not None:
            reports.append(doubled)
            continue
        values = {"id": id_, **_values(row, area if areas or old is None else old["neighbourhood_id"])}
        status = writing.own(source, row, old, values)
        remarks = (*row.remarks, OUTSIDE) if areas and area is None else row.remarks
        reports.append(RowReport(row.row, row.address, status, remarks))
    changes.add(Entrance, writing.added)
    changes.update(Entrance, writing.before, writing.after)
    changes.update(Entrance, [{**row, "building": None} for row in writing.grouped], writing.grouped)
    return reports


def layer_in_use(session: Session) -> str | None:
    """The layer whose neighbourhoods entrances are given: the one most of them have, else the first of `PREFERRED` that is known. None without any."""
    most = most_used_layer(session)
    if most is not None:
        return most
    layers = known_layers(session)
    return next((layer for layer in PREFERRED if layer in layers), layers[0] if layers else None)


def most_used_layer(session: Session) -> str | None:
    """The layer that most entrances have; None if none has a neighbourhood."""
    count = func.count(Entrance.id)
    return session.scalar(select(Neighbourhood.layer).join(Entrance).group_by(Neighbourhood.layer).order_by(count.desc(), Neighbourhood.layer).limit(1))


def known_layers(session: Session) -> list[str]:
    """The layers of neighbourhoods, by name."""
    return list(session.scalars(select(Neighbourhood.layer).distinct().order_by(Neighbourhood.layer)))


@dataclass
class _Writing:
    """What a chunk of rows asks to write."""

    added: list[dict[str, Any]] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    grouped: list[dict[str, Any]] = field(default_factory=list)
    """Known entrances of other sources whose building was not known."""

    def own(self, source: str, row: AddressRow, old: dict[str, Any] | None, values: dict[str, Any]) -> Status:
        """Take a row that is this source's own."""
        if old is None:
            self.added.append({"source": source, "source_key": row.key, **values})
            return Status.ADDED
        if old == values:
            return Status.UNCHANGED
        self.before.append(old)
        self.after.append(values)
        return Status.UPDATED

    def known_elsewhere(self, row: AddressRow, elsewhere: KnownEntrances) -> RowReport | None:
        """The report of a row that is an entrance of another source, or a building around some; None for a new one."""
        same = elsewhere.same_as(row)
        if same is not None:
            problem = "déjà connue par une autre source" + (f", à {same.metres:.0f} m" if same.metres >= 1 else "")
            found = [same]
        else:
            found = elsewhere.inside(row.footprint) if row.footprint and not address_key(row.address) else []
            problem = f"bâtiment où {len(found)} entrée{'s sont' if len(found) > 1 else ' est'} déjà connue{'s' if len(found) > 1 else ''}"
        if not found:
            return None
        learning = [one for one in found if row.building and elsewhere.learns_building(one)]
        self.grouped += [{"id": one.id, "building": row.building} for one in learning]
        done = "l’entrée connue est gardée" if len(found) == 1 else "les entrées connues sont gardées"
        status = Status.UPDATED if learning else Status.IGNORED
        return RowReport(row.row, row.address, status, (Remark("adresse", problem, f"{done}, son bâtiment est noté" if learning else done),))


def _values(row: AddressRow, area: UUID | None) -> dict[str, Any]:
    return {
        "neighbourhood_id": area,
        "label": row.label,
        "address": row.address,
        "postcode": row.postcode,
        "city": row.city,
        "lon": row.lon,
        "lat": row.lat,
        "building": row.building,
    }


def _known(session: Session, ids: list[UUID]) -> list[dict[str, Any]]:
    columns = [*(Entrance.id, Entrance.neighbourhood_id, Entrance.label, Entrance.address, Entrance.postcode, Entrance.city), Entrance.lon, Entrance.lat]
    query = select(*columns, Entrance.building).where(Entrance.id.in_(ids))
    return [dict(row._mapping) for row in session.execute(query)]  # noqa: SLF001 - the public name of SQLAlchemy
