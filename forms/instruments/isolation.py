"""The isolation signal of a first contact, from four circles and one question on loneliness.

The four circles (family, friends, neighbours, associations) are those of the Petits Frères des Pauvres' barometer on
isolation: « mort sociale » means contact with none of them, or almost none. We read "almost none" as at most one circle.
Being alone and feeling alone are different things, so either is enough for a signal: it says "talk about it in the team",
it is not a diagnosis.
"""

from collections.abc import Mapping
from typing import Final, Literal

CIRCLES: Final = ("circle_family", "circle_friends", "circle_neighbours", "circle_associations")
"""Regular contact with this circle: `yes`, `no` or `unknown`."""

LONELY: Final = "lonely"
"""Feels alone: `never`, `sometimes`, `often` or `unknown`."""

Signal = Literal["yes", "no", "unknown"]


def isolation_signal(answers: Mapping[str, object]) -> Signal:
    """Tell whether a household shows a sign of isolation.

    `yes` when at most one circle is `yes` whatever the unanswered ones could be, or when the person often feels alone;
    `no` when neither can hold, whatever the unanswered ones could be; else `unknown`.

    Args:
        answers: coded answers by field name; a field may be absent, and any value that is not one of its codes counts as unanswered.
    """
    circles = [answers.get(circle) for circle in CIRCLES]
    at_least = circles.count("yes")
    at_most = len(circles) - circles.count("no")
    lonely = answers.get(LONELY)
    if at_most <= 1 or lonely == "often":
        return "yes"
    if at_least > 1 and lonely in ("never", "sometimes"):
        return "no"
    return "unknown"
