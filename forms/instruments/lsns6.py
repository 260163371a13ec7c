"""LSNS-6, the short social network scale of Lubben: how many relatives and friends somebody can count on. Designed for people of 65 and over."""

from collections.abc import Mapping
from typing import Final, Literal

from forms.instruments.instrument import French, Instrument, Interval, Item, Place, side_of

AT_RISK_BELOW: Final = 12

_POINTS: Final = {str(code): code for code in range(6)}
"""0 none · 1 one · 2 two · 3 three or four · 4 five through eight · 5 nine or more."""

_ITEMS: Final = (
    "How many relatives do you see or hear from at least once a month?",
    "How many relatives do you feel at ease with that you can talk about private matters?",
    "How many relatives do you feel close to such that you could call on them for help?",
    "How many of your friends do you see or hear from at least once a month?",
    "How many friends do you feel at ease with that you can talk about private matters?",
    "How many friends do you feel close to such that you could call on them for help?",
)

LSNS6: Final = Instrument(
    key="lsns6",
    title="LSNS-6",
    measures="L’isolement objectif des personnes de 65 ans et plus, de 0 à 30 : plus le score est bas, plus le réseau est mince.",
    items=tuple(Item(f"lsns_{number}", _POINTS, wording) for number, wording in enumerate(_ITEMS, start=1)),
    place=Place.SECOND_TALK,
    french=French.NOT_VALIDATED,
    citation="Lubben et al., Performance of an abbreviated version of the Lubben Social Network Scale, The Gerontologist 46(4), 2006.",
    licence="© Lubben. Libre en pratique ; aucune permission écrite n’a été vérifiée.",
    conditions=(
        "Un second entretien, avec l’accord de la personne ; conçu pour les 65 ans et plus.",
        "Aucune version française validée n’est connue : la traduction est une traduction de travail.",
        "En dessous de 12 : risque d’isolement. Aucun seuil n’est donné pour la famille ou les amis seuls.",
    ),
    form="lsns6",
)

State = Literal["at_risk", "not_at_risk", "undetermined"]


def network(answers: Mapping[str, object]) -> Interval:
    """The score, 0 to 30, lowest and highest over the unanswered items."""
    return LSNS6.score(answers)


def risk(answers: Mapping[str, object]) -> State:
    """At risk of social isolation below 12, whatever the unanswered items could be."""
    side = side_of(network(answers), AT_RISK_BELOW)
    return "at_risk" if side == "below" else "not_at_risk" if side == "reached" else "undetermined"
