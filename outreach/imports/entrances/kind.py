"""A file of addresses or buildings in: looked at, streamed, checked row by row, stored in chunks."""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import ClassVar

import shapely

from outreach.domain.imported import AddressRow, Remark, RowReport, Status
from outreach.errors import Problem
from outreach.imports.entrances.ban import check_columns, parse_row
from outreach.imports.kind import Choices, Column, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.progress import Progress
from outreach.imports.table import Table, open_table
from outreach.services.assign_entrances import Areas, load_areas
from outreach.services.import_addresses import import_addresses, layer_in_use
from outreach.store.journal import chunks

CHUNK = 500
"""Rows per statement: a database takes a limited number of parameters."""


class Entrances(Kind[AddressRow]):
    """Addresses (BAN, BAL), buildings and entrances (OSM, RNB, BD TOPO, BDNB), or any table of addresses."""

    name: ClassVar[str] = "entrances"
    title: ClassVar[str] = "Entrées"
    lead: ClassVar[str] = "Les adresses ou les entrées d’immeuble : Base Adresse Nationale, base adresse locale, OpenStreetMap, RNB, BD TOPO, ou un tableau."
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".xlsx", ".ods", ".geojson", ".json", ".gpkg", ".zip", ".shp", ".dbf", ".shx", ".prj", ".cpg", ".fgb", ".pbf")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("key", "Identifiant"),
        Field("number", "Numéro"),
        Field("repetition", "Bis, ter…"),
        Field("street", "Voie"),
        Field("address", "Adresse entière"),
        Field("label", "Ce qui est écrit sur l’entrée"),
        Field("postcode", "Code postal"),
        Field("city", "Commune"),
        Field("lon", "Longitude"),
        Field("lat", "Latitude"),
        Field("x", "X (mètres)"),
        Field("y", "Y (mètres)"),
        Field("building", "Bâtiment"),
    )
    options: ClassVar[tuple[Option, ...]] = (
        Option("layer", "Couche de quartiers", hint="Celle où situer les entrées ; par défaut celle qui sert déjà."),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        table = open_table(files[0])
        check_columns(table.columns)
        mapping = {"key": "id", "number": "numero", "repetition": "rep", "street": "nom_voie", "postcode": "code_postal", "city": "nom_commune"}
        return Look("CSV", "BAN", columns=_columns(table), mapping=mapping, options={"source": "ban"}, notes=tuple(table.notes))

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[AddressRow | RowReport]:
        table = open_table(files[0])
        check_columns(table.columns)
        yield from _rows(table, progress)

    def store(self, storing: Storing, rows: Iterable[AddressRow]) -> Iterator[RowReport]:
        areas = _areas(storing)
        source = storing.choices.options.get("source") or "file"
        for chunk in chunks(rows, CHUNK):
            yield from import_addresses(storing.session, storing.changes, source, chunk, areas)

    def sketch(self, row: AddressRow) -> Sketch:
        return Sketch(row.address, shapely.Point(row.lon, row.lat))


def _columns(table: Table) -> tuple[Column, ...]:
    cells = [row for _, row in islice(table.rows(), 50) if row is not None]
    return tuple(Column(name, tuple(dict.fromkeys(row[name] for row in cells if row[name]))[:5]) for name in table.columns)


def _areas(storing: Storing) -> Areas | None:
    chosen = storing.choices.options.get("layer") or layer_in_use(storing.session)
    if chosen is None:
        storing.notes.append("Aucun quartier n’est encore connu : les entrées sont importées sans quartier, et le recevront à l’import des quartiers.")
        return None
    areas = load_areas(storing.session, chosen)
    if not areas.ids:
        raise Problem(
            "layer_unclear", f"Aucun quartier de la couche « {chosen} » n’est connu. Rien n’a été importé. Importez-la d’abord, ou choisissez-en une autre."
        )
    return areas


def _rows(table: Table, progress: Progress) -> Iterator[AddressRow | RowReport]:
    seen: set[int] = set()
    for number, cells in table.rows():
        if number % 500 == 0:
            progress.step("Lecture", number)
        row = parse_row(number, cells)
        if isinstance(row, AddressRow):
            mark = int.from_bytes(blake2b(row.key.encode(), digest_size=8).digest())
            if mark in seen:
                yield RowReport(
                    number, row.address, Status.IGNORED, (Remark("id", f"identifiant « {row.key} » déjà vu plus haut", "la première ligne est gardée"),)
                )
                continue
            seen.add(mark)
        yield row
