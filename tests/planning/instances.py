"""Published routing instances as rounds: customers are entrances, demands doors, and there are as many teams as anybody could need."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from outreach.planning.plan import Visit
from outreach.planning.spots import WalkTimes
from outreach.planning.teams import Team
from tests.planning.generated import spot_id, team

INSTANCES = sorted((Path(__file__).parents[3] / "shared/data/routing").glob("*.vrp"))


def as_round(path: Path) -> tuple[Sequence[Visit], Sequence[Team], WalkTimes]:
    """An instance of CVRPLIB. Distances are rounded, as is the rule of its published costs."""
    import vrplib

    read = vrplib.read_instance(path)
    metres = np.rint(read["edge_weight"]).astype(np.float64)
    ids = [spot_id(number + 1) for number in range(len(metres))]
    visits = [Visit(spot, 0, int(doors)) for spot, doors in zip(ids[1:], read["demand"][1:], strict=True)]
    one = replace(team(0, ids[0], ("00:00", "23:59")), most_doors=int(read["capacity"]))
    return visits, [replace(one, id=spot_id(70_000 + number)) for number in range(len(visits))], WalkTimes(ids, metres, np.ones(metres.shape, dtype=np.bool_))


def best_known(path: Path) -> int:
    """The published cost of the best solution."""
    import vrplib

    return int(vrplib.read_solution(path.with_suffix(".sol"))["cost"])
