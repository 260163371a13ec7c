"""« Feuilles de tournée »: the walk, and a sheet per entrance with its façade to tick by hand, as PDF. Made beside the server, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import segno
from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.scope import Scope
from outreach.exports.pdf import to_pdf
from outreach.exports.walk_drawing import walk_drawing
from outreach.jobs.job import Result
from outreach.services.paper_sheets import Sheet, sheets_of_round
from outreach.services.round_walks import RoundOnPaper, RoundWalk, round_on_paper
from outreach.services.save_round import find_round
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.store.tables import Round
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.tasks import Wish, ask, task
from outreach.web.transactions import database_untouched

STYLE = Path(__file__).parents[2] / "exports" / "sheets.css"
MOST_ABREAST = 8
"""Doors side by side: narrower, no pencil hits a letter."""
ROOMY = 4
"""Up to so many abreast there is room to circle a letter for the second passage too."""
GATHER, COMPOSE, LAY_OUT = _l("Réunir les portes et le parcours"), _l("Composer"), _l("Mettre en pages")


@bp.post("/saisie/tournees/<uuid:round_id>/feuilles")
@allow(Capability.TYPE_PAPER)
@database_untouched
def make_round_sheets(round_id: UUID) -> ResponseReturnValue:
    """Have the sheets of a round made."""
    return ask("round-sheets", {"tournee": str(find_round(db.session(), scope(), round_id).id)})


@task("round-sheets", _l("Feuilles de tournée"), (GATHER, COMPOSE, LAY_OUT), Capability.TYPE_PAPER, "coordination.paper", EventKind.PAPER_PRINTED)
def write_round_sheets(wish: Wish) -> Result:
    """The document."""
    wish.progress.step(str(GATHER), 0)
    found, sheets = sheets_of_round(db.session(), wish.scope, UUID(wish.asked["tournee"]))
    plan = round_on_paper(db.session(), wish.scope, found)
    wish.progress.step(str(COMPOSE), 0)
    html = render_template("coordination/round_sheets.html", **_context(found, sheets, plan, wish.scope))
    wish.progress.step(str(LAY_OUT), 0)
    wish.file.write_bytes(to_pdf(html, lambda page: wish.progress.step(str(LAY_OUT), page), STYLE))
    return Result(name=f"feuilles-{found.starts_on}.pdf", mimetype="application/pdf")


def _context(found: Round, sheets: list[Sheet], plan: RoundOnPaper, own: Scope) -> dict[str, Any]:
    numbers = {sheet.id: number for number, sheet in enumerate(sheets, 1)}
    begins = {stop.entrance: stop.begin for walk in plan.walks for stop in walk.stops}
    dated = {stop.entrance: walk.day for walk in plan.walks for stop in walk.stops}
    rest = [sheet for sheet in sheets if sheet.id not in begins]
    return {
        "round": found,
        "centre": find_organisation(db.session(), own).name,
        "sheets": sheets,
        "plan": plan,
        "numbers": numbers,
        "by_id": {sheet.id: sheet for sheet in sheets},
        "begins": begins,
        "dated": dated if len(set(dated.values())) > 1 else {},
        "rest": rest,
        "outings": _outings(sheets, plan, dated, rest),
        "abreast": _abreast,
        "roomy": ROOMY,
        "code": lambda sheet: _code(typing_address(found, sheet)),
    }


@dataclass(frozen=True)
class Outings:
    """The walks of one day, and their drawing. `day`: named where there are several."""

    day: date | None
    walks: list[RoundWalk]
    drawing: str


def _outings(sheets: list[Sheet], plan: RoundOnPaper, dated: Mapping[UUID, date | None], rest: list[Sheet]) -> list[Outings]:
    """Day by day; what no walk goes to is drawn on each day, for whoever has time left. One drawing where no walks were computed."""
    days = sorted({walk.day for walk in plan.walks if walk.stops}, key=lambda day: day or date.min) or [None]
    found = []
    for day in days:
        walks = [walk for walk in plan.walks if walk.day == day and walk.stops]
        numbered = [(number, sheet) for number, sheet in enumerate(sheets, 1) if sheet in rest or dated.get(sheet.id) == day]
        found.append(Outings(day if len(days) > 1 else None, walks, _drawing(numbered, walks, plan)))
    return found


def _drawing(numbered: list[tuple[int, Sheet]], walks: list[RoundWalk], plan: RoundOnPaper) -> str:
    if not numbered:
        return ""
    said = _("Plan : les entrées de la tournée, numérotées dans l’ordre du tableau.")
    return walk_drawing([(number, plan.places[sheet.id]) for number, sheet in numbered], [walk.line for walk in walks], plan.streets.tolist(), said)


def _abreast(sheet: Sheet) -> int:
    """How many doors stand side by side on a sheet; four where none is known yet."""
    return min(max((len(floor.doors) for floor in sheet.floors), default=4), MOST_ABREAST)


def typing_address(found: Round, sheet: Sheet) -> str:
    """Where the sheet of this round and this entrance is typed in, at the office."""
    return url_for("coordination.paper_entrance", entrance_id=sheet.id, tournee=found.id, _external=True)


def _code(address: str) -> str:
    """A QR code, as the address of a picture."""
    drawn: str = segno.make(address, error="m", micro=False).svg_data_uri(border=2)
    return drawn
