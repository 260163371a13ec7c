"""« Bilan »: the activity report for funders, on screen as on paper, as PDF and as a workbook.

It may leave the team: of households it tells what was published.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.published_periods import past_periods
from outreach.domain.scope import Scope
from outreach.exports.pdf import to_pdf
from outreach.exports.workbook import Sheet, as_csv, workbook
from outreach.jobs.job import Result
from outreach.services.publish import publications
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination import bilan_words
from outreach.web.coordination.bilan_asked import OWN, Asked, spans
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.tasks import Wish, ask, task
from outreach.web.transactions import database_untouched

if TYPE_CHECKING:
    from maps import Released

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COUNT, COMPOSE, LAY_OUT = _l("Compter"), _l("Composer"), _l("Mettre en pages")


@bp.get("/bilan")
@allow(Capability.REPORT)
def bilan_page() -> str:
    """Choose, and see what the document will say."""
    asked = _asked(request.args, scope())
    return render_template(
        "coordination/bilan.html", **_context(asked, scope()), spans=spans(today()), own=OWN, layers=_layers(), every=bilan_words.CHAPTER_NAMES
    )


@bp.post("/bilan/document")
@allow(Capability.REPORT)
@database_untouched
def make_bilan() -> ResponseReturnValue:
    """Have the document made, or the workbook (`format=xlsx`), of what the page shows."""
    wanted = request.form.get("format", "")
    return ask(f"bilan-{wanted if wanted in ('csv', 'xlsx') else 'pdf'}", _asked(request.form, scope()).args)


@task("bilan-pdf", _l("Bilan en PDF"), (COUNT, COMPOSE, LAY_OUT), Capability.REPORT, "coordination.bilan_page", EventKind.REPORT_MADE)
def write_pdf(wish: Wish) -> Result:
    """The document."""
    wish.progress.step(str(COUNT), 0)
    asked = _asked(MultiDict(wish.asked), wish.scope)
    context = _context(asked, wish.scope)
    wish.progress.step(str(COMPOSE), 0)
    html = render_template("coordination/bilan_document.html", **context)
    wish.progress.step(str(LAY_OUT), 0)
    wish.file.write_bytes(to_pdf(html, lambda page: wish.progress.step(str(LAY_OUT), page)))
    return Result(name=_name(asked, "pdf"), mimetype="application/pdf")


@task("bilan-xlsx", _l("Bilan en tableur"), (COUNT, COMPOSE), Capability.REPORT, "coordination.bilan_page", EventKind.REPORT_MADE)
def write_workbook(wish: Wish) -> Result:
    """The same figures as a workbook."""
    return _write_sheets(wish, "xlsx", XLSX, workbook)


@task("bilan-csv", _l("Bilan en CSV"), (COUNT, COMPOSE), Capability.REPORT, "coordination.bilan_page", EventKind.REPORT_MADE)
def write_csv(wish: Wish) -> Result:
    """The figures of the team's work as CSV; what was published has a CSV of its own."""
    return _write_sheets(wish, "csv", "text/csv; charset=utf-8", lambda sheets, _title: as_csv(sheets[0]))


def _write_sheets(wish: Wish, ending: str, mimetype: str, write: Callable[[Sequence[Sheet], str], bytes]) -> Result:
    from outreach.web.coordination.bilan_view import sheets_of

    wish.progress.step(str(COUNT), 0)
    asked = _asked(MultiDict(wish.asked), wish.scope)
    context = _context(asked, wish.scope)
    wish.progress.step(str(COMPOSE), 0)
    sheets = sheets_of(context["bilan"], [f"{context['bilan'].centre}, {asked.days}", context["rule"]])
    wish.file.write_bytes(write(sheets, context["title"]))
    return Result(name=_name(asked, ending), mimetype=mimetype)


def _context(asked: Asked, own: Scope) -> dict[str, Any]:
    # GeoPandas takes a second to import: only who asks for a report waits for it, once.
    from outreach.reporting.bilan import Bilan
    from outreach.reporting.bilan_figures import activity_figures
    from outreach.reporting.published_queries import published_queries
    from outreach.web.coordination.bilan_view import chapters_of, heads_of

    centre = find_organisation(db.session(), own).name
    figures = activity_figures(db.session(), own, asked.period)
    released = _published(asked, own)
    queries = published_queries(db.session(), own, released.period, released.geography) if released else {}
    bilan = Bilan(centre, asked.period, asked.layer, figures, released, asked.chapters, queries)
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


def _published(asked: Asked, own: Scope) -> "Released | None":
    """What was published of this very period and these neighbourhoods: to everybody, else to partners."""
    from outreach.reporting.publication_view import read

    found = [one for one in publications(db.session(), own) if (one.first, one.last, one.layer) == (asked.period.first, asked.period.last, asked.layer)]
    kept = min(found, key=lambda one: one.audience != "public", default=None)
    return read(kept.frozen) if kept else None


def _name(asked: Asked, ending: str) -> str:
    return f"bilan-{asked.period.first}-{asked.period.last}.{ending}"


def _asked(said: "MultiDict[str, str]", own: Scope) -> Asked:
    from outreach.reporting.bilan_figures import has_activity

    return Asked.read(said, today(), _layers(), lambda period: has_activity(db.session(), own, period))


def _layers() -> list[str]:
    from outreach.reporting.areas import list_layers

    return [layer.name for layer in list_layers(db.session())]
