"""What a tablet is told about each entry it pushed, once that is durable."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """`ACCEPTED`: stored and understood. `DUPLICATE`: these bytes are already here. `QUARANTINED`: stored, not understood (yet)."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Receipt:
    """`id` as the tablet named the entry; `digest` is SHA-256, hex, of the envelope, or of the carrier where that could not be opened."""

    id: str
    status: Status
    digest: str
