"""Figures that may leave the team, made by hand."""

from datetime import date

import geopandas as gpd
import pandas as pd
from shapely import box

from maps import Indicator, Released, release


def some_figures() -> Released:
    """Of a year and four areas; in one of them few live alone."""
    areas = gpd.GeoDataFrame(
        {"code": list("ABCD"), "name": ["Acacias", "Bourg", "Clos", "Digue"]},
        geometry=[box(place / 100, 45, (place + 1) / 100, 45.01) for place in range(4)],
        crs="EPSG:4326",
    )
    counts = pd.DataFrame({"answered": [40, 37, 51, 44], "alone": [18, 3, 20, 19], "needs_food": [11, 12, 13, 14]}, index=pd.Index(list("ABCD")))
    said = [("alone", "Vivent seuls", "qui vivent seuls"), ("needs_food", "Alimentation", "qui en ont besoin")]
    indicators = [Indicator(key, title, f"Foyers {what}.", True, what=what, out_of="foyers qui ont répondu") for key, title, what in said]
    return release(
        team="centre",
        audience="funders",
        geography="quartier",
        period=(date(2025, 1, 1), date(2025, 12, 31)),
        published_on=date(2026, 2, 1),
        areas=areas,
        counts=counts,
        indicators=indicators,
    )
