"""The territory: its entrances by neighbourhood and street, and the page of one of them."""

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from outreach.domain.audit import EventKind
from outreach.domain.policy import Capability
from outreach.services.double_visits import double_visits
from outreach.services.entrance_page import find_entrance, load_buildings, look_around, neighbours_of, of_same_building
from outreach.services.save_entrance import group_entrances, leave_building
from outreach.services.territory import Wanted, find_entrance_lines, list_area_lines
from outreach.store.database import db
from outreach.store.tables import Entrance, Neighbourhood
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.rounds import chosen
from outreach.web.recording import record

OUTSIDE = "hors"
SOURCES = {
    "ban": _l("Base adresse nationale"),
    "bal": _l("base adresse locale de la commune"),
    "osm": _l("OpenStreetMap"),
    "bdtopo": _l("BD TOPO de l’IGN"),
    "bdnb": _l("base nationale des bâtiments"),
    "file": _l("un fichier importé"),
    "landlord": _l("la liste du bailleur"),
    "manual": _l("ajoutée à la main"),
    "demo": _l("territoire de démonstration"),
}
"""Where an entrance comes from, in words."""


@bp.get("/territoire")
@allow(Capability.SEE_VISITS)
def territory() -> str:
    """List neighbourhoods, and the entrances of one or those that words find."""
    text = request.args.get("quartier", "")
    area = "outside" if text == OUTSIDE else _uuid(text)
    wanted = Wanted(area, request.args.get("q", "")[:200], "sans-facade" in request.args.getlist("filtre"))
    areas = list_area_lines(db.session(), scope())
    asks = bool(area or wanted.words or wanted.bare)
    found = find_entrance_lines(db.session(), scope(), wanted, request.args.get("page", 1, type=int)) if asks or len(areas) == 1 else None
    return render_template(
        "coordination/territory.html",
        areas=areas,
        wanted=wanted,
        area=text,
        outside=OUTSIDE,
        found=found,
        asked={name: value for name, value in (("quartier", text), ("q", wanted.words), ("filtre", "sans-facade" if wanted.bare else "")) if value},
        total=sum(line.entrances for line in areas),
        doors=sum(line.doors for line in areas),
        bare=sum(line.bare for line in areas),
    )


@bp.get("/territoire/entrees/<uuid:entrance_id>")
@allow(Capability.SEE_VISITS)
def entrance_page(entrance_id: UUID) -> str:
    """Show one entrance with its façade, the others of its building, and where it stands."""
    entrance = find_entrance(db.session(), entrance_id)
    area = db.session.get(Neighbourhood, entrance.neighbourhood_id) if entrance.neighbourhood_id else None
    siblings = of_same_building(db.session(), entrance)
    building = load_buildings(db.session(), scope(), [entrance])[0]
    labels = {door.id: door.label for door in building.doors}
    known = {one.id for one in siblings}
    record(EventKind.FACADE_OPENED, f"entrance:{entrance_id}")
    return render_template(
        "coordination/entrance.html",
        entrance=entrance,
        building=building,
        siblings=load_buildings(db.session(), scope(), siblings),
        others=[one for one in neighbours_of(db.session(), entrance) if one.id not in known],
        area=area,
        source=SOURCES.get(entrance.source, entrance.source),
        around=look_around(db.session(), entrance.lon, entrance.lat, entrance.id),
        twice=[(labels.get(door), day) for door, day in double_visits(db.session(), scope(), entrance_id, today())],
    )


@bp.post("/territoire/entrees/<uuid:entrance_id>/batiment")
@allow(Capability.CHANGE_PLACES)
def group(entrance_id: UUID) -> ResponseReturnValue:
    """Group an entrance with others of its building, or take it out of its group."""
    if request.form.get("action") == "quitter":
        leave_building(db.session(), entrance_id)
        flash(_("Cette entrée n’est plus groupée avec d’autres."))
    else:
        others = [one for one in chosen("autres") if one != entrance_id]
        if not others:
            flash(_("Aucune entrée n’était choisie : rien n’a changé."))
        else:
            many = group_entrances(db.session(), entrance_id, others)
            flash(_("Le bâtiment a maintenant %(n)s entrées.", n=many))
    return redirect(url_for("coordination.entrance_page", entrance_id=entrance_id))


@bp.app_template_global()
def full_address(entrance: Entrance) -> str:
    """« 12 rue des Essais, 33300 Bordeaux »."""
    town = " ".join(part for part in (entrance.postcode, entrance.city) if part)
    return ", ".join(part for part in (entrance.address, town) if part)


@bp.app_template_global()
def position_words(entrance: Entrance) -> str:
    """« 44,86123 N, 0,57595 O »."""

    def words(degrees: float, positive: str, negative: str) -> str:
        return f"{abs(degrees):.5f} {positive if degrees >= 0 else negative}".replace(".", ",")

    return f"{words(entrance.lat, _('N'), _('S'))}, {words(entrance.lon, _('E'), _('O'))}"


def _uuid(text: str) -> UUID | None:
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        abort(404)
