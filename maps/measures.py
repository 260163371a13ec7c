"""What a neighbourhood map may show: which count is coloured, and out of what."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["count", "share", "rate", "ratio", "published"]
"""`count`: how many. `share`: a part of something counted whole, exact. `rate`: an estimate, shown with its interval. `ratio`: what was counted, against
a figure from elsewhere, of another year or another definition: it may pass 1, and where no figure is known there is nothing to say. `published`: a proportion
that somebody else counted; it has no total, since what it was made of is not known."""


@dataclass(frozen=True)
class Measure:
    """A measure by neighbourhood.

    Attributes:
        key: short name, as in an address.
        kind: see `Kind`.
        numerator: column of the counts that is shown (`count`) or divided (`share`, `rate`).
        denominator: column of the counts it is out of; for a `count` it only tells whether there was anything to count.
        minimum: below this denominator a share, rate or ratio says nothing and is not shown.
        sensitive: whether it tells about isolation, income, health or rights: then no area under five households is shown at all where areas are
            cells of a grid (see `maps.cells`), and never an entrance.
    """

    key: str
    kind: Kind
    numerator: str
    denominator: str
    minimum: int = 5
    sensitive: bool = False


VISITED = Measure("visited", "count", "visited", "known", minimum=1)
"""Distinct doors with at least one visit."""

COVERAGE = Measure("coverage", "share", "visited", "known")
"""Distinct doors visited, out of the doors known."""

CONTACT = Measure("contact", "rate", "contact", "attempted")
"""Doors with at least one contact, out of doors with at least one attempt, all passages together."""

CONTACT_OPENED = Measure("contact_opened", "rate", "contact", "opened")
"""Doors with at least one contact, out of doors that opened at least once."""

PASSAGES = Measure("passages", "count", "passages", "visited", minimum=1)
"""Visits, several at one door each counted."""

REFUSAL = Measure("refusal", "rate", "refused", "opened")
"""Doors that refused at least once, out of doors that opened at least once."""

ISOLATION = Measure("isolation", "rate", "signals", "determined", sensitive=True)
"""Households with an isolation signal, out of counted households whose answers tell."""

MEASURES = (VISITED, COVERAGE, CONTACT, CONTACT_OPENED, ISOLATION)
