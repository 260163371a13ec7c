"""Figures as maps and tables write them."""

from typing import Any

import numpy as np
import pandas as pd

from maps.tables import Mappable
from maps.words import Words, number, percent


def figure_text(row: "pd.Series[Any]", table: Mappable, words: Words) -> str:
    """The value of a row as maps and tables write it: « 42 % », « 128 », « Trop peu pour un taux »."""
    if row["status"] == "few":
        return words.few
    if row["status"] == "hidden":
        return words.hidden
    if row["status"] == "none":
        return words.none
    return number(row["value"]) if table.measure.kind == "count" else percent(row["value"])


def counts_text(row: "pd.Series[Any]", what: str, out_of: str, words: Words) -> str:
    """The two counts of a row, « 12 avec contact sur 40 portes frappées »; of what is hidden, nothing."""
    if pd.isna(row["denominator"]):
        return ""
    if pd.isna(row["numerator"]):
        return f"{number(row['denominator'])} {out_of}"
    return words.of.format(numerator=number(row["numerator"]), what=what, denominator=number(row["denominator"]), out_of=out_of)


def interval_text(row: "pd.Series[Any]", words: Words) -> str:
    """The interval of a row, « intervalle à 95 % : 38 à 47 % »; empty for a measure that is counted, not estimated."""
    if np.isnan(row["low"]):
        return ""
    return words.interval.format(low=percent(row["low"]).removesuffix("%").rstrip(), high=percent(row["high"]))


def points_text(difference: float) -> str:
    """A difference of two proportions, in percentage points: « +8 », « −12 », « 0 »."""
    whole = round(100 * difference)
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole)}"
