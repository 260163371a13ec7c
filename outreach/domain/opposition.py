"""Whether a household asks us to stay away: the rule of JOURNAL.md, "Opposition"."""

from collections.abc import Collection

from outreach.domain.ordering import Ordered, latest


def holds(oppositions: Collection[Ordered], lifted: Collection[Ordered]) -> bool:
    """Whether the latest of the live `opposition` visits of a door and of what lifted them is an opposition. Other visits change nothing."""
    if not oppositions or not lifted:
        return bool(oppositions)
    return latest([*oppositions, *lifted]) in oppositions
