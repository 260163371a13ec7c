"""What does it look like from above? GeoDataFrame in, folium map out; no Flask, no database, no network.

A map takes a `TeamTable`: one measure by neighbourhood, counted for one organisation. It shows itself in a notebook, saves itself as one file, and gives
the parts for a page of one's own, all without asking any other host for anything.

>>> from datetime import date
>>> import geopandas as gpd
>>> from shapely import box
>>> import maps
>>> doors = gpd.pd.DataFrame({
...     "neighbourhood": ["A"] * 20 + ["B"] * 20, "doors": 1, "passages": [1] * 30 + [0] * 10,
...     "attempted": [True] * 30 + [False] * 10, "opened": [True] * 18 + [False] * 22, "contact": [True] * 12 + [False] * 28,
... })
>>> counts = maps.door_counts(doors)
>>> counts.loc["A", ["known", "visited", "contact"]].to_list()
[20, 20, 12]
>>> areas = gpd.GeoDataFrame(
...     {"code": ["A", "B"], "name": ["Les Acacias", "Le Bourg"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs="EPSG:4326"
... )
>>> table = maps.TeamTable.from_counts("our centre", maps.CONTACT, areas, counts)
>>> table.figures[["name", "value", "low", "high"]].round(2).to_dict("records")[0]
{'name': 'Les Acacias', 'value': 0.6, 'low': 0.39, 'high': 0.78}
>>> text = maps.MeasureText("Taux de contact", "portes avec contact, sur les portes frappées", "avec contact", "portes frappées")
>>> drawing = maps.neighbourhood_map(table, text)  # in a notebook: shows itself; drawing.save("contact.html") writes one file
>>> "https://" in drawing.page_parts("/assets/maps/").styles
False

Entrances of one's own team and resources of the territory stand on it as points, with their counts and with whether they are open:

>>> entrances = maps.TeamEntrances("our centre", gpd.GeoDataFrame(
...     {"key": ["1"], "address": ["12 allée des Acacias"], "known": 20, "visited": 14, "opened": 9, "contact": 6, "passages": 31, "last": [date(2026, 3, 5)]},
...     geometry=gpd.points_from_xy([0.4], [0.5]), crs="EPSG:4326"))
>>> resources = maps.Resources(gpd.GeoDataFrame(
...     {"key": ["2"], "name": ["Épicerie solidaire"], "address": ["1 place du Bourg"], "state": ["open"], "opening": ["Ouvert jusqu’à 17 h"],
...      "indicative": [False]}, geometry=gpd.points_from_xy([1.6], [0.3]), crs="EPSG:4326"))
>>> drawing = maps.neighbourhood_map(table, text, entrances=entrances, resources=resources)
>>> [maps.entrance_points(entrances)[0][name] for name in ("at", "known", "visited")]
[[0.5, 0.4], 20, 14]
"""

from maps.cells import cell_areas, cells_of, hold_back
from maps.change import Change, newcombe_interval
from maps.disclosure import Indicator, NotReleasable, Released, ReleasedTable, release
from maps.escape import escape
from maps.ground import Ground
from maps.hotspots import HotSpots, hot_spots
from maps.legend import legend_html
from maps.measures import CONTACT, CONTACT_OPENED, COVERAGE, ISOLATION, MEASURES, PASSAGES, REFUSAL, VISITED, Measure
from maps.neighbourhood_map import NeighbourhoodMap, View, neighbourhood_map
from maps.offline import ASSETS, OfflineMap, PageParts, RemoteFile, asset
from maps.pairs import Pair
from maps.points import KINDS, STATES, Resources, RoundEntrances, TeamEntrances, entrance_points, points_legend, resource_points, round_points
from maps.rates import door_counts, household_counts, wilson_interval
from maps.released_page import released_page
from maps.shading import Shown, p_text
from maps.smoothing import Smoothed, empirical_bayes, local_empirical_bayes
from maps.tables import Mappable, TeamTable, require_mappable
from maps.words import FRENCH, MeasureText, Words, number, percent
from maps.written import figure_text, interval_text, points_text

__all__ = [
    "ASSETS",
    "CONTACT",
    "CONTACT_OPENED",
    "COVERAGE",
    "FRENCH",
    "ISOLATION",
    "KINDS",
    "MEASURES",
    "PASSAGES",
    "REFUSAL",
    "STATES",
    "VISITED",
    "Change",
    "Ground",
    "HotSpots",
    "Indicator",
    "Mappable",
    "Measure",
    "MeasureText",
    "NeighbourhoodMap",
    "NotReleasable",
    "OfflineMap",
    "PageParts",
    "Pair",
    "Released",
    "ReleasedTable",
    "RemoteFile",
    "Resources",
    "RoundEntrances",
    "Shown",
    "Smoothed",
    "TeamEntrances",
    "TeamTable",
    "View",
    "Words",
    "asset",
    "cell_areas",
    "cells_of",
    "door_counts",
    "empirical_bayes",
    "entrance_points",
    "escape",
    "figure_text",
    "hold_back",
    "hot_spots",
    "household_counts",
    "interval_text",
    "legend_html",
    "local_empirical_bayes",
    "neighbourhood_map",
    "newcombe_interval",
    "number",
    "p_text",
    "percent",
    "points_legend",
    "points_text",
    "release",
    "released_page",
    "require_mappable",
    "resource_points",
    "round_points",
    "wilson_interval",
]
