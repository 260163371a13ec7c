"""What a person typed, checked against data.inclusion v1: a sentence in French for every field that is wrong."""

import re
from collections.abc import Mapping
from typing import Any

from data_inclusion.schema import v1
from pydantic import BaseModel, ValidationError

TELEPHONE = re.compile(r"\+?[0-9][0-9 .()/-]{2,24}")

SENTENCES = {
    "nom": "Le nom compte entre 3 et 150 caractères.",
    "description": "La description compte entre 5 et 10 000 caractères.",
    "siret": "Un numéro SIRET a 14 chiffres.",
    "code_postal": "Un code postal a 5 chiffres.",
    "code_insee": "Le code INSEE d’une commune a 5 caractères, par exemple 33063.",
    "longitude": "La longitude est un nombre entre −180 et 180, par exemple −0,5792.",
    "latitude": "La latitude est un nombre entre −90 et 90, par exemple 44,8378.",
    "telephone": "Écrivez un seul numéro, en chiffres, par exemple 05 56 00 00 00.",
    "courriel": "Cette adresse électronique n’est pas complète, ou n’existe pas. Exemple : accueil@exemple.fr.",
    "site_web": "Cette adresse de site ne se lit pas. Exemple : https://www.exemple.fr.",
    "lien_mobilisation": "Cette adresse de site ne se lit pas. Exemple : https://www.exemple.fr.",
    "accessibilite_lieu": "Collez l’adresse de la page Acceslibre, qui commence par https://.",
    "reseaux_porteurs": "Un des réseaux choisis n’est pas dans la liste du standard.",
    "thematiques": "Un des thèmes choisis n’est pas dans la liste du standard.",
    "publics": "Un des publics choisis n’est pas dans la liste du standard, ou « Tous publics » est choisi avec d’autres : il va seul.",
    "zone_eligibilite": "Écrivez des codes INSEE : commune (33063), département (33), intercommunalité (9 chiffres), ou « france ».",
    "type": "Ce type de service n’est pas dans la liste du standard.",
    "frais": "Choisissez gratuit ou payant.",
    "modes_accueil": "Un des modes d’accueil n’est pas dans la liste du standard.",
    "modes_mobilisation": "Une des façons d’y aller n’est pas dans la liste du standard.",
    "mobilisable_par": "Choisissez les habitants, les professionnels, ou les deux.",
    "volume_horaire_hebdomadaire": "Le nombre d’heures par semaine est un nombre, 0 ou plus.",
    "nombre_semaines": "Le nombre de semaines est un nombre entier, 1 ou plus.",
    "date_maj": "La date de mise à jour ne peut pas être dans le futur, ni avant 2000.",
}
OTHER = "Cette valeur ne convient pas au standard data.inclusion."


def wrong_in_structure(record: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a structure's record: field → sentence. Empty if it is valid."""
    wrong = _wrong(v1.Structure, record)
    if ("longitude" in record) != ("latitude" in record):
        wrong.setdefault("latitude", "Il faut la latitude et la longitude, ou aucune des deux.")
    return wrong


def wrong_in_service(record: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a service's record: field → sentence. Empty if it is valid."""
    wrong = _wrong(v1.Service, record)
    publics = record.get("publics")
    if isinstance(publics, list) and "tous-publics" in publics and len(publics) > 1:
        wrong.setdefault("publics", SENTENCES["publics"])
    return wrong


def _wrong(model: type[BaseModel], record: Mapping[str, Any]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    try:
        model.model_validate(record)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            field = str(one["loc"][0])
            wrong.setdefault(field, SENTENCES.get(field, OTHER))
    for field, most in (("longitude", 180), ("latitude", 90)):
        value = record.get(field)
        if isinstance(value, (int, float)) and not -most <= value <= most:  # `nan` too
            wrong[field] = SENTENCES[field]
    telephone = record.get("telephone")
    if isinstance(telephone, str) and not TELEPHONE.fullmatch(telephone):
        wrong["telephone"] = SENTENCES["telephone"]
    return wrong
