"""Streets, entrances and teams made up for the tests."""

from datetime import date, time
from uuid import UUID

import numpy as np

from outreach.domain.joint_plan import Window
from outreach.domain.streets.graph import METRES_PER_DEGREE
from outreach.planning.spots import Entrance, Spot
from outreach.planning.teams import Member, Pause, Stretch, Team

LON, LAT = 2.66, 48.54


def spot_id(number: int) -> UUID:
    return UUID(int=number, version=4)


def place_at(east: float, north: float) -> tuple[float, float]:
    """Degrees of a place so many metres from a corner of the made-up town."""
    return LON + east / (METRES_PER_DEGREE * np.cos(np.radians(LAT))), LAT + north / METRES_PER_DEGREE


def entrance(number: int, east: float, north: float, doors: int = 10, minutes: float = 8.0) -> Entrance:
    return Entrance(spot_id(number), *place_at(east, north), doors, minutes)


def meeting_point(number: int, east: float, north: float) -> Spot:
    return Spot(spot_id(number), *place_at(east, north))


def town(count: int, seed: int, side: float = 1500.0) -> list[Entrance]:
    """Entrances anywhere in a square, from detached houses to towers."""
    chance = np.random.default_rng(seed)
    doors = np.maximum(1, np.rint(chance.lognormal(2.3, 0.8, count))).astype(int)
    places = chance.uniform(0, side, (count, 2))
    return [entrance(number + 1, places[number, 0], places[number, 1], int(doors[number])) for number in range(count)]


def team(
    number: int, start: UUID, shift: tuple[str, str] = ("14:00", "18:00"), pause: Pause | None = None, *, end: UUID | None = None, pace: float = 1.0
) -> Team:
    hours = stretch(*shift)
    member = Member(spot_id(90_000 + number), spot_id(80_000 + number % 3), hours)
    return Team(spot_id(70_000 + number), f"Équipe {chr(65 + number % 26)}", (member,), start, end or start, hours, pause, pace)


def window(start: str, end: str, *days: date) -> Window:
    return Window(time.fromisoformat(start), time.fromisoformat(end), days)


def stretch(start: str, end: str) -> Stretch:
    return Stretch(time.fromisoformat(start), time.fromisoformat(end))
