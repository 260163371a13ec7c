"""The lists of the office as files: CSV and workbook, with the same lines as their pages. Files of the team, and say so; nothing in them is sealed."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Response, abort, request
from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.exports.workbook import Cell, Sheet, as_csv, workbook
from outreach.services.door_promises import list_door_promises
from outreach.services.follow_rounds import list_rounds, name_rounds
from outreach.services.list_cases import list_cases
from outreach.services.list_news import list_news
from outreach.services.list_tablets import list_tablets
from outreach.services.look_at_home import news_since
from outreach.services.own_records import list_records
from outreach.services.places import list_places
from outreach.services.set_keys import find_organisation
from outreach.store.database import db
from outreach.web.access import allow, can, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.directory_words import code_label
from outreach.web.coordination.followup_asked import Line, read_query
from outreach.web.coordination.followup_words import KEEPINGS, MATTERS, SLOTS, STATES
from outreach.web.coordination.own_records import records_asked
from outreach.web.coordination.right_words import right_name
from outreach.web.recording import record

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@bp.get("/listes/<string:name>.<string:ending>")
@allow(Capability.REPORT)
def list_file(name: str, ending: str) -> Response:
    """A list as a file; what narrows the page's list narrows the file's."""
    made = LISTS.get(name)
    if made is None or ending not in KINDS or not can(made[0]):
        abort(404)
    sheet = made[1]()
    content = as_csv(sheet) if ending == "csv" else workbook([sheet], sheet.title)
    record(EventKind.REPORT_MADE, f"rows:{len(sheet.rows)}")
    answer = Response(content, mimetype=KINDS[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-interne-{today()}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _notes(what: str) -> list[str]:
    centre = find_organisation(db.session(), scope()).name
    return [_("Interne à l’équipe de %(centre)s : ne pas transmettre. Établi le %(day)s.", centre=centre, day=f"{today():%d/%m/%Y}"), what]


def _day(day: date | None) -> str:
    return format_date(day, "dd/MM/y") if day else ""


def _moment(at: datetime | None) -> str:
    return format_datetime(at, "dd/MM/y HH:mm") if at else ""


def _rounds() -> Sheet:
    when = {"now": _("en ce moment"), "later": _("à venir"), "over": _("terminée")}
    rows: list[list[Cell]] = [
        [
            one.name,
            when[one.when],
            _day(one.starts_on),
            _day(one.ends_on),
            one.entrances,
            one.progress.doors,
            one.progress.visited,
            one.progress.contacts,
            one.progress.spared,
        ]
        for one in list_rounds(db.session(), scope(), name_rounds(db.session(), scope(), today()))
    ]
    heads = [
        *(_("Tournée"), _("Quand"), _("Du"), _("Au"), _("Entrées"), _("Portes connues"), _("Portes visitées"), _("Portes où quelqu’un a parlé")),
        _("Portes à laisser (ne pas repasser)"),
    ]
    return Sheet(_("Tournées"), heads, rows, _notes(_("Toutes les tournées, celles du moment d’abord.")), (36, 14, 12, 12, 10))


def _entrances() -> Sheet:
    rows: list[list[Cell]] = [
        [area.name, street.name, one.label, one.address, one.doors] for area in list_places(db.session()) for street in area.streets for one in street.entrances
    ]
    heads = [_("Quartier"), _("Rue"), _("Entrée"), _("Adresse"), _("Portes connues")]
    return Sheet(_("Entrées"), heads, rows, _notes(_("Toutes les entrées du territoire.")), (28, 30, 22, 40, 14))


def _followups() -> Sheet:
    query = read_query()
    every: list[Line] = [*list_cases(db.session(), scope(), today()), *list_door_promises(db.session(), scope(), today())]
    wanted = sorted((line for line in every if query.wants(line)), key=lambda line: (line.due or date.max, line.entrance.address, line.entrance.label))
    heads = [
        *(_("Échéance"), _("Tenue"), _("Quoi"), _("Où cela en est"), _("Thème ou droit"), _("Service"), _("Quartier"), _("Adresse"), _("Entrée")),
        *(_("Moment"), _("Suivi par"), _("Tournée")),
    ]
    what = _("Ce qui est ouvert, et ce qui s’est clos récemment. Sans nom ni porte : ils ne s’ouvrent que dans le navigateur de la coordination.")
    return Sheet(_("Suites"), heads, [_followup(line) for line in wanted], _notes(what), (12, 16, 20, 22, 30, 30, 22, 34, 20))


def _followup(line: Line) -> list[str]:
    case = line.case
    theme = (right_name(case.theme) if case.matter == "right" else code_label(case.theme)) if case and case.theme else ""
    service = getattr(line, "service", None) or ""
    return [
        _day(line.due),
        str(KEEPINGS[line.keeping]),
        str(MATTERS[case.matter]) if case else _("Porte à revoir"),
        str(STATES[case.state]) if case else "",
        str(theme),
        service,
        line.area or "",
        line.entrance.address,
        line.entrance.label,
        str(SLOTS[line.slot]) if line.slot else "",
        line.owner or _("l’équipe"),
        line.round,
    ]


def _tablets() -> Sheet:
    states = {
        "linked": _("reliée"),
        "locked": _("verrouillée"),
        "erasing": _("s’effacera au prochain contact"),
        "erased": _("effacée"),
        "invited": _("invitée"),
        "expired": _("invitation expirée"),
        "stolen": _("déclarée volée"),
        "revoked": _("accès fermé"),
        "closed": _("accès fermé"),
    }
    rows: list[list[Cell]] = [
        [
            one.name,
            states.get(one.state, one.state),
            _moment(one.last_contact_at),
            one.pending,
            one.app or "",
            ", ".join(one.workers),
            ", ".join(name for _id, name in one.rounds),
        ]
        for one in list_tablets(db.session(), scope(), now())
    ]
    heads = [_("Tablette"), _("État"), _("Dernier contact"), _("Notes qui y attendent"), _("Version"), _("Personnes"), _("Tournées")]
    return Sheet(_("Tablettes"), heads, rows, _notes(_("Toutes les tablettes de l’organisation.")), (24, 18, 18, 14, 12, 40, 40))


def _news() -> Sheet:
    user = scope().user_id
    since = news_since(db.session(), now(), user) if user else None
    news = list_news(db.session(), scope(), now(), since)
    names = {one.id: one.name for one in name_rounds(db.session(), scope(), today())}
    rows = [[one.entrance, names.get(one.round_id, ""), one.doors, one.contacts, _("oui") if one.done else ""] for one in news.entrances]
    what = _("Ce qui est arrivé depuis le %(when)s.", when=_moment(since.at)) if since else _("Ce qui a été visité ces sept derniers jours.")
    heads = [_("Entrée"), _("Tournée"), _("Portes visitées"), _("Avec un contact"), _("Terminée")]
    return Sheet(_("Nouvelles"), heads, rows, _notes(what), (44, 36, 14))


def _records() -> Sheet:
    asked = records_asked(request.args)
    records = list_records(db.session(), scope(), today(), asked["months"], everybody=asked["everybody"])
    rows: list[list[Cell]] = [
        [one.card.name, one.card.address, one.card.commune, one.card.telephone, _day(one.card.updated_on), one.card.source] for one in records if one.stale
    ]
    heads = [_("Structure"), _("Adresse"), _("Commune"), _("Téléphone"), _("Vérifiée le"), _("Source")]
    what = _("Fiches de l’annuaire sans vérification depuis %(months)s mois, le %(day)s.", months=asked["months"], day=f"{today():%d/%m/%Y}")
    return Sheet(_("Fiches à vérifier"), heads, rows, _notes(what), (44, 40, 20, 18, 14, 18))


LISTS: dict[str, tuple[Capability, Callable[[], Sheet]]] = {
    "tournees": (Capability.PREPARE_ROUNDS, _rounds),
    "entrees": (Capability.SEE_VISITS, _entrances),
    "suites": (Capability.FOLLOW_CASES, _followups),
    "tablettes": (Capability.TABLETS, _tablets),
    "fiches": (Capability.OWN_RECORDS, _records),
    "nouvelles": (Capability.SEE_VISITS, _news),
}
"""Name in the address → who may see the list, and its sheet."""
