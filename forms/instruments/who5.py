"""WHO-5, a well-being index. It is about mental health: Palier never asks it at a door, and comes with no form for it, only its scoring."""

from collections.abc import Mapping
from typing import Final

from forms.instruments.instrument import French, Instrument, Item, Place

LOW_UP_TO: Final = 50

_POINTS: Final = {str(code): 4 * code for code in range(6)}

WHO5: Final = Instrument(
    key="who5",
    title="WHO-5",
    measures="Le bien-être des deux dernières semaines, de 0 à 100.",
    items=tuple(Item(f"who5_{number}", _POINTS) for number in range(1, 6)),
    place=Place.OFF_DOOR,
    french=French.PUBLISHED,
    citation="Organisation mondiale de la santé, WHO-5 (1998, réédité en 2024) ; version française diffusée par l’INSPQ.",
    licence="Domaine public selon l’INSPQ, en citant la source ; réédité par l’OMS sous CC BY-NC-SA 3.0 IGO. Les énoncés ne sont pas reproduits ici.",
    conditions=(
        "Jamais à la porte : c’est une donnée de santé (article 9 du RGPD).",
        "Palier ne livre aucun formulaire qui le pose.",
        "Sans les cinq réponses, pas de score.",
    ),
    form=None,
)


def well_being(answers: Mapping[str, object]) -> int | None:
    """The score, 0 to 100; None unless all five statements are answered."""
    return WHO5.score(answers).exact


def is_low(answers: Mapping[str, object]) -> bool | None:
    """Whether the score is 50 or less; None without a score."""
    score = well_being(answers)
    return None if score is None else score <= LOW_UP_TO
