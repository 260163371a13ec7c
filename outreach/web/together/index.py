"""« Tournées communes »: who goes where and when, and what waits for an answer."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.joint_rounds import OPEN
from outreach.domain.policy import Capability
from outreach.domain.told_rounds import day_spans
from outreach.services.agreements import list_agreements
from outreach.services.invited_meetings import count_unanswered
from outreach.services.joint_calendar import Going, joint_calendar
from outreach.services.list_joint_rounds import list_joint_rounds
from outreach.services.outline_neighbourhoods import outline_neighbourhoods
from outreach.services.set_keys import find_organisation
from outreach.services.show_dates import show_dates
from outreach.services.territory_bounds import territory_bounds
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import now, today
from outreach.web.together import words  # noqa: F401 (its words are in the templates)
from outreach.web.together.blueprint import bp
from outreach.web.together.feed import feed_address

WEEKS = 8


@dataclass(frozen=True)
class Bar:
    """Days of somebody's going that follow each other, on a strip of `WEEKS` weeks: per cent from the left."""

    left: float
    width: float


@dataclass(frozen=True)
class Row:
    """A line of the calendar: in words, and as bars."""

    going: Going
    bars: list[Bar]


@bp.get("")
@allow(Capability.PLAN_TOGETHER)
def index() -> str:
    """The joint rounds, and the calendar of everybody."""
    first = today() - timedelta(days=today().weekday())
    last = first + timedelta(weeks=WEEKS, days=-1)
    rounds, agreements = list_joint_rounds(db.session(), scope()), list_agreements(db.session(), scope())
    return render_template(
        "together/index.html",
        open=[one for one in rounds if one.held.standing.stage in OPEN],
        closed=[one for one in rounds if one.held.standing.stage not in OPEN],
        rows=[Row(going, _bars(going, first, last)) for going in joint_calendar(db.session(), scope(), first, last, today())],
        weeks=[first + timedelta(weeks=number) for number in range(WEEKS)],
        now_at=round(100 * ((today() - first).days + 0.5) / (7 * WEEKS), 2),
        in_force=[one for one in agreements if one.in_force(today())],
        invitations=count_unanswered(db.session(), scope(), now()),
        to_accept=[one for one in agreements if any(party.organisation_id == scope().organisation_id and not party.accepted_on for party in one.parties)],
        shows_dates=find_organisation(db.session(), scope()).shows_dates,
        feed=feed_address(scope()),
    )


@bp.post("/dates")
@allow(Capability.PLAN_TOGETHER)
def dates() -> ResponseReturnValue:
    """Show others the entrances and days of own rounds, or not."""
    shown = request.form.get("shown") == "yes"
    show_dates(db.session(), scope(), shown=shown)
    flash(_("Vos partenaires voient les entrées et les dates de vos tournées.") if shown else _("Vos tournées ne sont plus montrées à vos partenaires."))
    return redirect(url_for("together.index"))


@bp.get("/fond")
@allow(Capability.PLAN_TOGETHER)
def outlines() -> ResponseReturnValue:
    """Light outlines of the neighbourhoods, as GeoJSON: what the maps of joint rounds are drawn on."""
    import shapely

    found = outline_neighbourhoods(db.session(), territory_bounds(db.session()) or (-180.0, -90.0, 180.0, 90.0))
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)} for name, shape in found]
    return jsonify({"type": "FeatureCollection", "features": features})


def _bars(going: Going, first: date, last: date) -> list[Bar]:
    """Joint rounds have a bar a day; a round of one organisation one bar from its first day to its last; one that was sent, one a stretch."""
    trip = going.trip
    stretches = day_spans(trip.days) if trip.told else [(trip.days[0], trip.days[-1])]
    spans = [(day, day) for day in trip.days] if trip.joint else stretches
    whole = 7 * WEEKS
    found = []
    for start, end in spans:
        left, right = max(start, first), min(end, last)
        if left <= right:
            found.append(Bar(round(100 * (left - first).days / whole, 2), round(100 * ((right - left).days + 1) / whole, 2)))
    return found
