"""What was promised for a day, and whether it was kept: doors to come back to, and cases with a due day."""

from datetime import date, timedelta
from enum import StrEnum


class Keeping(StrEnum):
    """How a promise stands on a day."""

    LATE = "late"
    DUE = "due"
    COMING = "coming"
    KEPT = "kept"
    OPEN = "open"
    """To do, with no day promised."""


def keeping(due: date | None, kept_on: date | None, today: date) -> Keeping:
    """How it stands. `kept_on`: the day somebody came back to the door, or that the case ended; None while neither has happened."""
    if kept_on is not None:
        return Keeping.KEPT
    if due is None:
        return Keeping.OPEN
    return Keeping.LATE if due < today else Keeping.DUE if due == today else Keeping.COMING


def in_time(due: date | None, kept_on: date | None) -> bool | None:
    """Whether it was kept by its day; None if no day was promised, or nothing has happened yet."""
    return None if due is None or kept_on is None else kept_on <= due


SHOWN = timedelta(days=30)
"""How long a kept promise, a case that ended, or a procedure stays in the lists of the office."""
