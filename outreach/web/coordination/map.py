"""The map of the neighbourhoods, and the same figures as a table. Both are made from one `TeamTable`, so they cannot disagree."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from outreach.domain.periods import EVERYTHING, Period
from outreach.domain.policy import Capability
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.ground import FILES, ground
from outreach.web.coordination.map_asked import MEASURE, ORDERS, OUTSIDE, Asked, Days
from outreach.web.coordination.map_points import Entrances, Place, entrances_context, find_entrances, find_resources, offered_themes, resources_context
from outreach.web.coordination.map_table import Figures, table_context
from outreach.web.security import extend_csp

if TYPE_CHECKING:
    from maps import Resources
    from outreach.web.coordination.map_words import Choice

MOST_MONTHS = 60


@bp.get("/carte")
@allow(Capability.SEE_VISITS)
def map_page() -> ResponseReturnValue:
    """Show one measure by neighbourhood, over a period, with the entrances of one and the resources of some themes."""
    # GeoPandas takes a second to import: only who asks for the map waits for it, once.
    from outreach.reporting.areas import CELLS, list_layers
    from outreach.web.coordination.map_words import choices, groups

    offered = {choice.key: choice for choice in choices(db.session(), scope(), today())}
    asked = Asked.read(request.args, today())
    layers = [layer.name for layer in list_layers(db.session())]
    if asked.measure not in offered or asked.order not in ORDERS or (asked.layer and asked.layer not in [*layers, CELLS]):
        return redirect(url_for("coordination.map_page"))
    if not layers:
        return render_template("coordination/map.html", layers=layers)
    layers.append(CELLS)
    layer = asked.layer or layers[0]
    opened = find_entrances(layer, asked.area, asked.days) if asked.area and asked.entrances else None
    if asked.area and asked.entrances and opened is None:
        return redirect(asked.address(area="", view=None))
    asked = replace(asked, layer=layer if len(layers) > 2 or layer == CELLS else "")
    context = {"groups": groups(list(offered.values())), "choice": offered[asked.measure], "layers": layers, "layer": layer, "asked": asked, "usual": MEASURE}
    return render_template("coordination/map.html", **context, **_drawn(asked, layer, offered, opened))


def _drawn(asked: Asked, layer: str, offered: "dict[str, Choice]", opened: Entrances | None) -> dict[str, object]:
    from maps import ISOLATION, neighbourhood_map, points_legend
    from outreach.reporting.areas import CELLS
    from outreach.reporting.team_figures import undetermined_households
    from outreach.web.coordination.map_access import access_table
    from outreach.web.coordination.map_reading import current_second, current_way, read, seconds, team_tables, ways
    from outreach.web.coordination.map_words import groups, map_words, measure_text

    words, choice = map_words(cells=layer == CELLS), offered[asked.measure]
    figures = _figures(layer, choice, asked.days.period)
    unknown = undetermined_households(db.session(), scope(), asked.days.period) if choice.measure is ISOLATION else 0
    text = measure_text(choice, figures.counted, unknown)
    places, on_map = find_resources(asked.themes, now())
    possible, beside = ways(choice, asked), seconds(list(offered.values()), choice)
    way = current_way(possible, asked)
    second = current_second(beside, asked)
    reading = read(figures.table, choice, asked, way, second, team_tables(layer))
    drawing = neighbourhood_map(
        reading.shown,
        text,
        words,
        text_up=reading.text_up,
        beside=figures.whole,
        entrances=opened.table if opened else None,
        resources=on_map if asked.themes else None,
        view=_view(asked),
        legend_of_points=False,
        ground=ground(db.session()),
        base_url=FILES,
    )
    parts = drawing.page_parts(FILES)
    extend_csp(script_src=[parts.script_hash])
    return {
        "map": {name: Markup(getattr(parts, name)) for name in ("styles", "scripts", "html", "script")},  # noqa: S704 (every text in it is escaped by maps)
        "legend": Markup(drawing.legend),  # noqa: S704 (escaped by maps)
        "legends": {which: Markup(points_legend(which, words)) for which in ("entrances", "resources")},  # noqa: S704 (escaped by maps)
        "text": text,
        **table_context(asked, layer, figures, words),
        "reading": reading,
        "ways": possible,
        "way": way,
        "seconds": groups(beside),
        "second": second,
        **_periods(asked, figures),
        "organisation": find_organisation(db.session(), scope()).name,
        "now": now(),
        "lead_source": ", ".join(figures.counted.published.sources) if figures.counted.published else "",
        "has_intervals": choice.measure.kind == "rate" and reading.with_interval,
        "themes": offered_themes(),
        "access": access_table(choice, layer, today()),
        **_panels(asked, opened, places, on_map),
    }


def _figures(layer: str, choice: "Choice", period: Period) -> Figures:
    from outreach.reporting.team_figures import team_figures

    periods = [EVERYTHING] if period.is_everything else [EVERYTHING, period]
    whole, *parts = team_figures(db.session(), scope(), layer, choice.measure, periods)
    if not parts:
        return Figures(choice, whole, None)
    return Figures(choice, parts[0], whole)


def _view(asked: Asked) -> Any:  # noqa: ANN401 (maps.View, imported late)
    from maps import View

    chosen = asked.area if asked.area and asked.entrances and asked.area != OUTSIDE else None
    if asked.view is None:
        return View(chosen=chosen, choosable=True)
    return View((asked.view[0], asked.view[1]), asked.view[2], chosen, choosable=True)


def _panels(asked: Asked, opened: Entrances | None, places: list[Place], on_map: "Resources") -> dict[str, object]:
    entrances = render_template("coordination/map_entrances.html", **entrances_context(opened)) if opened else ""
    resources = render_template("coordination/map_resources.html", **resources_context(asked.themes, places, on_map)) if asked.themes else ""
    return {"entrances": Markup(entrances), "resources": Markup(resources)}  # noqa: S704 (rendered with escaping just before)


def _periods(asked: Asked, figures: Figures) -> dict[str, object]:
    """What the choice of a period offers: the months in which something was noted."""
    months: list[date] = []
    if figures.whole_days and figures.whole_days.first and figures.whole_days.last:
        first, month = figures.whole_days.first.replace(day=1), figures.whole_days.last.replace(day=1)
        while month >= first and len(months) < MOST_MONTHS:
            months.append(month)
            month = month.replace(year=month.year - 1, month=12) if month.month == 1 else month.replace(month=month.month - 1)
    rest = {name: value for name, value in asked.args().items() if name not in ("periode", "du", "au")}
    return {"days": figures.days, "whole_days": figures.whole_days, "months": months, "asked_but_period": rest, "this_year": today().year, "days_of": Days}
