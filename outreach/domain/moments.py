"""Moments and days as the journal writes them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z)")


def read_moment(text: str) -> datetime:
    """A moment of the wire, with its own offset kept.

    Raises:
        ValueError: if the text is not ISO 8601 with milliseconds and offset.
    """
    if not WRITTEN.fullmatch(text):
        raise ValueError("not a moment with milliseconds and offset")
    return datetime.fromisoformat(text)


def write_moment(moment: datetime) -> str:
    """A moment as the wire carries it, in the offset it has."""
    return moment.isoformat(timespec="milliseconds")


def corrected(made_at: datetime, clock_error_ms: int | None) -> datetime:
    """The tablet's clock put right by the error last measured, in UTC."""
    return made_at.astimezone(UTC) + timedelta(milliseconds=clock_error_ms or 0)


def paris_day(moment: datetime) -> date:
    """The calendar day in the territory."""
    return moment.astimezone(PARIS).date()


def paris_midnight(day: date, *, days_later: int = 0) -> datetime:
    """The moment at which a day, or one some days later, begins in the territory."""
    return datetime.combine(day + timedelta(days=days_later), time(), PARIS)
