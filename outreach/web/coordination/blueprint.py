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


PLACES = [
    Place("coordination.home", _l("Accueil")),
    Place("coordination.map_page", _l("Carte")),
    Place("coordination.publications_page", _l("Publications")),
    Place("coordination.exchanges", _l("Échanges")),
    Place("coordination.rounds", _l("Tournées")),
    Place("together.index", _l("Tournées communes")),
    Place("coordination.meetings", _l("Réunions")),
    Place("coordination.followups", _l("Suites")),
    Place("coordination.inbox", _l("Orientations reçues")),
    Place("coordination.bilan_page", _l("Bilan")),
    Place("coordination.people_page", _l("Personnes")),
    Place("coordination.paper", _l("Saisie papier")),
    Place("coordination.territory", _l("Territoire")),
    Place("coordination.directory", _l("Annuaire")),
    Place("coordination.forms", _l("Questionnaires")),
    Place("coordination.cards", _l("Fiches")),
    Place("coordination.languages", _l("Langues")),
    Place("coordination.imports", _l("Imports")),
    Place("coordination.tablets", _l("Tablettes")),
    Place("coordination.quarantine", _l("À vérifier")),
    Place("coordination.requests", _l("Demandes")),
    Place("coordination.retention", _l("Données")),
    Place("coordination.documents", _l("Documents")),
    Place("coordination.centre", _l("Le centre")),
    Place("account.people", _l("Comptes")),
    Place("coordination.keys", _l("Clés")),
    Place("account.audit_log", _l("Journal des accès")),
]


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


def navigation(person: SignedIn) -> list[Place]:
    """The places this person may open, in the order they are shown."""
    views = current_app.view_functions
    return [place for place in PLACES if (asked := capability_of(views[place.endpoint])) and person.can(asked)]


@bp.app_context_processor
def _shared() -> dict[str, object]:
    locale = get_locale()
    return {
        "navigation": navigation(current_user) if current_user.is_authenticated else [],
        "here": request.endpoint or "",
        "language": locale.language if locale else "fr",
    }
