"""Which of OpenStreetMap's words mean what here.

See wiki.openstreetmap.org/wiki/Map_features and, for walking, wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions.
"""

from typing import TypeAlias

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north: degrees, EPSG:4326."""

ROADS = {
    **dict.fromkeys(("motorway", "motorway_link"), "highway"),
    **dict.fromkeys(("trunk", "trunk_link", "primary", "primary_link"), "major_road"),
    **dict.fromkeys(("secondary", "secondary_link", "tertiary", "tertiary_link"), "medium_road"),
    **dict.fromkeys(("residential", "unclassified", "living_street", "road", "pedestrian"), "minor_road"),
    **dict.fromkeys(("service", "busway", "raceway"), "other"),
    **dict.fromkeys(("footway", "path", "steps", "cycleway", "track", "bridleway", "corridor"), "path"),
}
"""`highway` → what our maps draw it as."""

LARGE = ("highway", "major_road", "medium_road")
"""Drawn also from afar."""

RAILS = ("rail", "light_rail", "tram", "subway")

GREENS = {
    "leisure": {name: name for name in ("park", "garden", "pitch", "playground", "nature_reserve", "golf_course")},
    "landuse": {**{name: name for name in ("forest", "grass", "cemetery", "recreation_ground", "meadow")}, "village_green": "grass"},
    "natural": {"wood": "wood", "grassland": "grass", "scrub": "grass", "heath": "grass"},
}
WATERS = {"natural": ("water", "bay"), "landuse": ("reservoir", "basin")}
RIVERS = ("river", "canal", "stream")
TOWNS = ("city", "town", "village", "suburb", "quarter", "neighbourhood", "hamlet")

WALKABLE = frozenset(name for name in ROADS if name not in {"motorway", "motorway_link", "trunk", "trunk_link", "busway", "raceway"})
"""Where people walk unless a sign forbids it; in France also cycleways. Along others only where a pavement or a sign allows it."""

ALLOWED = frozenset({"yes", "designated", "permissive", "destination", "official"})
FORBIDDEN = frozenset({"no", "private", "use_sidepath", "discouraged"})
PRIVATE = frozenset({"no", "private", "military"})
PAVEMENT = frozenset({"both", "left", "right", "yes"})
