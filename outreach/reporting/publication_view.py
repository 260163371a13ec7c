"""A publication to look at and to take along: tables, a map, one file of each kind. Made from its frozen text alone."""

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from maps import FRENCH, MeasureText, Released, ReleasedTable, neighbourhood_map, number, percent

if TYPE_CHECKING:
    from maps import NeighbourhoodMap, RoundEntrances


@dataclass(frozen=True)
class Line:
    """An area in words: `value`, `interval` and `counts` are empty where hidden, and `why` says it."""

    name: str
    value: str
    interval: str
    counts: str
    why: str


@dataclass(frozen=True)
class Shown:
    """How much of an indicator is shown."""

    key: str
    title: str
    definition: str
    sensitive: bool
    areas: int
    shown: int
    few: int
    hidden: int
    total: Line


def read(frozen: str) -> Released:
    """The publication of a text."""
    return Released.from_json(frozen)


def overview(released: Released) -> list[Shown]:
    """Every indicator, with how many areas show it."""
    found = []
    for table in released.tables.values():
        status = table.rows["status"]
        many = [int((status == one).sum()) for one in ("shown", "few", "hidden")]
        found.append(Shown(table.indicator, table.title, table.definition, table.sensitive, len(status), many[0], many[1], many[2], total_line(table)))
    return found


def telling_most(released: Released) -> ReleasedTable:
    """The indicator with the most areas shown: the one to open with."""
    return max(released.tables.values(), key=lambda table: int((table.rows["status"] == "shown").sum()))


def lines(table: ReleasedTable) -> list[Line]:
    """The areas of a table, by name."""
    figures = table.figures.sort_values("name")
    return [_line(str(row["name"]), row, table) for _, row in figures.iterrows()]


def total_line(table: ReleasedTable) -> Line:
    """All areas together."""
    return _line("Ensemble", table.total, table)


def drawing(table: ReleasedTable, dates: str, rounds: "RoundEntrances | None" = None) -> "NeighbourhoodMap":
    """The map of a table, with the entrances of rounds on it; their legend is `maps.points_legend("rounds")`.

    Raises:
        TypeError: for a table that was not released.
    """
    if not isinstance(table, ReleasedTable):
        raise TypeError(f"A map for partners takes a ReleasedTable, not {type(table).__name__}.")
    text = MeasureText(table.title, table.definition, table.spec.what, table.spec.out_of, table.definition, dates)
    return neighbourhood_map(table, text, rounds=rounds, legend_of_points=False)


def as_csv(released: Released) -> str:
    """One line per indicator and area, the total last; what is hidden is empty, and its status says so."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["periode_debut", "periode_fin", "indicateur", "titre", "definition", "code", "quartier", "n", "nombre", "etat"])
    first, last = (day.isoformat() for day in released.period)
    for table in released.tables.values():
        start = [first, last, table.indicator, table.title, table.definition]
        whole = ("", "Ensemble", *table.whole)
        for code, name, n, count, status in [*table.rows[["code", "name", "n", "count", "status"]].itertuples(index=False, name=None), whole]:
            writer.writerow([_plain(cell) for cell in [*start, code, name, _empty(n), _empty(count), status]])
    return "\ufeff" + out.getvalue()


def _line(name: str, row: "pd.Series[Any]", table: ReleasedTable) -> Line:
    n, count = row["denominator"], row["numerator"]
    if row["status"] == "ok":
        value = number(row["value"]) if table.spec.kind == "count" else percent(row["value"])
        interval = "" if pd.isna(row["low"]) else FRENCH.range.format(low=percent(row["low"]).removesuffix("%").rstrip(), high=percent(row["high"]))
        counts = number(count) if table.spec.kind == "count" else f"{number(count)} sur {number(n)}"
        return Line(name, value, interval, counts, "")
    if row["status"] == "few":
        return Line(name, "", "", number(n), f"Moins de {table.measure.minimum} ménages ont répondu")
    return Line(name, "", "", "" if pd.isna(n) else f"… sur {number(n)}", "Masqué : petit nombre, ou nombre qui en ferait retrouver un")


def _empty(value: object) -> object:
    return "" if value is None or value is pd.NA else value


def _plain(cell: object) -> object:
    """A text that a spreadsheet would take for a formula stays a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
