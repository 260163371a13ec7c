"""The index of isolation of the English Longitudinal Study of Ageing: one point for each of five ties that is missing."""

from collections.abc import Mapping
from typing import Final

from forms.instruments.instrument import NO_IS_ONE, French, Instrument, Interval, Item, Place

ELSA: Final = Instrument(
    key="elsa",
    title="Indice d’isolement ELSA",
    measures="De 0 à 5 : un point pour chaque lien absent (conjoint, enfants, autre famille, amis, association).",
    items=tuple(Item(f"elsa_{name}", NO_IS_ONE) for name in ("partner", "children", "family", "friends", "organisation")),
    place=Place.SECOND_TALK,
    french=French.NOT_VALIDATED,
    citation="English Longitudinal Study of Ageing ; Steptoe et al., PNAS 110(15), 2013.",
    licence="L’indice est publié et cité ; les questions sont formulées par Palier.",
    conditions=(
        "L’indice est donné tel quel : aucun seuil n’est appliqué.",
        "Moins d’un contact par mois compte comme un lien absent ; ne pas avoir d’enfants aussi.",
    ),
    form="elsa",
)


def missing_ties(answers: Mapping[str, object]) -> Interval:
    """The index, 0 to 5, lowest and highest over the unanswered items."""
    return ELSA.score(answers)
