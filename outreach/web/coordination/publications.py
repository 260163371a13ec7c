"""« Publications »: what leaves the team. Prepare, publish, look at, compare, take along."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.domain.published_periods import PublishedPeriod, past_periods
from outreach.domain.scope import Scope
from outreach.errors import Problem
from outreach.reporting.areas import list_layers
from outreach.services.partner_publications import find_readable_publication
from outreach.services.publish import publications, publish
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.store.tables import Publication, ReceivedPublication
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.publication_draft import NAME, asked_of, check_nothing_since, find_draft
from outreach.web.recording import record
from outreach.web.security import extend_csp
from outreach.web.tasks import ask
from outreach.web.transactions import database_untouched

FILES = "/assets/maps/"
AUDIENCE_NAMES = {"partners": _l("Partenaires"), "public": _l("Public")}


@bp.get("/publications")
@allow(Capability.PUBLISH)
def publications_page() -> ResponseReturnValue:
    """Everything published so far, and what was prepared just before (`?travail=`)."""
    from outreach.reporting.publication_view import overview, read

    preview: dict[str, Any] = {}
    wrong = ""
    if job := request.args.get("travail"):
        try:
            draft = find_draft(job)
            preview = {"draft": draft, "preview": overview(read(draft.frozen)), "job": job}
        except Problem as problem:
            wrong = problem.sentence
    page = render_template(
        "coordination/publications.html",
        made=publications(db.session(), scope()),
        periods=past_periods(today()),
        layers=list_layers(db.session()),
        audiences=AUDIENCE_NAMES,
        asked=request.args,
        period_name=period_name,
        days=days_of,
        wrong=wrong,
        **preview,
    )
    return page, 404 if wrong else 200


@bp.post("/publications/preparer")
@allow(Capability.PUBLISH)
@database_untouched
def prepare_publication() -> ResponseReturnValue:
    """Have it counted, hidden and attacked, to look at it."""
    try:
        asked_of(request.form)
    except Problem as problem:
        flash(problem.sentence, "bad")
        return redirect(url_for("coordination.publications_page"))
    return ask(NAME, {key: request.form.get(key, "") for key in ("periode", "decoupage", "pour")})


@bp.post("/publications")
@allow(Capability.PUBLISH)
def publish_figures() -> ResponseReturnValue:
    """Publish what was prepared and looked at, to the letter."""
    try:
        draft = find_draft(request.form.get("travail", ""))
        check_nothing_since(draft, scope())
        kept = publish(db.session(), scope(), today(), draft.audience, draft.layer, (draft.period.first, draft.period.last), draft.frozen)
    except Problem as problem:
        flash(problem.sentence, "bad")
        return redirect(url_for("coordination.publications_page"))
    record(EventKind.FIGURES_PUBLISHED, f"publication:{kept.id}")
    flash(_("La publication est faite. Elle ne changera plus : ce qui arrive ensuite entrera dans la suivante."))
    return redirect(url_for("coordination.publication", publication=kept.id))


@bp.get("/publications/<uuid:publication>")
@allow(Capability.SEE_RELEASED)
def publication(publication: UUID) -> str:
    """One publication: an indicator as a map and a table, beside an earlier publication if asked."""
    from outreach.reporting.publication_view import drawing, lines, overview, read, telling_most, total_line

    kept = find_readable_publication(db.session(), scope(), publication, today())
    released = read(kept.frozen)
    key = request.args.get("indicateur", "")
    table = released.tables.get(key) or telling_most(released)
    beside = _beside(kept, table.indicator)
    plate = drawing(table, days_of(kept))
    parts = plate.page_parts(FILES)
    extend_csp(script_src=[parts.script_hash])
    return render_template(
        "coordination/publication.html",
        kept=kept,
        days=days_of,
        audiences=AUDIENCE_NAMES,
        shown=overview(released),
        table=table,
        lines=[*lines(table), total_line(table)],
        others=[one for one in publications(db.session(), Scope(kept.organisation_id)) if one.id != kept.id],
        beside=beside,
        map={name: Markup(getattr(parts, name)) for name in ("styles", "scripts", "html", "script")},  # noqa: S704 (every text in it is escaped by maps)
        legend=Markup(plate.legend),  # noqa: S704 (escaped by maps)
    )


@bp.get("/publications/<uuid:publication>/<any(csv, json, html):ending>")
@allow(Capability.SEE_RELEASED)
def publication_file(publication: UUID, ending: str) -> Response:
    """The publication as a table, as it is frozen, or as a map in one file that asks nobody for anything."""
    from outreach.reporting.publication_file import single_file
    from outreach.reporting.publication_view import as_csv, read

    kept = find_readable_publication(db.session(), scope(), publication, today())
    name = f"publication-{kept.first.isoformat()}-{kept.last.isoformat()}-{kept.audience}.{ending}"
    if ending == "json":
        text, mimetype = kept.frozen, "application/json"
    elif ending == "csv":
        text, mimetype = as_csv(read(kept.frozen)), "text/csv; charset=utf-8"
    else:
        text, mimetype = single_file(read(kept.frozen), find_organisation(db.session(), Scope(kept.organisation_id)).name), "text/html; charset=utf-8"
    record(EventKind.FIGURES_TAKEN, f"publication:{kept.id}")
    return Response(text, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def period_name(period: PublishedPeriod) -> str:
    """« mars 2026 », « 1er trimestre 2026 », « année 2026 »."""
    from flask_babel import format_date

    if period.months == 1:
        return str(format_date(period.first, "LLLL y"))
    if period.months == 3:
        quarter = (period.first.month + 2) // 3
        return str(_("%(quarter)s trimestre %(year)s", quarter="1er" if quarter == 1 else f"{quarter}e", year=period.first.year))
    return str(_("année %(year)s", year=period.first.year))


def days_of(kept: Publication | ReceivedPublication) -> str:
    """« du 01/01/2026 au 31/03/2026 »."""
    return str(_("du %(first)s au %(last)s", first=_day(kept.first), last=_day(kept.last)))


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _beside(kept: Publication, indicator: str) -> dict[str, Any] | None:
    """Another publication's figures by the name of the area, if one was chosen that has the indicator."""
    from outreach.reporting.publication_view import lines, read, total_line

    try:
        asked = UUID(request.args.get("avec", ""))
    except ValueError:
        return None
    other = find_readable_publication(db.session(), scope(), asked, today())
    table = read(other.frozen).tables.get(indicator)
    if table is None or other.id == kept.id:
        return None
    return {"kept": other, "values": {line.name: line.value for line in [*lines(table), total_line(table)]}}
