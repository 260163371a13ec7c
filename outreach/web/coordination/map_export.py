"""The map of the moment as a file: its table, its areas, or its picture. A file of the team, and says so."""

import re
from dataclasses import dataclass
from numbers import Integral
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
    from maps import MeasureText, Words
    from outreach.web.coordination.map_reading import Reading

BASE = ("code", "name", "numerator", "denominator", "value", "low", "high")
"""The columns of every reading."""

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
    from outreach.reporting.areas import CELLS, list_layers
    from outreach.web.coordination.map_reading import current_second, current_way, read, seconds, team_tables, ways
    from outreach.web.coordination.map_words import choices, map_words, measure_text

    offered = {choice.key: choice for choice in choices(db.session(), scope(), today())}
    asked = Asked.read(request.args, today())
    layers = [layer.name for layer in list_layers(db.session())]
    if ending not in KINDS or asked.measure not in offered or not layers or (asked.layer and asked.layer not in [*layers, CELLS]):
        abort(404)
    choice, layer = offered[asked.measure], asked.layer or layers[0]
    tables = team_tables(layer)
    figures = tables(choice, [asked.days.period])[0]
    way, second = current_way(ways(choice, asked), asked), current_second(seconds(list(offered.values()), choice), asked)
    reading = read(figures.table, choice, asked, way, second, tables)
    words = map_words(cells=layer == CELLS)
    source = "" if choice.timeless and figures.published else _("Source : ce que l’équipe a noté")
    centre = find_organisation(db.session(), scope()).name
    warning = _("Interne à l’équipe de %(centre)s : ne pas transmettre. Établi le %(day)s.", centre=centre, day=f"{today():%d/%m/%Y}")
    content = _content(ending, Exported(reading, measure_text(choice, figures), words, source, warning, asked.days.name()))
    record(EventKind.REPORT_MADE, f"areas:{len(figures.table.rows)}")
    answer = Response(content, mimetype=KINDS[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{_name(asked)}-interne-{today()}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dataclass(frozen=True)
class Exported:
    """What goes into a file: the reading of a measure, its words, whose figures it has, who may have it, and which days were asked for."""

    reading: "Reading"
    text: "MeasureText"
    words: "Words"
    source: str
    warning: str
    period: str

    @property
    def title(self) -> str:
        """Of the measure, or of both."""
        up = self.reading.text_up
        return f"{self.text.title} × {up.title}" if up else self.text.title

    @property
    def notes(self) -> list[str]:
        """Everything that must go with the figures."""
        up = self.reading.text_up
        of_second = f"{up.title} : {up.method} {up.source}".strip() if up else ""
        heading = " ".join(one for one in (self.title, self.period, self.text.dates) if one)
        return [note for note in (self.warning, heading, self.text.source, self.text.method, self.reading.says, of_second) if note]


def _name(asked: Asked) -> str:
    """Of the file: the measure and how it is read, without what file systems do not take."""
    said = "-".join(one for one in (asked.measure, asked.reading, asked.against, asked.second) if one)
    return re.sub(r"[^a-z0-9-]+", "-", said.lower())


def _content(ending: str, made: Exported) -> bytes:
    shown, text, up = made.reading.shown, made.text, made.reading.text_up
    if ending in ("csv", "xlsx"):
        sheet = _sheet(made)
        return as_csv(sheet) if ending == "csv" else workbook([sheet], made.title)
    if ending == "geojson":
        return _geojson(made)
    if ending == "gpkg":
        from maps.geopackage import save_geopackage

        with TemporaryDirectory() as folder:
            path = Path(folder) / "carte.gpkg"
            save_geopackage(shown, text, made.warning, path, made.words, text_up=up)
            return path.read_bytes()
    from maps.drawing import Notes, drawing

    svg = drawing(shown, text, Notes("carte", made.source, made.warning, made.period), made.words, text_up=up)
    if ending == "svg":
        return svg.encode()
    return picture_to_pdf(svg, made.title) if ending == "pdf" else picture_to_png(svg, made.title)


def _sheet(made: Exported) -> Sheet:
    from maps.columns import columns
    from maps.shading import base_table

    found, total, text = columns(made.reading.shown), base_table(made.reading.shown).total, made.text
    more = [name for name in found.columns if name not in (*BASE, "status", "geometry")]
    names = _heads(made.reading)
    rows = [[*(_cell(row[name]) for name in BASE), *(_said(name, row[name]) for name in more)] for _place, row in found.iterrows()]
    ends = (total["numerator"] if total["status"] == "ok" else None, *(total[name] for name in ("denominator", "value", "low", "high")))
    rows.append(["", _("Ensemble"), *map(_cell, ends), *[None] * len(more)])
    counts = [text.what.capitalize() or _("Pour mille"), text.out_of.capitalize() or _("Sur")]
    heads = [_("Code"), _("Quartier"), *counts, _("Valeur"), _("Bas (95 %)"), _("Haut (95 %)"), *(names[name] for name in more)]
    return Sheet(_("Carte"), heads, rows, made.notes, (12, 30, 16))


def _heads(reading: "Reading") -> dict[str, str]:
    """The columns of a reading, in words."""
    return {
        "smoothed": _("Lissée"),
        "statistic": _("Statistique"),
        "p": _("p"),
        "spot": _("Repère"),
        "before": _("Avant"),
        "before_n": _("n avant"),
        "difference": _("Écart"),
        "difference_low": _("Écart, bas (95 %)"),
        "difference_high": _("Écart, haut (95 %)"),
        "clear": _("Écart net"),
        "second": reading.text_up.title if reading.text_up else "",
        "second_n": _("n de la seconde mesure"),
        "kind": _("Classe"),
    }


def _said(name: str, value: object) -> str | int | float | None:
    from outreach.web.coordination.map_words import spot_names

    if name == "spot":
        return spot_names().get(str(value), "")
    if name == "clear":
        return str(_("oui") if value else _("non"))
    return _cell(value)


def _cell(value: object) -> str | int | float | None:
    """As a table of figures takes it: what is not told is empty."""
    if isinstance(value, str) or value is None:
        return value
    import pandas as pd

    if pd.isna(value):  # type: ignore[call-overload]
        return None
    return int(value) if isinstance(value, Integral) else float(value)  # type: ignore[arg-type]


def _geojson(made: Exported) -> bytes:
    import json

    from maps.columns import columns

    found = json.loads(columns(made.reading.shown).to_json(drop_id=True))
    return json.dumps({**found, "title": made.title, "description": "\n".join(made.notes)}, ensure_ascii=False).encode()
