"""How each area looks and what it says: the same table as it is, smoothed, by hot spots, against an earlier period, or with a second measure."""

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd

from maps.breaks import class_breaks, class_of
from maps.change import Change
from maps.hotspots import HotSpots
from maps.legend import Entry, PairLegend, Shading, class_labels
from maps.pairs import LETTERS, Pair
from maps.smoothing import Smoothed
from maps.tables import Mappable, require_mappable
from maps.words import MeasureText, Words, number, percent
from maps.written import counts_text, figure_text, interval_text, none_text, points_text

SCALES = {1: (2,), 2: (1, 4), 3: (1, 3, 4), 4: (1, 2, 3, 4), 5: (0, 1, 2, 3, 4)}
"""Which of the five colours to use for fewer classes, so that they stay far apart."""

SPOTS = ("high", "high_among_low", "low_among_high", "low", "none", "alone")
LARGE_CHANGES = (0.05, 0.1, 0.2)
"""What may part a small change from a large one: the first of which parts the clear changes, so that colours of two maps are of the same kind."""

Shown: TypeAlias = Mappable | Smoothed | HotSpots | Change | Pair
Lines: TypeAlias = list[tuple[str, str]]


def base_table(shown: Shown) -> Mappable:
    """The table that is read: of a change the later, of a pair the first.

    Raises:
        TypeError: if it is none of the declared types.
    """
    if isinstance(shown, Smoothed | HotSpots):
        return shown.table
    if isinstance(shown, Change):
        return shown.after
    return shown.across if isinstance(shown, Pair) else require_mappable(shown)


def shade(shown: Shown, text: MeasureText, words: Words, *, beside: Mappable | None = None, text_up: MeasureText | None = None) -> Shading:
    """Shade every area. Arguments and errors as of `neighbourhood_map`."""
    if isinstance(shown, Smoothed):
        return _smoothed(shown, text, words)
    if isinstance(shown, HotSpots):
        return _spots(shown, text, words)
    if isinstance(shown, Change):
        return _changed(shown, text, words)
    if isinstance(shown, Pair):
        if text_up is None:
            raise ValueError("A pair of measures needs the words of both.")
        return _paired(shown, text, text_up, words)
    return _plain(require_mappable(shown), text, words, beside)


def _plain(table: Mappable, text: MeasureText, words: Words, beside: Mappable | None) -> Shading:
    figures = table.figures
    breaks = _breaks([table] if beside is None else [table, require_mappable(beside)])
    looks = [_look(value, status, breaks) for value, status in zip(figures["value"], figures["status"], strict=True)]

    def said(row: "pd.Series[Any]") -> tuple[str, Lines]:
        label = figure_text(row, table, words)
        return label if row["status"] == "ok" else "", [("value", label), ("interval", interval_text(row, words)), _counts(row, table, text, words)]

    areas = _areas(figures, looks, said)
    return Shading(areas, _class_entries(areas, breaks, table, words))


def _smoothed(shown: Smoothed, text: MeasureText, words: Words) -> Shading:
    table, figures = shown.table, shown.figures
    breaks = _breaks([table])
    looks = [_look(value, status, breaks) for value, status in zip(figures["smoothed"], figures["status"], strict=True)]

    def said(row: "pd.Series[Any]") -> tuple[str, Lines]:
        if row["status"] != "ok":
            return "", [("value", figure_text(row, table, words)), _counts(row, table, text, words)]
        label, raw = percent(row["smoothed"]), words.raw.format(value=percent(row["value"]))
        return label, [
            ("value", label),
            ("interval", f"{raw}, {interval_text(row, words)}" if row["low"] == row["low"] else raw),
            _counts(row, table, text, words),
        ]

    areas = _areas(figures, looks, said)
    return Shading(areas, _class_entries(areas, breaks, table, words), note=words.smoothed_near if shown.near else words.smoothed)


def _spots(shown: HotSpots, text: MeasureText, words: Words) -> Shading:
    table, spots = shown.table, shown.rows
    figures = table.figures.assign(**{name: spots[name].to_numpy() for name in ("spot", "p")})
    looks = [_untold(row.status) if row.spot == "few" else f"spot-{row.spot.replace('_', '-')}" for row in figures.itertuples()]

    def said(row: "pd.Series[Any]") -> tuple[str, Lines]:
        named = words.spots.get(row["spot"], "")
        found = words.spot_p.format(p=p_text(row["p"])) if row["p"] == row["p"] else ""
        value = figure_text(row, table, words)
        label = f"{words.spot_marks.get(row['spot'], '')} {value}".strip() if row["status"] == "ok" else ""
        return label, [("value", value), ("counts", named), ("counts", found), ("interval", interval_text(row, words)), _counts(row, table, text, words)]

    areas = _areas(figures, looks, said)
    many = Counter(looks)
    names = [spot for spot in SPOTS if many[f"spot-{spot.replace('_', '-')}"] or (spot in ("high", "low", "none") and shown.tested)]
    entries = [Entry(f"spot-{spot.replace('_', '-')}", words.spots[spot], many[f"spot-{spot.replace('_', '-')}"]) for spot in names]
    how = words.spots_how.format(permutations=number(shown.permutations), tested=number(shown.tested)) if shown.tested else words.spots_untold
    return Shading(areas, entries + _other_entries(areas, table, words), note=how)


def _changed(shown: Change, text: MeasureText, words: Words) -> Shading:
    figures = shown.figures
    largest = max([abs(row.value) for row in figures.itertuples() if row.status == "ok" and row.clear], default=0.0)
    limit = max((step for step in LARGE_CHANGES if step < largest), default=LARGE_CHANGES[0])
    looks = [_change_look(row.value, row.status, limit, clear=bool(row.clear)) for row in figures.itertuples()]

    def said(row: "pd.Series[Any]") -> tuple[str, Lines]:
        if row["status"] != "ok":
            return "", [("value", figure_text(row, shown.after, words)), _counts(row, shown.after, text, words)]
        periods = words.from_to.format(before=percent(row["value_before"]), after=percent(row["value_after"]))
        ns = words.from_to_n.format(before=number(row["denominator_before"]), after=number(row["denominator"]), out_of=text.out_of)
        interval = words.change_interval.format(low=points_text(row["low"]), high=points_text(row["high"]))
        return points_text(row["value"]), [
            ("value", words.points.format(n=points_text(row["value"]))),
            ("interval", interval),
            ("counts", periods),
            ("counts", ns),
        ]

    areas = _areas(figures, looks, said)
    many = Counter(looks)
    entries = [
        Entry(look, words.changes[look].format(limit=round(100 * limit)), many[look])
        for look in ("change-up-2", "change-up-1", "change-flat", "change-down-1", "change-down-2")
    ]
    return Shading(areas, entries + _other_entries(areas, shown.after, words), note=words.change_how)


def _paired(shown: Pair, text: MeasureText, text_up: MeasureText, words: Words) -> Shading:
    figures = shown.figures
    figures = figures.assign(status=["ok" if kind[0] in LETTERS else kind for kind in figures["kind"]])
    looks = [f"pair-{kind.lower()}" if kind[0] in LETTERS else _untold(kind) for kind in figures["kind"]]

    def said(row: "pd.Series[Any]") -> tuple[str, Lines]:
        if row["status"] != "ok":
            reasons = {"few": words.few, "hidden": words.hidden, "none": none_text(words, shown.across, shown.up)}
            return "", [("value", reasons[row["status"]])]
        both = [f"{one.title} : {percent(row[value])}" for one, value in ((text, "value_across"), (text_up, "value_up"))]
        return row["kind"], [("value", row["kind"]), *(("counts", line) for line in both)]

    areas = _areas(figures, looks, said)
    legend = PairLegend.of((text.title, text_up.title), shown.limits, words) if np.isfinite(shown.limits[0][0]) else None
    return Shading(areas, _other_entries(areas, shown.across, words, shown.up), note=words.pair_how, pair=legend)


def p_text(p: float) -> str:
    """A p-value: « 0,003 »."""
    return f"{p:.3f}".replace(".", ",") if p >= 0.001 else "< 0,001"


def _areas(figures: gpd.GeoDataFrame, looks: list[str], said: Callable[["pd.Series[Any]"], tuple[str, Lines]]) -> gpd.GeoDataFrame:
    """`code`, `name`, `geometry`, `status`, `look`, `label` (written on the area) and `lines` (of its tooltip)."""
    told = [said(row) for _, row in figures.iterrows()]
    frame = figures[["code", "name", "geometry", "status"]].copy()
    frame["look"], frame["label"], frame["lines"] = (
        looks,
        [label for label, _ in told],
        pd.Series([lines for _, lines in told], index=frame.index, dtype=object),
    )
    return frame


def _counts(row: "pd.Series[Any]", table: Mappable, text: MeasureText, words: Words) -> tuple[str, str]:
    return ("counts", counts_text(row, table, text, words))


def _untold(status: str) -> str:
    """The look of an area without a value."""
    return "few" if status == "hidden" else status


def _change_look(value: float, status: str, limit: float, *, clear: bool) -> str:
    if status != "ok":
        return _untold(status)
    if not clear:
        return "change-flat"
    return f"change-{'up' if value > 0 else 'down'}-{2 if abs(value) >= limit else 1}"


def _look(value: float, status: str, breaks: list[float]) -> str:
    if status != "ok":
        return _untold(status)
    return f"class-{SCALES[len(breaks) - 1][class_of(value, breaks)]}"


def _class_entries(figures: gpd.GeoDataFrame, breaks: list[float], table: Mappable, words: Words) -> list[Entry]:
    many = Counter(figures["look"])
    labels = class_labels(breaks, whole=table.measure.kind == "count", words=words)
    entries = [Entry(f"class-{colour}", label, many[f"class-{colour}"]) for colour, label in zip(SCALES.get(len(labels), ()), labels, strict=True)]
    return entries + _other_entries(figures, table, words)


def _other_entries(figures: gpd.GeoDataFrame, table: Mappable, words: Words, *more: Mappable) -> list[Entry]:
    entries = []
    few = int((figures["status"] == "few").sum())
    if few:
        entries.append(Entry("few", f"{words.few} ({words.few_note.format(minimum=table.measure.minimum)})", few))
    if (figures["status"] == "hidden").any():
        entries.append(Entry("few", words.hidden, int((figures["status"] == "hidden").sum())))
    if (figures["status"] == "none").any():
        entries.append(Entry("none", none_text(words, table, *more), int((figures["status"] == "none").sum())))
    return entries


def _breaks(tables: list[Mappable]) -> list[float]:
    whole = tables[0].measure.kind == "count"
    shown = [value for table in tables for value in table.figures.loc[table.figures["status"] == "ok", "value"]]
    top = 1.0 if tables[0].measure.kind in ("share", "rate") else None
    return class_breaks(shown, whole=whole, top=top) if shown else []
