"""What a map says, and how it writes numbers. French by default; a caller may bring its own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

NARROW = "\u202f"
"""French typography: thin, unbreakable, between thousands and before « % »."""


LOOKS = {
    "contact": "portes avec un contact",
    "visited": "portes visitées sans contact",
    "unvisited": "portes pas encore visitées",
    "undescribed": "aucune porte connue",
    "open": "ouvert",
    "soon": "ferme bientôt",
    "closed": "fermé",
    "appointment": "sur rendez-vous",
    "unknown": "horaires inconnus",
    "indicative": "position indicative",
}
"""What the marks of points mean."""


@dataclass(frozen=True)
class Words:
    """The words of a map. `{…}` stand for numbers already written out."""

    few: str = "Trop peu pour un taux"
    few_note: str = "moins de {minimum} observations"
    none: str = "Rien à compter"
    hidden: str = "Masqué (petit effectif)"
    range: str = "{low} à {high}"
    range_below: str = "{low} à moins de {high}"
    interval: str = "intervalle à 95 % : {low} à {high}"
    of: str = "{numerator} {what} sur {denominator} {out_of}"
    areas_one: str = "{n} quartier"
    areas: str = "{n} quartiers"
    classes: str = "Classes"
    zoom_in: str = "Agrandir"
    zoom_out: str = "Réduire"
    whole: str = "Tout voir"
    keys: str = "Carte : flèches pour se déplacer, plus et moins pour agrandir, tabulation de quartier en quartier. Les mêmes chiffres sont dans le tableau."
    map_title: str = "Carte"
    day: str = "%d/%m/%Y"
    entrances: str = "Entrées"
    entrances_unit: str = "la taille dit combien de portes sont connues"
    entrance_doors: str = "{visited} portes visitées sur {known} connues"
    entrance_came: str = "{opened} ouvertes, {contact} avec contact"
    entrance_passages: str = "passages : {passages}, le dernier le {last}"
    entrance_empty: str = "aucune porte connue pour le moment"
    resources: str = "Ressources"
    resources_unit: str = "ouvertes ou non en ce moment"
    indicative: str = "position indicative : à vérifier avant d’y envoyer quelqu’un"
    looks: Mapping[str, str] = field(default_factory=lambda: LOOKS)


@dataclass(frozen=True)
class MeasureText:
    """What one measure is called.

    Attributes:
        title: « Taux de contact ».
        unit: what the colour says, under the title: « part des portes frappées où … ».
        what: what the numerator counts, in a sentence: « avec contact ».
        out_of: what the denominator counts: « portes frappées ».
        method: one paragraph: what is counted, what is not, how.
        dates: the days the data cover, written out; empty if there are none.
    """

    title: str
    unit: str
    what: str
    out_of: str
    method: str = ""
    dates: str = ""


FRENCH = Words()


def number(value: float) -> str:
    """A whole number, thousands apart: « 1 240 »."""
    return f"{round(value):,}".replace(",", NARROW)


def percent(share: float, digits: int = 0) -> str:
    """A proportion as a percentage: « 42 % », « 2,5 % ».

    Args:
        share: 0…1.
        digits: decimals.
    """
    return f"{100 * share:.{digits}f}".replace(".", ",") + f"{NARROW}%"
