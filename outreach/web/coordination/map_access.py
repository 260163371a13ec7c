"""The measures of access and of what is to be followed up, and the table of walking times beside them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from flask_babel import gettext as _

from maps import Measure, MeasureText, number, percent
from outreach.domain.periods import EVERYTHING
from outreach.reporting.areas import code_of_entrances, load_areas
from outreach.reporting.counts.access import COMPANY, NEAR, needs, theme_access, walking_minutes
from outreach.reporting.counts.households import count_households
from outreach.reporting.entrance_counts import count_entrances
from outreach.store.database import db
from outreach.web.access import scope
from outreach.web.coordination.map_points import UNTHEMED, offered_themes

if TYPE_CHECKING:
    from outreach.web.coordination.map_words import Choice

LIMITS = (10, 15)
MINIMUM = 5
"""Households under which a neighbourhood's are not told."""


@dataclass(frozen=True)
class AccessLine:
    """A neighbourhood in the table of walks, written out."""

    name: str
    beyond: tuple[str, ...]
    median: str
    households: str


@dataclass(frozen=True)
class AccessTable:
    """Walks to the places of a theme, by neighbourhood. `by_street`: percent of entrances whose walk follows the streets."""

    theme: str
    limits: tuple[int, ...]
    lines: list[AccessLine]
    places: int
    silent: int
    closed: int
    by_street: str
    company: bool


def access_choices(day: date) -> "list[Choice]":
    """Walking times to the places of each theme of the directory, households far from what they need, and the places themselves."""
    from outreach.web.coordination.map_words import Choice

    group, share = _("Ressources et accès"), _("Part")
    themes = [theme for theme in offered_themes() if theme.code != UNTHEMED]
    found = []
    for limit in LIMITS:
        section = _("À plus de %(n)s minutes à pied", n=limit)
        for theme in themes:
            measure = Measure(f"access:{limit}:{theme.code}:{day}", "share", "far", "known")
            text = partial(_far_doors, theme.label, limit)
            label = _("%(theme)s : à plus de %(n)s min", theme=theme.label, n=limit)
            found.append(
                Choice(f"acces-{limit}:{theme.code}", measure, label, _("Loin"), _("Portes"), share, group, text, section, timeless=True, theme=theme.code)
            )
    section = _("Le besoin est là, le lieu est loin")
    for theme in themes:
        measure = Measure(f"need_far:{theme.code}:{day}", "rate", "far", "named", sensitive=True)
        label = _("%(theme)s : besoin loin d’un lieu", theme=theme.label)
        text = partial(_far_needs, theme.label, theme.code == COMPANY)
        heads = (_("Loin"), _("Foyers avec ce besoin"))
        found.append(Choice(f"besoin-loin:{theme.code}", measure, label, *heads, share, group, text, section, of_answers=True, theme=theme.code))
    section = _("Lieux par quartier")
    for theme in themes:
        measure = Measure(f"places:{theme.code}:{day}", "count", "places", "places", minimum=1)
        label = _("%(theme)s : lieux", theme=theme.label)
        text = partial(_places, theme.label)
        found.append(Choice(f"lieux:{theme.code}", measure, label, _("Lieux"), _("Ensemble"), "", group, text, section, timeless=True, theme=theme.code))
    return found


def followup_choices(day: date) -> "list[Choice]":
    """What is late, due soon and open."""
    from outreach.web.coordination.map_words import Choice

    group, waiting = _("Suites"), _("À faire")
    kinds = [
        ("suites-retard", "late", _("En retard"), _("suites en retard"), _("Suites dont le jour promis est passé.")),
        (
            "suites-semaine",
            "soon",
            _("Pour les sept jours"),
            _("suites pour les sept jours"),
            _("Suites promises pour aujourd’hui ou les six jours qui viennent."),
        ),
        ("suites", "waiting", _("À faire"), _("suites à faire"), _("Tout ce qui est promis et pas encore fait, avec ou sans jour.")),
    ]
    return [
        Choice(
            key,
            Measure(f"followups_{column}:{day}", "count", column, "waiting", minimum=1),
            label,
            label,
            waiting,
            "",
            group,
            partial(_followups, what, said),
            timeless=True,
        )
        for key, column, label, what, said in kinds
    ]


def access_table(choice: "Choice", layer: str, day: date) -> AccessTable | None:
    """The walks to the places of the choice's theme, for all neighbourhoods of a layer; None for a choice of another kind, and for cells."""
    if not choice.theme or layer == "h3":
        return None
    session = db.session()
    found = theme_access(session, choice.theme, day.isoformat())
    areas = load_areas(session, layer)
    doors = count_entrances(session, scope())["known"]
    counted = count_households(session, scope(), [EVERYTHING], {"named": needs(choice.theme)})[0]["named"]
    households: dict[UUID, int] = dict(zip(counted.index, counted.tolist(), strict=True))
    minutes = walking_minutes(found).reindex(doors.index)
    codes = code_of_entrances(session, areas, {*doors.index, *households})
    inside = doors.groupby([codes[id_] or "" for id_ in doors.index]).indices
    named: Counter[str | None] = Counter()
    for id_, count in households.items():
        named[codes[id_]] += count
    nobody = np.empty(0, dtype=np.intp)
    lines = []
    for code, name in zip(areas["code"], areas["name"], strict=True):
        here = inside.get(code, nobody)
        lines.append(_line(name, minutes.to_numpy()[here], doors.to_numpy()[here], int(named[code])))
    label = next((theme.label for theme in offered_themes() if theme.code == choice.theme), choice.theme)
    places = found.places
    return AccessTable(label, LIMITS, lines, len(places.cards), places.silent, places.closed, percent(found.by_street), choice.theme == COMPANY)


def _line(name: str, minutes: "np.ndarray", doors: "np.ndarray", named: int) -> AccessLine:
    total = int(doors.sum())
    households = number(named) if named >= MINIMUM else "–"
    if total < MINIMUM or not np.isfinite(minutes).all():
        return AccessLine(name, ("–",) * len(LIMITS), "–", households)
    beyond = tuple(percent(float(doors[minutes > limit].sum()) / total) for limit in LIMITS)
    return AccessLine(name, beyond, _("%(n)s min", n=number(round(weighted_median(minutes, doors)))), households)


def weighted_median(values: "np.ndarray", weights: "np.ndarray") -> float:
    """The least value at which at least half of the weight lies at or below it."""
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(below, below[-1] / 2)])


def _walk() -> str:
    return str(
        _(
            "La distance suit les rues où l’on marche quand elles sont chargées et proches des deux bouts ; sinon c’est la ligne droite × 1,3. "
            "Le temps est compté à 4,5 km/h. Seuls comptent les lieux de l’annuaire qui ont une position et ouvrent au moins une fois dans les sept jours "
            "qui viennent ; ceux dont les horaires sont inconnus comptent aussi. "
        )
    )


def _far_doors(theme: str, limit: int, _undetermined: int) -> MeasureText:
    return MeasureText(
        _("%(theme)s à plus de %(n)s minutes à pied", theme=theme, n=limit),
        _("part des portes connues à plus de %(n)s minutes à pied du lieu le plus proche", n=limit),
        _("portes loin d’un lieu"),
        _("connues"),
        _walk() + _("Chaque entrée compte autant que ses portes connues. Au-dessous de 5 portes, aucune part n’est montrée."),
    )


def _far_needs(theme: str, company: bool, _undetermined: int) -> MeasureText:  # noqa: FBT001 (bound by name of the choice)
    who = _("Foyers qui ont dit un besoin de ce thème")
    if company:
        who = _("Foyers qui ont dit un besoin de ce thème, ou qui montrent un signal d’isolement")
    return MeasureText(
        _("%(theme)s : le besoin est là, le lieu est loin", theme=theme),
        _("part des foyers avec ce besoin qui vivent à plus de %(n)s minutes à pied du lieu le plus proche", n=NEAR),
        _("foyers loin d’un lieu"),
        _("qui ont ce besoin"),
        f"{who}. "
        + _walk()
        + _("L’intervalle à 95 % (méthode de Wilson) dit ce que le petit nombre laisse d’incertain. Au-dessous de 5 foyers, rien n’est montré."),
    )


def _places(theme: str, _undetermined: int) -> MeasureText:
    return MeasureText(
        _("%(theme)s : lieux par quartier", theme=theme),
        _("nombre de lieux de l’annuaire ouverts au moins une fois dans les sept jours"),
        _("lieux"),
        _("en tout"),
        _("Lieux de l’annuaire qui ont une position. Ceux dont les horaires sont inconnus comptent ; ceux qui sont fermés toute la semaine, non."),
    )


def _followups(what: str, said: str, _undetermined: int) -> MeasureText:
    return MeasureText(
        what[0].upper() + what[1:],
        _("nombre de suites, par quartier"),
        what,
        _("à faire"),
        said
        + " "
        + _(
            "Rappels, orientations et droits qui ne sont pas finis, et portes où l’équipe a promis de revenir. "
            "Les foyers qui ont demandé de ne pas repasser n’y sont pas."
        ),
    )
