"""What comes in from files, and what is said about every row of them."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of a row."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REPAIRED = "repaired"
    """Added or updated after a repair that the remarks describe."""
    IGNORED = "ignored"
    """Nothing to bring in, and nothing wrong (a street without number, a repeated line)."""
    REFUSED = "refused"


@dataclass(frozen=True)
class Remark:
    """Something a person should know about a row: in which field, what is wrong, what was done (French)."""

    field: str
    problem: str
    done: str


@dataclass(frozen=True)
class RowReport:
    """What became of a row of a file; `row` counts features, or lines of a table, from 1."""

    row: int
    name: str
    status: Status
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class NeighbourhoodRow:
    """A neighbourhood ready to be stored. Geometry: valid (multi)polygon as WKB, EPSG:4326, degrees."""

    row: int
    code: str
    name: str
    geometry: bytes
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class AddressRow:
    """An entrance known from an address file. `lon`, `lat` in degrees, EPSG:4326."""

    row: int
    key: str
    """Identifier in the source, stable from one edition to the next."""
    label: str
    address: str
    postcode: str | None
    city: str | None
    lon: float
    lat: float
    remarks: tuple[Remark, ...] = ()
    building: str | None = None
    """What entrances of one building have in common, in the source's words; None where it says nothing."""
    reference: str | None = None
    """The address's key in the Base Adresse Nationale (« clé d'interopérabilité »), if the source gives it."""
    footprint: bytes | None = None
    """The building's outline as WKB, EPSG:4326, degrees, where the row is a building."""
