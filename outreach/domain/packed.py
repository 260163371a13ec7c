"""An entrance's visits as bytes: what figures over any days are made of, small enough to read for a whole territory at once.

Two whole numbers of 32 bits for each visit, the lowest byte first: which door (0, 1, 2… of the entrance, in the order of their ids), and its day and
outcome in one (`day and outcome`: the day's ordinal × 16 + the outcome's place in `PLACES`). Outcomes of visits that were erased are written the same
way, with their number in place of the door. Always sorted, so that equal visits are equal bytes.
"""

import sys
from array import array
from collections.abc import Iterable
from datetime import date

from outreach.domain.outcomes import Outcome

PLACES = (
    Outcome.EXCHANGE,
    Outcome.BRIEF,
    Outcome.REFUSAL,
    Outcome.ABSENT,
    Outcome.COME_BACK,
    Outcome.LANGUAGE_BARRIER,
    Outcome.MINOR_ALONE,
    Outcome.VACANT,
    Outcome.OPPOSITION,
)
"""Where each outcome stands. New ones go to the end (there is room for 16): those at rest keep their place."""

OUTCOMES = 16
_PLACE_OF: dict[str, int] = {outcome: place for place, outcome in enumerate(PLACES)}


def pack(said: Iterable[tuple[int, date, str]]) -> bytes:
    """A number (of a door, or of visits), a day and an outcome each, as bytes."""
    pairs = sorted((number, day.toordinal() * OUTCOMES + _PLACE_OF[outcome]) for number, day, outcome in said)
    found = array("I", [one for pair in pairs for one in pair])
    if sys.byteorder == "big":
        found.byteswap()
    return found.tobytes()
