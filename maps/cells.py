"""Hexagonal cells of one size (H3), for the eyes of one's own team: where neighbourhoods are too large to see a difference. `h3` is loaded only when asked."""

from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import pandas as pd
from shapely import Polygon

from maps.measures import Measure

RESOLUTION = 9
"""Cells of about 0.1 km²."""

FEWEST = 5
"""Households under which nothing sensitive is shown of a cell, not even its counts."""


def cells_of(positions: Sequence[tuple[float, float]], resolution: int = RESOLUTION) -> list[str]:
    """The cell of each position (longitude and latitude, degrees, EPSG:4326).

    >>> cells_of([(-0.58, 44.86)])
    ['89186b6cec3ffff']
    """
    from h3 import latlng_to_cell

    return [latlng_to_cell(lat, lon, resolution) for lon, lat in positions]


def cell_areas(cells: Iterable[str], name: str = "Cellule {n}") -> gpd.GeoDataFrame:
    """The cells as areas, in the order of their codes: `code`, `name` (numbered), `geometry` (hexagon, EPSG:4326)."""
    from h3 import cell_to_boundary

    codes = sorted(set(cells))
    shapes = [Polygon([(lon, lat) for lat, lon in cell_to_boundary(code)]) for code in codes]
    names = [name.format(n=place) for place in range(1, len(codes) + 1)]
    return gpd.GeoDataFrame({"code": codes, "name": names}, geometry=shapes, crs="EPSG:4326")


def hold_back(counts: pd.DataFrame, measure: Measure, fewest: int = FEWEST) -> tuple[pd.DataFrame, frozenset[str]]:
    """Put small cells of a sensitive measure together with what lies outside of all, so that none can be read, nor found by subtraction.

    Args:
        counts: columns of the measure, indexed by cell (null = outside).
        measure: what is counted; if it is not sensitive, the counts stay as they are.
        fewest: a cell with fewer households in the denominator is held back, and as many of the next smallest as it takes for `fewest` together.

    Returns:
        The same columns and sums; and which cells were held back, so that a map can say so instead of that there is nothing.

    >>> from maps import ISOLATION
    >>> counts = pd.DataFrame({"signals": [1, 4, 3], "determined": [2, 12, 9]}, index=["a", "b", "c"])
    >>> shown, held = hold_back(counts, ISOLATION)
    >>> shown["determined"].to_list(), sorted(held)  # « a » and, so that nobody can subtract, « c »
    ([11, 12], ['a', 'c'])
    """
    if not measure.sensitive:
        return counts, frozenset()
    told = counts.loc[counts.index.notna(), measure.denominator].astype(int).sort_values(kind="stable")
    sizes: Mapping[str, int] = {str(cell): int(size) for cell, size in told.items()}
    held = int(counts.loc[counts.index.isna(), measure.denominator].sum())
    gone: set[str] = set()
    for cell, size in sizes.items():
        if size and (size < fewest or 0 < held < fewest):
            gone.add(cell)
            held += size
    codes = pd.Series([None if code in gone else code for code in counts.index], index=counts.index, dtype=object)
    return counts.groupby(codes, dropna=False, sort=False).sum(), frozenset(gone)
