"""The map of the moment as a file: its table, its areas, or its picture. A file of the team, and says so."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flask import Response, abort, request
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.exports.pdf import picture_to_pdf, picture_to_png
from outreach.exports.workbook import Sheet, as_csv, workbook
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.map_asked import Asked
from outreach.web.recording import record

if TYPE_CHECKING:
    from maps import MeasureText, TeamTable

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
}
"""Ending of a file → its kind."""


@bp.get("/carte/fichier/carte.<ending>")
@allow(Capability.REPORT)
def map_export(ending: str) -> Response:
    """What the address of the map asks for, as a file."""
    from outreach.reporting.areas import list_layers
    from outreach.reporting.team_figures import team_figures
    from outreach.web.coordination.map_words import choices, measure_text

    offered = {choice.key: choice for choice in choices(db.session(), scope(), today())}
    asked = Asked.read(request.args, today())
    layers = [layer.name for layer in list_layers(db.session())]
    if ending not in KINDS or asked.measure not in offered or not layers or (asked.layer and asked.layer not in layers):
        abort(404)
    choice = offered[asked.measure]
    figures = team_figures(db.session(), scope(), asked.layer or layers[0], choice.measure, [asked.days.period])[0]
    text = measure_text(choice, figures)
    centre = find_organisation(db.session(), scope()).name
    warning = _("Interne à l’équipe de %(centre)s : ne pas transmettre. Établi le %(day)s.", centre=centre, day=f"{today():%d/%m/%Y}")
    content = _content(ending, figures.table, text, warning, asked.days.name())
    record(EventKind.REPORT_MADE, f"areas:{len(figures.table.rows)}")
    answer = Response(content, mimetype=KINDS[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{choice.key}-interne-{today()}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _content(ending: str, table: "TeamTable", text: "MeasureText", warning: str, period: str) -> bytes:
    if ending in ("csv", "xlsx"):
        sheet = _sheet(table, text, warning, period)
        return as_csv(sheet) if ending == "csv" else workbook([sheet], text.title)
    if ending == "geojson":
        return _geojson(table, text, warning)
    if ending == "gpkg":
        from maps.geopackage import save_geopackage

        with TemporaryDirectory() as folder:
            path = Path(folder) / "carte.gpkg"
            save_geopackage(table, text, warning, path)
            return path.read_bytes()
    from maps.drawing import Notes, drawing

    svg = drawing(table, text, Notes("carte", _("Source : ce que l’équipe a noté"), warning, period))
    if ending == "svg":
        return svg.encode()
    return picture_to_pdf(svg, text.title) if ending == "pdf" else picture_to_png(svg, text.title)


def _sheet(table: "TeamTable", text: "MeasureText", warning: str, period: str) -> Sheet:
    rows = [[row["code"], row["name"], _count(row), int(row["denominator"]), *_shown(row)] for _place, row in table.figures.iterrows()]
    total = table.total
    rows.append(["", _("Ensemble"), _count(total), int(total["denominator"]), *_shown(total)])
    heads = [_("Code"), _("Quartier"), text.what.capitalize(), text.out_of.capitalize(), _("Valeur"), _("Bas (95 %)"), _("Haut (95 %)")]
    notes = [warning, " ".join(one for one in (text.title, period, text.dates) if one), text.source, text.method]
    return Sheet(_("Carte"), heads, rows, [note for note in notes if note], (12, 30, 16))


def _count(row: "object") -> int | None:
    """What is too few for a figure is not told by its count either."""
    return int(row["numerator"]) if row["status"] == "ok" else None  # type: ignore[index]


def _shown(row: "object") -> list[float | None]:
    return [None if (value := row[name]) != value else float(value) for name in ("value", "low", "high")]  # type: ignore[index]


def _geojson(table: "TeamTable", text: "MeasureText", warning: str) -> bytes:
    import json

    figures = table.figures
    figures["numerator"] = figures["numerator"].astype("Int64").astype(object).where(figures["status"] == "ok", None)
    found = json.loads(figures.to_json(drop_id=True))
    return json.dumps({**found, "title": text.title, "description": f"{warning} {text.source}".strip()}, ensure_ascii=False).encode()
