"""Walks of a plan as files for maps and navigation: GPX 1.1 and GeoJSON (RFC 7946), both EPSG:4326."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID
from xml.etree import ElementTree as ET

from outreach.domain.moments import PARIS
from outreach.planning.plan import Key, Walk
from outreach.planning.words import day_words, hour_words

Place = tuple[float, float]
"""Longitude and latitude, degrees."""

Lines = Mapping[Key, Sequence[Place]]
"""Where each walk goes, by its key."""

GPX = "http://www.topografix.com/GPX/1/1"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no way to write."""


def walk_gpx(walks: Sequence[Walk], places: Mapping[UUID, Place], names: Mapping[UUID, str], day: date, lines: Lines | None = None) -> bytes:
    """Each walk with stops as a route, its places in order with their times; and as a track, where its line is known.

    Args:
        walks: of a plan.
        places: of all starts, ends and entrances.
        names: of the same, as shown; « Entrée » for one without.
        day: of walks that name none.
        lines: along the streets.
    """
    root = ET.Element("gpx", {"version": "1.1", "creator": "Palier", "xmlns": GPX})
    going = [walk for walk in walks if walk.stops]
    for walk in going:
        route = ET.SubElement(root, "rte")
        ET.SubElement(route, "name").text = _clean(_title(walk))
        for spot, name, moment, told in _points(walk, names):
            _point(route, "rtept", places[spot], moment=_utc(walk.day or day, moment), name=name, told=told)
    for walk in going:
        line = (lines or {}).get(walk.key)
        if line:
            track = ET.SubElement(root, "trk")
            ET.SubElement(track, "name").text = _clean(_title(walk))
            segment = ET.SubElement(track, "trkseg")
            for place in line:
                _point(segment, "trkpt", place)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def walk_geojson(walks: Sequence[Walk], places: Mapping[UUID, Place], names: Mapping[UUID, str], day: date, lines: Lines | None = None) -> bytes:
    """Each walk with stops as a line, along the streets where that is known, and its places as points. Arguments as for `walk_gpx`."""
    features: list[dict[str, Any]] = []
    for walk in walks:
        if not walk.stops:
            continue
        line = (lines or {}).get(walk.key) or [places[spot] for spot in (walk.start, *(stop.entrance for stop in walk.stops), walk.end)]
        on = walk.day or day
        own = {"team": walk.team.label, "day": on.isoformat(), "part": walk.part}
        told = {"metres": walk.metres, "minutes": round(walk.minutes, 1), "leaves": _paris(on, walk.leaves), "returns": _paris(on, walk.returns)}
        features.append(_feature("LineString", [_rounded(place) for place in line], {**own, **told}))
        for order, stop in enumerate(walk.stops, start=1):
            times = {"arrival": _paris(on, stop.arrival), "begin": _paris(on, stop.begin), "end": _paris(on, stop.end)}
            name = names.get(stop.entrance, "Entrée")
            features.append(_feature("Point", _rounded(places[stop.entrance]), {**own, "order": order, "name": name, **times}))
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":")).encode()


def _title(walk: Walk) -> str:
    return ", ".join([walk.team.label, *([day_words(walk.day)] if walk.day else []), *(["après la pause"] if walk.part else [])])


def _points(walk: Walk, names: Mapping[UUID, str]) -> Iterator[tuple[UUID, str, time, str]]:
    yield walk.start, names.get(walk.start, "Départ"), walk.leaves, f"Départ à {hour_words(walk.leaves)}"
    for order, stop in enumerate(walk.stops, start=1):
        yield stop.entrance, f"{order}. {names.get(stop.entrance, 'Entrée')}", stop.begin, f"De {hour_words(stop.begin)} à {hour_words(stop.end)}"
    yield walk.end, names.get(walk.end, "Arrivée"), walk.returns, f"Retour à {hour_words(walk.returns)}"


def _point(parent: ET.Element, tag: str, place: Place, *, moment: str = "", name: str = "", told: str = "") -> None:
    lon, lat = place
    point = ET.SubElement(parent, tag, {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    for key, text in (("time", moment), ("name", name), ("desc", told)):
        if text:
            ET.SubElement(point, key).text = _clean(text)


def _feature(kind: str, coordinates: object, properties: Mapping[str, object]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": properties}


def _rounded(place: Place) -> list[float]:
    return [round(place[0], 6), round(place[1], 6)]


def _paris(day: date, moment: time) -> str:
    return datetime.combine(day, moment, PARIS).isoformat()


def _utc(day: date, moment: time) -> str:
    return datetime.combine(day, moment, PARIS).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text)
