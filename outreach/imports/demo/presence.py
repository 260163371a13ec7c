"""Who stood where, and for how long: the sessions of the invented teams, and whom they met beside the doors. Seeded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import Random
from typing import Literal

from outreach.imports.demo.buildings import EntrancePlan
from outreach.imports.demo.calendar import TABLETS
from outreach.imports.demo.visits import Knock

PAIRS = {1: 2, 2: 7, 3: 1}
"""People of a team, and how often."""
FORGOTTEN = 0.12
"""Share of the sessions that nobody ends: they end with their last note."""
IN_THE_HALL, BELOW = 0.5, 0.12
"""Shares of the stays after which somebody was met in the hall, and after which the team stayed at the foot of the building."""
MET: dict[Literal["exchange", "brief", "refusal"], int] = {"exchange": 4, "brief": 5, "refusal": 1}


@dataclass(frozen=True)
class Meeting:
    """Somebody met at no door."""

    at: datetime
    outcome: Literal["exchange", "brief", "refusal"]


@dataclass(frozen=True)
class Stay:
    """A team at an entrance. `tablet` and `workers` are places in their lists; `ends_at`: None where nobody said so; `people`: adults and children counted."""

    tablet: int
    workers: tuple[int, ...]
    entrance: EntrancePlan
    mode: Literal["doors", "outside"]
    starts_at: datetime
    ends_at: datetime | None
    knocks: Sequence[Knock]
    meetings: Sequence[Meeting]
    people: tuple[int, int]


def stays(knocks: Sequence[Knock], workers: int, seed: int) -> Iterator[Stay]:
    """The knocks of an outing, tablet by tablet and in the order of time, as stays at entrances; now and then one at the foot of the last building follows.

    Args:
        knocks: those of each tablet stand together.
        workers: how many people there are: one who carries each tablet, then at least two who may come along with each.
        seed: the same knocks and seed give the same stays.
    """
    for (tablet, _), group in groupby(knocks, key=lambda knock: (knock.tablet, knock.entrance.key)):
        told = list(group)
        entrance, last = told[0].entrance, told[-1].at
        random = Random(f"stay {seed} {tablet} {entrance.key} {told[0].at.isoformat()}")
        team = _team(tablet, workers, random)
        met = _meetings(last, random) if random.random() < IN_THE_HALL else []
        leaves = (met[-1].at if met else last) + timedelta(seconds=random.randint(40, 200))
        ends = None if random.random() < FORGOTTEN else leaves
        yield Stay(tablet, team, entrance, "doors", told[0].at - timedelta(seconds=random.randint(25, 50)), ends, told, met, (0, 0))
        if random.random() < BELOW:
            yield _below(tablet, team, entrance, leaves + timedelta(minutes=2), random)


def _below(tablet: int, team: tuple[int, ...], entrance: EntrancePlan, at: datetime, random: Random) -> Stay:
    met = _meetings(at, random)
    counted = (random.randint(2, 9), random.randint(0, 7))
    return Stay(tablet, team, entrance, "outside", at, met[-1].at + timedelta(minutes=random.randint(3, 12)), [], met, counted)


def _team(tablet: int, workers: int, random: Random) -> tuple[int, ...]:
    """Who carries the tablet, and who comes along: each tablet has its own people, so that nobody is in two places."""
    many = random.choices(list(PAIRS), list(PAIRS.values()))[0]
    return (tablet, *sorted(random.sample(range(TABLETS + tablet, workers, TABLETS), many - 1)))


def _meetings(after: datetime, random: Random) -> list[Meeting]:
    found, at = [], after
    for outcome in random.choices(list(MET), list(MET.values()), k=random.choice((1, 1, 2, 3))):
        at += timedelta(seconds=random.randint(50, 400))
        found.append(Meeting(at, outcome))
    return found
