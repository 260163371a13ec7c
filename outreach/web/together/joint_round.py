"""One joint round: what each party answers, its history, its teams and walks, and what comes after."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from outreach.domain.joint_plan import Stop, TeamPlan
from outreach.domain.joint_rounds import LEASING, OPEN, Answer, Stage
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.agreements import covered
from outreach.services.answer_joint_round import accept_joint_round, decline_joint_round, offer_people
from outreach.services.cut_shares import weigh_shares
from outreach.services.end_joint_round import cancel_joint_round, close_debrief, finish_joint_round
from outreach.services.fix_joint_round import fix_joint_round
from outreach.services.joint_debrief import count_walks, decisions_of, lessons_of
from outreach.services.joint_round import Held, events_of, find_joint_round, parties_of, stops_of, teams_of
from outreach.services.walk_plan import KeptWalks, read_walks
from outreach.store.database import db
from outreach.store.tables import Entrance, Neighbourhood, Round
from outreach.web.access import allow, can, scope
from outreach.web.coordination.clock import now, today
from outreach.web.together.asked import seen_revision, whole
from outreach.web.together.blueprint import bp
from outreach.web.together.feed import feed_address


@dataclass(frozen=True)
class ShownStop:
    """An entrance of the plan with its address."""

    stop: Stop
    address: str
    label: str
    neighbourhood: str
    lon: float
    lat: float


@dataclass(frozen=True)
class ShownTeam:
    """A team with its share. `minutes`: of work at doors."""

    number: int
    plan: TeamPlan
    stops: list[ShownStop]
    minutes: float


@bp.get("/<uuid:joint_round_id>")
@allow(Capability.PLAN_TOGETHER)
def joint_round(joint_round_id: UUID) -> str:
    """Show all of it that its parties share."""
    held = find_joint_round(db.session(), scope(), joint_round_id)
    stops, teams = shown_stops(held), teams_of(db.session(), joint_round_id)
    parties, walks = parties_of(db.session(), held), read_walks(db.session(), held)
    walked = held.standing.stage in (Stage.DONE, Stage.DEBRIEFED)
    shared = {one.stop.entrance: one.stop.share for one in stops if one.stop.share is not None and one.stop.share < len(teams)}
    balance = weigh_shares(db.session(), shared, len(teams)) if teams and shared else None
    own = next(one for one in parties if one.organisation_id == scope().organisation_id)
    return render_template(
        "together/joint_round.html",
        held=held,
        stage=held.standing.stage,
        open=held.standing.stage in OPEN,
        lent=held.standing.stage in LEASING,
        parties=parties,
        own=own,
        proposer=held.standing.proposed_by == own.organisation_id,
        ready=not held.standing.waiting and len(held.standing.joined) > 1,
        why=_why(held, own.answer),
        events=events_of(db.session(), joint_round_id),
        names={one.organisation_id: one.name for one in parties},
        teams=[
            ShownTeam(number, team, [one for one in stops if one.stop.share == number], balance.weights[number] if balance else 0)
            for number, team in enumerate(teams)
        ],
        nobodys=[one for one in stops if one.stop.share is None or one.stop.share >= len(teams)],
        stops=stops,
        balance=balance,
        walks=walks,
        addresses={one.stop.entrance: one.address for one in stops},
        drawing=drawing(held, stops, teams, walks),
        agreed=covered(db.session(), held.standing.joined, held.days),
        round=_own_round(joint_round_id) if can(Capability.PREPARE_ROUNDS) else None,
        begun=held.row.starts_on <= today(),
        walked=walked,
        counted=count_walks(db.session(), scope(), held) if walked else None,
        lessons=lessons_of(db.session(), joint_round_id) if walked else [],
        decisions=decisions_of(db.session(), joint_round_id) if walked else [],
        today=today(),
        feeds=[(label, feed_address(scope(), label)) for label in own.labels],
    )


Act = Callable[[UUID], object]


def _people() -> int:
    number = whole(request.form.get("people", ""))
    return -1 if number is None else number


ACTS: dict[str, tuple[Act, LazyString]] = {
    "accepter": (lambda id_: accept_joint_round(db.session(), now(), scope(), id_, seen_revision()), _l("Votre organisation accepte ce plan.")),
    "decliner": (
        lambda id_: decline_joint_round(db.session(), now(), scope(), id_, seen_revision(), request.form.get("reason", "")),
        _l("Votre organisation décline. Les autres lisent pourquoi."),
    ),
    "personnes": (
        lambda id_: offer_people(db.session(), now(), scope(), id_, _people(), request.form.get("labels", "").splitlines()),
        _l("Vos personnes sont dans le plan."),
    ),
    "fixer": (
        lambda id_: fix_joint_round(db.session(), now(), scope(), id_, seen_revision()),
        _l("La tournée est fixée. Les tablettes recevront leur part à leur prochain échange."),
    ),
    "faite": (lambda id_: finish_joint_round(db.session(), now(), scope(), id_), _l("La tournée est faite. Le bilan commun peut s’écrire.")),
    "bilan": (lambda id_: close_debrief(db.session(), now(), scope(), id_), _l("Le bilan est clos. Les décisions restent suivies ici.")),
    "annuler": (
        lambda id_: cancel_joint_round(db.session(), now(), scope(), id_, request.form.get("reason", "")),
        _l("La tournée est annulée. Elle quitte les tablettes à leur prochain échange."),
    ),
}


@bp.post("/<uuid:joint_round_id>/<any(accepter, decliner, personnes, fixer, faite, bilan, annuler):what>")
@allow(Capability.PLAN_TOGETHER)
def act(joint_round_id: UUID, what: str) -> ResponseReturnValue:
    """Do what a button of the page says."""
    work, said = ACTS[what]
    find_joint_round(db.session(), scope(), joint_round_id)
    try:
        work(joint_round_id)
    except Problem as problem:
        db.session().rollback()
        flash(problem.sentence, "bad")
    else:
        flash(str(said))
    return redirect(url_for("together.joint_round", joint_round_id=joint_round_id))


def shown_stops(held: Held) -> list[ShownStop]:
    """The entrances with their addresses, in the order of the walks."""
    stops = stops_of(db.session(), held.row.id)
    query = select(Entrance, Neighbourhood.name).outerjoin(Neighbourhood, Neighbourhood.id == Entrance.neighbourhood_id)
    rows = db.session().execute(query.where(Entrance.id.in_([stop.entrance for stop in stops])))
    places = {entrance.id: (entrance, area or _("hors quartier")) for entrance, area in rows}
    return [ShownStop(stop, row.address, row.label, area, row.lon, row.lat) for stop in stops for row, area in [places[stop.entrance]]]


def drawing(held: Held, stops: list[ShownStop], teams: list[TeamPlan], walks: KeptWalks | None) -> dict[str, object]:
    """What the map of the page draws: entrances by team, meeting points, and walks where they were computed for this plan, with what each day walks to."""
    drawn = walks if walks and walks.current else None
    lines = [{"team": drawn.numbers[key[0]], "day": _iso(key[1]), "line": line} for key, line in drawn.lines.items() if line] if drawn else []
    walked = {_iso(day): [str(stop.entrance) for walk in going for stop in walk.stops] for day, going in drawn.by_day if day} if drawn else {}
    meeting = [[place.label, place.lon, place.lat] for place in dict.fromkeys(place for team in teams for place in (team.start, team.end))]
    return {
        "stops": [[str(one.stop.entrance), f"{one.address} ({one.label})", one.lon, one.lat, one.stop.share] for one in stops],
        "lines": lines,
        "walked": walked,
        "meeting": meeting,
        "days": [day.isoformat() for day in held.days],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _own_round(joint_round_id: UUID) -> Round | None:
    return db.session().scalars(select(Round).where(Round.joint_round_id == joint_round_id, Round.organisation_id == scope().organisation_id)).one_or_none()


def _why(held: Held, answer: Answer) -> list[tuple[str, str, list[str]]]:
    """Who changed what since the own organisation accepted: why it has to confirm."""
    if answer is not Answer.TO_CONFIRM:
        return []
    accepted = held.standing.words[scope().organisation_id].revision or 0
    return [
        (name, event.reason, list(event.changed))
        for event, name in events_of(db.session(), held.row.id)
        if event.revision > accepted and event.organisation_id != scope().organisation_id and (event.changed or event.reason)
    ]
