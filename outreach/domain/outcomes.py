"""How a knock on a door may end: the closed list, and what each outcome counts as."""

from enum import StrEnum


class Outcome(StrEnum):
    """An outcome, by the code that entries carry."""

    EXCHANGE = "exchange"
    BRIEF = "brief"
    REFUSAL = "refusal"
    ABSENT = "absent"
    COME_BACK = "come_back"
    LANGUAGE_BARRIER = "language_barrier"
    MINOR_ALONE = "minor_alone"
    VACANT = "vacant"
    OPPOSITION = "opposition"


CONTACTS = frozenset({Outcome.EXCHANGE, Outcome.BRIEF})
"""Somebody was talked with, or took the leaflet."""

REFUSALS = frozenset({Outcome.REFUSAL, Outcome.OPPOSITION})
"""Somebody did not want to talk, this time or ever."""

NOT_ATTEMPTS = frozenset({Outcome.VACANT})
"""No household to reach: neither a success nor a failure of the team."""

NOT_OPENED = frozenset({Outcome.ABSENT, Outcome.VACANT})

OPENED = frozenset(Outcome) - NOT_OPENED
ATTEMPTS = frozenset(Outcome) - NOT_ATTEMPTS
