"""Which publications may follow which. What one audience sees another may see too, so all of a team's publications are one sequence."""

from collections.abc import Sequence
from datetime import date
from typing import Literal

from maps.disclosure.released import Released

Why = Literal["other_geography", "other_outlines", "period_again", "period_overlaps", "period_inside", "nothing_left"]


class NotReleasable(ValueError):
    """A publication that would let somebody subtract it from an earlier one.

    Attributes:
        why: which rule forbids it.
        earlier: the publication it would be compared with.
    """

    def __init__(self, why: Why, earlier: Released) -> None:
        super().__init__(f"{why}: {earlier.geography}, {earlier.period[0]} to {earlier.period[1]}, published on {earlier.published_on}.")
        self.why = why
        self.earlier = earlier


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    """Whether two periods have a day in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def contains(outer: tuple[date, date], inner: tuple[date, date]) -> bool:
    """Whether every day of the second is a day of the first."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def check_sequence(audience: str, geography: str, outlines: str, period: tuple[date, date], earlier: Sequence[Released]) -> Released | None:
    """Refuse what could be subtracted from an earlier publication.

    A period may be apart from every earlier one, or contain it whole (a year after its quarters). The same period again is refused to the same
    audience; to another it is the same publication, figure by figure.

    Returns:
        The publication of the same period to another audience, whose tables are to be given again.

    Raises:
        NotReleasable: if another geography, other outlines, or an overlapping period would allow a subtraction.
    """
    again = None
    for one in earlier:
        if one.geography != geography:
            raise NotReleasable("other_geography", one)
        if one.outlines != outlines:
            raise NotReleasable("other_outlines", one)
        if one.period == period:
            if one.audience == audience:
                raise NotReleasable("period_again", one)
            again = one
        elif overlap(one.period, period) and not contains(period, one.period):
            raise NotReleasable("period_inside" if contains(one.period, period) else "period_overlaps", one)
    return again
