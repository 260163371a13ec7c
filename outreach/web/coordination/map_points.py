"""What stands on the map point by point: the entrances of the open neighbourhood, the resources of the chosen themes. Each with the same content as a list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
from flask import abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from outreach.domain.opening_hours import SOON, State, opening_at, say_opening
from outreach.domain.policy import Capability
from outreach.errors import Problem
from outreach.services.places import natural, street_of
from outreach.services.search_directory import place_of
from outreach.store.database import db
from outreach.store.directory_index import Card, directory
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now, today
from outreach.web.coordination.directory_words import theme_groups
from outreach.web.coordination.map_asked import OUTSIDE, Asked, Days, read_themes
from outreach.web.coordination.map_walks import read_origin, walks_from

if TYPE_CHECKING:
    from maps import Resources, TeamEntrances

MOST_RESOURCES = 400
UNTHEMED = "sans-theme"


@dataclass(frozen=True)
class Entrances:
    """The entrances of an open neighbourhood, for the map and for the list."""

    name: str
    table: "TeamEntrances"
    days: Days

    @property
    def rows(self) -> list[Any]:
        """In the order of streets and numbers."""
        return sorted(self.table.rows.itertuples(), key=lambda row: (street_of(row.address), natural(row.address), row.key))


@dataclass(frozen=True)
class Place:
    """A resource in the list. `address` on one line; `placed`: whether the map shows it."""

    key: str
    name: str
    address: str
    state: str
    opening: str
    note: str
    indicative: bool
    placed: bool


@dataclass(frozen=True)
class Theme:
    """A category that the directory has, and in how many structures."""

    code: str
    label: str
    structures: int


@bp.get("/carte/entrees/<uuid:neighbourhood_id>")
@allow(Capability.SEE_VISITS)
def map_entrances(neighbourhood_id: UUID) -> ResponseReturnValue:
    """The entrances of a neighbourhood, for the script of the map page."""
    from outreach.reporting.areas import find_area

    found = find_area(db.session(), neighbourhood_id)
    if found is None:
        abort(404)
    return _as_json(found.layer, found.code)


@bp.get("/carte/entrees/hors")
@allow(Capability.SEE_VISITS)
def map_entrances_outside() -> ResponseReturnValue:
    """The entrances that are in no neighbourhood of a layer, for the script of the map page."""
    return _as_json(request.args.get("quartiers", ""), OUTSIDE)


@bp.get("/carte/ressources")
@allow(Capability.SEE_VISITS)
def map_resources() -> ResponseReturnValue:
    """The resources of some themes, for the script of the map page."""
    from maps import resource_points
    from outreach.web.coordination.map_words import map_words

    themes = read_themes(request.args)
    places, on_map = find_resources(themes, now())
    listed = render_template("coordination/map_resources.html", **resources_context(themes, places, on_map))
    return jsonify(points=resource_points(on_map, map_words()), list=listed)


def _as_json(layer: str, code: str) -> ResponseReturnValue:
    from maps import entrance_points
    from outreach.web.coordination.map_words import map_words

    days = Days.read(request.args, today())
    if days.wrong:
        raise Problem("no_such_period", days.wrong)
    found = find_entrances(layer, code, days)
    if found is None:
        abort(404)
    listed = render_template("coordination/map_entrances.html", **entrances_context(found))
    return jsonify(points=entrance_points(found.table, map_words()), list=listed, name=found.name)


def find_entrances(layer: str, code: str, days: Days) -> Entrances | None:
    """The entrances of a neighbourhood, or of none; None if there is no such neighbourhood."""
    from outreach.reporting.areas import area_names
    from outreach.reporting.team_entrances import entrances_of_area, entrances_outside

    session = db.session()
    if code == OUTSIDE:
        return Entrances(str(_("Hors quartiers connus")), entrances_outside(session, scope(), layer, days.period), days)
    table = entrances_of_area(session, scope(), layer, code, days.period)
    return None if table is None else Entrances(area_names(session, layer)[code].name, table, days)


def entrances_context(found: Entrances) -> dict[str, object]:
    """What the list of entrances is made from: with themes of resources on the map, how far each entrance is from the nearest of their places."""
    return {"opened": found, "walks": _walks(read_themes(request.args)), "closed": Asked.read(request.args, today()).address(area="", view=None)}


def _walks(themes: Sequence[str]) -> dict[str, str]:
    """Minutes on foot by entrance, and to which place, written out; empty without themes or places."""
    from outreach.domain.streets.walking import minutes
    from outreach.reporting.access import access

    wanted = [theme for theme in themes if theme != UNTHEMED]
    found = access(db.session(), wanted, now().replace(hour=0, minute=0, second=0, microsecond=0)) if wanted else None
    if found is None or not found.places.cards:
        return {}
    near = found.nearest
    how = {True: _("par les rues"), False: _("ligne droite × 1,3")}
    times = zip(found.entrances, minutes(near.metres).tolist(), near.which.tolist(), near.by_street.tolist(), strict=True)
    return {
        str(id_): _("%(n)s min à pied (%(how)s) : %(place)s", n=max(1, round(time)), how=how[by_street], place=found.places.cards[which].name)
        for id_, time, which, by_street in times
    }


def find_resources(themes: Sequence[str], moment: datetime) -> tuple[list[Place], "Resources"]:
    """The structures that offer something in one of the themes: all of them by name for the list, and those that have a position for the map."""
    import geopandas as gpd

    from maps import Resources

    wanted = frozenset(themes)
    cards = [card for card in directory(db.session()).cards if not wanted.isdisjoint(_themes(card))] if wanted else []
    kept = cards[:MOST_RESOURCES]
    places = [_place(card, moment) for card in kept]
    placed = [(place, card) for place, card in zip(places, kept, strict=True) if place.placed]
    columns = {name: [getattr(place, name) for place, _card in placed] for name in ("key", "name", "address", "state", "opening", "indicative")}
    geometry = gpd.points_from_xy([card.lon for _place, card in placed], [card.lat for _place, card in placed])
    return places, Resources(gpd.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326"), len(cards) - len(kept))


def resources_context(themes: Sequence[str], places: list[Place], on_map: "Resources") -> dict[str, object]:
    """What the list of resources is made from: by name, or nearest first with an origin in the address."""
    labels = {theme.code: theme.label for theme in offered_themes()}
    origin = read_origin(request.args) if places else None
    shown = {place.key for place in places}
    walks = walks_from(origin, [card for card in directory(db.session()).cards if str(card.id) in shown]) if origin else {}
    ordered = sorted(places, key=lambda place: walks[place.key].metres if place.key in walks else np.inf) if walks else places
    return {
        "places": ordered,
        "left_out": on_map.left_out,
        "chosen_themes": [labels.get(theme, theme) for theme in themes],
        "origin": origin.name if origin else "",
        "walks": {key: walk.said for key, walk in walks.items()},
    }


def offered_themes() -> list[Theme]:
    """The categories that the directory has, by their labels; last what has none."""
    counted = Counter(theme for card in directory(db.session()).cards for theme in _themes(card))
    themes = [Theme(group.code, str(group.label), counted[group.code]) for group in theme_groups() if counted[group.code]]
    return themes + ([Theme(UNTHEMED, str(_("Sans thème")), counted[UNTHEMED])] if counted[UNTHEMED] else [])


def _themes(card: Card) -> set[str]:
    return {code.partition("--")[0] for offer in card.offers for code in offer.codes if "--" in code} or {UNTHEMED}


def _place(card: Card, moment: datetime) -> Place:
    opening = opening_at(card.hours, moment, place_of(card))
    soon = opening.state is State.OPEN and opening.then is State.CLOSED and opening.until is not None and opening.until - moment <= SOON
    return Place(
        str(card.id),
        card.name,
        " ".join(part for part in (f"{card.address}," if card.address and card.commune else card.address, card.postcode, card.commune) if part),
        "soon" if soon else str(opening.state),
        say_opening(opening, moment),
        opening.note or card.hours_text,
        card.position == "indicative",
        not np.isnan(card.lon),
    )
