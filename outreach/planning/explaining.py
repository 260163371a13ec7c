"""A plan in words: when each walk is where, and for each entrance left out, who comes nearest to doing it and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from outreach.domain.joint_plan import Window
from outreach.planning.outings import DAY, Day, Days, Fit, Outing, Timed, at_pace, moment_of, seconds_for, timed, words_of
from outreach.planning.plan import LeftOut, Plan, Stop, Visit, Walk, Why
from outreach.planning.spots import WalkTimes
from outreach.planning.words import counted, day_words, distance_words, duration_words, hour_words, listed, minutes_words


@dataclass(frozen=True)
class Route:
    """The visits of an outing, in order, each with the window that it keeps to."""

    outing: Outing
    visits: tuple[Timed, ...]


def out_of_reach(visits: Sequence[Visit], goes: Sequence[Outing], walks: WalkTimes, days: Days) -> dict[UUID, LeftOut]:
    """What nobody could do on any day even if they did nothing else."""
    empty = _days([Route(outing, ()) for outing in goes], walks)
    found = {}
    for visit in visits:
        fits = _fits(visit, empty, walks, days)
        best = min((fit for _day, fit in fits), key=lambda fit: fit.short, default=None)
        if best is None:
            found[visit.entrance] = LeftOut(visit, Why.OUT_OF_REACH, None, 0.0, _nobody_words(visit, goes, days))
        elif best.short > 0:
            found[visit.entrance] = LeftOut(visit, Why.OUT_OF_REACH, best.outing.team, best.short / 60, _reach_words(visit, best, days))
    return found


def explained(
    visits: Sequence[Visit],
    routes: Sequence[Route],
    unreached: Mapping[UUID, LeftOut],
    walks: WalkTimes,
    days: Days,
    *,
    cost: int,
    seed: int,
    iterations: int,
) -> Plan:
    """The plan of these routes. What is on none of them, and is not out of reach, is told why."""
    done = {one.visit.entrance for route in routes for one in route.visits}
    filled = _days(routes, walks)
    left = tuple(
        unreached[visit.entrance] if visit.entrance in unreached else _left_out(visit, routes, _fits(visit, filled, walks, days), walks, days)
        for visit in visits
        if visit.entrance not in done
    )
    made = tuple(_walk(route, walks) for route in routes)
    return Plan(made, left, cost, seed, iterations, _plan_words(made, left, days))


def _days(routes: Sequence[Route], walks: WalkTimes) -> list[Day]:
    paced = cache(lambda pace: at_pace(walks, pace))
    return [Day(route.outing, [(one, walks.rows[one.visit.entrance]) for one in route.visits], paced(route.outing.team.pace)) for route in routes]


def _fits(visit: Visit, filled: Sequence[Day], walks: WalkTimes, days: Days) -> list[tuple[Day, Fit]]:
    """Where it fits best in each outing that may visit it on a day of its windows."""
    ways, row = timed(visit, days), walks.rows[visit.entrance]
    tried = ((day, day.best_fit(ways, row)) for day in filled if day.outing.may_visit(visit))
    return [(day, fit) for day, fit in tried if fit]


def _left_out(visit: Visit, routes: Sequence[Route], fits: Sequence[tuple[Day, Fit]], walks: WalkTimes, days: Days) -> LeftOut:
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
    return LeftOut(visit, Why.NO_TIME, best.outing.team, best.short / 60, _time_words(best, fits, days))


def _fitting(visit: Visit, fit: Fit, routes: Sequence[Route], walks: WalkTimes) -> LeftOut:
    """What could still be done, at what it costs."""
    team = fit.outing.team
    now = next(route for route in routes if route.outing is fit.outing)
    there = Route(fit.outing, (*now.visits[: fit.place], fit.kept, *now.visits[fit.place :]))
    more = _walk(there, walks).minutes - _walk(now, walks).minutes - seconds_for(visit) / 60
    if visit.required or more <= visit.worth:
        words = f"{team.label} aurait encore le temps d’y aller : la recherche s’est arrêtée avant de le trouver."
        return LeftOut(visit, Why.NOT_FOUND, team, 0.0, words)
    words = f"Y aller demanderait {minutes_words(more)} de détour et d’attente ; {minutes_words(visit.worth)} au plus lui sont accordées."
    return LeftOut(visit, Why.NOT_WORTH, team, more - visit.worth, words)


def _nobody_words(visit: Visit, goes: Sequence[Outing], days: Days) -> str:
    if any(outing.may_visit(visit) for outing in goes):
        return "Aucun de ses jours n’est un jour où son équipe marche."
    who = "Aucune équipe ne marche" if visit.team is None else "L’équipe qui devait y aller ne marche"
    when = "ce jour-là" if len(days) == 1 else "ces jours-là" if visit.team is None else "aucun de ces jours"
    return f"{who} {'pas ' if visit.team and len(days) == 1 else ''}{when}."


def _time_words(fit: Fit, fits: Sequence[tuple[Day, Fit]], days: Days) -> str:
    label, short = fit.outing.team.label, minutes_words(fit.short / 60)
    if len(days) == 1:
        return f"Il n’y a plus assez de temps : il manque {short} à {label}, qui pourrait le mieux y aller."
    if len({other.outing.day for _day, other in fits}) == 1:
        return f"Il n’y a plus assez de temps le seul jour où l’on peut y aller : il manque {short} à {label}{_on(fit)}."
    return f"Il n’y a plus assez de temps, quel que soit le jour : il manque au moins {short}, à {label}{_on(fit)}."


def _reach_words(visit: Visit, fit: Fit, days: Days) -> str:
    label, short = fit.outing.team.label, minutes_words(fit.short / 60)
    if fit.in_window:
        closes = hour_words(moment_of(fit.outing.closes))
        who = "Personne n’a le temps d’y aller et d’en revenir"
        return f"{who}{_any_day(days)} : {label}, qui y est le plus vite{_on(fit)}, finirait {short} après {closes}."
    arrival, hours = hour_words(moment_of(fit.arrival)), words_of(_of_day(visit, fit.outing.day))
    if len(days) == 1:
        return f"Personne ne peut y être {hours} : {label}, qui y est le plus vite, arriverait à {arrival}, {short} trop tard."
    return (
        f"Personne ne peut y être à ses heures{_any_day(days)} : {label}, qui y est le plus vite{_on(fit)} {hours}, arriverait à {arrival}, {short} trop tard."
    )


def _of_day(visit: Visit, day: date | None) -> list[Window]:
    return [window for window in visit.windows if window.on(day)]


def _any_day(days: Days) -> str:
    return ", quel que soit le jour" if len(days) > 1 else ""


def _on(fit: Fit) -> str:
    return f" le {day_words(fit.outing.day)}" if fit.outing.day else ""


def _walk(route: Route, walks: WalkTimes) -> Walk:
    outing = route.outing
    seconds = at_pace(walks, outing.team.pace)
    rows = [outing.start, *(walks.rows[one.visit.entrance] for one in route.visits), outing.end]
    legs = seconds[rows[:-1], rows[1:]].tolist()
    metres = [round(float(far)) for far in walks.metres[rows[:-1], rows[1:]]]
    leaves = _leaves(route, legs)
    now, stops = leaves, []
    for one, leg, far in zip(route.visits, legs, metres, strict=False):
        arrival = now + leg
        begin = max(arrival, one.opens)
        now = begin + seconds_for(one.visit)
        stops.append(Stop(one.visit.entrance, moment_of(arrival), moment_of(begin), moment_of(now), far, leg / 60))
    ends = (walks.ids[outing.start], walks.ids[outing.end])
    if not stops:
        return Walk(outing.team, outing.day, outing.part, *ends, moment_of(outing.opens), moment_of(outing.opens), (), 0, 0.0, 0.0, 0.0)
    returns, visiting = now + legs[-1], sum(seconds_for(one.visit) for one in route.visits)
    waiting = returns - leaves - sum(legs) - visiting
    times = (sum(legs) / 60, visiting / 60, waiting / 60)
    return Walk(outing.team, outing.day, outing.part, *ends, moment_of(leaves), moment_of(returns), tuple(stops), sum(metres), *times)


def _leaves(route: Route, legs: Sequence[int]) -> int:
    """Seconds of the round: as late as can be without returning later, so that nobody waits at a door who could still be elsewhere.

    Source: Savelsbergh, M. W. P. (1992), "The vehicle routing problem with time windows: minimizing route duration", ORSA Journal on Computing 4, 146-154.
    """
    now, waited, slack = route.outing.opens, 0, DAY
    for one, leg in zip(route.visits, legs, strict=False):
        begin = max(now + leg, one.opens)
        waited += begin - now - leg
        slack = min(slack, waited + one.closes - begin)
        now = begin + seconds_for(one.visit)
    return route.outing.opens + min(waited, slack)


def _plan_words(made: Sequence[Walk], left: Sequence[LeftOut], days: Days) -> tuple[str, ...]:
    going = [walk for walk in made if walk.stops]
    stops = sum(len(walk.stops) for walk in going)
    words = [_whole_words(going, stops, days)] if going else ["Aucune entrée n’est visitée."]
    words += [_walk_words(walk) for walk in going] if len(days) == 1 else [_day_words(day, [walk for walk in going if walk.day == day]) for day in days if day]
    idle = dict.fromkeys(walk.team.label for walk in made if not any(other.stops for other in made if other.team.id == walk.team.id))
    if idle:
        words.append(f"Sans entrée à visiter : {listed(list(idle))}.")
    required, optional = (sum(one.visit.required is kind for one in left) for kind in (True, False))
    if required:
        words.append(f"{counted(required, 'entrée obligatoire n’est pas faite', 'entrées obligatoires ne sont pas faites')} : voir pourquoi.")
    if optional:
        words.append(f"{counted(optional, 'entrée facultative est laissée de côté', 'entrées facultatives sont laissées de côté')}.")
    return tuple(words)


def _whole_words(going: Sequence[Walk], stops: int, days: Days) -> str:
    teams, used = len({walk.team.id for walk in going}), len({walk.day for walk in going})
    walking, visiting, waiting = (sum(getattr(walk, name) for walk in going) for name in ("walking_minutes", "visiting_minutes", "waiting_minutes"))
    over = f", {counted(used, 'jour', 'jours')}" if len(days) > 1 else ""
    words = f"{counted(teams, 'équipe', 'équipes')}{over}, {counted(stops, 'entrée', 'entrées')} : {duration_words(visiting)} de visites, "
    words += f"{duration_words(walking)} de marche ({distance_words(sum(walk.metres for walk in going))})"
    return f"{words}, {duration_words(waiting)} d’attente." if waiting >= 1 else f"{words}."


def _walk_words(walk: Walk) -> str:
    half = ", après la pause" if walk.part else ""
    stops = counted(len(walk.stops), "entrée", "entrées")
    return f"{walk.team.label}{half} : {stops}, de {hour_words(walk.leaves)} à {hour_words(walk.returns)}, {distance_words(walk.metres)} à pied."


def _day_words(day: date, going: Sequence[Walk]) -> str:
    name = day_words(day).capitalize()
    if not going:
        return f"{name} : personne n’a d’entrée à visiter."
    teams, stops = (counted(len({walk.team.id for walk in going}), "équipe", "équipes"), counted(sum(len(walk.stops) for walk in going), "entrée", "entrées"))
    hours = f"de {hour_words(min(walk.leaves for walk in going))} à {hour_words(max(walk.returns for walk in going))}"
    return f"{name} : {teams}, {stops}, {hours}."
