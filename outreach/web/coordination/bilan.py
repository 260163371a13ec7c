"""« Bilan »: the activity report for funders, on screen as on paper, as PDF and as a workbook.

It may leave the team: of households it tells what was published.
"""

from typing import TYPE_CHECKING, Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.published_periods import past_periods
from outreach.exports.pdf import to_pdf
from outreach.exports.workbook import workbook
from outreach.services.publish import publications
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination import bilan_words
from outreach.web.coordination.bilan_asked import OWN, Asked, spans
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.recording import record

if TYPE_CHECKING:
    from maps import Released

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/bilan")
@allow(Capability.REPORT)
def bilan_page() -> str:
    """Choose, and see what the document will say."""
    asked = _asked()
    return render_template("coordination/bilan.html", **_context(asked), spans=spans(today()), own=OWN, layers=_layers(), every=bilan_words.CHAPTER_NAMES)


@bp.get("/bilan.pdf")
@allow(Capability.REPORT)
def bilan_pdf() -> ResponseReturnValue:
    """The document."""
    asked = _asked()
    content = to_pdf(render_template("coordination/bilan_document.html", **_context(asked)))
    record(EventKind.REPORT_MADE, f"bytes:{len(content)}")
    return _file(content, "application/pdf", _name(asked, "pdf"))


@bp.get("/bilan.xlsx")
@allow(Capability.REPORT)
def bilan_workbook() -> ResponseReturnValue:
    """The same figures as a workbook."""
    from outreach.web.coordination.bilan_view import sheets_of

    asked = _asked()
    context = _context(asked)
    sheets = sheets_of(context["bilan"], [f"{context['bilan'].centre}, {asked.days}", context["rule"]])
    content = workbook(sheets, context["title"])
    record(EventKind.REPORT_MADE, f"rows:{sum(len(sheet.rows) for sheet in sheets)}")
    return _file(content, XLSX, _name(asked, "xlsx"))


def _context(asked: Asked) -> dict[str, Any]:
    # GeoPandas takes a second to import: only who asks for a report waits for it, once.
    from outreach.reporting.bilan import Bilan
    from outreach.reporting.bilan_figures import activity_figures
    from outreach.web.coordination.bilan_view import chapters_of, heads_of

    centre = find_organisation(db.session(), scope()).name
    figures = activity_figures(db.session(), scope(), asked.period)
    bilan = Bilan(centre, asked.period, asked.layer, figures, _published(asked), asked.chapters)
    return {
        "bilan": bilan,
        "asked": asked,
        "title": _("Bilan d’activité, %(days)s", days=asked.days),
        "heads": heads_of(bilan),
        "chapters": chapters_of(bilan),
        "words": bilan_words,
        "to_publish": _to_publish(asked),
        "rule": _(
            "Ce qui touche aux foyers vient de la publication de la période : un nombre trop petit, ou qui permettrait d’en retrouver un, n’est pas montré. "
            "Rien n’est donné par entrée, par étage ou par porte."
        ),
        "made_on": today(),
        "now": now(),
    }


def _to_publish(asked: Asked) -> str:
    """Where figures of this period are published; a period of its own choice cannot be, and then the page offers the usual ones."""
    code = next((one.code for one in past_periods(today()) if (one.first, one.last) == (asked.period.first, asked.period.last)), "")
    asking: dict[str, Any] = {"periode": code, "decoupage": asked.layer, "pour": "public"} if code else {}
    return url_for("coordination.publications_page", **asking)


def _published(asked: Asked) -> "Released | None":
    """What was published of this very period and these neighbourhoods: to everybody, else to partners."""
    from outreach.reporting.publication_view import read

    found = [one for one in publications(db.session(), scope()) if (one.first, one.last, one.layer) == (asked.period.first, asked.period.last, asked.layer)]
    kept = min(found, key=lambda one: one.audience != "public", default=None)
    return read(kept.frozen) if kept else None


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _name(asked: Asked, ending: str) -> str:
    return f"bilan-{asked.period.first}-{asked.period.last}.{ending}"


def _asked() -> Asked:
    from outreach.reporting.bilan_figures import has_activity

    return Asked.read(request.args, today(), _layers(), lambda period: has_activity(db.session(), scope(), period))


def _layers() -> list[str]:
    from outreach.reporting.areas import list_layers

    return [layer.name for layer in list_layers(db.session())]
