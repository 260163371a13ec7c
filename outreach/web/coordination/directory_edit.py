"""A structure or a service typed by hand, and hours read aloud while they are typed."""

from collections.abc import Callable, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.policy import Capability
from outreach.domain.resources import Position
from outreach.errors import Problem
from outreach.services.find_structure import find_service, find_structure
from outreach.services.save_structure import SOURCE, StructureSheet, save_service, save_structure
from outreach.services.search_directory import shown_id
from outreach.store.database import db
from outreach.store.tables import Service, Structure
from outreach.web.access import allow
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.directory_structure import Hours, hours_of
from outreach.web.coordination.directory_words import ANYBODY, networks, publics, service_types, theme_groups, ways

STRUCTURE_TEXTS = (
    *("nom", "description", "adresse", "complement_adresse", "code_postal", "commune", "code_insee", "telephone", "courriel", "site_web"),
    *("horaires_accueil", "accessibilite_lieu", "siret"),
)
SERVICE_TEXTS = (
    *("nom", "description", "type", "publics_precisions", "conditions_acces", "frais", "frais_precisions", "mobilisation_precisions", "lien_mobilisation"),
    *("telephone", "courriel", "horaires_accueil"),
)
LISTS = ("thematiques", "publics", "modes_accueil", "modes_mobilisation", "mobilisable_par")
LINKS = ("site_web", "lien_mobilisation", "accessibilite_lieu")
BLANKS = ("siret", "code_postal", "code_insee")
"""Texts in which a blank means nothing."""


@bp.route("/annuaire/nouvelle", methods=["GET", "POST"])
@allow(Capability.CHANGE_DIRECTORY)
def new_structure() -> ResponseReturnValue:
    """Add a structure."""
    return _edit_structure(None)


@bp.route("/annuaire/<uuid:structure_id>/modifier", methods=["GET", "POST"])
@allow(Capability.CHANGE_DIRECTORY)
def edit_structure(structure_id: UUID) -> ResponseReturnValue:
    """Change a structure."""
    return _edit_structure(find_structure(db.session(), structure_id))


@bp.route("/annuaire/<uuid:structure_id>/services/nouveau", methods=["GET", "POST"])
@allow(Capability.CHANGE_DIRECTORY)
def new_service(structure_id: UUID) -> ResponseReturnValue:
    """Add a service."""
    return _edit_service(find_structure(db.session(), structure_id), None)


@bp.route("/annuaire/services/<uuid:service_id>/modifier", methods=["GET", "POST"])
@allow(Capability.CHANGE_DIRECTORY)
def edit_service(service_id: UUID) -> ResponseReturnValue:
    """Change a service."""
    service = find_service(db.session(), service_id)
    return _edit_service(find_structure(db.session(), service.structure_id), service)


@bp.get("/annuaire/horaires")
@allow(Capability.CHANGE_DIRECTORY)
def read_hours() -> ResponseReturnValue:
    """OSM opening hours in French, for a person who is typing them: lines for the coming seven days, and what holds now."""
    hours = hours_of(request.args.get("expression", "").strip(), now(), None)
    if hours is None:
        return jsonify({"valid": False, "lines": [], "now": ""})
    return jsonify({"valid": True, "lines": week_lines(hours), "now": hours.state.words})


def week_lines(hours: Hours) -> list[str]:
    """The week from Monday, equal days together: « lundi à vendredi : 9 h – 12 h »."""
    monday = sorted(hours.days, key=lambda day: day.date.weekday())
    lines = []
    for words, group in groupby(monday, key=lambda day: day.words):
        days = list(group)
        names = days[0].name if len(days) == 1 else _("%(first)s à %(last)s", first=days[0].name, last=days[-1].name)
        lines.append(_("%(days)s : %(hours)s", days=names, hours=words))
    return lines


def _edit_structure(structure: Structure | None) -> ResponseReturnValue:
    values = request.form if request.method == "POST" else _shown(structure)

    def save() -> ResponseReturnValue:
        saved = save_structure(db.session(), now(), today(), _structure_sheet(), structure.id if structure else None)
        flash(_("« %(name)s » est enregistrée.", name=saved.name))
        return redirect(url_for("coordination.structure_page", structure_id=saved.id))

    return _form(
        "coordination/directory_edit.html",
        save,
        values=values,
        chosen={"reseaux_porteurs": request.form.getlist("reseaux_porteurs") if request.method == "POST" else _list(structure, "reseaux_porteurs")},
        structure=structure,
        imported=structure is not None and structure.source != SOURCE,
        networks=networks(),
    )


def _edit_service(structure: Structure, service: Service | None) -> ResponseReturnValue:
    posted = request.method == "POST"
    shown = shown_id(db.session(), structure.id)

    def save() -> ResponseReturnValue:
        saved = save_service(db.session(), now(), today(), structure.id, _service_fields(), service.id if service else None)
        flash(_("Le service « %(name)s » est enregistré.", name=saved.name))
        return redirect(url_for("coordination.structure_page", structure_id=shown))

    return _form(
        "coordination/directory_service.html",
        save,
        values=request.form if posted else _texts(service.content if service else {}, (*SERVICE_TEXTS, "zone_eligibilite")),
        chosen={name: request.form.getlist(name) if posted else _list(service, name) for name in LISTS},
        structure=structure,
        shown=shown,
        service=service,
        imported=service is not None and service.content["source"] != SOURCE,
        themes=theme_groups(),
        publics=publics(),
        ways=ways(),
        types=service_types(),
        anybody=ANYBODY,
    )


def _form(template: str, save: Callable[[], ResponseReturnValue], **context: object) -> ResponseReturnValue:
    wrong: Mapping[str, str] = {}
    problem = None
    if request.method == "POST":
        try:
            return save()
        except Problem as raised:
            if raised.code != "invalid_record":
                raise
            db.session.rollback()
            problem, wrong = raised.sentence, raised.details["fields"]
    elsewhere = {name: sentence for name, sentence in wrong.items() if name not in (*STRUCTURE_TEXTS, *SERVICE_TEXTS, *LISTS, *OTHERS)}
    return render_template(template, wrong=wrong, problem=problem, elsewhere=elsewhere, **context), 422 if problem else 200


OTHERS = ("aliases", "latitude", "longitude", "reseaux_porteurs", "zone_eligibilite")


def _structure_sheet() -> StructureSheet:
    fields: dict[str, Any] = {name: _text(name) for name in STRUCTURE_TEXTS}
    fields |= {name: _number(name) for name in ("longitude", "latitude")}
    fields["reseaux_porteurs"] = sorted(set(request.form.getlist("reseaux_porteurs"))) or None
    position: Position = "indicative" if request.form.get("position") == "indicative" else "exact"
    return StructureSheet(fields, request.form.get("aliases", "").splitlines(), position)


def _service_fields() -> dict[str, Any]:
    zones = request.form.get("zone_eligibilite", "").replace(",", " ").split()
    lists = {name: sorted(set(request.form.getlist(name))) or None for name in LISTS}
    return {**{name: _text(name) for name in SERVICE_TEXTS}, **lists, "zone_eligibilite": zones or None}


def _text(name: str) -> str | None:
    text = request.form.get(name, "").replace("\r\n", "\n").replace("\x00", "").strip()
    if name in BLANKS:
        text = "".join(text.split())
    if name in LINKS and text and "://" not in text:
        text = f"https://{text}"
    return text or None


def _number(name: str) -> float | str | None:
    text = (_text(name) or "").replace(",", ".").replace("−", "-")
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _shown(structure: Structure | None) -> dict[str, str]:
    if structure is None:
        return {}
    texts = _texts(structure.content, (*STRUCTURE_TEXTS, "longitude", "latitude"))
    return {**texts, "aliases": "\n".join(structure.aliases), "position": structure.position or "exact"}


def _texts(content: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    return {name: _written(content[name]) for name in names if name in content}


def _written(value: object) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _list(row: Structure | Service | None, name: str) -> list[str]:
    return list(row.content.get(name) or ()) if row is not None else []
