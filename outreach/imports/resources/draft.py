"""A structure and its services on their way from a file's layout to data.inclusion."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from outreach.domain.imported import Remark
from outreach.domain.resources import Position
from outreach.imports.resources.places import Order

Raw = Mapping[str, Any]
"""A record as the file has it: nested objects flattened (`position.lat`), names of columns in lower case."""


@dataclass
class Context:
    """What converting a file's rows needs to know, and what is counted on the way.

    Attributes:
        source: data.inclusion's `source` for records that name none.
        file_date: for records that have none.
        mapping: field → column.
        order: how the file writes coordinates.
        published: whether the layout is one in which a structure's contacts are published as such.
        tally: things to say once about the whole file.
    """

    source: str
    file_date: date | None
    mapping: Mapping[str, str]
    order: Order
    published: bool
    tally: Counter[str] = field(default_factory=Counter)


@dataclass
class Draft:
    """A structure as far as it is read. `record` and `services` hold raw values under data.inclusion's names."""

    row: int
    record: dict[str, Any]
    services: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    position: Position = "exact"
    hours_text: list[str] = field(default_factory=list)
    repaired: bool = False
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, name: str, problem: str, done: str, *, repaired: bool = False) -> None:
        """Say something about a field."""
        self.remarks.append(Remark(name, problem, done))
        self.repaired = self.repaired or repaired

    def offer(self, nom: str, description: str, **more: Any) -> None:  # noqa: ANN401 (any field of a service)
        """Add a service that the row itself describes."""
        number = len(self.services) + 1
        own = {name: self.record[name] for name in ("source", "date_maj") if self.record.get(name)}
        id_ = f"{self.record['id']}-offre" + (f"-{number}" if number > 1 else "")
        self.services.append({**own, "id": id_, "structure_id": self.record["id"], "nom": nom, "description": description, **more})
