"""Rounds: entrances cut into shares, teams sent on their way, and the solver against published instances."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np

from outreach.planning.neighbours import links
from outreach.planning.plan import Visit
from outreach.planning.routing import Least, route
from outreach.planning.shares import cut
from outreach.planning.spots import WalkTimes
from tests.planning.generated import meeting_point, team, town, window
from tests.planning.instances import INSTANCES, as_round, best_known

Made = TypeVar("Made")

ALLOWED = 10.0
"""Seconds that 400 entrances and 8 teams may take on two cores."""

INSTANCE_ITERATIONS = 2_000


def run(_folder: Path) -> None:
    """Print what each takes."""
    _cuts()
    for days in (1, 3):
        _teams(days)
    _instances()


def _cuts() -> None:
    entrances = town(600, seed=3)
    near, took = _timed(lambda: links(entrances))
    print(f"600 entrances: neighbours in {took:.2f} s")
    for teams in (4, 8, 15, 30):
        made, took = _timed(lambda teams=teams: cut(entrances, near, teams, seed=1))  # type: ignore[misc]
        print(f"  {teams:2} shares: variation {made.balance.variation:.4f}, in one piece each: {made.balance.connected}, {took:.2f} s")


def _teams(count: int) -> None:
    """Of several days, a window of every second entrance that has some counts for the first day alone."""
    days = [date(2027, 3, 1 + day) for day in range(count)]
    entrances, centre = town(400, seed=4), meeting_point(9_001, 700, 700)
    walks = WalkTimes.between([centre, *entrances], None)
    chance = np.random.default_rng(1)
    windows = [(window("14:00", "16:00"),), (window("16:00", "19:00"),), (window("14:00", "15:00"), window("17:00", "18:00")), (), (), ()]
    minutes = [2, 4, 6] if count == 1 else [8, 14, 20]
    visits = [
        Visit(one.id, float(chance.choice(minutes)), windows=windows[chance.integers(len(windows))], required=bool(chance.random() < 0.8)) for one in entrances
    ]
    if count > 1:
        visits = [replace(visit, windows=tuple(replace(one, days=tuple(days[: 1 + place % 2])) for one in visit.windows)) for place, visit in enumerate(visits)]
    teams = [team(number, centre.id, ("14:00", "20:00")) for number in range(8)]
    busy = process_time()
    plan, took = _timed(lambda: route(visits, teams, walks, days=days, seed=1))
    busy = process_time() - busy
    share, much = f"{took / ALLOWED:.2f} of the {ALLOWED:.0f} s allowed", f"{busy:.1f} s of one core; the rest went to other programs"
    print(f"400 entrances, 8 teams, {count} day{'s' if count > 1 else ''}: {took:.1f} s, {share} ({much})")
    print("  " + "\n  ".join(plan.sentences))


def _instances() -> None:
    for path in INSTANCES:
        visits, teams, walks = as_round(path)
        plan, took = _timed(lambda round_=(visits, teams, walks): route(*round_, seed=1, iterations=INSTANCE_ITERATIONS, least=Least.METRES))  # type: ignore[misc]
        best = best_known(path)
        print(f"  {path.stem}: {plan.cost}, best published {best}, gap {plan.cost / best - 1:.2%}, {INSTANCE_ITERATIONS} iterations in {took:.1f} s")


def _timed(make: Callable[[], Made]) -> tuple[Made, float]:
    start = perf_counter()
    return make(), perf_counter() - start
