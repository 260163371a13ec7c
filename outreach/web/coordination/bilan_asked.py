"""What the address of the activity report asks for: a period, a geography, chapters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Self

from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from outreach.domain.periods import Period, day_of
from outreach.errors import Problem
from outreach.web.coordination.bilan_words import CHAPTER_NAMES

YEARS = 3
MONTHS = 12
"""Of a year, cut into one, two or four."""
OWN = "autre"


@dataclass(frozen=True)
class Span:
    """A period that is offered: its name in the address, and its days."""

    key: str
    label: str
    period: Period


@dataclass(frozen=True)
class Asked:
    """What is asked for. `wrong` says why a period means nothing; then the usual one holds. `opened_on`: its name, where nobody chose it."""

    key: str
    period: Period
    layer: str
    chapters: tuple[str, ...]
    wrong: str = ""
    opened_on: str = ""

    @classmethod
    def read(cls, args: "MultiDict[str, str]", today: date, layers: Sequence[str], worked: Callable[[Period], bool]) -> Self:
        """Make sense of the query of an address. `worked`: whether the team did anything in a period; without a choice, the last one where it did."""
        offered = {span.key: span for span in spans(today)}
        layer = args.get("quartiers", "")
        wanted = [name for text in (*args.getlist("chapitre"), *args.get("chapitres", "").split(",")) if (name := text.strip())]
        chapters = tuple(chapter for chapter in CHAPTER_NAMES if chapter in wanted) or tuple(CHAPTER_NAMES)
        rest = (layer if layer in layers else (layers[0] if layers else ""), chapters)
        key = args.get("periode", "")
        if key != OWN and not (key == "" and args.get("du")):
            if key in offered:
                return cls(key, offered[key].period, *rest)
            span = usual_span(today, worked)
            return cls(span.key, span.period, *rest, opened_on=span.label)
        usual = usual_span(today, worked)
        try:
            period = Period.between(day_of(args.get("du", "")), day_of(args.get("au", "")))
        except Problem as problem:
            return cls(usual.key, usual.period, *rest, wrong=problem.sentence)
        if period.first is None or period.last is None:
            return cls(usual.key, usual.period, *rest, wrong=_("Une période a un premier et un dernier jour. Choisissez les deux dates."))
        return cls(OWN, period, *rest)

    @property
    def args(self) -> dict[str, str]:
        """The same, as an address has it."""
        days = {"du": f"{self.period.first}", "au": f"{self.period.last}"} if self.key == OWN else {}
        chapters = {} if len(self.chapters) == len(CHAPTER_NAMES) else {"chapitres": ",".join(self.chapters)}
        return {"periode": self.key, **days, "quartiers": self.layer, **chapters}

    @property
    def days(self) -> str:
        """« du 1 janvier au 31 décembre 2025 »."""
        return str(_("du %(first)s au %(last)s", first=format_date(self.period.first, "d MMMM y"), last=format_date(self.period.last, "d MMMM y")))


def spans(today: date) -> list[Span]:
    """Years, semesters and quarters that are over: last year first."""
    found = [Span(f"{year}", _("Année %(year)s", year=year), _months(year, 1, MONTHS)) for year in range(today.year - 1, today.year - 1 - YEARS, -1)]
    for parts, letter, name in ((2, "s", _("semestre")), (4, "t", _("trimestre"))):
        long = MONTHS // parts
        for year in (today.year, today.year - 1):
            for part in range(parts, 0, -1):
                period = _months(year, 1 + long * (part - 1), long)
                if period.last and period.last < today:
                    order = _("1er") if part == 1 else _("%(n)se", n=part)
                    found.append(Span(f"{year}-{letter}{part}", f"{order} {name} {year}", period))
    return found


def usual_span(today: date, worked: Callable[[Period], bool]) -> Span:
    """The year that is over, as funders ask for it; if nothing was done in it, the period that ended last among those where something was."""
    offered = spans(today)
    ends = [(span.period.last or date.min, -place, span) for place, span in enumerate(offered)]
    latest = [span for *_, span in sorted(ends, key=itemgetter(0, 1), reverse=True)]
    return next((span for span in (offered[0], *latest) if worked(span.period)), offered[0])


def _months(year: int, first: int, many: int) -> Period:
    after = date(year + 1, 1, 1) if first + many > MONTHS else date(year, first + many, 1)
    return Period(date(year, first, 1), after - timedelta(days=1))
