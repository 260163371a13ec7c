"""Walking times between places, along the streets of the territory where they are loaded. Worked out once for the same streets and places."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from threading import Lock
from uuid import UUID

import numpy as np
from sqlalchemy.orm import Session

from outreach.domain.streets.ways import Line
from outreach.planning.lines import walk_lines
from outreach.planning.plan import Key, Walk
from outreach.planning.spots import Spot, WalkTimes
from outreach.store.known_streets import known_streets

MOST_KEPT = 8
"""Matrices kept in memory: of 400 places, one and a half megabytes each."""

_lock = Lock()
_kept: "OrderedDict[str, WalkTimes]" = OrderedDict()


def walk_times(session: Session, spots: Sequence[Spot]) -> WalkTimes:
    """Metres and seconds on foot between all these places, each with an id of its own."""
    streets = known_streets(session)
    key = _key(streets.hash if streets else "", spots)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = WalkTimes.between(spots, streets.graph if streets else None)
    with _lock:
        _kept[key] = found
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def lines_of(session: Session, going: Sequence[Walk], places: Mapping[UUID, tuple[float, float]], walks: WalkTimes) -> dict[Key, Line]:
    """Where the walks of a plan go, by their keys. `places`: longitude and latitude of all starts, ends and entrances."""
    streets = known_streets(session)
    return walk_lines(going, places, walks, streets.graph if streets else None)


def _key(streets: str, spots: Sequence[Spot]) -> str:
    places = np.array([(spot.lon, spot.lat) for spot in spots], dtype=np.float64)
    return hashlib.sha256(streets.encode() + b"".join(spot.id.bytes for spot in spots) + places.tobytes()).hexdigest()
