"""The days that figures are made of."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Self

from outreach.errors import Problem

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included; without one of them, as far as there is anything. Days of the territory."""

    first: date | None = None
    last: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether no day is left out."""
        return self.first is None and self.last is None

    def holds(self, day: date) -> bool:
        """Whether a day is one of the period."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    @classmethod
    def year_of(cls, today: date) -> Self:
        """The calendar year up to today."""
        return cls(date(today.year, 1, 1), today)

    @classmethod
    def twelve_months_to(cls, today: date) -> Self:
        """The twelve months that end today: 23 March to 22 March. On 29 February they begin on 1 March."""
        leap = today.month == 2 and today.day == 29
        before = date(today.year - 1, 2, 28) if leap else today.replace(year=today.year - 1)
        return cls(date.fromordinal(before.toordinal() + 1), today)

    @classmethod
    def month_of(cls, text: str) -> Self:
        """A calendar month, written `2026-03`.

        Raises:
            Problem: if there is no such month.
        """
        try:
            year, month = (int(part) for part in text.split("-"))
            first = date(year, month, 1)
        except ValueError:
            raise Problem("no_such_month", f"« {text[:20]} » n’est pas un mois. Choisissez-en un dans la liste.") from None
        return cls.between(first, first.replace(day=calendar.monthrange(year, month)[1]))

    @classmethod
    def between(cls, first: date | None, last: date | None) -> Self:
        """From one day to another; either may be missing.

        Raises:
            Problem: if the first comes after the last, or a day is of another century.
        """
        if first and last and first > last:
            raise Problem("period_backwards", "La période finit avant d’avoir commencé. Échangez les deux dates.")
        if any(not EARLIEST <= day < LATEST for day in (first, last) if day):
            raise Problem("period_too_far", "L’année doit être entre 2000 et 2099. Corrigez la date.")
        return cls(first, last)


EVERYTHING = Period()


def day_of(text: str) -> date | None:
    """A day as a form sends it, `2026-03-05`; nothing for an empty field.

    Raises:
        Problem: if there is no such day.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Problem("no_such_day", f"« {text[:20]} » n’est pas une date. Choisissez-la dans le calendrier, ou écrivez-la AAAA-MM-JJ.") from None
