"""Windows for entrances of a joint round that have none, from the hours at which doors of their neighbourhoods open. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.domain.joint_plan import WHOLE_DAY, Span, Stop, Window
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.planning.hours import Answering, Evaluation, GoodHours, Season, Verdict, as_windows, good_hours
from outreach.services.best_hours import best_hours
from outreach.store.journal import chunks
from outreach.store.tables import Entrance, Neighbourhood, Visit

MOST_A_DAY = 2
"""Slots of two hours that are offered for a day."""


@dataclass(frozen=True)
class AreaOffer:
    """What a neighbourhood's entrances are offered. `best`: the surest hours of these days; without windows, those of the whole week, if any stand out."""

    name: str
    windows: Sequence[Window]
    best: GoodHours | None


@dataclass(frozen=True)
class WindowOffer:
    """The stops with what is offered, how many got windows, the neighbourhoods they lie in, and how far these hours are to be trusted."""

    stops: Sequence[Stop]
    filled: int
    areas: Sequence[AreaOffer]
    evaluation: Evaluation | None


def has_passages(session: Session, scope: Scope) -> bool:
    """Whether the organisation has any visit at all."""
    return session.scalar(select(Visit.id).where(Visit.organisation_id == scope.organisation_id).limit(1)) is not None


def offer_windows(session: Session, scope: Scope, today: date, days: Sequence[date], stops: Sequence[Stop]) -> WindowOffer:
    """Offer windows for these days; none if such hours foretold the last months no better than one mean. Stops that have one keep it as it is.

    Raises:
        Problem: `days_missing`, or `hours_unknown` (409): nothing was learnt yet.
    """
    if not days:
        raise Problem("days_missing", "Choisissez d’abord les jours de la tournée. Rien n’a été changé.")
    found = best_hours(session, scope, today)
    if found is None or not found.learnt.doors:
        raise Problem("hours_unknown", "Vos passages n’ont pas encore été comptés : ouvrez « Bonnes heures », depuis « Tournées ». Rien n’a été changé.", 409)
    if found.evaluation and found.evaluation.verdict is Verdict.NO_BETTER:
        return WindowOffer(stops, 0, [], found.evaluation)
    areas = _areas(session, [stop.entrance for stop in stops if not stop.windows])
    offers = {id_: _offer(found.learnt, id_, name, sorted(set(days))) for id_, name in sorted(set(areas.values()), key=lambda area: (area[1], area[0].int))}
    windows = {entrance: offers[id_].windows for entrance, (id_, _name) in areas.items() if offers[id_].windows}
    offered = [replace(stop, windows=windows.get(stop.entrance, stop.windows)) for stop in stops]
    return WindowOffer(offered, len(windows), list(offers.values()), found.evaluation)


def _areas(session: Session, entrances: Sequence[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """The neighbourhood of each entrance that lies in one: id and name."""
    query = select(Entrance.id, Neighbourhood.id, Neighbourhood.name).join(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
    found = (row for chunk in chunks(entrances) for row in session.execute(query.where(Entrance.id.in_(chunk))))
    return {entrance: (id_, name) for entrance, id_, name in found}


def _offer(learnt: Answering, neighbourhood: UUID, name: str, days: Sequence[date]) -> AreaOffer:
    """A day on which no hours stand out stays open, if others are bounded."""
    hours: dict[Span, list[date]] = {}
    best: list[GoodHours] = []
    for day in days:
        good = good_hours(learnt, neighbourhood, Season.of(day), [day.weekday()], MOST_A_DAY)
        best += good
        for span in [(window.start, window.end) for window in as_windows(good, day.weekday())] or [WHOLE_DAY]:
            hours.setdefault(span, []).append(day)
    windows = [Window(*span, tuple(on) if len(on) < len(days) else ()) for span, on in hours.items()] if best else []
    best = best or list(good_hours(learnt, neighbourhood, Season.of(days[0]), most=1))
    return AreaOffer(name, windows, max(best, key=lambda one: one.chance.low, default=None))
