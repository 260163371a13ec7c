"""A small invented territory: a row of square neighbourhoods, with counts chosen so that every status occurs."""

import geopandas as gpd
from shapely import box

from maps import CONTACT, Measure, MeasureText, TeamTable

TEXT = MeasureText("Taux de contact", "part des portes frappées", "portes avec contact", "frappées", "La méthode.", "Passages du 5 au 9 janvier 2026")


def squares(*names: str) -> gpd.GeoDataFrame:
    shapes = [box(-0.6 + 0.01 * place, 44.85, -0.59 + 0.01 * place, 44.86) for place in range(len(names))]
    return gpd.GeoDataFrame({"code": [f"Q{place}" for place in range(len(names))], "name": list(names)}, geometry=shapes, crs="EPSG:4326")


def table(
    counts: list[tuple[int, int]] | None = None, names: list[str] | None = None, measure: Measure = CONTACT, outside: tuple[int, int] = (0, 0)
) -> TeamTable:
    counts = counts or [(12, 40), (30, 60), (2, 4), (0, 0), (9, 90)]
    rows = squares(*(names or [f"Quartier {place}" for place in range(len(counts))]))
    rows["numerator"], rows["denominator"] = [one for one, _ in counts], [many for _, many in counts]
    return TeamTable("nous", measure, rows, outside)
