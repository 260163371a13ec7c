"""The blueprint on which every coordination page hangs its views, and the navigation they share."""

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from outreach.domain.roles import Role
from outreach.web.access import roles_of

bp = Blueprint("coordination", __name__)


@dataclass(frozen=True)
class Place:
    """A line of the navigation. A page module of another author appears in it as soon as its endpoint exists."""

    endpoint: str
    label: str


PLACES = [
    Place("coordination.home", _l("Accueil")),
    Place("coordination.map_page", _l("Carte")),
    Place("coordination.rounds", _l("Tournées")),
    Place("coordination.tablets", _l("Tablettes")),
    Place("coordination.quarantine", _l("À vérifier")),
    Place("account.people", _l("Comptes")),
    Place("coordination.keys", _l("Clés")),
]


def navigation(role: Role) -> list[Place]:
    """The places this role may open, in the order they are shown."""
    views = current_app.view_functions
    return [place for place in PLACES if place.endpoint in views and role in (roles_of(views[place.endpoint]) or ())]


@bp.app_context_processor
def _shared() -> dict[str, object]:
    signed_in = current_user.is_authenticated
    return {
        "navigation": navigation(current_user.role) if signed_in else [],
        "here": request.endpoint or "",
    }
