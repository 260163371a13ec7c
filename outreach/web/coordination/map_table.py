"""The table beside the map: the same figures, line by line, each line opening its neighbourhood."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from outreach.domain.periods import Period
from outreach.store.database import db
from outreach.web.coordination.map_asked import OUTSIDE, Asked

if TYPE_CHECKING:
    import pandas as pd

    from maps import TeamTable, Words
    from outreach.web.coordination.map_words import Choice


@dataclass(frozen=True)
class Line:
    """A line of the table, every figure written out. `whole`: the value over everything; `area`: the code that opens it."""

    name: str
    numerator: str
    denominator: str
    value: str
    interval: str
    status: str
    whole: str = ""
    area: str = ""
    link: str = ""
    entrances: str = ""


@dataclass(frozen=True)
class Figures:
    """A measure over the period and, where that is not everything, over everything."""

    choice: "Choice"
    table: "TeamTable"
    whole: "TeamTable | None"
    days: Period | None
    whole_days: Period | None


def table_context(asked: Asked, layer: str, figures: Figures, words: "Words") -> dict[str, object]:
    """The lines of the table, with the addresses that open each neighbourhood."""
    from outreach.reporting.areas import area_names

    """The lines of the table, with the addresses that open each neighbourhood."""
    table, whole = figures.table, figures.whole
    named = area_names(db.session(), layer)
    values = {} if whole is None else {row["code"]: _value(row, whole, words) for _, row in whole.figures.iterrows()}

    def opening(code: str, points: str) -> dict[str, str]:
        query = urlencode({**asked.args(area="", view=None, entrances=True), "quartiers": layer})
        return {"area": code, "link": asked.address(area=code, view=None, entrances=True), "entrances": f"{points}?{query}"}

    def entrances_of(area: UUID) -> str:
        return url_for("coordination.map_entrances", neighbourhood_id=area)

    lines = [
        replace(_line(row, row["name"], table, words), whole=values.get(row["code"], ""), **opening(row["code"], entrances_of(named[row["code"]].id)))
        for _, row in _ordered(table, asked.order).iterrows()
    ]
    outside = None
    if table.outside_figure["denominator"] or (whole and whole.outside_figure["denominator"]):
        outside = replace(
            _line(table.outside_figure, _("Hors quartiers connus"), table, words), **opening(OUTSIDE, url_for("coordination.map_entrances_outside"))
        )
        outside = outside if whole is None else replace(outside, whole=_value(whole.outside_figure, whole, words))
    total = _line(table.total, _("Ensemble"), table, words)
    return {"lines": lines, "outside": outside, "total": total if whole is None else replace(total, whole=_value(whole.total, whole, words))}


def _ordered(table: "TeamTable", order: str) -> "pd.DataFrame":
    figures = table.figures
    figures["sorted_name"] = figures["name"].str.casefold()
    by = {"nom": "sorted_name", "compte": "numerator", "total": "denominator", "valeur": "value"}[order]
    # A second key, so that equal figures stand in the order of names.
    ordered: pd.DataFrame = figures.sort_values([by, "sorted_name"], ascending=[order == "nom", True], na_position="last")
    return ordered


def _line(row: "pd.Series[Any]", name: str, table: "TeamTable", words: "Words") -> Line:
    from maps import figure_text, number, percent

    interval = "" if row["low"] != row["low"] else f"{percent(row['low']).removesuffix('%').rstrip()} – {percent(row['high'])}"
    return Line(name, number(row["numerator"]), number(row["denominator"]), figure_text(row, table, words), interval, row["status"])


def _value(row: "pd.Series[Any]", table: "TeamTable", words: "Words") -> str:
    from maps import figure_text

    return figure_text(row, table, words) if row["status"] == "ok" else "–"
