"""« Carte commune »: what was published, and over it who goes where in a week. Released figures and days of rounds, nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeAlias
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.joint_calendar import stands_of, with_places
from outreach.services.list_exchanges import find_received_publication
from outreach.services.partner_publications import find_readable_publication, readable_publications, received_publications
from outreach.services.trips import Trip, list_trips
from outreach.store.database import db
from outreach.store.tables import Neighbourhood, Publication, ReceivedPublication
from outreach.web.access import allow, can, scope
from outreach.web.coordination.clock import today
from outreach.web.coordination.publications import AUDIENCE_NAMES, FILES, days_of
from outreach.web.security import extend_csp
from outreach.web.together.blueprint import bp
from outreach.web.together.published import neighbourhoods
from outreach.web.together.round_marks import bare_drawing, round_marks

BACK, AHEAD = timedelta(weeks=8), timedelta(weeks=12)
"""Which weeks are offered."""
FURTHEST = timedelta(weeks=520)
WEEK = timedelta(days=6)
"""From a Monday to its Sunday."""
MOST_ADDRESSES = 200
"""Of a round, in the list; the round's own page has them all."""


Kept: TypeAlias = Publication | ReceivedPublication


@dataclass(frozen=True)
class Week:
    """A week to choose, by its Monday, and how many rounds go in it."""

    monday: date
    rounds: int

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + WEEK


@bp.get("/carte")
@allow(Capability.PLAN_TOGETHER)
def planner() -> ResponseReturnValue:
    """The map of a publication with the rounds of a week, and both in words."""
    monday = _monday(request.args.get("semaine", ""))
    weeks, trips = _weeks(monday)
    made = _readable()
    plate: dict[str, Any] = {}
    problem = None
    try:
        plate = _plate(made, trips)
    except Problem as raised:
        problem = raised
    page = render_template(
        "together/planner.html",
        published=[(name, [kept for kept, _name in some]) for name, some in groupby(sorted(made, key=itemgetter(1)), key=itemgetter(1))],
        audiences=AUDIENCE_NAMES,
        days=days_of,
        weeks=weeks,
        week=Week(monday, len(trips)),
        weeks_before=monday - timedelta(weeks=1),
        weeks_after=monday + timedelta(weeks=1),
        goings=with_places(db.session(), trips),
        most=MOST_ADDRESSES,
        problem=problem,
        **plate,
    )
    return page, problem.status if problem else 200


def _readable() -> list[tuple[Kept, str]]:
    """What may be read, with the name of who published: here, and for those who exchange files, elsewhere."""
    made: list[tuple[Kept, str]] = [*readable_publications(db.session(), scope(), today())] if can(Capability.SEE_RELEASED) else []
    return [*made, *(received_publications(db.session(), scope()) if can(Capability.PUBLISH) else [])]


def _plate(made: Sequence[tuple[Kept, str]], trips: Sequence[Trip]) -> dict[str, Any]:
    """The map, its legend and its table; the rounds alone while nothing is published. Raises `Problem`: `no_such_publication` (404), `altered` (409)."""
    from maps import points_legend
    from outreach.reporting.publication_view import drawing, lines, overview, read, telling_most, total_line

    marks = round_marks(stands_of(db.session(), trips))
    if not made and "publication" not in request.args:
        return {"bare": bare_drawing(marks)}
    kept, who = _chosen(made)
    released = read(kept.frozen)
    table = released.tables.get(request.args.get("indicateur", "")) or telling_most(released)
    drawn = drawing(table, f"{who}, {days_of(kept)}", marks)
    parts = drawn.page_parts(FILES)
    extend_csp(script_src=[parts.script_hash])
    return {
        "kept": kept,
        "who": who,
        "whole": "coordination.received_publication" if isinstance(kept, ReceivedPublication) else "coordination.publication",
        "shown": overview(released),
        "table": table,
        "lines": list(zip([*lines(table), total_line(table)], [*_neighbourhoods(kept, table.figures.sort_values("name")["code"]), None], strict=True)),
        "map": {name: Markup(getattr(parts, name)) for name in ("styles", "scripts", "html", "script")},  # noqa: S704 (every text in it is escaped by maps)
        "legends": [Markup(drawn.legend), Markup(points_legend("rounds"))],  # noqa: S704 (escaped by maps)
        "left_out": marks.left_out,
    }


def _neighbourhoods(kept: Kept, codes: Iterable[str]) -> list[UUID | None]:
    """The neighbourhoods of these codes, as a proposal is asked for them; None for one in which no entrance stands, or of which another server tells."""
    used = set() if isinstance(kept, ReceivedPublication) else {id_ for id_, _name in neighbourhoods(db.session())}
    query = select(Neighbourhood.code, Neighbourhood.id).where(Neighbourhood.layer == kept.layer, Neighbourhood.id.in_(used))
    known = {row.code: row.id for row in db.session.execute(query)}
    return [known.get(code) for code in codes]


def _chosen(made: Sequence[tuple[Kept, str]]) -> tuple[Kept, str]:
    """The publication that was asked for, or the latest; and who made it. Raises `Problem`: `no_such_publication` (404), `altered` (409)."""
    asked = _asked() or made[0][0].id
    found = next(((kept, who) for kept, who in made if kept.id == asked), None)
    if found is None:
        raise Problem("no_such_publication", "Cette publication n’existe pas, ou ne vous est plus montrée. Choisissez-en une autre ci-dessous.", 404)
    if isinstance(found[0], ReceivedPublication):
        return find_received_publication(db.session(), scope(), asked), found[1]
    return find_readable_publication(db.session(), scope(), asked, today()), found[1]


def _asked() -> UUID | None:
    """Its id; None for the latest. Raises `Problem` (`no_such_publication`, 404) for what is no id."""
    text = request.args.get("publication", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Problem("no_such_publication", "Cette publication n’existe pas, ou ne vous est plus montrée. Choisissez-en une autre ci-dessous.", 404) from None


def _monday(text: str) -> date:
    """The Monday of the week of a day; of this week for what is no day, or none that anybody plans."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today()
    if abs(day - today()) > FURTHEST:
        day = today()
    return day - timedelta(days=day.weekday())


def _weeks(chosen: date) -> tuple[list[Week], list[Trip]]:
    """The weeks to choose from, and what happens in the chosen one."""
    this = _monday("")
    first, last = min(this - BACK, chosen), max(this + AHEAD, chosen)
    trips = list_trips(db.session(), scope(), first, last + WEEK, today())
    mondays = sorted({chosen, *(this - BACK + timedelta(weeks=number) for number in range((BACK + AHEAD).days // 7 + 1))})
    weeks = [Week(monday, sum(trip.within(monday, monday + WEEK) for trip in trips)) for monday in mondays]
    return weeks, [trip for trip in trips if trip.within(chosen, chosen + WEEK)]
