"""The isolation signal of a first contact, from four circles and one question on loneliness.

Being alone and feeling alone are different things, so either is enough for a signal: it says "talk about it in the team",
it is not a diagnosis.
"""

from collections.abc import Mapping
from typing import Final, Literal

from forms.instruments.circles import FOUR_CIRCLES, circles

CIRCLES: Final = FOUR_CIRCLES.fields
"""Regular contact with this circle: `yes`, `no` or `unknown`."""

LONELY: Final = "lonely"
"""Feels alone: `never`, `sometimes`, `often` or `unknown`."""

Signal = Literal["yes", "no", "unknown"]


def isolation_signal(answers: Mapping[str, object]) -> Signal:
    """Tell whether a household shows a sign of isolation.

    `yes` when the person has almost no circle or often feels alone; `no` when neither can hold, whatever the unanswered ones could be; else `unknown`.

    Args:
        answers: coded answers by field name; a field may be absent, and any value that is not one of its codes counts as unanswered.
    """
    around, lonely = circles(answers), answers.get(LONELY)
    if around == "almost_none" or lonely == "often":
        return "yes"
    return "no" if around == "some" and lonely in ("never", "sometimes") else "unknown"
