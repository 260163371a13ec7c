"""What is read of an extract. GDAL's reader of OpenStreetMap is on only in the process of `build`: see `build.READER`."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from outreach.imports.openstreetmap.words import Bounds

OTHER = r'"{}"=>"((?:[^"\\]|\\.)*)"'
"""How GDAL writes a tag that has no column of its own."""


def read_ways(path: Path, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Streets, railways and rivers.

    Returns:
        `name`, `highway`, `waterway`, `railway`, `foot`, `access`, `sidewalk` (text or null), `geometry` (line, EPSG:4326).
    """
    found = _read(path, "lines", ["name", "highway", "waterway", "railway", "other_tags"], bounds)
    wanted = found[found["highway"].notna() | found["waterway"].notna() | found["railway"].notna()]
    return _with(wanted, ["foot", "access", "sidewalk"])


def read_areas(path: Path, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Buildings, greens, waters and squares.

    Returns:
        `building`, `landuse`, `leisure`, `natural`, `highway`, `foot`, `access` (text or null), `geometry` (multipolygon, EPSG:4326).
    """
    found = _read(path, "multipolygons", ["building", "landuse", "leisure", "natural", "other_tags"], bounds)
    return _with(found, ["highway", "foot", "access"])


def read_places(path: Path, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """Names of towns and quarters: `name`, `place`, `geometry` (point, EPSG:4326)."""
    found = _read(path, "points", ["name", "place"], bounds)
    return found[found["name"].notna() & found["place"].notna()]


def cut(frame: gpd.GeoDataFrame, bounds: Bounds | None) -> gpd.GeoDataFrame:
    """The parts within the bounds."""
    if bounds is None or frame.empty:
        return frame
    parts = frame.set_geometry(shapely.clip_by_rect(frame.geometry.to_numpy(), *bounds), crs=frame.crs)
    return parts[~parts.geometry.is_empty]


def _read(path: Path, layer: str, columns: list[str], bounds: Bounds | None) -> gpd.GeoDataFrame:
    return pyogrio.read_dataframe(path, layer=layer, columns=columns, bbox=bounds, fid_as_index=False)


def _with(frame: gpd.GeoDataFrame, tags: list[str]) -> gpd.GeoDataFrame:
    other = frame["other_tags"].fillna("").astype(str)
    more = {tag: other.str.extract(OTHER.format(tag), expand=False) for tag in tags}
    return gpd.GeoDataFrame(pd.concat([frame.drop(columns="other_tags"), pd.DataFrame(more)], axis=1), geometry="geometry", crs=frame.crs)
