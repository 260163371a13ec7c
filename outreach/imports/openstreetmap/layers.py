"""The layers of the map, in the words that the tablet's and the office's maps draw (those of Protomaps' tiles)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from outreach.imports.openstreetmap.words import GREENS, LARGE, RAILS, RIVERS, ROADS, TOWNS, WATERS

FROM, NEAR, TO = 10, 13, 15
"""Zooms: from afar, from where streets are told apart, and the last one, which maps enlarge."""


@dataclass(frozen=True)
class Layer:
    """Features of one layer over some zooms. Layers of one name never share a zoom: a tile holds a name once."""

    name: str
    features: gpd.GeoDataFrame
    first: int
    last: int


def map_layers(ways: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> Iterator[Layer]:
    """Every layer that has something in it. Arguments as `extract` reads them.

    Features have `kind`, and `name` where maps write it.
    """
    roads = _roads(ways)
    large = roads[roads["kind"].isin(LARGE)]
    water = _of(areas, _any(areas, WATERS), "water")
    rivers = ways[ways["waterway"].isin(RIVERS)]
    layers = [
        Layer("landuse", _greens(areas), FROM, TO),
        Layer("water", water, FROM, TO),
        Layer("physical_line", rivers[["geometry"]].assign(kind=rivers["waterway"]), NEAR - 1, TO),
        Layer("roads", large[["kind", "name", "geometry"]], FROM, NEAR - 1),
        Layer("roads", roads[["kind", "name", "geometry"]], NEAR, TO),
        Layer("buildings", _of(areas, areas["building"].notna() & (areas["building"] != "no"), "building"), TO - 1, TO),
        Layer("places", places[["name", "geometry"]].assign(kind="locality")[places["place"].isin(TOWNS)], FROM, TO),
    ]
    yield from (layer for layer in layers if not layer.features.empty)


def _roads(ways: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kinds = ways["highway"].map(ROADS)
    kinds = kinds.mask(kinds.isna() & ways["railway"].isin(RAILS), "rail")
    return ways.assign(kind=kinds)[kinds.notna()]


def _greens(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kinds = pd.Series(None, index=areas.index, dtype=object)
    for key, values in GREENS.items():
        kinds = kinds.where(kinds.notna(), areas[key].map(values))
    return areas[["geometry"]].assign(kind=kinds)[kinds.notna()]


def _any(areas: gpd.GeoDataFrame, wanted: Mapping[str, tuple[str, ...]]) -> "pd.Series[bool]":
    found = pd.Series([False] * len(areas), index=areas.index)
    for key, values in wanted.items():
        found |= areas[key].isin(values)
    return found


def _of(areas: gpd.GeoDataFrame, which: "pd.Series[bool]", kind: str) -> gpd.GeoDataFrame:
    return areas.loc[which, ["geometry"]].assign(kind=kind)
