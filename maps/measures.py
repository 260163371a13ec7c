"""What a neighbourhood map may show: which count is coloured, and out of what."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "share", "rate"]
"""`count`: how many. `share`: a part of something counted whole, exact. `rate`: an estimate, shown with its interval."""


@dataclass(frozen=True)
class Measure:
    """A measure by neighbourhood.

    Attributes:
        key: short name, as in an address.
        kind: see `Kind`.
        numerator: column of the counts that is shown (`count`) or divided (`share`, `rate`).
        denominator: column of the counts it is out of; for a `count` it only tells whether there was anything to count.
        minimum: below this denominator a share or rate says nothing and is not shown.
    """

    key: str
    kind: Kind
    numerator: str
    denominator: str
    minimum: int = 5


VISITED = Measure("visited", "count", "visited", "known", minimum=1)
"""Distinct doors with at least one visit."""

COVERAGE = Measure("coverage", "share", "visited", "known")
"""Distinct doors visited, out of the doors known."""

CONTACT = Measure("contact", "rate", "contact", "attempted")
"""Doors with at least one contact, out of doors with at least one attempt, all passages together."""

CONTACT_OPENED = Measure("contact_opened", "rate", "contact", "opened")
"""Doors with at least one contact, out of doors that opened at least once."""

ISOLATION = Measure("isolation", "rate", "signals", "determined")
"""Households with an isolation signal, out of counted households whose answers tell."""

MEASURES = (VISITED, COVERAGE, CONTACT, CONTACT_OPENED, ISOLATION)
