"""« Droits »: right by right, from the households met to the rights opened; each funnel with its table."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from outreach.domain.periods import Period
from outreach.domain.policy import Capability
from outreach.domain.rights import REASONS
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.map_asked import Days
from outreach.web.coordination.right_words import HEADS, REASON_NAMES, cells, drawn, reasons_drawn, right_name


@dataclass(frozen=True)
class Asked:
    """What the address asks for: the days, and a neighbourhood of a layer; without one, everything."""

    days: Days
    layer: str
    area: str

    @property
    def place(self) -> tuple[str, str] | None:
        """Layer and code of the neighbourhood."""
        return (self.layer, self.area) if self.area else None

    @property
    def args(self) -> dict[str, str]:
        """The same, as an address has it."""
        said = {**self.days.args, "quartiers": self.layer, "quartier": self.area}
        return {name: value for name, value in said.items() if value}

    def address(self, endpoint: str = "coordination.rights_page") -> str:
        """This view, as a page or as a file."""
        return url_for(endpoint) + (f"?{urlencode(self.args)}" if self.args else "")


@bp.get("/droits")
@allow(Capability.FOLLOW_CASES)
def rights_page() -> ResponseReturnValue:
    """One funnel per right, over a period, everywhere or in a neighbourhood."""
    # GeoPandas takes a second to import: only who asks for figures waits for it, once.
    from outreach.reporting.areas import area_names, list_layers
    from outreach.reporting.right_figures import right_figures

    asked = _asked()
    layers = [layer.name for layer in list_layers(db.session())]
    layer = asked.layer or (layers[0] if layers else "")
    areas = area_names(db.session(), layer) if layer in layers else {}
    if (asked.layer and layer not in layers) or (asked.area and asked.area not in areas):
        return redirect(url_for("coordination.rights_page"))
    asked = Asked(asked.days, layer if asked.area or len(layers) > 1 else "", asked.area)
    figures = right_figures(db.session(), scope(), asked.days.period, asked.place)
    return render_template(
        "coordination/rights.html",
        asked=asked,
        layers=layers,
        layer=layer,
        areas=sorted(areas.values(), key=lambda one: one.name.casefold()),
        area=areas[asked.area].name if asked.area else "",
        figures=figures,
        rows=[(one, right_name(one.right), Markup(drawn(one)), cells(one)) for one in figures.funnels],  # noqa: S704 (escaped by the SVG writer)
        heads=HEADS,
        reasons=[(REASON_NAMES[code], figures.reasons.get(code, 0)) for code in (*REASONS, "")],
        reasons_drawn=Markup(reasons_drawn(figures.reasons)),  # noqa: S704 (escaped by the SVG writer)
        missing=sum(figures.reasons.values()),
        years=_periods(),
    )


@bp.get("/droits.csv")
@allow(Capability.FOLLOW_CASES)
def rights_file() -> ResponseReturnValue:
    """The table of the page as CSV: semicolons and a byte-order mark, as French spreadsheets expect. A team's own file: it is not to leave it."""
    from outreach.reporting.areas import area_names
    from outreach.reporting.right_figures import right_figures

    asked = _asked()
    if asked.area and asked.area not in area_names(db.session(), asked.layer):
        return redirect(url_for("coordination.rights_page"))
    figures = right_figures(db.session(), scope(), asked.days.period, asked.place)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["code", _("droit"), *(str(head) for head in HEADS)])
    writer.writerows([one.right, right_name(one.right), *cells(one)] for one in figures.funnels)
    name = "-".join(["droits", *_dates(asked.days.period)])
    return Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})


def _asked() -> Asked:
    return Asked(Days.read(request.args, today()), request.args.get("quartiers", ""), request.args.get("quartier", ""))


def _dates(period: Period) -> Iterator[str]:
    return (day.isoformat() for day in (period.first, period.last) if day is not None)


def _periods() -> list[tuple[str, str]]:
    """What is chosen most: keys of `Days`, and what they are called."""
    return [("", _("Depuis le début")), ("annee", _("Cette année")), ("12-mois", _("12 derniers mois"))]
