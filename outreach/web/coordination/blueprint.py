"""The blueprint on which every coordination page hangs its views, and the navigation they share."""

from dataclasses import dataclass

from flask import Blueprint, current_app, request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from outreach.domain.outcomes import Outcome
from outreach.web.access import SignedIn, capability_of
from outreach.web.transactions import settle

bp = Blueprint("coordination", __name__)
bp.after_request(settle)


@dataclass(frozen=True)
class Place:
    """A line of the navigation: the page it leads to, and what it is called."""

    endpoint: str
    label: str


@dataclass(frozen=True)
class Floor:
    """Places that belong together; `label` is empty where they are so few that one list holds all."""

    label: str
    places: list[Place]

    def holds(self, endpoint: str) -> bool:
        """Whether one of them leads there."""
        return any(place.endpoint == endpoint for place in self.places)


HOME = Place("coordination.home", _l("Accueil"))

FLOORS = [
    Floor(
        _l("Terrain"),
        [
            Place("coordination.rounds", _l("Tournées")),
            Place("coordination.paper", _l("Saisie papier")),
            Place("coordination.tablets", _l("Tablettes")),
            Place("coordination.forms", _l("Questionnaires")),
            Place("coordination.cards", _l("Fiches")),
            Place("coordination.languages", _l("Langues")),
        ],
    ),
    Floor(
        _l("Suivi"),
        [
            Place("coordination.followups", _l("Suites")),
            Place("coordination.inbox", _l("Orientations reçues")),
            Place("coordination.people_page", _l("Personnes")),
            Place("coordination.quarantine", _l("À vérifier")),
            Place("coordination.requests", _l("Demandes")),
        ],
    ),
    Floor(
        _l("Chiffres"),
        [
            Place("coordination.map_page", _l("Carte")),
            Place("coordination.bilan_page", _l("Bilan")),
            Place("coordination.publications_page", _l("Publications")),
        ],
    ),
    Floor(
        _l("Partenaires"),
        [
            Place("together.index", _l("Tournées communes")),
            Place("coordination.meetings", _l("Réunions")),
            Place("coordination.exchanges", _l("Échanges")),
            Place("coordination.directory", _l("Annuaire")),
        ],
    ),
    Floor(
        _l("Réglages"),
        [
            Place("coordination.centre", _l("Le centre")),
            Place("coordination.territory", _l("Territoire")),
            Place("coordination.imports", _l("Imports")),
            Place("account.people", _l("Comptes")),
            Place("coordination.keys", _l("Clés")),
            Place("coordination.retention", _l("Données")),
            Place("coordination.documents", _l("Documents")),
            Place("account.audit_log", _l("Journal des accès")),
        ],
    ),
]

FEW = 7
"""So many places stand in one list, without floors."""


OUTCOME_NAMES = {
    Outcome.EXCHANGE: _l("échange"),
    Outcome.BRIEF: _l("échange bref"),
    Outcome.REFUSAL: _l("refus"),
    Outcome.ABSENT: _l("personne"),
    Outcome.COME_BACK: _l("revenir"),
    Outcome.LANGUAGE_BARRIER: _l("barrière de langue"),
    Outcome.MINOR_ALONE: _l("mineur seul"),
    Outcome.VACANT: _l("logement vide"),
    Outcome.OPPOSITION: _l("ne pas repasser"),
}


@bp.app_template_global()
def outcome_name(code: str | None) -> str:
    """An outcome in words; without one, the door was not visited."""
    return str(OUTCOME_NAMES[Outcome(code)] if code else _l("pas encore visitée"))


def navigation(person: SignedIn) -> list[Floor]:
    """The places this person may open, by floor, in the order they are shown."""
    open_to = [Floor(floor.label, [place for place in floor.places if _may_open(person, place)]) for floor in (Floor("", [HOME]), *FLOORS)]
    if sum(len(floor.places) for floor in open_to) <= FEW:
        return [Floor("", [place for floor in open_to for place in floor.places])]
    return [floor for floor in open_to if floor.places]


def may_open(person: SignedIn, endpoint: str) -> bool:
    """Whether the navigation of this person leads there."""
    return any(floor.holds(endpoint) for floor in navigation(person))


def _may_open(person: SignedIn, place: Place) -> bool:
    asked = capability_of(current_app.view_functions[place.endpoint])
    return bool(asked and person.can(asked))


@bp.app_context_processor
def _shared() -> dict[str, object]:
    locale = get_locale()
    return {
        "navigation": navigation(current_user) if current_user.is_authenticated else [],
        "here": request.endpoint or "",
        "language": locale.language if locale else "fr",
    }
