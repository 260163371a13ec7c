"""Two measures at once: each in three classes, nine kinds of areas."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np

from maps.change import worse
from maps.tables import TeamTable

THIRDS = 3
LETTERS = "ABC"


@dataclass(frozen=True, eq=False)
class Pair:
    """Two rates or shares of one organisation in the same areas.

    Attributes:
        across: the first measure, classes A, B and C from low to high.
        up: the second one, classes 1, 2 and 3.

    Raises:
        ValueError: if they are not of the same organisation and areas, or one is a count.
    """

    across: TeamTable
    up: TeamTable
    limits: tuple[tuple[float, float], tuple[float, float]] = field(init=False)
    """Of each measure the two values that part the three classes: thirds of the areas, as far as equal values let them be parted."""
    figures: gpd.GeoDataFrame = field(init=False, repr=False)
    """`code`, `name`, `geometry`, `kind` (« A1 » … « C3 », or the worse status of the two), `value_across`, `value_up`."""

    def __post_init__(self) -> None:
        one, other = self.across, self.up
        if one.organisation != other.organisation or list(one.rows["code"]) != list(other.rows["code"]):
            raise ValueError("Two measures that are looked at together are of one organisation and of the same areas.")
        if "count" in (one.measure.kind, other.measure.kind):
            raise ValueError("Only rates and shares are looked at together: counts follow the size of an area.")
        first, second = one.figures, other.figures
        both = (first["status"] == "ok") & (second["status"] == "ok")
        limits = tuple(_limits(rows.loc[both, "value"].to_numpy(dtype=float)) for rows in (first, second))
        kinds = [
            f"{LETTERS[_third(a, limits[0])]}{_third(b, limits[1]) + 1}" if known else worse(x, y)
            for a, b, known, x, y in zip(first["value"], second["value"], both, first["status"], second["status"], strict=True)
        ]
        figures = first[["code", "name", "geometry"]].assign(kind=kinds, value_across=first["value"], value_up=second["value"])
        object.__setattr__(self, "limits", limits)
        object.__setattr__(self, "figures", figures)


def _limits(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    if not len(values):
        return (np.nan, np.nan)
    low, high = np.quantile(values, [1 / THIRDS, 2 / THIRDS])
    return (round(float(low), 2), round(float(high), 2))


def _third(value: float, limits: tuple[float, float]) -> int:
    """0 below the first limit, 2 from the second on."""
    return int(value >= limits[0]) + int(value >= limits[1])
