"""The lists of records that a file, or several brought together, hold: sheets, arrays, features. Each is a stream of flat records."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError

from outreach.domain.folding import fold
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.resources.draft import Raw
from outreach.imports.resources.json_lists import JsonLists, is_json, open_json
from outreach.imports.table import Table, open_table
from outreach.imports.table_header import column_name

LOOKED_AT = 500
MOST_COLUMNS = 2_000
DEEPEST = 4
LON, LAT = "longitude du point", "latitude du point"
"""Columns that GeoJSON's geometry becomes. Degrees, EPSG:4326."""
OWN_SHEETS = {"structures", "services"}


@dataclass(frozen=True)
class Part:
    """One list of records, each with its number from 1; None for a line that is no record."""

    name: str
    format: str
    columns: tuple[str, ...]
    rows: int | None
    records: Callable[[], Iterator[tuple[int, Raw | None]]]


@dataclass(frozen=True)
class Parts:
    """Everything that was brought, and what there is to choose from if only a part of it is read."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    layer: str | None = None


def open_parts(files: Sequence[Path], layer: str | None, progress: Progress) -> Parts:
    """Open files.

    Raises:
        Problem: as opening a table or JSON does; `several_files` for files that are not the two halves of a directory.
    """
    opened = [_json(path, progress) if path.is_file() and path.stat().st_size and is_json(path) else _tables(path, layer) for path in files]
    return Parts(
        tuple(part for one in opened for part in one.parts),
        tuple(note for one in opened for note in one.notes),
        opened[0].layers if len(opened) == 1 else (),
        opened[0].layer if len(opened) == 1 else None,
    )


def _tables(path: Path, layer: str | None) -> Parts:
    """A table; the two sheets `structures` and `services` of a workbook together."""
    first = open_table(path, layer)
    own = [sheet for sheet in first.sheets if fold(sheet.rpartition("/")[2].rpartition(".")[0] or sheet) in OWN_SHEETS]
    if len(own) == len(OWN_SHEETS) and layer is None:
        tables = [open_table(path, sheet) for sheet in sorted(own, reverse=True)]  # structures before services
        return Parts(tuple(_table(table) for table in tables), ("Les feuilles « structures » et « services » sont lues ensemble.",))
    return Parts((_table(first),), first.notes, first.sheets, first.sheet)


def _table(table: Table) -> Part:
    return Part(table.sheet or table.path.name, table.format, table.columns, None, table.rows)


def _json(path: Path, progress: Progress) -> Parts:
    opened = open_json(path, progress)
    parts = [_list(one, prefix, rows) for one in opened for prefix, rows in one.lists.items()]
    largest = [part for part in parts if part.name in OWN_SHEETS] or [max(parts, key=lambda part: part.rows or 0)]
    if len(opened) > 1 and len(largest) < len(opened):
        largest = parts
    largest.sort(key=lambda part: part.name == "services")
    left = [part for part in parts if part not in largest]
    notes = [f"Le fichier contient aussi « {part.name} » ({part.rows} fiches), qui n’est pas lu." for part in left[:5]]
    if any(one.encoding == "Windows-1252" for one in opened):
        notes.append("Le fichier n’est pas en UTF-8 : il a été lu en Windows-1252. Vérifiez les accents.")
    return Parts(tuple(largest), tuple(notes))


def _list(one: JsonLists, prefix: str, rows: int) -> Part:
    features = prefix == "features"

    def records() -> Iterator[tuple[int, Raw | None]]:
        for number, item in enumerate(one.records(prefix), start=1):
            yield number, (_feature(item) if features else flat(item)) if isinstance(item, dict) else None

    columns: dict[str, None] = {}
    for _, record in islice(records(), LOOKED_AT):
        columns.update(dict.fromkeys(record or ()))
    if len(columns) > MOST_COLUMNS:
        raise Problem("file_unreadable", f"« {one.path.name} » a plus de {MOST_COLUMNS} champs différents. Rien n’a été importé.")
    words = "GeoJSON" if features else "JSON"
    return Part(prefix or one.path.name, f"{words} ({one.encoding})", tuple(columns), rows, records)


def flat(item: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """A record without nested objects: `{"position": {"lat": 1}}` becomes `{"position.lat": 1}`. Names in lower case, as a table's."""
    record: dict[str, Any] = {}
    for name, value in item.items():
        column = _column(before + name)
        if isinstance(value, dict) and depth < DEEPEST:
            record.update(flat(value, f"{column}.", depth + 1))
        elif column not in record or value not in (None, ""):
            record[column] = value
    return record


@lru_cache(maxsize=4_096)
def _column(name: str) -> str:
    return column_name(name)


def _feature(item: Mapping[str, Any]) -> dict[str, Any] | None:
    """A GeoJSON feature: its properties, its id, and a point of its geometry."""
    properties = item.get("properties")
    record = flat(properties) if isinstance(properties, dict) else {}
    if item.get("id") not in (None, ""):
        record.setdefault("@id", item["id"])
    geometry = item.get("geometry")
    if isinstance(geometry, dict):
        try:
            point = shapely.geometry.shape(geometry).representative_point()
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, IndexError):
            return record
        if not point.is_empty:
            record[LON], record[LAT] = point.x, point.y
    return record


def sampled(parts: Iterable[Part]) -> Iterator[tuple[Part, list[Raw]]]:
    """Each part with its first records."""
    for part in parts:
        yield part, [record for _, record in islice(part.records(), LOOKED_AT) if record is not None]
