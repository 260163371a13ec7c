"""Who goes where in which order: PyVRP on walking times, with windows, shifts, breaks, required and optional entrances."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from outreach.errors import Problem
from outreach.planning.days_in_order import fullest_first
from outreach.planning.explaining import Route, explained, out_of_reach
from outreach.planning.outings import Days, Outing, Timed, at_pace, outings, seconds_for, timed
from outreach.planning.plan import Plan, Visit
from outreach.planning.spots import Floats, WalkTimes
from outreach.planning.teams import Team

if TYPE_CHECKING:
    from pyvrp import Client, ClientGroup, CostEvaluator, IteratedLocalSearchCallbacks, ProblemData, Result, Solution, VehicleType

Seconds = npt.NDArray[np.int64]

ITERATIONS = 1_500

ENOUGH = 2**40
"""A bound on doors that bounds nothing."""

FAR = 10_000_000
"""Seconds, or metres, to an entrance that is another team's: no shift is as long."""

METRES_A_SECOND = 1.25
"""What a second is worth in metres, where metres are minimised: 4.5 km/h."""

TELLINGS = 100
"""Times that progress is told of, at most."""


class Least(StrEnum):
    """What is minimised, over all teams."""

    TIME = "time"  # from leaving to returning: walking, visiting and waiting
    METRES = "metres"


@dataclass(frozen=True)
class Progress:
    """How far the search is.

    Attributes:
        iteration, iterations: done, and to do at most.
        best_cost: of the best plan so far; none while there is no plan that keeps to everything.
    """

    iteration: int
    iterations: int
    best_cost: float | None


def route(
    visits: Sequence[Visit],
    teams: Sequence[Team],
    walks: WalkTimes,
    *,
    days: Sequence[date] = (),
    seed: int = 0,
    iterations: int = ITERATIONS,
    least: Least = Least.TIME,
    told: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] | None = None,
) -> Plan:
    """The best plan that the search finds. The same seed and iterations make the same plan, unless it was stopped.

    Solved by PyVRP (Wouda, N. A., Lan, L. and Kool, W. (2024), "PyVRP: a high-performance VRP solver package", INFORMS Journal on Computing 36,
    943-955). Every team and day is an outing, and a break makes two of it. An entrance with several windows, or with windows of several days, is an
    alternative for each, of which one is visited. If not everything that is required can be done, the search runs again for a plan that does as much of
    it as can be, and the plan says what is left out and why. Of days that may change places, a team's fullest come first.

    Args:
        visits: each entrance once.
        teams: one or more.
        walks: between at least all entrances, starts, ends and meeting points.
        days: of the round, in order; none: one day that nobody names.
        seed: any whole number ≥ 0.
        iterations: of the search, > 0; a second search takes as many again.
        least: what is minimised.
        told: called at most a hundred times a search.
        stopped: asked at each iteration; once it says yes, the best plan so far is given.

    Raises:
        Problem: without a team.
        KeyError: for a place without walking times.
    """
    if not teams:
        raise Problem("planning.no_team", "Personne ne marche : il n’y a aucune équipe. Rien n’a été calculé. Ajoutez une équipe, puis recommencez.")
    over: Days = days or (None,)
    goes = outings(teams, walks, over)
    unreached = out_of_reach(visits, goes, walks, over)
    reached = [visit for visit in visits if visit.entrance not in unreached]
    search = _Search(seed, iterations, told, stopped)
    routes, cost = _routes(reached, goes, walks, search, least, over)
    return explained(visits, fullest_first(routes, over), unreached, walks, over, cost=cost, seed=seed, iterations=iterations)


def _routes(visits: Sequence[Visit], goes: Sequence[Outing], walks: WalkTimes, search: "_Search", least: Least, days: Days) -> tuple[list[Route], int]:
    """What each outing visits, in order, and what it costs."""
    nothing = [Route(outing, ()) for outing in goes]
    if not visits:
        return nothing, 0
    model = _Model(visits, goes, walks, least, days)
    found = search.run(model.data) if model.may_be_done else None
    if found is None or not found.is_feasible():
        model = _Model(visits, goes, walks, least, days, as_much_as_can_be=True)
        found = search.run(model.data)
    if not found.is_feasible():
        return nothing, 0
    return model.routes(found.best), int(found.cost()) - model.undone(found.best)


class _Search:
    """One search after another, with the same seed."""

    def __init__(self, seed: int, iterations: int, told: Callable[[Progress], None] | None, stopped: Callable[[], bool] | None) -> None:
        self._seed, self._iterations, self._told, self._stopped = seed, iterations, told, stopped
        self._before = 0

    def run(self, data: "ProblemData") -> "Result":
        from pyvrp import IteratedLocalSearchParams, SolveParams, solve
        from pyvrp.stop import MaxIterations

        bound = MaxIterations(self._iterations)
        params = SolveParams(ils=IteratedLocalSearchParams(callbacks=_callbacks(self._tell)))
        found = solve(data, lambda best_cost: bound(best_cost) or bool(self._stopped and self._stopped()), seed=self._seed, collect_stats=False, params=params)
        self._before += found.num_iterations
        return found

    def _tell(self, iteration: int, best_cost: float) -> None:
        every = max(1, self._iterations // TELLINGS)
        if self._told and iteration % every == 0:
            self._told(Progress(self._before + iteration, self._before + self._iterations, best_cost if np.isfinite(best_cost) else None))


def _callbacks(tell: Callable[[int, float], None]) -> "IteratedLocalSearchCallbacks":
    from pyvrp import IteratedLocalSearchCallbacks

    class Telling(IteratedLocalSearchCallbacks):
        iteration = 0

        def on_iteration(self, current: "Solution", candidate: "Solution", best: "Solution", cost_evaluator: "CostEvaluator") -> None:  # noqa: ARG002
            self.iteration += 1
            tell(self.iteration, float(cost_evaluator.cost(best)) if best.is_feasible() else np.inf)

    return Telling()


class _Model:
    """The round as PyVRP takes it: starts and ends are depots, outings that are alike a vehicle type, windows alternatives of a group."""

    def __init__(self, visits: Sequence[Visit], goes: Sequence[Outing], walks: WalkTimes, least: Least, days: Days, *, as_much_as_can_be: bool = False) -> None:
        from pyvrp import Depot, Location, ProblemData

        self._visits, self._goes, self._least, self._all_optional = visits, goes, least, as_much_as_can_be
        ends = list(dict.fromkeys(row for outing in goes for row in (outing.start, outing.end)))
        self._place = {row: place for place, row in enumerate(ends)}
        rows = [*ends, *(walks.rows[visit.entrance] for visit in visits)]
        self._among = np.ix_(rows, rows)
        self._walks = walks
        self._clients: list[Client] = []
        self._timed: list[Timed] = []
        self._groups: list[ClientGroup] = []
        self._profiles: dict[tuple[float, UUID | None], int] = {}
        for place, visit in enumerate(visits, start=len(ends)):
            self._add(timed(visit, days), place)
        self._types = self._alike()
        self.data = ProblemData(
            [Location(row, 0) for row in rows],
            self._clients,
            [Depot(place) for place in range(len(ends))],
            [self._vehicle_type(members) for members in self._types],
            [self._matrix(walks.metres, team) for _pace, team in self._profiles],
            [self._matrix(at_pace(walks, pace), team) for pace, team in self._profiles],
            self._groups,
        )

    @property
    def may_be_done(self) -> bool:
        """Whether there is as much time as what is required asks for, walks not counted."""
        return sum(seconds_for(visit) for visit in self._visits if visit.required) <= sum(outing.closes - outing.opens for outing in self._goes)

    def routes(self, solution: "Solution") -> list[Route]:
        """What each outing visits. Outings that are alike take the routes in their order."""
        left = [list(members) for members in self._types]
        found: dict[int, Route] = {}
        for one in solution.routes():
            outing = left[one.vehicle_type()].pop(0)
            found[outing] = Route(self._goes[outing], tuple(self._timed[activity.idx] for activity in one if activity.is_client()))
        return [found.get(number, Route(outing, ())) for number, outing in enumerate(self._goes)]

    def undone(self, solution: "Solution") -> int:
        """What the search counted for required visits that are not made."""
        done = {self._timed[activity.idx].visit.entrance for one in solution.routes() for activity in one if activity.is_client()}
        return sum(self._prize(visit) for visit in self._visits if visit.required and visit.entrance not in done)

    def _add(self, ways: Sequence[Timed], place: int) -> None:
        """One client, or a group of alternatives: each way to visit an entrance."""
        from pyvrp import Client, ClientGroup

        visit = ways[0].visit
        required = visit.required and not self._all_optional
        group = len(self._groups) if len(ways) > 1 else None
        clients = [
            Client(
                place,
                [visit.doors],
                service_duration=seconds_for(visit),
                tw_early=way.opens,
                tw_late=way.closes,
                prize=0 if required else self._prize(visit),
                required=required and group is None,
                group=group,
            )
            for way in ways
        ]
        if group is not None:
            self._groups.append(ClientGroup(list(range(len(self._clients), len(self._clients) + len(clients))), required=required))
        self._clients += clients
        self._timed += ways

    def _prize(self, visit: Visit) -> int:
        """What it may cost: its own time and the detour it is worth; for what is required, more than all teams together could spend on anything else."""
        rate = 1 if self._least is Least.TIME else METRES_A_SECOND
        if visit.required:
            whole_day = sum(outing.closes - outing.opens for outing in self._goes)
            worth = sum(self._prize(other) for other in self._visits if not other.required)
            return round(rate * 2 * whole_day) + worth
        own = seconds_for(visit) if self._least is Least.TIME else 0
        return round(rate * (own + visit.worth * 60))

    def _alike(self) -> list[list[int]]:
        """Outings that nothing tells apart, by their numbers."""
        own = any(visit.team for visit in self._visits)
        found: dict[tuple[object, ...], list[int]] = {}
        for number, outing in enumerate(self._goes):
            profile = (outing.team.pace, outing.team.id if own else None)
            self._profiles.setdefault(profile, len(self._profiles))
            found.setdefault((outing.start, outing.end, outing.opens, outing.closes, outing.most_doors, profile), []).append(number)
        return list(found.values())

    def _vehicle_type(self, members: Sequence[int]) -> "VehicleType":
        from pyvrp import VehicleType

        outing = self._goes[members[0]]
        own = (outing.team.pace, outing.team.id) if (outing.team.pace, outing.team.id) in self._profiles else (outing.team.pace, None)
        by_time = self._least is Least.TIME
        return VehicleType(
            len(members),
            [ENOUGH if outing.most_doors is None else outing.most_doors],
            self._place[outing.start],
            self._place[outing.end],
            tw_early=outing.opens,
            tw_late=outing.closes,
            unit_distance_cost=0 if by_time else 1,
            unit_duration_cost=1 if by_time else 0,
            profile=self._profiles[own],
        )

    def _matrix(self, whole: Floats | Seconds, team: UUID | None) -> "np.ndarray[Any, Any]":
        """Between the places of the model; what is another team's is out of reach."""
        matrix: np.ndarray[Any, Any] = np.rint(whole[self._among]).astype(np.int64)
        if team is not None:
            others = [place for place, visit in enumerate(self._visits, start=len(self._place)) if visit.team not in (None, team)]
            matrix[others, :] = FAR
            matrix[:, others] = FAR
            np.fill_diagonal(matrix, 0)
        return matrix
