"""How a rate is read: as it is, smoothed, by hot spots, against an earlier period, or with a second measure. Each with its columns in the table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _

from maps import Change, MeasureText, Pair, Shown, Smoothed, TeamTable, hot_spots, number, p_text, percent, points_text
from outreach.domain.periods import Period
from outreach.reporting.team_figures import Figures, team_figures
from outreach.store.database import db
from outreach.web.access import scope
from outreach.web.coordination.map_asked import Asked
from outreach.web.coordination.map_words import Choice, measure_text, spot_names

Cells = dict[str, tuple[str, ...]]
READABLE = ("rate", "share")
CROSSABLE = (*READABLE, "ratio", "published")
YEAR = 365

Tables = Callable[[Choice, Sequence[Period]], list[Figures]]
"""The figures of a measure over some periods."""


@dataclass(frozen=True)
class Way:
    """A way to read, as the page offers it: what it changes in the address, and a sentence on it."""

    label: str
    changes: dict[str, str]
    says: str


@dataclass(frozen=True)
class Reading:
    """What is drawn, and what the table has more of. `cells` by code; `says`: one sentence or two on how to read it."""

    shown: Shown
    heads: tuple[str, ...] = ()
    cells: Cells = field(default_factory=dict)
    says: str = ""
    text_up: MeasureText | None = None
    with_interval: bool = True
    """Whether the table keeps the interval of the observed rate; beside what a reading found it would be one column too many."""


def ways(choice: Choice, asked: Asked) -> list[Way]:
    """The ways to read this measure; one alone for a count."""
    plain = {"reading": "", "against": "", "second": ""}
    found = [Way(_("Valeurs observées"), plain, "")]
    if choice.measure.kind not in READABLE:
        return found
    found += [
        Way(_("Valeurs lissées"), {**plain, "reading": "lissees"}, _smoothed()),
        Way(_("Lissées par le voisinage"), {**plain, "reading": "voisinage"}, _near()),
        Way(_("Points chauds"), {**plain, "reading": "points-chauds"}, _hot()),
        Way(_("Exceptions"), {**plain, "reading": "exceptions"}, _exceptions()),
    ]
    if asked.days.period.first and asked.days.period.last:
        found += [
            Way(_("Évolution"), {**plain, "against": "avant"}, _change()),
            Way(_("Évolution sur un an"), {**plain, "against": "an-avant"}, _change()),
        ]
    return found


def current_way(offered: list[Way], asked: Asked) -> Way:
    """The way that the address asks for; observed values if it asks for none of those offered."""
    said = {"reading": asked.reading, "against": asked.against}
    return next((way for way in offered if all(way.changes[name] == value for name, value in said.items())), offered[0])


def current_second(offered: list[Choice], asked: Asked) -> Choice | None:
    """The measure that the address asks to be looked at together with the first."""
    return next((one for one in offered if one.key == asked.second), None)


def team_tables(layer: str) -> Tables:
    """The figures of the own team in a layer."""

    def tables(choice: Choice, periods: Sequence[Period]) -> list[Figures]:
        return team_figures(db.session(), scope(), layer, choice.measure, periods)

    return tables


def seconds(choices: list[Choice], choice: Choice) -> list[Choice]:
    """What may be looked at together with a measure."""
    return [one for one in choices if one.key != choice.key and one.measure.kind in CROSSABLE] if choice.measure.kind in CROSSABLE else []


def read(table: TeamTable, choice: Choice, asked: Asked, way: Way, second: Choice | None, tables: Tables) -> Reading:
    """Read a table the way the address asks."""
    if second is not None:
        return _pair(table, second, asked, tables)
    if way.changes["against"]:
        before = earlier(asked.days.period, way.changes["against"])
        return _changed(Change(tables(choice, [before])[0].table, table), before)
    if way.changes["reading"] in ("lissees", "voisinage"):
        return _smooth(Smoothed(table, near=way.changes["reading"] == "voisinage"), way)
    if way.changes["reading"]:
        return _spots(table, way)
    return Reading(table)


def earlier(period: Period, against: str) -> Period:
    """The days to compare with: as many just before, or the same ones a year (365 days) earlier."""
    if period.first is None or period.last is None:
        raise ValueError("Only a period with both ends has one before it.")
    back = timedelta(days=YEAR) if against == "an-avant" else period.last - period.first + timedelta(days=1)
    return Period(period.first - back, period.last - back)


def _smooth(shown: Smoothed, way: Way) -> Reading:
    rows: list[Any] = list(shown.figures.itertuples())
    cells: Cells = {row.code: (percent(row.smoothed) if row.status == "ok" else "–",) for row in rows}
    return Reading(shown, (_("Lissée"),), cells, way.says)


def _spots(table: TeamTable, way: Way) -> Reading:
    found = hot_spots(table, "moran" if way.changes["reading"] == "exceptions" else "gi_star")
    rows: list[Any] = list(found.rows.itertuples())
    cells: Cells = {row.Index: (spot_names().get(row.spot, "–"), p_text(row.p) if row.p == row.p else "–") for row in rows}
    return Reading(found, (_("Repère"), "p"), cells, way.says, with_interval=False)


def _changed(shown: Change, before: Period) -> Reading:
    cells: Cells = {}
    rows: list[Any] = list(shown.figures.itertuples())
    for row in rows:
        known = row.status == "ok"
        was = percent(row.value_before) if row.value_before == row.value_before else "–"
        interval = f"{points_text(row.low)} – {points_text(row.high)}" if known else "–"
        cells[row.code] = (was, "–" if row.status == "hidden" else str(row.denominator_before), points_text(row.value) if known else "–", interval)
    days = _("Avant : du %(first)s au %(last)s.", first=f"{before.first:%d/%m/%Y}", last=f"{before.last:%d/%m/%Y}")
    return Reading(shown, (_("Avant"), _("n avant"), _("Écart, points"), _("Intervalle de l’écart")), cells, f"{days} {_change()}", with_interval=False)


def _pair(table: TeamTable, second: Choice, asked: Asked, tables: Tables) -> Reading:
    beside = tables(second, [asked.days.period])[0]
    shown = Pair(table, beside.table)
    others = shown.up.figures.set_index("code")
    cells: Cells = {}
    rows: list[Any] = list(shown.figures.itertuples())
    for row in rows:
        other = percent(row.value_up) if row.value_up == row.value_up else "–"
        told = second.measure.kind != "published" and row.value_up == row.value_up
        n = number(others.loc[row.code, "denominator"]) if told else "–"
        cells[row.code] = (other, n, row.kind if len(row.kind) == 2 else "–")
    return Reading(shown, (second.label, "n", _("Classe")), cells, _paired(), replace(measure_text(second, beside), dates=""), with_interval=False)


def _smoothed() -> str:
    return str(
        _(
            "Valeurs lissées : un taux fondé sur peu de réponses est rapproché de celui de l’ensemble, et bouge donc moins par hasard. "
            "Le tableau donne aussi la valeur observée et son intervalle (Bayes empirique, Marshall 1991, variance entre quartiers jamais négative)."
        )
    )


def _near() -> str:
    return str(
        _(
            "Lissées par le voisinage : un taux fondé sur peu de réponses est rapproché de celui des quartiers qui le touchent "
            "(Bayes empirique local, Marshall 1991). Un quartier sans voisin garde sa valeur."
        )
    )


def _hot() -> str:
    return str(
        _(
            "Points chauds : les quartiers hauts (ou bas) ensemble avec leurs voisins plus que le hasard ne le ferait "
            "(Gi* de Getis et Ord, taux standardisés selon leur nombre, 9 999 permutations à graine fixe, fausses découvertes tenues à 5 %). "
            "Ce n’est pas une cause : c’est un endroit où aller regarder."
        )
    )


def _exceptions() -> str:
    return str(
        _(
            "Exceptions : les quartiers qui ressemblent à leurs voisins ou s’en écartent plus que le hasard ne le ferait "
            "(I local de Moran, taux standardisés, 9 999 permutations à graine fixe, fausses découvertes tenues à 5 %)."
        )
    )


def _change() -> str:
    return str(
        _(
            "Écart en points entre les deux périodes, avec son intervalle à 95 % (Newcombe 1998, méthode 10) ; net s’il laisse le zéro dehors. "
            "Les portes et les foyers présents dans les deux périodes rendent l’intervalle un peu trop large."
        )
    )


def _paired() -> str:
    return str(
        _(
            "Chaque mesure est partagée en trois classes d’autant de quartiers, A à C et 1 à 3. "
            "Deux mesures qui vont ensemble ne disent pas que l’une cause l’autre."
        )
    )
