"""« Documents »: what the law asks a centre to have in writing, filled from what this installation really does. Pages that print."""

from dataclasses import dataclass

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from outreach.domain.policy import Capability
from outreach.domain.retention import Clock
from outreach.domain.roles import Role
from outreach.errors import Problem
from outreach.services.describe_processing import Processing, describe_processing
from outreach.services.review_phrases import LanguageCard, list_languages
from outreach.store.database import db
from outreach.web.access import allow, scope
from outreach.web.coordination.blueprint import bp
from outreach.web.coordination.clock import today
from outreach.web.coordination.retention import WORDS

DOCUMENTS = {
    "registre": (_l("Registre des traitements"), _l("La fiche de ce traitement, à verser au registre du centre (article 30).")),
    "aipd": (
        _l("Analyse d’impact"),
        _l("Un projet d’AIPD avec les flux et les durées réels (article 35). La direction et le délégué à la protection des données la complètent."),
    ),
    "information": (_l("Information des habitants"), _l("Une feuille par langue, à remettre ou à afficher (articles 13 et 14).")),
    "charte": (_l("Charte de la tablette"), _l("Ce que chaque personne de l’équipe s’engage à faire, à signer.")),
}

LEAFLET = ("who", "why", "free", "sealed", "sold", "kept", "rights", "code", "contact", "cnil")


@dataclass(frozen=True)
class Leaflet:
    """An information sheet in one language. `unread` is for the office: nobody has reviewed these phrases."""

    language: str
    name: str
    french: str
    direction: str
    unread: bool
    title: str
    sentences: list[str]


@bp.get("/documents")
@allow(Capability.DATA_RIGHTS)
def documents() -> str:
    """The documents, and what is still missing to fill them."""
    processing = _processing()
    return render_template("coordination/documents.html", documents=DOCUMENTS, processing=processing, missing=_missing(processing))


@bp.get("/documents/<string:name>")
@allow(Capability.DATA_RIGHTS)
def document(name: str) -> ResponseReturnValue:
    """One of them, on A4."""
    if name not in DOCUMENTS:
        raise Problem("unknown_document", "Ce document n’existe pas.", 404)
    processing = _processing()
    leaflets = [_leaflet(card, processing) for card in list_languages(db.session(), scope())] if name == "information" else []
    asked = request.args.getlist("langue")
    return render_template(
        f"coordination/document_{name}.html",
        title=DOCUMENTS[name][0],
        processing=processing,
        today=today(),
        clocks=[(WORDS[clock][0], WORDS[clock][1], processing.policy[clock]) for clock in Clock],
        policy=processing.policy,
        roles=Role,
        leaflets=leaflets,
        chosen=[one for one in leaflets if not asked or one.language in asked],
    )


def _processing() -> Processing:
    return describe_processing(db.session(), scope(), current_app.extensions["settings"])


def _missing(processing: Processing) -> list[str]:
    """What the documents leave blank until somebody says it."""
    lacks = [
        (not processing.contact.address, _l("l’adresse du centre (page « Le centre »)")),
        (not processing.contact.telephone and not processing.contact.email, _l("un téléphone ou un courriel (page « Le centre »)")),
        (not processing.contact.dpo, _l("à qui écrire pour ses données (page « Le centre »)")),
        (not processing.backups_sealed, _l("à qui les sauvegardes sont scellées (PALIER_BACKUP_RECIPIENT, sur le serveur)")),
    ]
    return [str(words) for lacking, words in lacks if lacking]


def _leaflet(card: LanguageCard, processing: Processing) -> Leaflet:
    said, contact = card.phrases, processing.contact
    whom = " · ".join(one for one in (contact.dpo, contact.telephone, contact.email, contact.address) if one) or "…………………………"
    places = {
        "organisation": processing.organisation.name,
        "months": str(processing.policy[Clock.IDENTITY]),
        "follow": str(processing.policy[Clock.CASE]),
        "contact": whom,
    }
    # An address or a telephone in a text from right to left keeps its own direction: else its parts change places.
    put = {name: f"\u2068{text}\u2069" for name, text in places.items()} if said.direction == "rtl" else places
    sentences = [said.phrases[f"leaflet.{key}"].format(**put) for key in LEAFLET]
    return Leaflet(said.language, said.name, said.french, said.direction, not card.reviewed, said.phrases["leaflet.title"], sentences)
