"""A file of addresses or buildings in: looked at, streamed, checked row by row, stored in chunks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pyproj
import shapely

from outreach.domain.imported import AddressRow, RowReport
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.entrances.layouts import FIELDS, OTHER, Layout, merged, missing, recognise
from outreach.imports.entrances.osm import is_pbf, read_extract
from outreach.imports.entrances.places import Systems, placed, sample_points
from outreach.imports.entrances.precise import Positions
from outreach.imports.entrances.rows import Plan, drafts
from outreach.imports.geodata.cells import TableFile, shape_column
from outreach.imports.geodata.coordinates import Coordinates, decide
from outreach.imports.geodata.feature import NOTHING_DONE, Feature
from outreach.imports.geodata.source import opened
from outreach.imports.geodata.vector import VectorFile
from outreach.imports.kind import Choices, Field, Kind, Look, Option, Sketch, Storing
from outreach.imports.samples import columns as sampled_columns
from outreach.imports.table import Table
from outreach.services.assign_entrances import Areas, load_areas
from outreach.services.find_known_entrances import KnownEntrances
from outreach.services.import_addresses import import_addresses, known_layers, layer_in_use
from outreach.store.journal import chunks

CHUNK = 2_000
STEP = 500
SAMPLED = 200
_WGS84 = pyproj.CRS.from_epsg(4326)
OSM_NOTE = "Données © les contributeurs d’OpenStreetMap, licence ODbL : citez-les là où vous les montrez."


class Entrances(Kind[AddressRow]):
    """Addresses (BAN, BAL), buildings and entrances (OSM, RNB, BD TOPO, BDNB), or any table of addresses."""

    name: ClassVar[str] = "entrances"
    title: ClassVar[str] = "Entrées"
    lead: ClassVar[str] = (
        "Les adresses ou les entrées d’immeuble : Base Adresse Nationale, base adresse locale, OpenStreetMap (.osm.pbf), RNB, BD TOPO, BDNB, ou un tableau."
    )
    suffixes: ClassVar[tuple[str, ...]] = (
        *(".csv", ".tsv", ".txt", ".gz", ".xlsx", ".ods", ".pbf"),
        *(".geojson", ".json", ".gpkg", ".zip", ".shp", ".dbf", ".shx", ".prj", ".cpg", ".fgb", ".gml", ".kml"),
    )
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    options: ClassVar[tuple[Option, ...]] = (
        Option("layer", "Couche de quartiers", hint="Celle où situer les entrées : quartier, iris… Par défaut celle qui sert déjà."),
    )

    def look(self, files: Sequence[Path], choices: Choices) -> Look:
        """See `Kind`."""
        if _pbf(files):
            return Look("OpenStreetMap (.osm.pbf)", "OpenStreetMap", options=_options(choices, "osm"), notes=(OSM_NOTE,))
        with _opened(files, choices) as file:
            shown = [*file.columns, file.shape_column] if file.shape_column else file.columns
            mapping = {**file.mapping, "geometry": file.shape_column} if file.shape_column else file.mapping
            lacking = missing(file.mapping, shapes=file.has_shapes, source=file.layout.source)
            notes = [*file.notes, *([_lacks(files[0], lacking)] if lacking else [])]
            return Look(
                file.format,
                file.layout.profile,
                file.count,
                sampled_columns(shown, file.rows()),
                mapping,
                file.layers,
                file.layer,
                file.crs,
                _options(choices, file.layout.source),
                tuple(notes),
            )

    def read(self, files: Sequence[Path], choices: Choices, notes: list[str], progress: Progress) -> Iterator[AddressRow | RowReport]:
        """See `Kind`."""
        if _pbf(files):
            yield from placed(read_extract(files[0], progress), Systems())
            return
        with _opened(files, choices) as file:
            lacking = missing(file.mapping, shapes=file.has_shapes, source=file.layout.source)
            if lacking:
                raise Problem("column_unknown", f"{_lacks(files[0], lacking)} {NOTHING_DONE} Choisissez les colonnes, ou un autre fichier.")
            if "key" not in file.mapping:
                notes.append("Pas de colonne d’identifiant : l’adresse en tient lieu.")
            position, key = file.mapping.get("position"), file.mapping.get("key")
            positions = Positions.of(_told(file.rows(), progress), key, position) if position and key else None
            plan = Plan(file.layout.source, file.columns, file.mapping, positions)
            yield from placed(drafts(_features(file, progress), plan), file.systems)

    def store(self, storing: Storing, rows: Iterable[AddressRow]) -> Iterator[RowReport]:
        """See `Kind`. What another source knows already is not doubled."""
        areas = _areas(storing)
        source = storing.choices.options.get("source") or OTHER
        storing.progress.step("Entrées connues", 0)
        elsewhere = KnownEntrances(storing.session, source)
        for chunk in chunks(rows, CHUNK):
            yield from import_addresses(storing.session, storing.changes, source, chunk, areas, elsewhere)

    def sketch(self, row: AddressRow) -> Sketch:
        """See `Kind`."""
        return Sketch(row.address, shapely.Point(row.lon, row.lat))


@dataclass(frozen=True)
class _File:
    """What `look` and `read` need of a file. `notes`: those of the file and of its coordinates."""

    source: VectorFile | TableFile | Table
    layout: Layout
    mapping: Mapping[str, str]
    systems: Systems
    notes: tuple[str, ...]

    @property
    def format(self) -> str:
        return self.source.format

    @property
    def columns(self) -> tuple[str, ...]:
        return self.source.columns

    @property
    def shape_column(self) -> str | None:
        return self.source.column if isinstance(self.source, TableFile) else None

    @property
    def has_shapes(self) -> bool:
        return not isinstance(self.source, Table)

    @property
    def count(self) -> int | None:
        return None if isinstance(self.source, Table) else self.source.count

    @property
    def layers(self) -> tuple[str, ...]:
        return self.source.sheets if isinstance(self.source, Table) else self.source.layers

    @property
    def layer(self) -> str | None:
        return self.source.sheet if isinstance(self.source, Table) else self.source.layer

    @property
    def crs(self) -> str | None:
        return None if isinstance(self.source, Table) else self.source.crs

    def rows(self) -> Iterator[Mapping[str, str]]:
        """The cells alone."""
        if isinstance(self.source, Table):
            return (cells for _, cells in self.source.rows() if cells is not None)
        return self.source.rows()

    def features(self) -> Iterator[Feature]:
        """Every row."""
        if isinstance(self.source, Table):
            broken = "nombre de cellules différent de celui des en-têtes (ligne tronquée ?)"
            return (Feature(number, cells or {}, None, "" if cells is not None else broken) for number, cells in self.source.rows())
        return self.source.features()


@contextmanager
def _opened(files: Sequence[Path], choices: Choices) -> Iterator[_File]:
    with opened(files, choices.layer, choices.crs) as source:
        layout = recognise(source.columns)
        if isinstance(source, Table):
            yield _table(source, layout, choices)
        else:
            notes = (*source.notes, *source.coordinates().notes)
            yield _File(source, layout, merged(source.columns, layout.mapping, choices.mapping), Systems(), notes)


def _table(table: Table, layout: Layout, choices: Choices) -> _File:
    """A table: its positions are in two columns, or else in one."""
    mapping = merged(table.columns, layout.mapping, choices.mapping)
    pair = any(all(mapping.get(field) for field in fields) for fields in (("lon", "lat"), ("x", "y")))
    wanted = choices.mapping.get("geometry")
    column = None if pair and not wanted else shape_column(table, wanted, points=True)
    if column is not None:
        with_shapes = TableFile(table, column, choices.crs)
        return _File(with_shapes, layout, mapping, Systems(), (*with_shapes.notes, *with_shapes.coordinates().notes))
    systems, notes = _systems(table, layout, mapping, choices.crs)
    return _File(table, layout, mapping, systems, (*table.notes, *notes))


def _systems(table: Table, layout: Layout, mapping: Mapping[str, str], crs: str | None) -> tuple[Systems, tuple[str, ...]]:
    """In which systems the two pairs of columns are: what the layout says, what a person says, what the numbers say."""
    rows = [cells for _, cells in islice(table.rows(), SAMPLED) if cells]
    name = table.path.name
    degrees, metres = Coordinates(), Systems().metres
    if mapping.get("lon") and mapping.get("lat"):
        alone = crs if not (mapping.get("x") and mapping.get("y")) else None
        degrees = decide(name, _WGS84, alone, sample_points((cells[mapping["lon"]], cells[mapping["lat"]]) for cells in rows))
    elif mapping.get("x") and mapping.get("y") and layout.source == OTHER and crs is None:
        metres = decide(name, None, None, sample_points((cells[mapping["x"]], cells[mapping["y"]]) for cells in rows))
    if crs is not None and mapping.get("x") and mapping.get("y"):
        metres = decide(name, None, crs, sample_points((cells[mapping["x"]], cells[mapping["y"]]) for cells in rows))
    notes = degrees.notes if mapping.get("lon") and mapping.get("lat") else metres.notes
    return Systems(degrees, metres), notes


def _pbf(files: Sequence[Path]) -> bool:
    if len(files) != 1 or not files[0].is_file():
        return False
    if is_pbf(files[0]):
        return True
    if files[0].suffix.lower() == ".pbf":
        sentence = f"« {files[0].name} » n’est pas un extrait OpenStreetMap lisible : il est vide, tronqué ou d’un autre format."
        raise Problem("file_unreadable", f"{sentence} {NOTHING_DONE} Téléchargez-le à nouveau (.osm.pbf).")
    return False


def _options(choices: Choices, source: str) -> dict[str, str]:
    return {"layer": choices.options.get("layer", ""), "source": source}


def _lacks(path: Path, lacking: Sequence[str]) -> str:
    return f"Dans « {path.name} », aucune colonne ne donne {', ni '.join(lacking)}."


def _features(file: _File, progress: Progress) -> Iterator[Feature]:
    for feature in file.features():
        if feature.number % STEP == 0:
            progress.step("Lecture", feature.number, file.count)
        yield feature


def _told(rows: Iterator[Mapping[str, str]], progress: Progress) -> Iterator[Mapping[str, str]]:
    for number, cells in enumerate(rows):
        if number % STEP == 0:
            progress.step("Lecture des positions", number)
        yield cells


def _areas(storing: Storing) -> Areas | None:
    asked = storing.choices.options.get("layer")
    chosen = asked or layer_in_use(storing.session)
    if chosen is None:
        storing.notes.append("Aucun quartier n’est encore connu : les entrées sont importées sans quartier, et le recevront à l’import des quartiers.")
        return None
    others = [layer for layer in known_layers(storing.session) if layer != chosen]
    if others and not asked:
        storing.notes.append(f"Les entrées sont situées dans la couche « {chosen} » ; les autres couches connues : {', '.join(others)}.")
    areas = load_areas(storing.session, chosen)
    if not areas.ids:
        raise Problem(
            "layer_unclear", f"Aucun quartier de la couche « {chosen} » n’est connu. Rien n’a été importé. Importez-la d’abord, ou choisissez-en une autre."
        )
    return areas
