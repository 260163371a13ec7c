"""A plan in words: when each walk is where, and for each entrance left out, who comes nearest to doing it and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from uuid import UUID

from outreach.planning.outings import DAY, Day, Fit, Outing, at_pace, moment_of, seconds_for, windows_of, words_of
from outreach.planning.plan import LeftOut, Plan, Stop, Visit, Walk, Why
from outreach.planning.spots import WalkTimes
from outreach.planning.words import counted, distance_words, duration_words, hour_words, listed, minutes_words


@dataclass(frozen=True)
class Route:
    """The visits of an outing, in order. Of several windows, a visit has the one that it keeps to."""

    outing: Outing
    visits: tuple[Visit, ...]


def out_of_reach(visits: Sequence[Visit], goes: Sequence[Outing], walks: WalkTimes) -> dict[UUID, LeftOut]:
    """What nobody could do even if they did nothing else."""
    days = _days([Route(outing, ()) for outing in goes], walks)
    found = {}
    for visit in visits:
        fits = [day.best_fit(visit, walks.rows[visit.entrance]) for day in days if day.outing.may_visit(visit)]
        best = min(fits, key=lambda fit: fit.short, default=None)
        if best is None:
            found[visit.entrance] = LeftOut(visit, Why.OUT_OF_REACH, None, 0.0, "L’équipe qui devait y aller ne marche pas ce jour-là.")
        elif best.short > 0:
            found[visit.entrance] = LeftOut(visit, Why.OUT_OF_REACH, best.outing.team, best.short / 60, _reach_words(visit, best))
    return found


def explained(
    visits: Sequence[Visit], routes: Sequence[Route], unreached: Mapping[UUID, LeftOut], walks: WalkTimes, *, cost: int, seed: int, iterations: int
) -> Plan:
    """The plan of these routes. What is on none of them, and is not out of reach, is told why."""
    done = {visit.entrance for route in routes for visit in route.visits}
    days = _days(routes, walks)
    left = tuple(
        unreached[visit.entrance] if visit.entrance in unreached else _left_out(visit, routes, days, walks) for visit in visits if visit.entrance not in done
    )
    made = tuple(_walk(route, walks) for route in routes)
    return Plan(made, left, cost, seed, iterations, _plan_words(made, left))


def _days(routes: Sequence[Route], walks: WalkTimes) -> list[Day]:
    paced = cache(lambda pace: at_pace(walks, pace))
    return [Day(route.outing, [(visit, walks.rows[visit.entrance]) for visit in route.visits], paced(route.outing.team.pace)) for route in routes]


def _left_out(visit: Visit, routes: Sequence[Route], days: Sequence[Day], walks: WalkTimes) -> LeftOut:
    row = walks.rows[visit.entrance]
    may = [day for day in days if day.outing.may_visit(visit)]
    fits = [(day, day.best_fit(visit, row)) for day in may]
    roomy = [(day, fit) for day, fit in fits if day.outing.most_doors is None or day.doors + visit.doors <= day.outing.most_doors]
    in_time = [(day, fit) for day, fit in fits if fit.short <= 0]
    free = [fit for day, fit in roomy if fit.short <= 0]
    if free:
        return _fitting(visit, min(free, key=lambda fit: fit.detour), routes, walks)
    if in_time:
        day, best = min(in_time, key=lambda pair: pair[1].detour)
        most = day.outing.most_doors or 0
        words = (
            f"{best.outing.team.label} en aurait le temps, mais passerait à {day.doors + visit.doors} portes ; elle n’en fait pas plus de {most} en une sortie."
        )
        return LeftOut(visit, Why.TOO_MANY_DOORS, best.outing.team, 0.0, words)
    _day, best = min(fits, key=lambda pair: pair[1].short)
    words = f"Il n’y a plus assez de temps : il manque {minutes_words(best.short / 60)} à {best.outing.team.label}, qui pourrait le mieux y aller."
    return LeftOut(visit, Why.NO_TIME, best.outing.team, best.short / 60, words)


def _fitting(visit: Visit, fit: Fit, routes: Sequence[Route], walks: WalkTimes) -> LeftOut:
    """What could still be done, at what it costs."""
    team = fit.outing.team
    now = next(route for route in routes if route.outing is fit.outing)
    there = Route(fit.outing, (*now.visits[: fit.place], replace(visit, windows=fit.window), *now.visits[fit.place :]))
    more = _walk(there, walks).minutes - _walk(now, walks).minutes - seconds_for(visit) / 60
    if visit.required or more <= visit.worth:
        words = f"{team.label} aurait encore le temps d’y aller : la recherche s’est arrêtée avant de le trouver."
        return LeftOut(visit, Why.NOT_FOUND, team, 0.0, words)
    words = f"Y aller demanderait {minutes_words(more)} de détour et d’attente ; {minutes_words(visit.worth)} au plus lui sont accordées."
    return LeftOut(visit, Why.NOT_WORTH, team, more - visit.worth, words)


def _reach_words(visit: Visit, fit: Fit) -> str:
    label, short = fit.outing.team.label, minutes_words(fit.short / 60)
    if fit.in_window:
        closes = hour_words(moment_of(fit.outing.closes))
        return f"Personne n’a le temps d’y aller et d’en revenir : {label}, qui y est le plus vite, finirait {short} après {closes}."
    arrival = hour_words(moment_of(fit.arrival))
    return f"Personne ne peut y être {words_of(visit.windows)} : {label}, qui y est le plus vite, arriverait à {arrival}, {short} trop tard."


def _walk(route: Route, walks: WalkTimes) -> Walk:
    outing = route.outing
    seconds = at_pace(walks, outing.team.pace)
    rows = [outing.start, *(walks.rows[visit.entrance] for visit in route.visits), outing.end]
    legs = seconds[rows[:-1], rows[1:]].tolist()
    metres = [round(float(far)) for far in walks.metres[rows[:-1], rows[1:]]]
    leaves = _leaves(route, legs)
    now, stops = leaves, []
    for visit, leg, far in zip(route.visits, legs, metres, strict=False):
        arrival = now + leg
        begin = max(arrival, windows_of(visit)[0][0])
        now = begin + seconds_for(visit)
        stops.append(Stop(visit.entrance, moment_of(arrival), moment_of(begin), moment_of(now), far, leg / 60))
    ends = (walks.ids[outing.start], walks.ids[outing.end])
    if not stops:
        return Walk(outing.team, outing.part, *ends, moment_of(outing.opens), moment_of(outing.opens), (), 0, 0.0, 0.0, 0.0)
    returns, visiting = now + legs[-1], sum(seconds_for(visit) for visit in route.visits)
    waiting = returns - leaves - sum(legs) - visiting
    times = (sum(legs) / 60, visiting / 60, waiting / 60)
    return Walk(outing.team, outing.part, *ends, moment_of(leaves), moment_of(returns), tuple(stops), sum(metres), *times)


def _leaves(route: Route, legs: Sequence[int]) -> int:
    """Seconds of the day: as late as can be without returning later, so that nobody waits at a door who could still be elsewhere.

    Source: Savelsbergh, M. W. P. (1992), "The vehicle routing problem with time windows: minimizing route duration", ORSA Journal on Computing 4, 146-154.
    """
    now, waited, slack = route.outing.opens, 0, DAY
    for visit, leg in zip(route.visits, legs, strict=False):
        opens, closes = windows_of(visit)[0]
        begin = max(now + leg, opens)
        waited += begin - now - leg
        slack = min(slack, waited + closes - begin)
        now = begin + seconds_for(visit)
    return route.outing.opens + min(waited, slack)


def _plan_words(made: Sequence[Walk], left: Sequence[LeftOut]) -> tuple[str, ...]:
    going = [walk for walk in made if walk.stops]
    stops = sum(len(walk.stops) for walk in going)
    words = [_whole_words(going, stops)] if going else ["Aucune entrée n’est visitée."]
    words += [_walk_words(walk) for walk in going]
    idle = dict.fromkeys(walk.team.label for walk in made if not any(other.stops for other in made if other.team.id == walk.team.id))
    if idle:
        words.append(f"Sans entrée à visiter : {listed(list(idle))}.")
    required, optional = (sum(one.visit.required is kind for one in left) for kind in (True, False))
    if required:
        words.append(f"{counted(required, 'entrée obligatoire n’est pas faite', 'entrées obligatoires ne sont pas faites')} : voir pourquoi.")
    if optional:
        words.append(f"{counted(optional, 'entrée facultative est laissée de côté', 'entrées facultatives sont laissées de côté')}.")
    return tuple(words)


def _whole_words(going: Sequence[Walk], stops: int) -> str:
    teams = len({walk.team.id for walk in going})
    walking, visiting, waiting = (sum(getattr(walk, name) for walk in going) for name in ("walking_minutes", "visiting_minutes", "waiting_minutes"))
    words = f"{counted(teams, 'équipe', 'équipes')}, {counted(stops, 'entrée', 'entrées')} : {duration_words(visiting)} de visites, "
    words += f"{duration_words(walking)} de marche ({distance_words(sum(walk.metres for walk in going))})"
    return f"{words}, {duration_words(waiting)} d’attente." if waiting >= 1 else f"{words}."


def _walk_words(walk: Walk) -> str:
    half = ", après la pause" if walk.part else ""
    stops = counted(len(walk.stops), "entrée", "entrées")
    return f"{walk.team.label}{half} : {stops}, de {hour_words(walk.leaves)} à {hour_words(walk.returns)}, {distance_words(walk.metres)} à pied."
