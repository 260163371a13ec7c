"""Numbers and days that forms send. What is no number, or no possible one, asks for nothing: it never breaks a page."""

from collections.abc import Sequence
from datetime import date

from flask import request

from outreach.errors import Problem

MOST = 1_000_000
"""Nothing here is counted that often."""


def whole(text: str) -> int | None:
    """A whole number from 0 to `MOST`; None for anything else."""
    return min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 10 else None


def seen_revision() -> int:
    """Which revision of the plan the form was filled in on; 0, which no plan has, if it does not say: then the plan has moved."""
    return whole(request.form.get("seen", "")) or 0


def read_day(text: str) -> date | None:
    """A day as a browser's date field sends it; None for an empty one. Raises `Problem` (`bad_day`) for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Problem("bad_day", "Une date n’est pas lisible : écrivez-la jour, mois, année. Rien n’a été enregistré.") from None


def ticked_days(name: str, days: Sequence[date]) -> tuple[date, ...]:
    """The days of the round that are ticked, in order; none for what counts for all.

    If all that are ticked have left the round they stay, for the plan to refuse them: none would mean all.
    """
    ticked = sorted(filter(None, map(_day, set(request.form.getlist(name)))))
    return tuple(day for day in ticked if day in days) or tuple(ticked)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
