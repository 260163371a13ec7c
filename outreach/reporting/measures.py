"""The measures that come from answers to the centre's forms. `maps` knows those of doors and of isolation; it knows no form."""

from maps import Measure

ALONE = Measure("alone", "rate", "alone", "told", sensitive=True)
"""Households of one person, out of those that said whether they are."""

MEANS = Measure("means", "rate", "hard", "told", sensitive=True)
"""Households with real money trouble at times of the month (item 5 of EPICES, one question: no EPICES score), out of those that answered it."""

EPICES = Measure("epices", "rate", "precarious", "scored", sensitive=True)
"""People whose whole EPICES score is 30.17 or more, out of those whose answers tell on which side they are."""

RIGHTS = Measure("rights", "rate", "discussed", "asked", sensitive=True)
"""Households with which at least one right was talked about, out of those whose talk had the question. It says nothing of rights held or not taken up."""

MET = Measure("met", "ratio", "contact", "households", minimum=20)
"""Doors with at least one contact, against the households that INSEE counts: how much of the neighbourhood was met."""

TRIED = Measure("tried", "ratio", "attempted", "dwellings", minimum=20)
"""Doors with at least one attempt, against the dwellings that INSEE counts, empty ones among them."""

POOR = Measure("poor", "ratio", "poor_households", "households", minimum=20)
"""Households under the poverty line, out of all, both of one source."""

POVERTY = Measure("poverty", "published", "poverty_rate", "per_thousand", minimum=1)
"""People under the poverty line, as published."""

NEED = "need"


def need(code: str) -> Measure:
    """Households that named a need, by its code of the form, out of those whose talk had the question with this answer."""
    return Measure(f"{NEED}:{code}", "rate", "named", "asked", sensitive=True)


RIGHT, RIGHT_DISCUSSED, RIGHT_OPENED = "right", "right_discussed", "right_opened"


def right_missing(code: str) -> Measure:
    """Apparent non-take-up of a right, as told: households that are presumed to have it and do not receive it, out of those presumed to have it."""
    return Measure(f"{RIGHT}:{code}", "rate", "missing", "eligible", sensitive=True)


def right_discussed(code: str) -> Measure:
    """Households with which a right was talked about, out of those met. What the team does, not who takes up what."""
    return Measure(f"{RIGHT_DISCUSSED}:{code}", "rate", "discussed", "met", sensitive=True)


def right_opened(code: str) -> Measure:
    """Rights opened, out of those that the team follows or followed."""
    return Measure(f"{RIGHT_OPENED}:{code}", "rate", "opened", "followed", sensitive=True)
