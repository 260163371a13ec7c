"""« Bonnes heures »: when doors open, neighbourhood by neighbourhood, learnt from the organisation's own passages."""

from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from outreach.domain.opening_hours import DAYS
from outreach.domain.policy import Capability
from outreach.jobs.job import Result
from outreach.planning.hours import Season
from outreach.planning.words import percent_words
from outreach.services.best_hours import BestHours, best_hours, keep_hours, learn_hours
from outreach.services.places import AreaSize, list_area_sizes
from outreach.store.database import db
from outreach.store.sessions import read_transaction, write_transaction
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.hours_view import SEASON_NAMES, SEASONS, VERDICTS, hours_view, window_words
from outreach.web.tasks import Wish, ask, task
from outreach.web.transactions import database_untouched

COUNT, KEEP = _l("Compter les passages"), _l("Enregistrer")


@bp.get("/tournees/bonnes-heures")
@allow(Capability.SEE_VISITS)
def hours_page() -> str:
    """The week of a neighbourhood in a season."""
    areas = [one for one in list_area_sizes(db.session()) if one.id]
    found = best_hours(db.session(), scope(), today())
    area, season = _area(areas, found), _season()
    return render_template(
        "coordination/hours.html",
        areas=areas,
        area=area,
        season=season,
        seasons=[(code, SEASON_NAMES[one], one) for code, one in SEASONS.items()],
        season_names=SEASON_NAMES,
        found=found,
        view=hours_view(found.learnt, area.id, area.name, season) if area and area.id and found and found.learnt.doors else None,
        verdicts=VERDICTS,
        weekdays=DAYS,
        percent=percent_words,
        window_words=window_words,
        today=today(),
    )


@bp.post("/tournees/bonnes-heures")
@allow(Capability.SEE_VISITS)
@database_untouched
def count_hours() -> ResponseReturnValue:
    """Have many passages counted again."""
    return ask("best-hours", {})


@task("best-hours", _l("Bonnes heures"), (COUNT, KEEP), Capability.SEE_VISITS, "coordination.hours_page")
def work_out_hours(wish: Wish) -> Result:
    """Count, learn, keep."""
    wish.progress.step(str(COUNT), 0)
    with read_transaction() as session:
        found = learn_hours(session, wish.scope, today())
    wish.progress.step(str(KEEP), 0)
    with write_transaction() as session:
        keep_hours(session, wish.scope, found)
    return Result(url=url_for("coordination.hours_page"))


def _season() -> Season:
    return SEASONS.get(request.args.get("saison", ""), Season.of(today()))


def _area(areas: list[AreaSize], found: BestHours | None) -> AreaSize | None:
    """The one that was asked for; else the one whose doors were knocked at most."""
    asked = request.args.get("quartier", type=UUID)
    known = {one.id: one for one in areas}
    if asked in known:
        return known[asked]
    return max(areas, key=lambda one: found.learnt.known(one.id) if found and one.id else 0, default=None)
