"""The table beside the map: the same figures, line by line, each line opening its neighbourhood."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext as _

from outreach.domain.periods import Period
from outreach.reporting.area_figures import LayerFigures, figures_of_layer
from outreach.services.places import natural
from outreach.store.database import db
from outreach.web.coordination.map_asked import OUTSIDE, Asked

if TYPE_CHECKING:
    from uuid import UUID

    import pandas as pd

    from maps import TeamTable, Words
    from outreach.reporting.team_figures import Figures as Counted
    from outreach.web.coordination.map_words import Choice

ABOUT = "≈\u202f"


@dataclass(frozen=True)
class Line:
    """A line of the table, every figure written out.

    `code`: of the area; `whole`: the value over everything; `dwellings`: as published; `area`: the code that opens it.
    """

    name: str
    numerator: str
    denominator: str
    value: str
    interval: str
    status: str
    code: str = ""
    whole: str = ""
    dwellings: str = ""
    area: str = ""
    link: str = ""
    entrances: str = ""


@dataclass(frozen=True)
class Figures:
    """A measure over the period and, where that is not everything, over everything."""

    choice: "Choice"
    counted: "Counted"
    counted_whole: "Counted | None"

    @property
    def table(self) -> "TeamTable":
        """Over the period."""
        return self.counted.table

    @property
    def whole(self) -> "TeamTable | None":
        """Over everything, where the period is not that."""
        return self.counted_whole.table if self.counted_whole else None

    @property
    def days(self) -> Period | None:
        """Of what was counted in the period."""
        return self.counted.days

    @property
    def whole_days(self) -> Period | None:
        """Of all that was ever counted."""
        return (self.counted_whole or self.counted).days


def table_context(asked: Asked, layer: str, figures: Figures, words: "Words") -> dict[str, object]:
    """The lines of the table, with the addresses that open each neighbourhood."""
    from outreach.reporting.areas import area_names

    table, whole = figures.table, figures.whole
    ids = {code: area.id for code, area in area_names(db.session(), layer).items()}
    known = figures_of_layer(db.session(), layer, ["dwellings"]) if figures.choice.of_doors else None
    values = {} if whole is None else {row["code"]: _value(row, whole, words) for _, row in whole.figures.iterrows()}
    estimated = figures.counted.published.estimated if figures.counted.published else frozenset[str]()
    lines = [
        replace(
            _line(row, row["name"], table, words, estimated=row["code"] in estimated),
            code=row["code"],
            whole=values.get(row["code"], ""),
            dwellings=_dwellings(known, row["code"]),
            **_opened_by(asked, layer, row["code"], ids),
        )
        for _, row in _ordered(table, asked.order).iterrows()
    ]
    total = replace(_line(table.total, _("Ensemble"), table, words), whole=_value(whole.total, whole, words) if whole else "")
    sources = known.sources if known else ()
    return {"lines": lines, "outside": _outside(asked, layer, figures, words), "total": total, "dwelling_sources": sources}


def _outside(asked: Asked, layer: str, figures: Figures, words: "Words") -> Line | None:
    """The line of what lies in no neighbourhood, if there is anything."""
    table, whole = figures.table, figures.whole
    counted = [one.outside for one in (table, whole) if one is not None]
    if not any(denominator or numerator for numerator, denominator in counted):
        return None
    line = _line(table.outside_figure, _("Hors quartiers connus"), table, words)
    value = _value(whole.outside_figure, whole, words) if whole else ""
    if layer == "h3":
        return replace(line, name=_("Cellules trop petites pour être montrées"), whole=value)
    return replace(line, whole=value, **_opening(asked, layer, OUTSIDE, url_for("coordination.map_entrances_outside")))


def _opening(asked: Asked, layer: str, code: str, points: str) -> dict[str, str]:
    """Where a line leads: the page with its neighbourhood open, and the same entrances for the page's script."""
    query = urlencode({**asked.args(area="", view=None, entrances=True), "quartiers": layer})
    return {"area": code, "link": asked.address(area=code, view=None, entrances=True), "entrances": f"{points}?{query}"}


def _opened_by(asked: Asked, layer: str, code: str, ids: "dict[str, UUID]") -> dict[str, str]:
    """A cell of a grid has no list of entrances of its own."""
    return _opening(asked, layer, code, url_for("coordination.map_entrances", neighbourhood_id=ids[code])) if code in ids else {}


def _dwellings(known: LayerFigures | None, code: str) -> str:
    """Published dwellings of a neighbourhood; « ≈ » where they were apportioned to it."""
    from maps import number

    figure = known.of(code, "dwellings") if known else None
    if figure is None:
        return "–"
    return f"{ABOUT if figure.estimated else ''}{number(figure.value)}"


def _ordered(table: "TeamTable", order: str) -> "pd.DataFrame":
    figures = table.figures
    names = {name: place for place, name in enumerate(sorted(set(figures["name"]), key=natural))}
    figures["sorted_name"] = figures["name"].map(names)
    by = {"nom": "sorted_name", "compte": "numerator", "total": "denominator", "valeur": "value"}[order]
    # A second key, so that equal figures stand in the order of names.
    ordered: pd.DataFrame = figures.sort_values([by, "sorted_name"], ascending=[order == "nom", True], na_position="last")
    return ordered


def _line(row: "pd.Series[Any]", name: str, table: "TeamTable", words: "Words", *, estimated: bool = False) -> Line:
    from maps import figure_text, number, percent

    if row["status"] == "hidden":
        return Line(name, "–", "–", _("masqué"), "", row["status"])
    denominator = "–" if table.measure.kind == "ratio" and not row["denominator"] else f"{ABOUT if estimated else ''}{number(row['denominator'])}"
    interval = "" if row["low"] != row["low"] else f"{percent(row['low']).removesuffix('%').rstrip()} – {percent(row['high'])}"
    return Line(name, number(row["numerator"]), denominator, figure_text(row, table, words), interval, row["status"])


def _value(row: "pd.Series[Any]", table: "TeamTable", words: "Words") -> str:
    from maps import figure_text

    return figure_text(row, table, words) if row["status"] == "ok" else "–"
