"""From the rows of a file, in any layout, to drafts of entrances."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.domain.imported import RowReport
from outreach.imports.entrances import buildings
from outreach.imports.entrances.drafts import Draft, derived_key, finished, ignored, read_address, refused
from outreach.imports.entrances.layouts import insee_column, interop_column
from outreach.imports.entrances.precise import Positions, mark
from outreach.imports.geodata.feature import Feature
from outreach.services.find_known_entrances import INTEROP_SOURCES

OVERSEAS = ("97", "98")


@dataclass(frozen=True)
class Plan:
    """How to read a file: the source it stands for, its mapping, and what a first pass said about positions."""

    source: str
    columns: Sequence[str]
    mapping: Mapping[str, str]
    positions: Positions | None = None


def drafts(features: Iterable[Feature], plan: Plan) -> Iterator[Draft | RowReport]:
    """Every row as drafts or reports, in order. A key that was there before is ignored."""
    read = _reader(plan)
    found = (one for feature in features for one in _safely(feature, read))
    return _once(found)


def _safely(feature: Feature, read: Callable[[Feature], Iterable[Draft | RowReport]]) -> Iterator[Draft | RowReport]:
    if feature.problem:
        yield refused(feature.number, "", "position" if feature.cells else "ligne", feature.problem)
        return
    for one in read(feature):
        yield finished(one) if isinstance(one, Draft) else one


def _once(found: Iterable[Draft | RowReport]) -> Iterator[Draft | RowReport]:
    seen = _Seen()
    for one in found:
        if isinstance(one, Draft) and seen.before(one.key):
            name = f"identifiant « {one.key} » déjà vu plus haut" if not one.key.startswith("adresse-") else "adresse déjà vue plus haut"
            yield ignored(one.row, one.address, "identifiant", name, "la première ligne est gardée")
        else:
            yield one


class _Seen:
    def __init__(self) -> None:
        self._marks: set[int] = set()

    def before(self, key: str) -> bool:
        marked = mark(key)
        if marked in self._marks:
            return True
        self._marks.add(marked)
        return False


def _reader(plan: Plan) -> Callable[[Feature], Iterable[Draft | RowReport]]:
    if plan.source == "rnb":
        return buildings.of_rnb
    if plan.source == "bdtopo":
        return buildings.of_bdtopo
    if plan.source == "bdnb":
        key, interop = plan.mapping["key"], interop_column(plan.columns)
        return lambda feature: buildings.of_bdnb(feature, key, interop, _mapped(feature, plan.mapping))
    insee = insee_column(plan.columns)
    return lambda feature: (_address(feature, plan, insee),)


def _address(feature: Feature, plan: Plan, insee: str | None) -> Draft | RowReport:
    cells = _mapped(feature, plan.mapping)
    read = read_address(feature.number, cells)
    if isinstance(read, RowReport):
        return read
    key = cells.get("key", "")
    if "key" in plan.mapping and not key:
        return refused(feature.number, read.address, plan.mapping["key"], "vide")
    key = key or derived_key(read.address, read.label, read.postcode, read.city)
    label, shape = read.label, feature.geometry
    place = plan.positions.place(key, cells.get("position", "")) if plan.positions else (1, "")
    if place is None:
        return ignored(
            feature.number, read.address, "position", f"position « {cells.get('position', '')} »", "une position plus précise de l’adresse est gardée"
        )
    number, sort = place
    return Draft(
        feature.number,
        key if number == 1 else f"{key}#{number}",
        f"{label}, {sort}" if sort else label,
        read.address,
        read.postcode,
        read.city,
        cells.get("building", ""),
        key if plan.source in INTEROP_SOURCES else "",
        (cells.get("lon", ""), cells.get("lat", "")),
        (cells.get("x", ""), cells.get("y", "")),
        shape,
        is_building=shape is not None and shape.area > 0,
        overseas=bool(insee) and feature.cells.get(insee or "", "").startswith(OVERSEAS),
    )


def _mapped(feature: Feature, mapping: Mapping[str, str]) -> dict[str, str]:
    return {field: feature.cells.get(column, "") for field, column in mapping.items()}
