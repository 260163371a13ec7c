"""The known neighbourhoods as light outlines, to find one's way on a small map."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.store.tables import Neighbourhood

MOST = 300
FINEST = 1e-4
"""Degrees: about ten metres."""


def outline_neighbourhoods(session: Session, bounds: tuple[float, float, float, float]) -> Iterator[tuple[str, BaseGeometry]]:
    """Name and simplified (multi)polygon of at most `MOST` neighbourhoods that touch `bounds` (west, south, east, north). Degrees, EPSG:4326."""
    around = shapely.box(*bounds)
    drawn = 0
    query = select(Neighbourhood.name, Neighbourhood.geometry).order_by(Neighbourhood.layer, Neighbourhood.code).execution_options(yield_per=100)
    for name, content in session.execute(query):
        shape = shapely.from_wkb(content)
        if not shape.intersects(around):
            continue
        yield name, shapely.set_precision(shape.simplify(FINEST), 1e-6, mode="pointwise")
        drawn += 1
        if drawn == MOST:
            return
