"""The plots of the home page, each with the lines of its table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from outreach.domain.outcomes import Outcome
from outreach.domain.periods import Period
from outreach.reporting.charts import Bar, Caption, Series, bars, line_over_weeks
from outreach.services.weekly_figures import WeeklyFigures, weekly_figures
from outreach.store.database import db
from outreach.web.access import scope
from outreach.web.coordination.blueprint import outcome_name
from outreach.web.coordination.map_asked import Days

WEEKS = 12
USUAL = "12-semaines"
MOST_AREAS = 12
"""Neighbourhoods drawn as bars; the table and the map have all."""


@dataclass(frozen=True)
class Plot:
    """A plot and its table: heads, then lines, each with where it leads (or nothing)."""

    title: str
    svg: Markup
    heads: tuple[str, ...]
    lines: Sequence[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Shown:
    """Which days the plots are of, and which neighbourhoods (empty: the usual ones): the address says it in the words of the map's."""

    key: str
    period: Period
    args: dict[str, str]
    layer: str = ""

    @classmethod
    def read(cls, today: date) -> Self:
        """The period of this request's address; the last twelve weeks without one that means something."""
        days, layer = Days.read(request.args, today), request.args.get("quartiers", "")
        if days.wrong or days.period.first is None or days.period.last is None:
            monday = today - timedelta(days=today.weekday())
            period = Period(monday - timedelta(weeks=WEEKS - 1), today)
            return cls(USUAL, period, {"du": f"{period.first}", "au": f"{period.last}"}, layer)
        return cls(days.key, days.period, days.args, layer)


def plots(shown: Shown) -> list[Plot]:
    """Contacts by week, outcomes, coverage by neighbourhood; none of those that would be empty."""
    if shown.period.first is None or shown.period.last is None:
        return []
    figures = weekly_figures(db.session(), scope(), shown.period.first, shown.period.last)
    if not figures.outcomes:
        return []
    return [_weeks(figures), _outcomes(figures, shown), *_coverage(shown)]


def _weeks(figures: WeeklyFigures) -> Plot:
    best = max(range(len(figures.weeks)), key=lambda week: figures.contacts[week])
    said = _(
        "%(contacts)s contacts en %(weeks)s semaines ; le plus, %(most)s, la semaine du %(day)s. Le tableau donne chaque semaine.",
        contacts=sum(figures.contacts),
        weeks=len(figures.weeks),
        most=figures.contacts[best],
        day=format_date(figures.weeks[best], "d MMMM"),
    )
    caption = Caption("weeks", _("Passages et contacts, semaine par semaine"), said)
    series = [Series(_("passages aux portes"), figures.passages), Series(_("avec un contact"), figures.contacts)]
    svg = line_over_weeks(caption, figures.weeks, series, lambda day: format_date(day, "MMM"))
    weeks = reversed(list(zip(figures.weeks, figures.passages, figures.contacts, strict=True)))
    lines = [
        (
            url_for("coordination.map_page", mesure="contact", du=week.isoformat(), au=(week + timedelta(days=6)).isoformat()) if passages else "",
            (format_date(week, "d MMMM"), str(passages), str(contacts)),
        )
        for week, passages, contacts in weeks
    ]
    return Plot(caption.title, _drawn(svg), (_("Semaine du"), _("Passages"), _("Contacts")), lines)


def _outcomes(figures: WeeklyFigures, shown: Shown) -> Plot:
    every = sum(figures.outcomes.values())
    first: Outcome = next(iter(figures.outcomes))
    said = _(
        "Le plus souvent : %(outcome)s, %(share)s des passages. Le tableau donne chaque nombre.",
        outcome=outcome_name(first),
        share=_share(figures.outcomes[first], every),
    )
    caption = Caption("outcomes", _("Ce que les passages ont donné"), said)
    svg = bars(caption, [Bar(outcome_name(one).capitalize(), many, note=_share(many, every)) for one, many in figures.outcomes.items()])
    lines = [("", (outcome_name(one).capitalize(), str(many), _share(many, every))) for one, many in figures.outcomes.items()]
    return Plot(
        caption.title,
        _drawn(svg),
        (_("Issue"), _("Passages"), _("Part")),
        [*lines, (_on_map(shown.args), (_("Ensemble"), str(every), ""))],
    )


def _coverage(shown: Shown) -> list[Plot]:
    # GeoPandas takes a second to import: only who has visits waits for it, once.
    from maps import COVERAGE
    from outreach.reporting.areas import list_layers
    from outreach.reporting.team_figures import team_table

    layers = list_layers(db.session())
    if not layers:
        return []
    layer = shown.layer if shown.layer in [one.name for one in layers] else layers[0].name
    figures = team_table(db.session(), scope(), layer, COVERAGE, shown.period).figures
    known = figures[figures["denominator"] > 0].sort_values(["value", "name"], ascending=[False, True])
    if known.empty:
        return []
    rows = [
        (row["code"], row["name"], int(row["numerator"]), int(row["denominator"]), row["value"] if row["status"] == "ok" else None)
        for _, row in known.iterrows()
    ]
    drawn = rows[:MOST_AREAS]
    said = ngettext(
        "Part des portes connues où l’équipe est passée, dans %(num)s quartier. Le tableau donne les nombres.",
        "Part des portes connues où l’équipe est passée, dans %(num)s quartiers. Le tableau donne les nombres.",
        len(rows),
    )
    caption = Caption("coverage", _("Portes visitées, quartier par quartier"), said)
    few = _("trop peu")
    svg = bars(caption, [Bar(name, share, few if share is None else _percent(share)) for _code, name, _visited, _doors, share in drawn], most=1.0)
    lines = [
        (
            _on_map({"mesure": "couverture", "quartiers": layer, "quartier": code, **shown.args}),
            (name, f"{visited}", f"{doors}", few if share is None else _percent(share)),
        )
        for code, name, visited, doors, share in rows
    ]
    return [Plot(caption.title, _drawn(svg), (_("Quartier"), _("Visitées"), _("Connues"), _("Part")), lines)]


def layer_names() -> list[str]:
    """What coverage can be told by."""
    from outreach.reporting.areas import list_layers

    return [layer.name for layer in list_layers(db.session())]


def _on_map(args: dict[str, str]) -> str:
    return f"{url_for('coordination.map_page')}?{urlencode(args)}"


def _share(part: int, whole: int) -> str:
    return _percent(part / whole)


def _percent(share: float) -> str:
    return f"{round(100 * share)}\u202f%"


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 (written by an XML writer, which escapes every text)
