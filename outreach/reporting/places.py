"""The places of the directory by neighbourhood."""

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from outreach.reporting.counts.access import theme_access


def count_places(session: Session, areas: gpd.GeoDataFrame, what: str) -> pd.DataFrame:
    """Places of a theme that open in the week from a day on (`what`: `THEME:DAY`), by code of area: `places`. Those outside of all count under null."""
    theme, day = what.split(":")
    cards = theme_access(session, theme, day).places.cards
    points = [shapely.Point(card.lon, card.lat) for card in cards]
    which, area = areas.sindex.query(points, predicate="intersects", sort=True)
    # On a shared border the first by code, as for entrances.
    first = {point: areas["code"].iloc[index] for point, index in zip(which[::-1].tolist(), area[::-1].tolist(), strict=True)}
    codes = pd.Series([first.get(point) for point in range(len(cards))], dtype=object)
    return pd.DataFrame({"places": [1] * len(cards)}).groupby(codes, dropna=False, sort=False).sum()
