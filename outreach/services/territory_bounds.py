"""What of the world matters here: where the entrances are, or the neighbourhoods while there is none."""

from math import cos, radians

import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.store.tables import Entrance, Neighbourhood

AROUND = 2_000.0
"""Metres: what people of the last building still walk to."""
METRES_PER_DEGREE = 111_195.0


def territory_bounds(session: Session) -> tuple[float, float, float, float] | None:
    """West, south, east, north (degrees, EPSG:4326), with `AROUND` on every side; None for a territory that nothing is known of."""
    row = session.execute(select(func.min(Entrance.lon), func.min(Entrance.lat), func.max(Entrance.lon), func.max(Entrance.lat))).one()
    if row[0] is not None:
        west, south, east, north = row
    else:
        outlines = list(session.scalars(select(Neighbourhood.geometry)))
        if not outlines:
            return None
        west, south, east, north = (float(side) for side in shapely.total_bounds(shapely.from_wkb(outlines)))
    high = AROUND / METRES_PER_DEGREE
    wide = high / cos(radians((south + north) / 2))
    return west - wide, south - high, east + wide, north + high
