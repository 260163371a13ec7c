"""The hours of a neighbourhood in a season as their page shows them: a picture of the week, its table, the best hours, and how far to trust them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from outreach.domain.opening_hours import DAYS
from outreach.planning.hours import NOTABLE, SHOWN_FROM, SLOTS, Answering, Chance, GoodHours, Season, Verdict, good_hours
from outreach.planning.words import hour_words, percent_words
from outreach.reporting.charts import Caption, Tile, week

SEASONS = {"hiver": Season.WINTER, "printemps": Season.SPRING, "ete": Season.SUMMER, "automne": Season.AUTUMN}
"""As the address says them."""
SEASON_NAMES = {Season.WINTER: _l("hiver"), Season.SPRING: _l("printemps"), Season.SUMMER: _l("été"), Season.AUTUMN: _l("automne")}
TONES = (-0.10, -NOTABLE, NOTABLE, 0.10)
"""Differences from the usual share at which a tile gets darker: where hours make no difference, all tiles look alike."""
VERDICTS = {
    Verdict.BETTER: _l("Les derniers mois le confirment"),
    Verdict.UNSURE: _l("Un indice, pas une règle"),
    Verdict.NO_BETTER: _l("Ne vous y fiez pas"),
}


@dataclass(frozen=True)
class Cell:
    """Some hours of a day. `chance` is None where hardly anybody has tried them; `doors`: how many were knocked at here, or that they were few."""

    chance: Chance | None
    doors: str


@dataclass(frozen=True)
class Line:
    """The same hours of all days."""

    hours: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class HoursView:
    """What the page shows of a neighbourhood in a season. `usual`: « 41 % »; `span`: from where to where the lines of the picture go."""

    picture: Markup
    lines: Sequence[Line]
    best: Sequence[GoodHours]
    usual: str
    span: tuple[str, str]


def hours_view(learnt: Answering, neighbourhood: UUID, name: str, season: Season) -> HoursView:
    """Work out a page."""
    best = good_hours(learnt, neighbourhood, season)
    marks = {(one.weekday, SLOTS.index(one.hours)): str(place) for place, one in enumerate(best, start=1)}
    usual = learnt.usual(neighbourhood)

    def tile(weekday: int, slot: int) -> Tile | None:
        if learnt.tried(weekday, slot) < SHOWN_FROM:
            return None
        chance = learnt.chance(neighbourhood, weekday, slot, season)
        borrowed = learnt.observed(neighbourhood, weekday, slot)[0] < SHOWN_FROM
        tone = 1 + sum(chance.mean - usual >= step for step in TONES)
        return Tile(tone, chance.mean, chance.low, chance.high, percent_words(chance.mean), borrowed, marks.get((weekday, slot), ""))

    rows = [[tile(weekday, slot) for weekday in range(7)] for slot in range(len(SLOTS))]
    span = _span([one for row in rows for one in row if one])
    caption = Caption("semaine", _("Part des portes qui s’ouvrent, %(area)s, %(season)s", area=name, season=SEASON_NAMES[season]), _said(best))
    svg = week(caption, [f"{day[:3]}." for day in DAYS], [slot_words(slot) for slot in range(len(SLOTS))], rows, usual, span)
    lines = [Line(slot_words(slot), [_cell(learnt, neighbourhood, weekday, slot, season) for weekday in range(7)]) for slot in range(len(SLOTS))]
    return HoursView(Markup(svg), lines, best, percent_words(usual), (percent_words(span[0]), percent_words(span[1])))  # noqa: S704 (an XML writer escapes every text)


def slot_words(slot: int) -> str:
    """« 18 – 20 h »."""
    return f"{SLOTS[slot].start.hour} – {hour_words(SLOTS[slot].end)}"


def window_words(one: GoodHours) -> str:
    """« mardi, 18 – 20 h »."""
    return f"{DAYS[one.weekday]}, {slot_words(SLOTS.index(one.hours))}"


def _cell(learnt: Answering, neighbourhood: UUID, weekday: int, slot: int, season: Season) -> Cell:
    attempted, _opened = learnt.observed(neighbourhood, weekday, slot)
    if learnt.tried(weekday, slot) < SHOWN_FROM:
        return Cell(None, "")
    doors = f"{attempted} portes" if attempted >= SHOWN_FROM else str(_("vu ailleurs"))
    return Cell(learnt.chance(neighbourhood, weekday, slot, season), doors)


def _span(tiles: Sequence[Tile]) -> tuple[float, float]:
    """Tenths around all bounds."""
    return floor(10 * min((one.low for one in tiles), default=0)) / 10, ceil(10 * max((one.high for one in tiles), default=1)) / 10


def _said(best: Sequence[GoodHours]) -> str:
    hours = " ; ".join(window_words(one) for one in best) or _("aucune heure")
    return str(_("Ce qui ressort le plus : %(hours)s. Le tableau donne chaque estimation.", hours=hours))
