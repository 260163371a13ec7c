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
    "joint": "tournée commune",
    "proposed": "tournée commune proposée",
    "own": "votre tournée",
    "partner": "tournée d’un partenaire",
    "several": "plusieurs tournées la même semaine",
}
"""What the marks of points mean."""


SPOTS = {
    "high": "point chaud : haut, comme ses voisins",
    "low": "point froid : bas, comme ses voisins",
    "high_among_low": "haut parmi des voisins bas",
    "low_among_high": "bas parmi des voisins hauts",
    "none": "rien qui ne puisse être le hasard",
    "alone": "sans voisin à comparer",
}
SPOT_MARKS = {"high": "▲", "low": "▼", "high_among_low": "△", "low_among_high": "▽"}
CHANGES = {
    "change-up-2": "hausse nette de {limit} points ou plus",
    "change-up-1": "hausse nette plus petite",
    "change-flat": "pas de changement net",
    "change-down-1": "baisse nette plus petite",
    "change-down-2": "baisse nette de {limit} points ou plus",
}


@dataclass(frozen=True)
class Words:
    """The words of a map. `{…}` stand for numbers already written out."""

    few: str = "Trop peu pour un taux"
    few_note: str = "moins de {minimum} observations"
    none: str = "Rien à compter"
    unpublished: str = "Aucun chiffre publié"
    none_or_unpublished: str = "Rien à compter, ou aucun chiffre publié"
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
    rounds: str = "Tournées de la semaine"
    rounds_unit: str = "leurs entrées et leurs dates, sans aucun chiffre"
    indicative: str = "position indicative : à vérifier avant d’y envoyer quelqu’un"
    looks: Mapping[str, str] = field(default_factory=lambda: LOOKS)
    raw: str = "observé : {value}"
    smoothed: str = "Valeur lissée : chaque taux est rapproché de celui de l’ensemble, d’autant plus qu’on a peu observé (Bayes empirique, Marshall 1991)."
    smoothed_near: str = (
        "Valeur lissée : chaque taux est rapproché de celui de ses voisins, d’autant plus qu’on a peu observé (Bayes empirique, Marshall 1991)."
    )
    spots: Mapping[str, str] = field(default_factory=lambda: SPOTS)
    spot_marks: Mapping[str, str] = field(default_factory=lambda: SPOT_MARKS)
    spot_p: str = "p = {p}"
    spots_how: str = (
        "{tested} quartiers comparés à leurs voisins, {permutations} permutations ; parmi ceux que la carte marque, un sur vingt au plus "
        "est attendu par hasard (taux de fausses découvertes)."
    )
    spots_untold: str = "Trop peu de quartiers avec un taux et un voisin pour chercher des points chauds : il en faut au moins huit."
    changes: Mapping[str, str] = field(default_factory=lambda: CHANGES)
    change_how: str = "Net : l’intervalle à 95 % de la différence (Newcombe 1998) laisse le zéro dehors."
    change_interval: str = "intervalle à 95 % : {low} à {high} points"
    points: str = "{n} points"
    from_to: str = "de {before} à {after}"
    from_to_n: str = "{before}, puis {after} {out_of}"
    pair_how: str = "Chaque mesure est partagée en trois classes d’autant de quartiers. Deux mesures hautes ensemble ne disent pas que l’une cause l’autre."
    pair_side: str = "{letters} : moins de {low}, jusqu’à moins de {high}, au-delà"
    pair_square: str = "Légende : neuf sortes de quartiers, avec le nombre de chacune"


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
        source: whose published figures it is made with, of which year, and what holds where there are none; empty if there are none in it.
    """

    title: str
    unit: str
    what: str
    out_of: str
    method: str = ""
    dates: str = ""
    source: str = ""


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
