"""A joint round is proposed, or its plan is changed: the same form. Ticking by criteria or an outline writes nothing: the page comes back with them ticked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import count, takewhile
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.domain.joint_plan import WHOLE_DAY, Stop, Window
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.agreements import bound_with
from outreach.services.change_joint_round import change_joint_round
from outreach.services.choose_entrances import Wanted, choose_entrances
from outreach.services.entrance_dates import EntranceDates, entrance_dates
from outreach.services.joint_round import Held, events_of, find_joint_round, stops_of
from outreach.services.offer_windows import WindowOffer, has_passages, offer_windows
from outreach.services.places import list_places
from outreach.services.propose_joint_round import Proposal, propose_joint_round
from outreach.services.show_dates import other_organisations
from outreach.store.database import db
from outreach.web.access import allow, can, scope
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.hours_view import VERDICTS, window_words
from outreach.web.coordination.map_points import UNTHEMED, offered_themes
from outreach.web.coordination.rounds import chosen
from outreach.web.together.asked import read_day, seen_revision, ticked_days, whole
from outreach.web.together.blueprint import bp
from outreach.web.together.far import find_far, streets_loaded
from outreach.web.together.published import Signals, isolated_areas, neighbourhoods
from outreach.web.together.words import trip_in_words

DAY_FIELDS = 4
MONTH = timedelta(days=30)
MOST_MONTHS = 120


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    title: str
    days: Sequence[date]
    stops: Sequence[Stop]
    parties: Sequence[UUID]
    reason: str = ""


@bp.route("/proposer", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def propose() -> ResponseReturnValue:
    """Propose a joint round."""
    return _edit(None)


@bp.route("/<uuid:joint_round_id>/modifier", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def change(joint_round_id: UUID) -> ResponseReturnValue:
    """Change the plan: others have to confirm."""
    return _edit(find_joint_round(db.session(), scope(), joint_round_id))


def _edit(existing: Held | None) -> ResponseReturnValue:
    problem, told, offer = None, "", None
    dates = entrance_dates(db.session(), scope(), today(), but=existing.row.id if existing else None)
    typed = _from(existing) if existing else Typed("", [], [], [])
    if request.method == "POST":
        try:
            typed = _typed(typed)
            if "choose" in request.form:
                typed, told = _ticked(typed, dates)
            elif "hours" in request.form:
                offer = _offered(typed)
                typed = replace(typed, stops=offer.stops)
            else:
                return _save(existing, typed)
        except Problem as raised:
            problem = raised
    seen = seen_revision()
    current = find_joint_round(db.session(), scope(), existing.row.id) if existing else None
    page = render_template(
        "together/proposal.html",
        existing=current,
        typed=typed,
        stops={stop.entrance: stop for stop in typed.stops},
        days=[*typed.days, *[None] * max(1, DAY_FIELDS - len(typed.days))],
        places=list_places(db.session()),
        others=other_organisations(db.session(), scope()),
        bound=bound_with(db.session(), scope().organisation_id, today()),
        neighbourhoods=neighbourhoods(db.session()),
        signals=isolated_areas(db.session(), scope(), today()),
        themes=[theme for theme in offered_themes() if theme.code != UNTHEMED],
        by_street=streets_loaded(),
        gone=_said(dates),
        asked=request.form,
        told=told,
        offer=offer,
        may_offer=can(Capability.SEE_VISITS) and has_passages(db.session(), scope()),
        verdicts=VERDICTS,
        window_words=window_words,
        problem=problem,
        missed=[one for one in events_of(db.session(), current.row.id) if one[0].revision > seen]
        if current and problem and problem.code == "joint_round_moved"
        else [],
        own=scope().organisation_id,
    )
    return page, problem.status if problem else 200


def _said(dates: Mapping[UUID, EntranceDates]) -> dict[UUID, list[str]]:
    """What stands beside the entrances: each trip is put into words once, however many entrances it has."""
    trips = {trip.id: trip for one in dates.values() for trip in (one.last, one.next) if trip}
    words = {id_: trip_in_words(trip) for id_, trip in trips.items()}
    return {entrance: [words[trip.id] for trip in (one.last, one.next) if trip] for entrance, one in dates.items()}


def _save(existing: Held | None, typed: Typed) -> ResponseReturnValue:
    proposal = Proposal(typed.title, typed.days, typed.stops, typed.parties)
    if existing is None:
        held = propose_joint_round(db.session(), now(), scope(), proposal, typed.reason)
        flash(_("La tournée est proposée. Les autres organisations la voient dans « Tournées communes »."))
    else:
        held = change_joint_round(db.session(), now(), scope(), existing.row.id, seen_revision(), proposal, typed.reason)
        flash(_("Le plan est enregistré. Les autres organisations doivent le confirmer."))
    return redirect(url_for("together.joint_round", joint_round_id=held.row.id))


def _from(held: Held) -> Typed:
    return Typed(held.row.title, held.days, stops_of(db.session(), held.row.id), list(held.standing.words))


def _typed(before: Typed) -> Typed:
    days = [day for text in request.form.getlist("days") if (day := read_day(text))]
    stops = {stop.entrance: stop for stop in before.stops}
    before_or_new = [stops.get(one, Stop(one)) for one in chosen("entrances")]
    ticked = [_detailed(stop, days) if f"from-{stop.entrance}-0" in request.form else stop for stop in before_or_new]
    return Typed(request.form.get("title", ""), sorted(set(days)), ticked, chosen("parties"), request.form.get("reason", ""))


def _detailed(before: Stop, days: Sequence[date]) -> Stop:
    """An entrance with what the form says of it."""
    return Stop(before.entrance, f"required-{before.entrance}" in request.form, _windows(before.entrance, days), before.share)


def _windows(entrance: UUID, days: Sequence[date]) -> list[Window]:
    """The lines of an entrance that say something: hours, days, or both."""
    lines = takewhile(lambda line: f"from-{line}" in request.form, (f"{entrance}-{number}" for number in count()))
    return [window for line in lines if (window := _window(line, days))]


def _window(line: str, days: Sequence[date]) -> Window | None:
    start, end = request.form.get(f"from-{line}", ""), request.form.get(f"to-{line}", "")
    kept = ticked_days(f"days-{line}", days)
    if start or end:
        return Window(read_time(start), read_time(end), kept)
    return Window(*WHOLE_DAY, kept) if kept else None


def _offered(typed: Typed) -> WindowOffer:
    """Windows of good hours for the entrances without any; only for who sees the own visits that they are learnt from."""
    if not can(Capability.SEE_VISITS):
        abort(403)
    return offer_windows(db.session(), scope(), today(), typed.days, typed.stops)


def _ticked(typed: Typed, dates: Collection[UUID]) -> tuple[Typed, str]:
    """The form with the entrances that were asked for ticked too, and how many there were."""
    far = find_far(request.form.get("far", ""), whole(request.form.get("minutes", "")))
    wanted = _wanted(isolated_areas(db.session(), scope(), today()), far.entrances if far else None)
    found = choose_entrances(db.session(), scope(), wanted)
    known = {stop.entrance for stop in typed.stops}
    added = [Stop(one) for one in sorted(found - known)]
    told = str(_("%(found)s entrées correspondent, dont %(added)s de plus sont cochées.", found=len(found), added=len(added)))
    if in_rounds := len(found.intersection(dates)):
        told += " " + ngettext(
            "%(num)s est ou a été dans une tournée : ses dates sont à côté.", "%(num)s sont ou ont été dans une tournée : leurs dates sont à côté.", in_rounds
        )
    if far:
        told += f" {far.how}"
    return Typed(typed.title, typed.days, [*typed.stops, *added], typed.parties, typed.reason), told


def _wanted(signals: Signals | None, far: Collection[UUID] | None) -> Wanted:
    field = request.form.get
    months = min(whole(field("months", "")) or 0, MOST_MONTHS)
    areas = (signals.layer, signals.codes) if signals and field("isolated") else None
    wanted = Wanted(
        neighbourhoods=chosen("neighbourhoods"),
        areas=areas,
        among=far,
        not_since=today() - months * MONTH if months else None,
        own_visits=can(Capability.SEE_VISITS),
        outline=_outline(field("outline", "")),
    )
    if not (wanted.neighbourhoods or wanted.areas or far is not None or wanted.not_since or wanted.outline):
        raise Problem("nothing_asked", "Choisissez un quartier, un critère ou un contour. Rien n’a été coché.")
    return wanted


def _outline(text: str) -> list[tuple[float, float]]:
    try:
        return [(float(lon), float(lat)) for lon, lat in (corner.split(",") for corner in text.split())]
    except ValueError:
        raise Problem("bad_outline", "Ce contour n’est pas lisible. Dessinez-le à nouveau.") from None


def read_time(text: str) -> time:
    """A time as a browser's time field sends it. Raises `Problem` (`bad_time`)."""
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise Problem("bad_time", "Une heure manque, ou n’est pas lisible. Rien n’a été enregistré.") from None
