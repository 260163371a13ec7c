"""Rows of a directory of resources, checked against data.inclusion v1 before anything is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from outreach.domain.imported import Remark

Record: TypeAlias = Mapping[str, Any]
"""A data.inclusion v1 record in plain JSON: no null, sets as sorted lists, dates as `YYYY-MM-DD`. Without `date_maj` where the source gives no date."""

ALIASES, INDICATIVE, HOURS_TEXT, SERVICES = "autres_noms", "position_indicative", "horaires_texte", "services"
"""What our CSV and GeoJSON exports add to the standard's columns, and our imports read back: other names, whether the position is only indicative, opening
hours as text, and, in GeoJSON, the services of the structure."""

Position: TypeAlias = Literal["exact", "indicative"]


@dataclass(frozen=True)
class StructureRow:
    """A structure ready to be stored, with the services that its own row describes.

    Attributes:
        row: its line in the file.
        record: valid but for a missing `date_maj`.
        services: records of the services described in the same row, likewise.
        aliases: other names.
        position: how far the record's coordinates may be trusted; ignored without coordinates.
        hours_text: opening hours as written, where they are no OSM opening_hours.
        repaired: whether a remark tells of a repair (a swapped position, say).
    """

    row: int
    record: Record
    services: tuple[Record, ...] = ()
    aliases: tuple[str, ...] = ()
    position: Position = "exact"
    hours_text: str | None = None
    repaired: bool = False
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class ServiceRow:
    """A service with a row of its own. Its structure comes before it in the file, or is known already."""

    row: int
    record: Record
    repaired: bool = False
    remarks: tuple[Remark, ...] = ()


ResourceRow: TypeAlias = StructureRow | ServiceRow
