"""EPICES, the French score of precarity of the health-examination centres, in integer hundredths: binary floats put two patterns on the wrong side.

Source: Cetaf / Assurance maladie; Sass et al., BEH 14/2006 and Santé publique 2006/4.
"""

from collections.abc import Mapping
from typing import Final, Literal

from forms.instruments.instrument import French, Instrument, Interval, Item, Place, side_of

BASE: Final = 7514
PRECARIOUS_FROM: Final = 3017
"""Hundredths; precarious at or above it."""

_ITEMS: Final = (
    (1006, "Rencontrez-vous parfois un travailleur social ?"),
    (-1183, "Bénéficiez-vous d'une assurance maladie complémentaire ?"),
    (-828, "Vivez-vous en couple ?"),
    (-828, "Êtes-vous propriétaire de votre logement ?"),
    (
        1480,
        "Y a-t-il des périodes dans le mois où vous rencontrez de réelles difficultés financières à faire face à vos besoins (alimentation, loyer, EDF…) ?",
    ),
    (-651, "Vous est-il arrivé de faire du sport au cours des 12 derniers mois ?"),
    (-710, "Êtes-vous allé au spectacle au cours des 12 derniers mois ?"),
    (-710, "Êtes-vous parti en vacances au cours des 12 derniers mois ?"),
    (
        -947,
        "Au cours des 6 derniers mois, avez-vous eu des contacts avec des membres de votre famille autres que vos parents ou vos enfants ?",
    ),
    (
        -947,
        "En cas de difficultés, y a-t-il dans votre entourage des personnes sur qui vous puissiez compter pour vous héberger quelques jours en cas de besoin ?",
    ),
    (
        -710,
        "En cas de difficultés, y a-t-il dans votre entourage des personnes sur qui vous puissiez compter pour vous apporter une aide matérielle ?",
    ),
)

EPICES: Final = Instrument(
    key="epices",
    title="EPICES",
    measures="La précarité, de 0 (aucune) à 100 (la plus forte), en onze questions.",
    items=tuple(Item(f"epices_{number:02}", {"yes": weight, "no": 0}, wording) for number, (weight, wording) in enumerate(_ITEMS, start=1)),
    place=Place.SECOND_TALK,
    french=French.PUBLISHED,
    citation="Sass et al., Le score Epices : un score individuel de précarité, BEH 14/2006 ; Santé publique 2006/4. Cetaf, Assurance maladie.",
    licence="Publié par le Cetaf et l’Assurance maladie, sans licence explicite ; reproductible en citant la source.",
    conditions=(
        "Un second entretien, avec l’accord de la personne.",
        "Sans toutes les réponses, le score est un intervalle ; il est « indéterminé » tant qu’il peut tomber des deux côtés de 30,17. Rien n’est deviné.",
        "Établi sur des personnes de 16 à 59 ans en centre d’examens de santé ; aucune validation en porte-à-porte n’est connue.",
    ),
    form="epices",
    base=BASE,
)

ITEM_5: Final = EPICES.items[4].wording
"""The published wording, with plain spaces."""

ITEM_5_FIELD: Final = EPICES.items[4].field
"""`yes`, `no` or `unknown`."""

State = Literal["precarious", "not_precarious", "undetermined"]
_STATES: Final[Mapping[str, State]] = {"reached": "precarious", "below": "not_precarious", "undetermined": "undetermined"}


def epices(answers: Mapping[str, object]) -> Interval:
    """The score in hundredths, lowest and highest over the unanswered items."""
    return EPICES.score(answers)


def precarity(answers: Mapping[str, object]) -> State:
    """Precarious from 30.17 on, whatever the unanswered items could be; else `undetermined` (« indéterminé »)."""
    return _STATES[side_of(epices(answers), PRECARIOUS_FROM)]
