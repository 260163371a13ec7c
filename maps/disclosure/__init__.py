"""What may leave the team: `release` makes a `Released`, and nothing else does."""

from maps.disclosure.indicator import Indicator
from maps.disclosure.release import release
from maps.disclosure.released import Released, ReleasedStatus, ReleasedTable
from maps.disclosure.sequence import NotReleasable

__all__ = ["Indicator", "NotReleasable", "Released", "ReleasedStatus", "ReleasedTable", "release"]
