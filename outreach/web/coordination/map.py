"""The map of the neighbourhoods, and the same figures as a table. Both are made from one `TeamTable`, so they cannot disagree."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from outreach.domain.roles import Role
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.security import extend_csp

if TYPE_CHECKING:
    import pandas as pd

    from maps import TeamTable, Words

FILES = "/assets/maps/"
ORDERS = ("nom", "compte", "total", "valeur")


@dataclass(frozen=True)
class Line:
    """A line of the table, every figure written out."""

    name: str
    numerator: str
    denominator: str
    value: str
    interval: str
    status: str


@bp.get("/carte")
@allow(Role.COORDINATOR)
def map_page() -> ResponseReturnValue:
    """Show one measure by neighbourhood."""
    # GeoPandas takes a second to import: only who asks for the map waits for it, once.
    from outreach.reporting.areas import list_layers
    from outreach.web.coordination.map_words import choices

    offered = {choice.key: choice for choice in choices()}
    key = request.args.get("mesure", "visites")
    layers = [layer.name for layer in list_layers(db.session())]
    layer = request.args.get("quartiers", layers[0] if layers else "")
    order = request.args.get("tri", "nom")
    if key not in offered or order not in ORDERS or (layers and layer not in layers):
        return redirect(url_for("coordination.map_page"))
    asked = {"mesure": key, "tri": order, **({"quartiers": layer} if len(layers) > 1 else {})}
    context = {"choices": list(offered.values()), "choice": offered[key], "layers": layers, "layer": layer, "order": order, "asked": asked}
    return render_template("coordination/map.html", **context, **(_drawn(context) if layers else {}))


def _drawn(context: dict[str, Any]) -> dict[str, object]:
    from maps import neighbourhood_map
    from outreach.reporting.team_figures import noted_days, team_table, undetermined_households
    from outreach.web.coordination.map_words import map_words, measure_text

    session, choice, words = db.session(), context["choice"], map_words()
    table = team_table(session, scope(), context["layer"], choice.measure)
    period = noted_days(session, scope(), choice.measure)
    text = measure_text(choice, period, undetermined_households(session, scope()))
    drawing = neighbourhood_map(table, text, words)
    parts = drawing.page_parts(FILES)
    extend_csp(script_src=[parts.script_hash])
    outside = table.outside_figure
    return {
        "map": {name: Markup(getattr(parts, name)) for name in ("styles", "scripts", "html", "script")},  # noqa: S704 (every text in it is escaped by maps)
        "legend": Markup(drawing.legend),  # noqa: S704 (escaped by maps)
        "text": text,
        "lines": _lines(table, context["order"], words),
        "outside": _line(outside, _("Hors quartiers connus"), table, words) if outside["denominator"] else None,
        "total": _line(table.total, _("Ensemble"), table, words),
        "period": period,
        "organisation": find_organisation(session, scope()).name,
        "now": now(),
        "has_intervals": choice.measure.kind == "rate",
    }


def _lines(table: "TeamTable", order: str, words: "Words") -> list[Line]:
    figures = table.figures
    figures["sorted_name"] = figures["name"].str.casefold()
    by = {"nom": "sorted_name", "compte": "numerator", "total": "denominator", "valeur": "value"}[order]
    # A second key, so that equal figures stand in the order of names.
    figures = figures.sort_values([by, "sorted_name"], ascending=[order == "nom", True], na_position="last")
    return [_line(row, row["name"], table, words) for _, row in figures.iterrows()]


def _line(row: "pd.Series[Any]", name: str, table: "TeamTable", words: "Words") -> Line:
    from maps import figure_text, number, percent

    interval = "" if row["low"] != row["low"] else f"{percent(row['low']).removesuffix('%').rstrip()} – {percent(row['high'])}"
    return Line(name, number(row["numerator"]), number(row["denominator"]), figure_text(row, table, words), interval, row["status"])
