"""The periods that a publication may be about: whole months, quarters and years that are over."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from outreach.errors import Problem

MONTHS, QUARTERS, YEARS = 12, 6, 3


@dataclass(frozen=True)
class PublishedPeriod:
    """A past month (`2026-03`), quarter (`2026-T1`) or year (`2026`): its code, first and last day."""

    code: str
    first: date
    last: date

    @property
    def months(self) -> int:
        """1, 3 or 12."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


def past_periods(today: date) -> list[PublishedPeriod]:
    """Those that may be chosen, the latest of each length first."""
    found: list[PublishedPeriod] = []
    for months, many in ((1, MONTHS), (3, QUARTERS), (12, YEARS)):
        ends = today.year * 12 + today.month - 1
        ends -= ends % months
        found += [_period(end - months, months) for end in range(ends, ends - many * months, -months)]
    return found


def period_named(code: str, today: date) -> PublishedPeriod:
    """The past period of this code.

    Raises:
        Problem: if it is not one that may be published.
    """
    for period in past_periods(today):
        if period.code == code:
            return period
    raise Problem(
        "no_such_period", "Cette période ne peut pas être publiée : choisissez un mois, un trimestre ou une année qui est fini. Rien n’a été publié.", 422
    )


def _period(month: int, months: int) -> PublishedPeriod:
    """From a number of months since the year 0."""
    year, place = divmod(month, 12)
    last_year, last_place = divmod(month + months - 1, 12)
    code = {1: f"{year}-{place + 1:02}", 3: f"{year}-T{place // 3 + 1}", 12: f"{year}"}[months]
    return PublishedPeriod(code, date(year, place + 1, 1), date(last_year, last_place + 1, monthrange(last_year, last_place + 1)[1]))
