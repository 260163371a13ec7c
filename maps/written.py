"""Figures as maps and tables write them."""

from typing import Any

import numpy as np
import pandas as pd

from maps.tables import Mappable
from maps.words import MeasureText, Words, number, percent


def figure_text(row: "pd.Series[Any]", table: Mappable, words: Words) -> str:
    """The value of a row as maps and tables write it: « 42 % », « 128 », « Trop peu pour un taux »."""
    if row["status"] == "few":
        return words.few
    if row["status"] == "hidden":
        return words.hidden
    if row["status"] == "none":
        return none_text(words, table)
    return number(row["value"]) if table.measure.kind == "count" else percent(row["value"])


def none_text(words: Words, *tables: Mappable) -> str:
    """Why an area has no value in any of these tables: nothing was counted there, or nobody published the figure to divide by."""
    of_others = [table.measure.kind in ("ratio", "published") for table in tables]
    if all(of_others):
        return words.unpublished
    return words.none_or_unpublished if any(of_others) else words.none


def counts_text(row: "pd.Series[Any]", table: Mappable, text: MeasureText, words: Words) -> str:
    """The two counts of a row, « 12 avec contact sur 40 portes frappées »; of what is hidden, or was published as a proportion, nothing."""
    if table.measure.kind == "published" or pd.isna(row["denominator"]):
        return ""
    if pd.isna(row["numerator"]):
        return f"{number(row['denominator'])} {text.out_of}"
    if table.measure.kind == "ratio" and not row["denominator"]:
        return f"{number(row['numerator'])} {text.what}"
    return words.of.format(numerator=number(row["numerator"]), what=text.what, denominator=number(row["denominator"]), out_of=text.out_of)


def total_text(table: Mappable, text: MeasureText, words: Words) -> str:
    """What all areas come to; of a published proportion, how many areas have one."""
    if table.measure.kind == "published":
        areas = int((table.figures["status"] == "ok").sum())
        return (words.areas_one if areas < 2 else words.areas).format(n=number(areas))
    return counts_text(table.total, table, text, words) or words.hidden


def interval_text(row: "pd.Series[Any]", words: Words) -> str:
    """The interval of a row, « intervalle à 95 % : 38 à 47 % »; empty for a measure that is counted, not estimated."""
    if np.isnan(row["low"]):
        return ""
    return words.interval.format(low=percent(row["low"]).removesuffix("%").rstrip(), high=percent(row["high"]))


def points_text(difference: float) -> str:
    """A difference of two proportions, in percentage points: « +8 », « −12 », « 0 »."""
    whole = round(100 * difference)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"
