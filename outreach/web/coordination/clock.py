"""The clock of the pages."""

from datetime import UTC, date, datetime

from outreach.domain.moments import paris_day


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day in the territory."""
    return paris_day(now())
