"""UCLA-3, the three-item loneliness scale: how alone somebody feels. It has no official bands, and none is drawn here."""

from collections.abc import Mapping
from typing import Final

from forms.instruments.instrument import French, Instrument, Interval, Item, Place

_POINTS: Final = {"1": 1, "2": 2, "3": 3}
"""1 hardly ever · 2 some of the time · 3 often."""

_ITEMS: Final = (
    "How often do you feel that you lack companionship?",
    "How often do you feel left out?",
    "How often do you feel isolated from others?",
)

UCLA3: Final = Instrument(
    key="ucla3",
    title="UCLA-3",
    measures="Le sentiment de solitude, de 3 (le moins) à 9 (le plus).",
    items=tuple(Item(f"ucla_{number}", _POINTS, wording) for number, wording in enumerate(_ITEMS, start=1)),
    place=Place.SECOND_TALK,
    french=French.NOT_VALIDATED,
    citation="Hughes et al., A short scale for measuring loneliness in large surveys, Research on Aging 26(6), 2004.",
    licence="Article © Sage ; l’échelle est utilisée librement dans les enquêtes, ce qui n’a pas été vérifié par écrit.",
    conditions=(
        "Se sentir seul n’est pas être isolé : les deux se demandent à part.",
        "L’échelle n’a pas de seuil officiel : le score n’est pas traduit en « seul » ou « pas seul ».",
        "La traduction française est une traduction de travail.",
    ),
    form="ucla3",
)


def loneliness(answers: Mapping[str, object]) -> Interval:
    """The sum, 3 to 9, lowest and highest over the unanswered items."""
    return UCLA3.score(answers)
