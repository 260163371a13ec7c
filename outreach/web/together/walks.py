"""« Parcours »: computed in a process of its own with progress, taken along as GPX, GeoJSON and calendar."""

from datetime import date
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.exports.calendar import calendar
from outreach.exports.walk_files import walk_geojson, walk_gpx
from outreach.jobs.job import Result
from outreach.planning.appointments import of_organisation
from outreach.planning.routing import Progress
from outreach.services.joint_appointments import appointments_of
from outreach.services.joint_round import Held, find_joint_round, teams_of
from outreach.services.walk_plan import find_walks, keep_walks, prepare_walks, read_walks, spot_id
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.web.access import allow, scope
from outreach.web.coordination.clock import now
from outreach.web.tasks import Wish, ask, task
from outreach.web.together.blueprint import bp
from outreach.web.together.feed import ICS
from outreach.web.together.joint_round import shown_stops
from outreach.web.transactions import database_untouched

MEASURE, SEARCH, KEEP = _l("Mesurer les distances à pied"), _l("Chercher les parcours"), _l("Enregistrer")


@bp.post("/<uuid:joint_round_id>/parcours")
@allow(Capability.PLAN_TOGETHER)
@database_untouched
def compute_walks(joint_round_id: UUID) -> ResponseReturnValue:
    """Have the walks computed."""
    held = find_joint_round(db.session(), scope(), joint_round_id)
    return ask("joint-walks", {"joint_round_id": str(joint_round_id), "seen": str(held.standing.revision)})


@task("joint-walks", _l("Parcours de la tournée commune"), (MEASURE, SEARCH, KEEP), Capability.PLAN_TOGETHER, "together.joint_round")
def work_out_walks(wish: Wish) -> Result:
    """Measure, search, keep."""
    joint_round_id = UUID(wish.asked["joint_round_id"])
    wish.progress.step(str(MEASURE), 0)
    with read_transaction() as session:
        prepared = prepare_walks(session, find_joint_round(session, wish.scope, joint_round_id))

    def told(progress: Progress) -> None:
        wish.progress.step(str(SEARCH), progress.iteration, progress.iterations)

    plan = find_walks(prepared, told)
    wish.progress.step(str(KEEP), 0)
    with write_transaction() as session:
        keep_walks(session, now(), wish.scope, joint_round_id, prepared, plan)
    return Result(url=url_for("together.joint_round", joint_round_id=joint_round_id, _anchor="parcours"))


@bp.get("/<uuid:joint_round_id>/parcours.<any(gpx, geojson, ics):ending>")
@allow(Capability.PLAN_TOGETHER)
def walk_file(joint_round_id: UUID, ending: str) -> Response:
    """The walks as a file, or the own teams' appointments. Entrances, places and times; nothing of any household."""
    held = find_joint_round(db.session(), scope(), joint_round_id)
    if ending == "ics":
        found = of_organisation(tuple(appointments_of(db.session(), held)), scope().organisation_id)
        return _file(calendar(held.row.title, found), ICS, f"tournee-{held.row.starts_on}.ics")
    kept, day = read_walks(db.session(), held), _day(held)
    if kept is None:
        raise Problem("no_walks", "Les parcours n’ont pas encore été calculés.", 404)
    kept = kept.on(day) if day else kept
    names = {one.stop.entrance: f"{one.address} ({one.label})" for one in shown_stops(held)}
    names |= {spot_id(joint_round_id, place): place.label for team in teams_of(db.session(), joint_round_id) for place in (team.start, team.end)}
    write, mimetype = (walk_gpx, "application/gpx+xml") if ending == "gpx" else (walk_geojson, "application/geo+json")
    return _file(write(kept.walks, kept.places, names, held.days[0], kept.lines), mimetype, f"parcours-{day or held.row.starts_on}.{ending}")


def _day(held: Held) -> date | None:
    """The day of the round that is asked for; None for all."""
    return next((day for day in held.days if day.isoformat() == request.args.get("jour")), None)


def _file(content: bytes, mimetype: str, name: str) -> Response:
    return Response(content, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
