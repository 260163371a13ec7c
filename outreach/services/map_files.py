"""What the tablet's map is drawn on: the streets where a basemap was loaded, and the outlines of the neighbourhoods around its rounds."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from shapely.geometry import mapping
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.services.current_rounds import current_rounds
from outreach.services.outline_neighbourhoods import outline_neighbourhoods
from outreach.services.tablet_file import Carrier, Content, FileCard, Provider
from outreach.store.tables import Basemap, Entrance, Neighbourhood, RoundEntrance

Bounds: TypeAlias = tuple[float, float, float, float]

AROUND = 0.01
"""Degrees around the entrances: about a kilometre."""

_outlines: dict[str, bytes] = {}
"""The last files made, by what they are made of: making one reads every outline, and every exchange asks."""

MOST_KEPT = 20


def _basemap_cards(session: Session, _now: datetime, _carrier: Carrier) -> Iterator[FileCard]:
    found = session.get(Basemap, 1)
    if found is not None and Path(found.path).is_file():
        yield FileCard("basemap", found.hash, found.bytes)


def _basemap(session: Session, _now: datetime, _carrier: Carrier, _card: FileCard) -> Content | None:
    found = session.get(Basemap, 1)
    return None if found is None else Path(found.path)


BASEMAP = Provider("basemap", _basemap_cards, _basemap)


def _outline_cards(session: Session, now: datetime, carrier: Carrier) -> Iterator[FileCard]:
    content = _outline_file(session, now, carrier)
    if content is not None:
        yield FileCard("outlines", hashlib.sha256(content).hexdigest(), len(content))


def _outline(session: Session, now: datetime, carrier: Carrier, _card: FileCard) -> Content | None:
    return _outline_file(session, now, carrier)


OUTLINES = Provider("outlines", _outline_cards, _outline)


def _outline_file(session: Session, now: datetime, carrier: Carrier) -> bytes | None:
    bounds = _bounds(session, now, carrier)
    if bounds is None:
        return None
    key = _made_of(session, bounds)
    if key not in _outlines:
        content = _drawn(session, bounds)
        if len(_outlines) >= MOST_KEPT:
            _outlines.pop(next(iter(_outlines)))
        _outlines[key] = content
    return _outlines[key]


def _bounds(session: Session, now: datetime, carrier: Carrier) -> Bounds | None:
    rounds = [one.id for one in current_rounds(session, now, carrier.device_id)]
    query = (
        select(func.min(Entrance.lon), func.min(Entrance.lat), func.max(Entrance.lon), func.max(Entrance.lat))
        .join(RoundEntrance, RoundEntrance.entrance_id == Entrance.id)
        .where(RoundEntrance.round_id.in_(rounds))
    )
    west, south, east, north = session.execute(query).one()
    return None if west is None else (west - AROUND, south - AROUND, east + AROUND, north + AROUND)


def _made_of(session: Session, bounds: Bounds) -> str:
    query = select(Neighbourhood.id, Neighbourhood.name, func.length(Neighbourhood.geometry), func.substr(Neighbourhood.geometry, 1, 200))
    rows = session.execute(query.order_by(Neighbourhood.id)).all()
    return hashlib.sha256(repr((bounds, [tuple(row) for row in rows])).encode()).hexdigest()


def _drawn(session: Session, bounds: Bounds) -> bytes:
    areas: list[dict[str, Any]] = [{"name": name, "outline": mapping(shape)} for name, shape in outline_neighbourhoods(session, bounds)]
    return json.dumps({"areas": areas}, ensure_ascii=False, separators=(",", ":")).encode()
