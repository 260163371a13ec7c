"""What a map shows as columns of a file: the figures of its table, and what the reading found."""

import geopandas as gpd
import numpy as np

from maps.change import Change
from maps.hotspots import HotSpots
from maps.pairs import Pair
from maps.shading import Shown, base_table
from maps.smoothing import Smoothed

NAMES = ("code", "name", "numerator", "denominator", "value", "low", "high", "status")


def columns(shown: Shown) -> gpd.GeoDataFrame:
    """The areas of a map, one row each, in the order of its table.

    Returns:
        `code`, `name`, `numerator` (Int64, NA where no figure is told: what is too few for a figure is not told by its count either), `denominator` (Int64,
        NA where hidden), `value`, `low`, `high` (count or proportion, NaN where not told), `status`; then, by the reading,

        - smoothed: `smoothed` (proportion);
        - hot spots: `statistic`, `p` (NaN where not tested), `spot`;
        - change: `before`, `before_n`, `difference`, `difference_low`, `difference_high` (proportions), `clear` (whether the interval leaves out 0);
        - a pair: `second`, `second_n`, `kind` (« A1 » … « C3 », empty where one of the two is not told);

        and `geometry` (EPSG:4326).
    """
    figures = base_table(shown).figures
    frame = figures[list(NAMES)].copy()
    frame["numerator"] = figures["numerator"].astype("Int64").where(figures["status"] == "ok")
    frame["denominator"] = figures["denominator"].astype("Int64")
    if isinstance(shown, Smoothed):
        frame["smoothed"] = shown.figures["smoothed"]
    elif isinstance(shown, HotSpots):
        for name in ("statistic", "p", "spot"):
            frame[name] = shown.rows[name].to_numpy()
    elif isinstance(shown, Change):
        change = shown.figures
        frame["before"], frame["before_n"] = change["value_before"], change["denominator_before"].astype("Int64")
        for name, of in (("difference", "value"), ("difference_low", "low"), ("difference_high", "high")):
            frame[name] = change[of]
        frame["clear"] = change["clear"] & (change["status"] == "ok")
    elif isinstance(shown, Pair):
        other = shown.up.figures
        frame["second"], frame["second_n"] = other["value"], other["denominator"].astype("Int64")
        frame["kind"] = np.where(shown.figures["value_across"].notna() & shown.figures["value_up"].notna(), shown.figures["kind"], "")
    return gpd.GeoDataFrame(frame, geometry=figures.geometry.to_numpy(), crs=4326)
