"""The directory: searched and filtered, with a small map of what was found. Every choice stands in the address."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

import numpy as np
import shapely
from flask import jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from outreach.domain.policy import Capability
from outreach.services.find_spots import Spot, find_spots, list_areas, spot_of
from outreach.services.outline_neighbourhoods import outline_neighbourhoods
from outreach.services.search_directory import Asked, Doubt, Found, Hit, is_open, search_directory
from outreach.store.database import db
from outreach.store.directory_index import directory as known_directory
from outreach.web.access import allow, can
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import now
from outreach.web.coordination.directory_words import DOUBTS, code_label, open_state, publics, theme_groups, themes_of, ways
from outreach.web.coordination.ground import FILES, ground

ON_A_PAGE = 24
DISTANCES = (250, 500, 1_000, 2_000, 5_000, 10_000)
MONTHS = (3, 6, 12, 18, 24)
ANY_DOUBT = "toutes"
MOST_COMMUNES = 150
"""More are typed, not chosen."""
NAMES = ("mots", "theme", "public", "acces", "ouvert", "commune", "quartier", "pres", "lieu", "rayon", "verifier", "mois", "page")
LONGEST = 120


@dataclass(frozen=True)
class Query:
    """What the address asks for, made sense of: what it cannot mean is left out."""

    args: dict[str, str]

    @classmethod
    def from_request(cls) -> "Query":
        """The query of this request."""
        return cls({name: value for name in NAMES if (value := request.args.get(name, "").strip()[:LONGEST])})

    def one_of(self, name: str, allowed: object) -> str:
        """A value if it is among those allowed, else nothing."""
        value = self.args.get(name, "")
        return value if value in allowed else ""  # type: ignore[operator]

    def number(self, name: str, allowed: tuple[int, ...], usual: int) -> int:
        """A number if it is among those allowed, else the usual one."""
        value = self.args.get(name, "")
        return int(value) if value.isdecimal() and int(value) in allowed else usual

    @cached_property
    def page(self) -> int:
        """From 1."""
        value = self.args.get("page", "")
        return max(1, int(value)) if value.isdecimal() and len(value) < 6 else 1

    @cached_property
    def spots(self) -> list[Spot]:
        """Where « near » may be: one, or several to choose from, or none."""
        if chosen := spot_of(db.session(), self.args.get("lieu", "")):
            return [chosen]
        return find_spots(db.session(), self.args.get("pres", ""))

    @cached_property
    def area(self) -> Spot | None:
        """The neighbourhood that is searched."""
        return spot_of(db.session(), f"quartier:{self.args.get('quartier', '')}")

    @cached_property
    def asked(self) -> Asked:
        """The search."""
        codes = {code for group in theme_groups() for code in (group.code, *(member for member, _label in group.members))}
        verify = self.one_of("verifier", {ANY_DOUBT, *Doubt})
        return Asked(
            words=self.args.get("mots", ""),
            theme=self.one_of("theme", codes),
            public=self.one_of("public", dict(publics())),
            access=self.one_of("acces", {code for group in ways() for code, _label in group.members}),
            open_now=self.args.get("ouvert") == "1",
            commune=self.args.get("commune", ""),
            inside=self.area.shape if self.area else None,
            near=self.spots[0].shape if len(self.spots) == 1 else None,
            within=self.number("rayon", DISTANCES, 1_000),
            doubts=frozenset(Doubt) if verify == ANY_DOUBT else frozenset({Doubt(verify)} if verify else ()),
            months=self.number("mois", MONTHS, 12),
        )

    def but(self, *names: str, **values: str) -> dict[str, str]:
        """The query without some of its parts, with others; from the first page."""
        kept = {name: value for name, value in self.args.items() if name not in (*names, "page")}
        return {**kept, **values}


@dataclass(frozen=True)
class Chip:
    """A choice that is in force, and the address without it."""

    label: str
    without: str


@bp.get("/annuaire")
@allow(Capability.SEE_DIRECTORY)
def directory() -> ResponseReturnValue:
    """Search the directory."""
    query, moment = Query.from_request(), now()
    found = search_directory(db.session(), moment, query.asked)
    pages = max(1, -(-len(found.hits) // ON_A_PAGE))
    if query.page > pages:
        return redirect(_address(query.but()))
    first = (query.page - 1) * ON_A_PAGE
    hits = found.hits[first : first + ON_A_PAGE]
    return render_template(
        "coordination/directory.html",
        query=query,
        asked=query.asked,
        found=found,
        hits=[(hit, open_state(hit.card, moment), list(themes_of(hit.card))) for hit in hits],
        first=first,
        pages=pages,
        page=query.page,
        chips=_chips(query),
        themes=theme_groups(),
        publics=publics(),
        ways=ways(),
        communes=_communes(query, found),
        areas=list_areas(db.session()),
        spots=query.spots if len(query.spots) > 1 else [],
        lost=bool(query.args.get("pres")) and not query.spots,
        place=query.spots[0] if len(query.spots) == 1 else None,
        distances=DISTANCES,
        months=MONTHS,
        doubts=DOUBTS,
        turn=lambda page: _address({**query.but(), "page": str(page)}),
        choose=lambda spot: _address(query.but("pres", lieu=spot.key)),
        points=f"{url_for('coordination.directory_points')}?{urlencode(query.but())}",
        may_edit=can(Capability.CHANGE_DIRECTORY),
    )


@bp.get("/annuaire/points")
@allow(Capability.SEE_DIRECTORY)
def directory_points() -> ResponseReturnValue:
    """Where the structures that were found are: id, name, longitude, latitude (degrees, EPSG:4326), whether the position is only indicative, whether open."""
    moment = now()
    found = search_directory(db.session(), moment, Query.from_request().asked)
    return jsonify([_point(hit, moment) for hit in found.hits if hit.card.position])


@bp.get("/annuaire/quartiers")
@allow(Capability.SEE_DIRECTORY)
def directory_outlines() -> ResponseReturnValue:
    """Light outlines of the neighbourhoods around the structures, as GeoJSON, and the streets: what the small maps are drawn on."""
    from maps.offline import versioned

    snapshot = known_directory(db.session())
    placed = ~np.isnan(snapshot.lon)
    bounds = (-180.0, -90.0, 180.0, 90.0)
    if placed.any():
        west, south, east, north = shapely.total_bounds(shapely.points(snapshot.lon[placed], snapshot.lat[placed]))
        bounds = (west - 0.02, south - 0.02, east + 0.02, north + 0.02)
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(shape)}
        for name, shape in outline_neighbourhoods(db.session(), bounds)
    ]
    under = ground(db.session())
    more = {"ground": {**under.options(FILES), "script": FILES + versioned("ground.js")}} if under else {}
    return jsonify({"type": "FeatureCollection", "features": features, **more})


def _point(hit: Hit, moment: datetime) -> list[object]:
    card = hit.card
    return [str(card.id), card.name, round(card.lon, 6), round(card.lat, 6), int(card.position == "indicative"), int(is_open(card, moment))]


def _address(query: dict[str, str]) -> str:
    return f"{url_for('coordination.directory')}?{urlencode(query)}" if query else url_for("coordination.directory")


def _communes(query: Query, found: Found) -> list[tuple[str, int]]:
    if len(found.communes) > MOST_COMMUNES:
        return []
    listed = sorted(found.communes.items(), key=lambda one: one[0].casefold())
    chosen = query.asked.commune
    return listed if not chosen or chosen in found.communes else [(chosen, 0), *listed]


def _chips(query: Query) -> list[Chip]:
    asked, chips = query.asked, []
    if asked.words:
        chips.append(Chip(_("« %(words)s »", words=asked.words), _address(query.but("mots"))))
    for name, code in (("theme", asked.theme), ("public", asked.public), ("acces", asked.access)):
        if code:
            chips.append(Chip(code_label(code), _address(query.but(name))))
    if asked.open_now:
        chips.append(Chip(_("ouvert maintenant"), _address(query.but("ouvert"))))
    if asked.commune:
        chips.append(Chip(asked.commune, _address(query.but("commune"))))
    if query.area:
        chips.append(Chip(query.area.label, _address(query.but("quartier"))))
    if asked.near is not None:
        near = _("à %(distance)s de %(place)s", distance=_distance(asked.within), place=query.spots[0].label)
        chips.append(Chip(near, _address(query.but("pres", "lieu", "rayon"))))
    if asked.doubts:
        label = _("à vérifier") if len(asked.doubts) > 1 else str(DOUBTS[next(iter(asked.doubts))]).lower()
        chips.append(Chip(label, _address(query.but("verifier", "mois"))))
    return chips


@bp.app_template_filter("distance")
def _distance(metres: float) -> str:
    kilometres = metres / 1_000
    return f"{kilometres:g}\u00a0km".replace(".", ",") if metres >= 1_000 else f"{metres:.0f}\u00a0m"


@bp.app_template_global()
def count_structures(number: int) -> str:
    """« 12 structures »."""
    return str(ngettext("%(num)s structure", "%(num)s structures", number))
