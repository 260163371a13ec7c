"""An invented town of any number of visits, written straight into the tables: what a map is made of, without the journal."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import insert
from sqlalchemy.orm import Session

from outreach.services.project_passages import project_passages
from outreach.store.journal import chunks, plain
from outreach.store.tables import Door, Entrance, Household, Neighbourhood, Visit
from tests.territory import Centre, add_centre

AREAS = 200
ENTRANCES = 8_000
DOORS_PER_ENTRANCE = 20
MOST_PLAIN = 100_000
"""Visits that plain maps are drawn of: more do not fit into this machine's memory."""
OUTCOMES = ("absent",) * 6 + ("exchange",) * 2 + ("brief", "refusal", "come_back", "vacant")
FIRST_DAY = date(2023, 11, 27)
DAYS = 3 * 365
NEEDS: tuple[list[str], ...] = ([], ["health"], ["rights", "food"], ["housing"])
WEST, SOUTH, SIDE = -0.70, 44.78, 0.16


@dataclass(frozen=True)
class Town:
    """What was written: whose visits they are, and the address of each (of the first `MOST_PLAIN`), outcome, day and position as plain columns."""

    centre: Centre
    visits: gpd.GeoDataFrame


def fill(session: Session, many: int, seed: int = 1) -> Town:
    """Write `many` visits, with the doors and entrances they need, and an answer for every eighth visit. The caller commits."""
    chance = random.Random(seed)
    areas = _areas(seed)
    ids = [uuid4() for _ in areas]
    session.execute(
        insert(plain(Neighbourhood)),
        [
            {"id": id_, "layer": "quartier", "code": f"Q{n:03}", "name": f"Quartier {n:03}", "geometry": shape.wkb}
            for n, (id_, shape) in enumerate(zip(ids, areas, strict=True))
        ],
    )
    entrances = list(_entrances(chance, areas, ids, ENTRANCES))
    session.execute(insert(plain(Entrance)), entrances)
    doors = [(uuid4(), entrance) for entrance in entrances for _ in range(DOORS_PER_ENTRANCE)]
    for chunk in chunks(range(len(doors))):
        rows = [{"id": doors[n][0], "entrance_id": doors[n][1]["id"], "floor": n % DOORS_PER_ENTRANCE // 4, "number": n % DOORS_PER_ENTRANCE} for n in chunk]
        session.execute(insert(plain(Door)), rows)
    centre = add_centre(session, "Centre des Essais", [], 1)
    said: list[tuple[str, str, str, float, float]] = []
    for chunk in chunks(range(many)):
        noted = [_visit(chance, centre, *chance.choice(doors)) for _ in chunk]
        session.execute(insert(plain(Visit)), [row for row, _ in noted])
        session.execute(insert(plain(Household)), [_household(chance, centre, row) for row, _ in noted[::8]])
        said += [(entrance["address"], row["outcome"], str(row["day"]), entrance["lon"], entrance["lat"]) for row, entrance in noted[: MOST_PLAIN - len(said)]]
    project_passages(session, centre.id, [entrance["id"] for entrance in entrances])
    addresses, outcomes, days, lons, lats = zip(*said, strict=True)
    frame = gpd.GeoDataFrame({"address": addresses, "outcome": outcomes, "day": days}, geometry=gpd.points_from_xy(lons, lats), crs="EPSG:4326")
    return Town(centre, frame)


def _areas(seed: int) -> list[shapely.Polygon]:
    """Neighbourhoods that share wavering borders, as real ones do."""
    centres = np.random.default_rng(seed).uniform((WEST, SOUTH), (WEST + SIDE, SOUTH + SIDE), (AREAS, 2))
    cells = shapely.voronoi_polygons(shapely.multipoints(centres), extend_to=shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE))
    town = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)

    def waver(points: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        return points + 0.0006 * np.column_stack([np.sin(900 * points[:, 1]), np.sin(1100 * points[:, 0])])

    cut = (shapely.intersection(cell, town).segmentize(0.0004) for cell in shapely.get_parts(cells))
    wavering: list[shapely.Polygon] = [shapely.transform(cell, waver) for cell in cut]
    return wavering


def _entrances(chance: random.Random, areas: list[shapely.Polygon], ids: list[UUID], many: int) -> Iterator[dict[str, Any]]:
    inside = [shapely.maximum_inscribed_circle(area, 0.0005) for area in areas]
    for number in range(many):
        place = chance.randrange(len(areas))
        (lon, lat), reach = inside[place].coords[0], inside[place].length * 0.7
        yield {
            "id": uuid4(),
            "neighbourhood_id": ids[place],
            "label": "Entrée",
            "address": f"{number + 1} rue des Essais",
            "postcode": "33000",
            "city": "Bordeaux",
            "lon": lon + chance.uniform(-reach, reach),
            "lat": lat + chance.uniform(-reach, reach),
            "source": "demo",
            "source_key": str(number),
        }


def _visit(chance: random.Random, centre: Centre, door: UUID, entrance: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    id_ = uuid4()
    row = {
        "id": id_,
        "organisation_id": centre.id,
        "round_id": centre.round,
        "entrance_id": entrance["id"],
        "door_id": door,
        "device_id": centre.tablets[0].id,
        "author_id": centre.workers[0],
        "outcome": chance.choice(OUTCOMES),
        "slot": None,
        "day": day,
        "corrected_at": datetime(day.year, day.month, day.day, 7 + id_.int % 12, tzinfo=UTC),
    }
    return row, entrance


def _household(chance: random.Random, centre: Centre, visit: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "organisation_id": centre.id,
        "round_id": centre.round,
        "entrance_id": visit["entrance_id"],
        "day": visit["day"],
        "form_id": "contact",
        "form_version": "1",
        "counted": chance.random() < 0.9,
        "answers": {"lives_alone": chance.choice(("yes", "no")), "needs": chance.choice(NEEDS), "month_end": chance.choice(("easy", "hard", "very_hard"))},
        "isolation": chance.choice(("yes", "no", "no", "unknown")),
    }
