"""« Découpage »: the teams of a joint round and the share of each, cut by computation, moved by hand, and weighed at each move. Works without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from outreach.domain.joint_plan import MOST_TEAMS, Place, Rest, Seat, TeamPlan, read_span
from outreach.domain.joint_rounds import Answer
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.planning.shares import Balance
from outreach.services.cut_shares import cut_shares, weigh, weigh_shares
from outreach.services.joint_round import Held, events_of, find_joint_round, parties_of, teams_of
from outreach.services.share_joint_round import share_joint_round
from outreach.store.database import db
from outreach.store.tables import Structure
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import now
from outreach.web.together.asked import seen_revision, ticked_days, whole
from outreach.web.together.blueprint import bp
from outreach.web.together.joint_round import ShownStop, drawing, shown_stops

AROUND = 0.006
"""Degrees around the entrances in which structures may be meeting points: some hundred metres."""
MOST_STRUCTURES = 40
SHIFT = ("17:00", "20:00")
Shares = dict[UUID, int | None]


@dataclass(frozen=True)
class Row:
    """Somebody who was offered, and the number of their team; None as long as they have none."""

    seat: Seat
    organisation: str
    team: int | None


@dataclass(frozen=True)
class Fields:
    """A team as the form has it."""

    label: str
    start: str
    end: str
    shift: Sequence[str]
    pause: Sequence[str]
    pause_place: str
    days: Sequence[date]


@bp.route("/<uuid:joint_round_id>/decoupage", methods=["GET", "POST"])
@allow(Capability.PLAN_TOGETHER)
def shares(joint_round_id: UUID) -> ResponseReturnValue:
    """Cut, weigh or keep, as the button says."""
    held = find_joint_round(db.session(), scope(), joint_round_id)
    stops, places = shown_stops(held), {}
    places = _places(stops)
    number, fields, people, shared = _kept(held, stops, places)
    problem: Problem | None = None
    asked = request.form.get("act", "")
    if request.method == "POST":
        number = _number(request.form.get("teams", ""), number)
        fields = [_fields(one, places, held.days) for one in range(number)]
        people = [Row(row.seat, row.organisation, _team(f"seat-{place}", number)) for place, row in enumerate(people)]
        shared = {one.stop.entrance: _team(f"share-{one.stop.entrance}", number) for one in stops}
        try:
            if asked == "cut":
                pinned = {entrance: shared[entrance] or 0 for one in stops if (entrance := one.stop.entrance) in _pinned() and shared[entrance] is not None}
                shared = dict(cut_shares(db.session(), [one.stop for one in stops], number, pinned))
            elif asked == "save":
                return _save(held, _plans(fields, people, places), shared)
        except Problem as raised:
            problem = raised
    weighed = balance_of(shared, number)
    if asked == "weigh" and request.accept_mimetypes.best == "application/json":
        return jsonify(_told(weighed))
    current = find_joint_round(db.session(), scope(), joint_round_id)
    doors = {one.id: one.doors for one in weigh(db.session(), [one.stop.entrance for one in stops])}
    page = render_template(
        "together/shares.html",
        held=current,
        stops=sorted(stops, key=lambda one: (one.neighbourhood, one.address, one.label)),
        doors=doors,
        fields=fields,
        people=people,
        places=places,
        shared=shared,
        pinned=_pinned(),
        balance=weighed,
        told=_told(weighed),
        most=MOST_TEAMS,
        reason=request.form.get("reason", ""),
        problem=problem,
        missed=_missed(current) if problem and problem.code == "joint_round_moved" else [],
        drawing={**drawing(current, stops, [], None), "shares": {str(entrance): share for entrance, share in shared.items()}},
    )
    return page, problem.status if problem else 200


def balance_of(shared: Mapping[UUID, int | None], teams: int) -> Balance:
    """How even these shares are."""
    return weigh_shares(db.session(), {entrance: share for entrance, share in shared.items() if share is not None}, teams)


def _told(balance: Balance) -> dict[str, object]:
    """The balance as the page and its script show it."""
    return {
        "minutes": [round(weight) for weight in balance.weights],
        "pieces": list(balance.pieces),
        "largest": round(max(balance.weights, default=0)),
        "sentences": list(balance.sentences),
    }


def _save(held: Held, teams: Sequence[TeamPlan], shared: Shares) -> ResponseReturnValue:
    seen, reason = seen_revision(), request.form.get("reason", "")
    share_joint_round(db.session(), now(), scope(), held.row.id, seen, teams, shared, reason)
    flash(_("Le découpage est enregistré."))
    return redirect(url_for("together.joint_round", joint_round_id=held.row.id))


def _kept(held: Held, stops: Sequence[ShownStop], places: dict[str, Place]) -> tuple[int, list[Fields], list[Row], Shares]:
    """What is kept: teams, whose people are in which, and the shares. Two teams to begin with."""
    teams = teams_of(db.session(), held.row.id)
    number = len(teams) or _number(request.args.get("equipes", ""), 2)
    for team in teams:
        for place in (team.start, team.end, *([team.pause.place] if team.pause else [])):
            if place not in places.values():
                places[f"{place.lon:.6f},{place.lat:.6f}"] = place
    first = next(iter(places), "")
    empty = [Fields(_("Équipe %(number)s", number=one + 1), first, first, SHIFT, ("", ""), first, ()) for one in range(number)]
    fields = [_of_plan(team, places) for team in teams] or empty
    return number, fields, _people(held, teams), {one.stop.entrance: one.stop.share if number and (one.stop.share or 0) < number else None for one in stops}


def _people(held: Held, teams: Sequence[TeamPlan]) -> list[Row]:
    """Everybody who was offered by a party that has not declined."""
    rows, taken = [], [(seat, number) for number, team in enumerate(teams) for seat in team.seats]
    for party in parties_of(db.session(), held):
        if party.answer is Answer.DECLINED:
            continue
        labels = [*party.labels, *(_("Personne %(number)s", number=one + 1) for one in range(len(party.labels), party.people))]
        for label in labels:
            seat = Seat(party.organisation_id, label)
            found = next((number for kept, number in taken if kept == seat), None)
            rows.append(Row(seat, party.name, found))
    return rows


def _places(stops: Sequence[ShownStop]) -> dict[str, Place]:
    """Where teams may meet: structures of the directory close by, then the entrances of the round."""
    west, east = min(one.lon for one in stops) - AROUND, max(one.lon for one in stops) + AROUND
    south, north = min(one.lat for one in stops) - AROUND, max(one.lat for one in stops) + AROUND
    query = select(Structure.id, Structure.name, Structure.lon, Structure.lat).where(Structure.merged_into.is_(None))
    near = query.where(Structure.lon.between(west, east), Structure.lat.between(south, north)).order_by(Structure.name).limit(MOST_STRUCTURES)
    found = {f"s:{row.id}": Place(row.name, row.lon, row.lat) for row in db.session().execute(near)}
    ordered = sorted(stops, key=lambda one: (one.address, one.label))
    return found | {f"e:{one.stop.entrance}": Place(f"{one.address} ({one.label})", one.lon, one.lat) for one in ordered}


def _of_plan(team: TeamPlan, places: Mapping[str, Place]) -> Fields:
    def key(place: Place) -> str:
        return next(name for name, known in places.items() if known == place)

    pause = [f"{moment:%H:%M}" for moment in team.pause.during] if team.pause else ["", ""]
    shift, pause_place = [f"{moment:%H:%M}" for moment in team.shift], key(team.pause.place if team.pause else team.start)
    return Fields(team.label, key(team.start), key(team.end), shift, pause, pause_place, team.days)


def _fields(number: int, places: Mapping[str, Place], days: Sequence[date]) -> Fields:
    first = next(iter(places), "")

    def field(name: str, default: str = "") -> str:
        return request.form.get(f"{name}-{number}", default)

    return Fields(
        field("label", _("Équipe %(number)s", number=number + 1)),
        field("start", first),
        field("end", first),
        (field("from", SHIFT[0]), field("to", SHIFT[1])),
        (field("rest-from"), field("rest-to")),
        field("rest-place", first),
        ticked_days(f"days-{number}", days),
    )


def _plans(fields: Sequence[Fields], people: Sequence[Row], places: Mapping[str, Place]) -> list[TeamPlan]:
    try:
        return [
            TeamPlan(
                one.label.strip(),
                [row.seat for row in people if row.team == number],
                places[one.start],
                places[one.end],
                read_span(one.shift),
                Rest(places[one.pause_place], read_span(one.pause)) if any(one.pause) else None,
                tuple(one.days),
            )
            for number, one in enumerate(fields)
        ]
    except (KeyError, ValueError):
        raise Problem("bad_team", "Une heure ou un lieu manque dans une équipe. Rien n’a été enregistré.") from None


def _number(text: str, default: int) -> int:
    asked = whole(text)
    return default if asked is None else min(max(asked, 1), MOST_TEAMS)


def _team(name: str, teams: int) -> int | None:
    number = whole(request.form.get(name, ""))
    return number if number is not None and number < teams else None


def _pinned() -> set[UUID]:
    from outreach.web.coordination.rounds import chosen

    return set(chosen("pinned"))


def _missed(held: Held) -> list[object]:
    seen = seen_revision()
    return [one for one in events_of(db.session(), held.row.id) if one[0].revision > seen]
