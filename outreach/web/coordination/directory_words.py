"""What the directory is called in words: the standard's own French labels, and ours for what it does not name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from data_inclusion.schema import v1
from flask_babel import lazy_gettext as _l

from outreach.domain.folding import fold
from outreach.domain.opening_hours import SOON, Opening, State, opening_at, say_opening
from outreach.services.save_structure import SOURCE
from outreach.services.search_directory import Doubt, place_of
from outreach.store.directory_index import Card
from outreach.web.coordination.blueprint import bp

DOUBTS: Mapping[Doubt, object] = {
    Doubt.OLD: _l("Ancienne"),
    Doubt.UNPLACED: _l("Sans position"),
    Doubt.INDICATIVE: _l("Position indicative"),
    Doubt.SILENT: _l("Sans contact"),
}

FIELDS: Mapping[str, object] = {
    "nom": _l("Nom"),
    "aliases": _l("Autres noms"),
    "siret": _l("SIRET"),
    "adresse": _l("Adresse"),
    "complement_adresse": _l("Complément d’adresse"),
    "code_postal": _l("Code postal"),
    "commune": _l("Commune"),
    "code_insee": _l("Code INSEE de la commune"),
    "longitude": _l("Longitude"),
    "latitude": _l("Latitude"),
    "position": _l("Position"),
    "telephone": _l("Téléphone"),
    "courriel": _l("Courriel"),
    "site_web": _l("Site"),
    "horaires": _l("Horaires"),
    "horaires_accueil": _l("Horaires"),
    "description": _l("Description"),
    "accessibilite": _l("Accessibilité du lieu"),
    "accessibilite_lieu": _l("Accessibilité du lieu"),
    "reseaux": _l("Réseaux porteurs"),
    "reseaux_porteurs": _l("Réseaux porteurs"),
    "lien_source": _l("Fiche d’origine"),
    "type": _l("Type"),
    "thematiques": _l("Thèmes"),
    "publics": _l("Publics"),
    "publics_precisions": _l("Précisions sur les publics"),
    "conditions_acces": _l("Conditions d’accès"),
    "frais": _l("Frais"),
    "frais_precisions": _l("Précisions sur les frais"),
    "modes_accueil": _l("Accueil"),
    "modes_mobilisation": _l("Comment y accéder"),
    "mobilisable_par": _l("Qui peut le demander"),
    "mobilisation_precisions": _l("Précisions pour y accéder"),
    "lien_mobilisation": _l("Lien pour y accéder"),
    "zone_eligibilite": _l("Pour les habitants de"),
    "volume_horaire_hebdomadaire": _l("Heures par semaine"),
    "nombre_semaines": _l("Nombre de semaines"),
}
"""The fields of data.inclusion, and the parts that a merge chooses among."""

RULES: Mapping[str, object] = {
    "adresse_bien_definie": _l("une adresse, puisqu’on s’y rend"),
    "telephone_bien_defini": _l("un téléphone, puisqu’on téléphone"),
    "courriel_bien_defini": _l("un courriel, puisqu’on écrit"),
    "modes_mobilisation_bien_definis": _l("comment y accéder, et qui peut le demander"),
    "date_maj_recente": _l("une vérification de moins de six mois"),
    "au_moins_une_thematique": _l("un thème"),
    "au_moins_un_public": _l("un public"),
    "au_moins_un_moyen_de_contact": _l("un moyen de contact"),
    "description_bien_definie": _l("une description de 200 à 2 000 caractères"),
    "frais_bien_definis": _l("les frais"),
}
"""What the standard's score asks of a service."""

ANYBODY = {"usagers": _l("les habitants"), "professionnels": _l("les professionnels")}


@dataclass(frozen=True)
class Group:
    """Codes that are shown together under one title."""

    code: str
    label: object
    members: list[tuple[str, str]]


@cache
def theme_groups() -> list[Group]:
    """The themes by category, both by their labels."""
    return [
        Group(one.value, one.label, [(theme.value, theme.label) for theme in v1.Thematique if theme.value.partition("--")[0] == one.value])
        for one in sorted(v1.Categorie, key=lambda category: fold(category.label))
    ]


@cache
def publics() -> list[tuple[str, str]]:
    """The publics by their labels; everybody first."""
    return [(one.value, one.label) for one in sorted(v1.Public, key=lambda one: (one.value != "tous-publics", fold(one.label)))]


@cache
def ways() -> list[Group]:
    """The ways to be received and to ask."""
    return [
        Group("modes_accueil", FIELDS["modes_accueil"], [(one.value, one.label) for one in v1.ModeAccueil]),
        Group("modes_mobilisation", FIELDS["modes_mobilisation"], [(one.value, one.label) for one in v1.ModeMobilisation]),
    ]


@cache
def networks() -> list[tuple[str, str]]:
    """The networks by their labels."""
    return [(one.value, one.label) for one in sorted(v1.ReseauPorteur, key=lambda one: fold(one.label))]


@cache
def _labels() -> dict[str, str]:
    enums = (v1.Categorie, v1.Thematique, v1.Public, v1.Frais, v1.ModeAccueil, v1.ModeMobilisation, v1.TypeService, v1.ReseauPorteur)
    return {one.value: one.label for enum in enums for one in enum}


@bp.app_template_filter()
@bp.app_template_global()
def code_label(code: str) -> str:
    """The standard's label of a code; the code itself if it has none."""
    return str(ANYBODY.get(code) or _labels().get(code, code))


@bp.app_template_global()
def field_label(name: str) -> str:
    """What a field is called."""
    return str(FIELDS.get(name, name))


@bp.app_template_global()
def source_label(source: str) -> str:
    """Where a record comes from, in words."""
    return str(_l("saisie à la main") if source == SOURCE else source)


@dataclass(frozen=True)
class OpenState:
    """The opening in words, and how its small door is drawn: `good`, `waiting` or `off`."""

    words: str
    look: str
    note: str = ""


def open_state(card: Card, now: datetime) -> OpenState:
    """Whether a structure is open."""
    if not card.hours and card.hours_text:
        return OpenState(str(_l("Horaires en texte, sur la fiche")), "off")
    opening = opening_at(card.hours, now, place_of(card))
    return OpenState(say_opening(opening, now), look_of(opening, now), opening.note)


def look_of(opening: Opening, now: datetime) -> str:
    """How the small door beside an opening is drawn."""
    if opening.state is State.OPEN:
        closes = opening.until is not None and opening.then is State.CLOSED and opening.until - now <= SOON
        return "waiting" if closes else "good"
    return "waiting" if opening.state is State.APPOINTMENT else "off"


@bp.app_template_filter()
def metres(distance: float) -> str:
    """A distance as people say it: « 80 m », « 350 m », « 1,4 km »."""
    if distance < 1_000:
        return f"{max(10, round(distance, -1)):.0f}\u00a0m"
    return f"{distance / 1_000:.1f}".replace(".", ",") + "\u00a0km"


def themes_of(card: Card) -> Iterable[str]:
    """The themes of its services, those of most services first."""
    counted: dict[str, int] = {}
    for offer in card.offers:
        for code in offer.codes:
            if "--" in code:
                counted[code] = counted.get(code, 0) + 1
    return sorted(counted, key=lambda code: (-counted[code], fold(code_label(code))))


@bp.app_template_filter()
def dialled(number: str) -> str:
    """A telephone number as it is dialled."""
    return re.sub(r"[^0-9+]", "", number)


@bp.app_template_filter()
def site_name(address: str) -> str:
    """The address of a site as people read it: without scheme and last slash."""
    return re.sub(r"^https?://(www\.)?", "", address).rstrip("/")


@bp.app_template_filter()
def zone_name(code: str) -> str:
    """A zone of eligibility in words."""
    if code in ("france", "99100"):
        return str(_l("toute la France"))
    kinds = {5: _l("commune %(code)s", code=code), 9: _l("intercommunalité %(code)s", code=code)}
    return str(kinds.get(len(code), _l("département %(code)s", code=code)))


@cache
def service_types() -> list[tuple[str, str]]:
    """The types of services by their labels."""
    return [(one.value, one.label) for one in v1.TypeService]
