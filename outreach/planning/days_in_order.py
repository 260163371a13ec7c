"""The fullest days first, so that the last one is the reserve for whoever was not reached: what a team walks on two days changes places, nothing else does."""

from collections.abc import Sequence
from itertools import combinations, groupby

from outreach.planning.explaining import Route
from outreach.planning.outings import DAY, Days, Outing, Timed, seconds_for, timed


def fullest_first(routes: Sequence[Route], days: Days) -> list[Route]:
    """The same routes at the same times of the day, each team's fullest days first as far as the windows of its visits let two days change places."""
    made = list(routes)
    for team in dict.fromkeys(route.outing.team.id for route in routes):
        own = [place for place, route in enumerate(routes) if route.outing.team.id == team]
        by_day = [list(places) for _midnight, places in groupby(own, key=lambda place: routes[place].outing.midnight)]
        while any(_exchange(made, first, then, days) for first, then in combinations(by_day, 2)):
            pass
    return made


def _exchange(made: list[Route], first: Sequence[int], then: Sequence[int], days: Days) -> bool:
    """Whether two days of a team, by the places of their outings, have changed places. Every exchange brings work forward, so that they end."""
    here, there = [made[place] for place in first], [made[place] for place in then]
    if _work(here) >= _work(there):
        return False
    moved = [_to(one, other.outing, days) for one, other in zip([*there, *here], [*here, *there], strict=True)]
    for place, route in zip([*first, *then], moved, strict=True) if all(moved) else ():
        made[place] = route or made[place]
    return all(moved)


def _to(route: Route, outing: Outing, days: Days) -> Route | None:
    """The route on another day at the same hours; none if a window says no."""
    later = outing.midnight - route.outing.midnight
    visits = []
    for one in route.visits:
        opens, closes = max(one.opens, route.outing.midnight) + later, min(one.closes, route.outing.midnight + DAY) + later
        if not any(way.opens <= opens and closes <= way.closes for way in timed(one.visit, days)):
            return None
        visits.append(Timed(one.visit, opens, closes))
    return Route(outing, tuple(visits))


def _work(routes: Sequence[Route]) -> int:
    return sum(seconds_for(one.visit) for route in routes for one in route.visits)
