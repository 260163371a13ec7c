"""The entrances of rounds as marks on a map: who goes there and when, and no figure."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from outreach.domain.joint_rounds import Stage
from outreach.services.joint_calendar import Going, Stand
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


def round_marks(goings: Sequence[Going]) -> "RoundEntrances":
    """One mark per entrance."""
    import geopandas as gpd

    from maps import RoundEntrances

    stands: dict[UUID, Stand] = {}
    trips: dict[UUID, list[Trip]] = defaultdict(list)
    for going in goings:
        for stand in going.stands:
            stands[stand.id] = stand
            trips[stand.id].append(going.trip)
    # Where several go is what must not be left out.
    shown = sorted(stands, key=lambda one: (-len(trips[one]), stands[one].address, one))[:MOST_MARKS]
    said = {going.trip.id: trip_in_words(going.trip) for going in goings}
    rows = {
        "key": [str(one) for one in shown],
        "address": [stands[one].address for one in shown],
        "kind": [min((kind_of(trip) for trip in trips[one]), key=ORDER.index) for one in shown],
        "several": [len(trips[one]) > 1 for one in shown],
        "goings": [[said[trip.id] for trip in trips[one]] for one in shown],
    }
    points = gpd.points_from_xy([stands[one].lon for one in shown], [stands[one].lat for one in shown])
    return RoundEntrances(gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:4326"), len(stands) - len(shown))


def bare_drawing(marks: "RoundEntrances") -> dict[str, Any]:
    """The same marks for a map without figures: see static/office/src/joint-map.ts."""
    rows = marks.rows
    stops = [
        [key, f"{address} : {', '.join(goings)}", point.x, point.y, None]
        for key, address, goings, point in zip(rows["key"], rows["address"], rows["goings"], rows.geometry, strict=True)
    ]
    return {"stops": stops, "lines": [], "meeting": []}
