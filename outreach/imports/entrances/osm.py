"""An OpenStreetMap extract (.osm.pbf): addresses, entrances on buildings, and buildings with an address.

Read in passes over the file, keeping only what speaks of addresses: pyosmium knows which nodes stand on which building, which GDAL's reader loses.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium import BaseFilter, osm
from osmium.filter import IdFilter, KeyFilter

from outreach.domain.imported import RowReport, Status
from outreach.domain.progress import Progress
from outreach.errors import Problem
from outreach.imports.entrances.drafts import Address, Draft, finished, ignored, read_address
from outreach.imports.geodata.feature import NOTHING_DONE

MOST_KEPT = 1_000_000
"""Addresses and entrances of one extract: a region has some hundred thousand."""
STEP = 2_000
HOMES = {
    "apartments",
    "residential",
    "house",
    "detached",
    "semidetached_house",
    "terrace",
    "dormitory",
    "bungalow",
    "farm",
    "houseboat",
    "static_caravan",
    "yes",
}
"""Values of `building` behind which people may live."""
WORK = ("amenity", "shop", "office", "tourism", "healthcare", "craft", "leisure", "public_transport")
"""Keys that say what else a `building=yes` is."""
NO_WAY_IN = {"no", "service", "garage", "emergency", "exit", "shop", "fire_exit"}
KEPT = ("addr:housenumber", "addr:street", "addr:place", "addr:postcode", "addr:city", "entrance", "name", "ref", "building", "indoor", *WORK)

Tags = Mapping[str, str]


@dataclass
class _Node:
    lon: float
    lat: float
    tags: Tags
    building: str | None = None


@dataclass
class _Building:
    id: str
    tags: Tags
    outline: list[int]
    on_it: list[int] = field(default_factory=list)


@dataclass
class _Extract:
    nodes: dict[int, _Node] = field(default_factory=dict)
    buildings: dict[str, _Building] = field(default_factory=dict)
    """Those with an address, or with entrances or addresses on their walls."""
    streets: dict[tuple[str, int], str] = field(default_factory=dict)
    """Names that relations give to their houses, by type and id of the member."""
    outer: dict[int, tuple[int, Tags]] = field(default_factory=dict)
    """Ways that are outlines of relations which are buildings."""
    others: dict[str, "array[int]"] = field(default_factory=dict)
    """Ids of the many buildings that bring nothing in, by reason; relations below zero."""


def is_pbf(path: Path) -> bool:
    """Whether the first bytes are those of an OpenStreetMap extract."""
    with path.open("rb") as file:
        return b"OSMHeader" in file.read(32)


def read_extract(path: Path, progress: Progress) -> Iterator[Draft | RowReport]:
    """Drafts of entrances, and reports of what is none. Rows count what has an address, is an entrance or a building.

    Raises:
        Problem: `file_unreadable`, `too_many`.
    """
    extract = _Extract()
    try:
        _read_relations(path, extract, progress)
        _read_nodes(path, extract, progress)
        _read_buildings(path, extract, progress)
        shapes = _outlines(path, extract, progress)
    except (RuntimeError, ValueError, OSError) as error:
        sentence = f"« {path.name} » est tronqué ou abîmé. {NOTHING_DONE} Téléchargez l’extrait OpenStreetMap (.osm.pbf) à nouveau."
        raise Problem("file_unreadable", sentence) from error
    for one in _found(extract, shapes):
        progress.step("Lecture des entrées", one.row)
        made = finished(one) if isinstance(one, Draft) else one
        # Nobody can correct OpenStreetMap's file: what cannot be read is left aside, not refused.
        yield replace(made, status=Status.IGNORED) if isinstance(made, RowReport) else made


def _objects(path: Path, entities: osm.osm_entity_bits, wanted: BaseFilter) -> Iterator[Any]:
    processor = osmium.FileProcessor(osmium.io.File(str(path), "pbf"), entities)
    wanted.enable_for(entities)
    yield from processor.with_filter(wanted)


def _tags(thing: Any) -> Tags:  # noqa: ANN401 (a node, a way or a relation)
    return {key: " ".join(thing.tags[key].split()) for key in KEPT if key in thing.tags}


def _read_relations(path: Path, extract: _Extract, progress: Progress) -> None:
    for done, relation in enumerate(_objects(path, osm.RELATION, KeyFilter("type"))):
        if done % STEP == 0:
            progress.step("Lecture des rues", done)
        kind = relation.tags.get("type")
        if kind == "multipolygon" and "building" in relation.tags:
            tags = _tags(relation)
            extract.outer.update({member.ref: (relation.id, tags) for member in relation.members if member.type == "w" and member.role != "inner"})
        elif kind == "associatedStreet" and (name := relation.tags.get("name")):
            extract.streets.update({(member.type, member.ref): name for member in relation.members if member.role in ("house", "address", "")})


def _read_nodes(path: Path, extract: _Extract, progress: Progress) -> None:
    for done, node in enumerate(_objects(path, osm.NODE, KeyFilter("addr:housenumber", "entrance"))):
        if done % STEP == 0:
            progress.step("Lecture des adresses", done)
        if done > MOST_KEPT:
            raise Problem("too_many", f"Cet extrait a plus d’un million d’adresses. {NOTHING_DONE} Prenez celui de votre département ou de votre commune.")
        extract.nodes[node.id] = _Node(node.location.lon, node.location.lat, _tags(node))


def _read_buildings(path: Path, extract: _Extract, progress: Progress) -> None:
    for done, way in enumerate(_objects(path, osm.WAY, KeyFilter("building"))):
        if done % STEP == 0:
            progress.step("Lecture des bâtiments", done)
        _take_building(extract, f"w{way.id}", _tags(way), [node.ref for node in way.nodes])
    if extract.outer:
        outlines: dict[int, list[int]] = {}
        for way in _objects(path, osm.WAY, IdFilter(extract.outer.keys())):
            outlines.setdefault(extract.outer[way.id][0], []).extend(node.ref for node in way.nodes)
        for relation, tags in dict(extract.outer.values()).items():
            _take_building(extract, f"r{relation}", tags, outlines.get(relation, []))


def _take_building(extract: _Extract, id_: str, tags: Tags, outline: list[int]) -> None:
    on_it = list(dict.fromkeys(ref for ref in outline if ref in extract.nodes))
    for ref in on_it:
        extract.nodes[ref].building = id_
    addressed = "addr:housenumber" in tags
    if on_it or addressed:
        extract.buildings[id_] = _Building(id_, tags, outline if addressed and not on_it else [], on_it)
    else:
        reason = _no_home(tags) or "bâtiment sans adresse ni entrée"
        extract.others.setdefault(reason, array("q")).append(int(id_[1:]) * (-1 if id_.startswith("r") else 1))


def _outlines(path: Path, extract: _Extract, progress: Progress) -> dict[str, shapely.Polygon]:
    """Outlines of the buildings whose own address is all that is known of where they are."""
    wanted = {ref for building in extract.buildings.values() for ref in building.outline}
    if not wanted:
        return {}
    places: dict[int, tuple[float, float]] = {}
    for done, node in enumerate(_objects(path, osm.NODE, IdFilter(wanted))):
        if done % STEP == 0:
            progress.step("Lecture des contours", done, len(wanted))
        places[node.id] = (node.location.lon, node.location.lat)
    shapes = {}
    for building in extract.buildings.values():
        corners = [places[ref] for ref in building.outline if ref in places]
        if len(corners) > 2:
            shapes[building.id] = shapely.Polygon(corners)
    return shapes


def _found(extract: _Extract, shapes: Mapping[str, shapely.Polygon]) -> Iterator[Draft | RowReport]:
    numbers, given = count(1), set()
    for id_, node in sorted(extract.nodes.items()):
        building = extract.buildings.get(node.building or "")
        made = _of_node(next(numbers), id_, node, building, extract)
        if isinstance(made, Draft) and building is not None:
            given.add(building.id)
        yield made
    for building in extract.buildings.values():
        yield _of_building(next(numbers), building, building.id in given, shapes.get(building.id), extract)
    for reason, ids in extract.others.items():
        for id_ in ids:
            yield ignored(next(numbers), f"{'r' if id_ < 0 else 'w'}{abs(id_)}", "building", reason, "laissé de côté")


def _of_node(row: int, id_: int, node: _Node, building: _Building | None, extract: _Extract) -> Draft | RowReport:
    tags, name = node.tags, f"n{id_}"
    if "addr:housenumber" in tags:
        read = _address(row, tags, extract.streets.get(("n", id_)) or (_street(building, extract) if building else ""))
    elif tags.get("entrance") in NO_WAY_IN or tags.get("indoor") == "yes":
        return ignored(row, name, "entrance", f"entrée « {tags['entrance']} »{' à l’intérieur' if tags.get('indoor') == 'yes' else ''}", "laissée de côté")
    elif building is None:
        return ignored(row, name, "entrance", "entrée sans bâtiment ni adresse", "laissée de côté")
    elif (reason := _no_home(building.tags)) is not None:
        return ignored(row, name, "entrance", f"entrée d’un {reason}", "laissée de côté")
    else:
        read = _entrance(row, id_, tags, building, extract)
    if isinstance(read, RowReport):
        return read
    where = (str(node.lon), str(node.lat))
    return Draft(row, name, read.label, read.address, read.postcode, read.city, building.id if building else "", degrees=where)


def _entrance(row: int, id_: int, tags: Tags, building: _Building, extract: _Extract) -> Address | RowReport:
    """An entrance has its building's address, or its name."""
    called = building.tags.get("name", "")
    if "addr:housenumber" in building.tags:
        read = _address(row, building.tags, _street(building, extract))
    elif called:
        read = Address(called, called, building.tags.get("addr:postcode", ""), building.tags.get("addr:city", ""))
    else:
        return ignored(row, f"n{id_}", "entrance", "ni l’entrée ni son bâtiment n’ont d’adresse", "laissée de côté")
    if isinstance(read, RowReport):
        return read
    place = building.on_it.index(id_) + 1
    own = f"Entrée {tags['ref']}" if tags.get("ref") else tags.get("name") or (f"{read.label}, entrée {place}" if len(building.on_it) > 1 else read.label)
    return replace(read, label=own)


def _of_building(row: int, building: _Building, represented: bool, shape: shapely.Polygon | None, extract: _Extract) -> Draft | RowReport:  # noqa: FBT001
    if (reason := _no_home(building.tags)) is not None:
        return ignored(row, building.id, "building", reason, "laissé de côté")
    if represented:
        return ignored(row, building.id, "building", "ses entrées sont dans le fichier", "elles sont gardées, avec leur bâtiment")
    if "addr:housenumber" not in building.tags or shape is None:
        return ignored(
            row, building.id, "building", "bâtiment sans adresse" if shape is not None or building.on_it else "bâtiment sans contour", "laissé de côté"
        )
    read = _address(row, building.tags, _street(building, extract))
    if isinstance(read, RowReport):
        return read
    return Draft(row, building.id, read.label, read.address, read.postcode, read.city, building.id, shape=shape, is_building=True)


def _address(row: int, tags: Tags, street: str) -> Address | RowReport:
    street = tags.get("addr:street") or tags.get("addr:place") or street
    if not street:
        return ignored(row, tags["addr:housenumber"], "addr:street", "numéro sans nom de rue", "laissé de côté")
    cells = {"number": tags["addr:housenumber"], "street": street, "postcode": tags.get("addr:postcode", ""), "city": tags.get("addr:city", "")}
    return read_address(row, cells)


def _street(building: _Building, extract: _Extract) -> str:
    return building.tags.get("addr:street") or extract.streets.get((building.id[0], int(building.id[1:]))) or ""


def _no_home(tags: Tags) -> str | None:
    """Why nobody lives in a building; None if somebody may."""
    kind = tags.get("building", "")
    if kind not in HOMES:
        return f"bâtiment « {kind} », qui n’est pas d’habitation"
    other = next((f"{key}={tags[key]}" for key in WORK if key in tags), None) if kind == "yes" else None
    return f"bâtiment « {other} », qui n’est pas d’habitation" if other else None
