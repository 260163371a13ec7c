"""The entrances of rounds as marks on a map: who goes there and when, and no figure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from outreach.domain.joint_rounds import Stage
from outreach.services.joint_calendar import Stand
from outreach.services.trips import Trip
from outreach.web.together.words import trip_in_words

if TYPE_CHECKING:
    from maps import RoundEntrances

MOST_MARKS = 3_000
"""More make no map that anybody reads."""

ORDER = ("joint", "own", "partner", "proposed")
"""Which of several rounds gives the mark its shape: what is sure comes first."""


def kind_of(trip: Trip) -> str:
    """Which mark a trip has: see `maps.KINDS`."""
    if trip.joint:
        return "proposed" if trip.stage is Stage.PROPOSED else "joint"
    return "own" if trip.own else "partner"


def round_marks(stands: Mapping[Stand, Sequence[Trip]]) -> "RoundEntrances":
    """One mark per entrance."""
    import geopandas as gpd

    from maps import RoundEntrances

    # Where several go is what must not be left out.
    shown = sorted(stands, key=lambda one: (-len(stands[one]), one.address, one.id))[:MOST_MARKS]
    trips = {trip.id: trip for some in stands.values() for trip in some}
    words = {id_: trip_in_words(trip) for id_, trip in trips.items()}
    rows = {
        "key": [str(one.id) for one in shown],
        "address": [one.address for one in shown],
        "kind": [min((kind_of(trip) for trip in stands[one]), key=ORDER.index) for one in shown],
        "several": [len(stands[one]) > 1 for one in shown],
        "goings": [[words[trip.id] for trip in stands[one]] for one in shown],
    }
    points = gpd.points_from_xy([one.lon for one in shown], [one.lat for one in shown])
    return RoundEntrances(gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326"), len(stands) - len(shown))


def bare_drawing(marks: "RoundEntrances") -> dict[str, Any]:
    """The same marks for a map without figures: see static/office/src/joint-map.ts."""
    rows = marks.rows
    stops = [
        [key, f"{address} : {', '.join(goings)}", point.x, point.y, None]
        for key, address, goings, point in zip(rows["key"], rows["address"], rows["goings"], rows.geometry, strict=True)
    ]
    return {"stops": stops, "lines": [], "meeting": []}
